import { useEffect, useRef } from 'react'

interface DiffKeys {
  /** From file to file. */
  file: (by: 1 | -1) => void
  /** From conversation to conversation. */
  thread: (by: 1 | -1) => void
  /** Marks the file that is being read, or takes the mark away. */
  viewed: () => void
}

/** Keys where a diff is read. Rows out of sight do not exist, so the page's own row keys cannot find them. */
export function useDiffKeys(keys: DiffKeys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const acts: Record<string, () => void> = {
      j: () => latest.current.file(1),
      k: () => latest.current.file(-1),
      n: () => latest.current.thread(1),
      p: () => latest.current.thread(-1),
      v: () => latest.current.viewed(),
    }
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const act = acts[event.key]
      if (event.metaKey || event.ctrlKey || event.altKey || !act) return
      if (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) return
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return
      event.stopImmediatePropagation()
      act()
    }
    // In the capturing phase, so that it comes before the listener of the page.
    window.addEventListener('keydown', press, true)
    return () => window.removeEventListener('keydown', press, true)
  }, [])
}
