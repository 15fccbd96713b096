import { useEffect, useRef } from 'react'

/** `j` and `k` go from file to file where a diff is read. Rows out of sight do not exist, so the page's own row keys cannot. */
export function useFileKeys(step: (by: 1 | -1) => void): void {
  const latest = useRef(step)
  latest.current = step
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.metaKey || event.ctrlKey || event.altKey || (event.key !== 'j' && event.key !== 'k')) return
      if (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) return
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return
      event.stopImmediatePropagation()
      latest.current(event.key === 'j' ? 1 : -1)
    }
    // In the capturing phase, so that it comes before the listener of the page.
    window.addEventListener('keydown', press, true)
    return () => window.removeEventListener('keydown', press, true)
  }, [])
}
