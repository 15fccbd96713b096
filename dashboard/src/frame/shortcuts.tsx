import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { addresses } from '../addresses.ts'
import { Dialog } from '../parts/dialog.tsx'
import { type Product, useProducts } from './products.tsx'

/** What `?` shows, in the order of use. */
const shortcuts: [string, string][] = [
  ['⌘K or Ctrl K', 'Search and commands'],
  ['j / k', 'Next / previous row; in a diff, file'],
  ['n / p', 'Next / previous conversation of a diff'],
  ['v', 'Mark the file of a diff as viewed'],
  ['enter', 'Open the row'],
  ['t', 'Go to a file of the repository'],
  ['e', 'Edit what is open'],
  ['c', 'New: what the page lists, elsewhere a spec'],
  ['g then b', 'Go to the board'],
  ['g then s', 'Go to specs'],
  ['g then t', 'Go to the timeline'],
  ['g then a', 'Go to agents'],
  ['g then p', 'Go to projects'],
  ['[', 'Fold or show the rail'],
  ['?', 'This list'],
]

const places: Record<string, { href: string; product?: Product }> = {
  b: { href: addresses.board(), product: 'flow' },
  s: { href: addresses.specs(), product: 'flow' },
  t: { href: addresses.timeline() },
  a: { href: addresses.agents(), product: 'hub' },
  p: { href: addresses.projects() },
}

interface Actions {
  onPalette: () => void
  onHelp: () => void
  onRail: () => void
}

/** A page that has just been opened has not been told to go anywhere. */
const NEVER = Number.NEGATIVE_INFINITY

/** One listener for the whole page. Rows take part by carrying `data-row`; the controls that edit and create by `data-shortcut`. */
export function useShortcuts({ onPalette, onHelp, onRail }: Actions): void {
  const router = useRouter()
  const products = useProducts()
  useEffect(() => {
    let going = NEVER
    const press = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return onPalette()
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target)) return
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return
      const afterG = performance.now() - going < 1500
      going = NEVER
      const place = afterG ? places[event.key] : undefined
      if (place && (!place.product || products?.has(place.product))) return router.history.push(place.href)
      switch (event.key) {
        case 'g':
          going = performance.now()
          return
        case 'j':
          return step(1)
        case 'k':
          return step(-1)
        case 'c':
          if (!pressControl('c') && products?.has('flow')) router.history.push(addresses.newSpec())
          return
        case 't':
          if (pressControl('t')) event.preventDefault() // or the letter would be the first one of what is looked for
          return
        case 'e':
          return void pressControl('e')
        case '[':
          return onRail()
        case '?':
          return onHelp()
      }
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [router, products, onPalette, onHelp, onRail])
}

/** Presses what the page offers for that key, and says whether it offers anything. */
function pressControl(key: string): boolean {
  const control = document.querySelector<HTMLElement>(`main [data-shortcut="${key}"]`)
  control?.click()
  return control !== null
}

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')].filter((row) => row.offsetParent !== null)
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}

export function ShortcutList({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        {shortcuts.map(([keys, does]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded-md border bg-sunken px-1.5 font-mono text-xs">{keys}</kbd>
            </dt>
            <dd className="text-muted">{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
