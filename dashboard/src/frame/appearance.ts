import { useSyncExternalStore } from 'react'

export type Appearance = 'system' | 'light' | 'dark'

const key = 'devflow.appearance'
const listeners = new Set<() => void>()

/** The same key public/appearance.js reads before the first paint. */
export function setAppearance(appearance: Appearance): void {
  if (appearance === 'system') {
    localStorage.removeItem(key)
    delete document.documentElement.dataset.theme
  } else {
    localStorage.setItem(key, appearance)
    document.documentElement.dataset.theme = appearance
  }
  for (const listener of listeners) listener()
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => (document.documentElement.dataset.theme as Appearance | undefined) ?? 'system',
  )
}
