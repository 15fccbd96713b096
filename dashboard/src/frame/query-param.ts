import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** One word of the page's state that lives in its address: a tab, a filter, a line. Setting '' takes it out. */
export function useQueryParam(name: string): [string, (value: string) => void] {
  const value = useSearch({ strict: false, select: (search) => (search as Record<string, string>)[name] ?? '' })
  const navigate = useNavigate()
  const set = useCallback(
    (next: string) => {
      void navigate({
        to: '.',
        search: (before: Record<string, string>) => {
          const { [name]: _, ...rest } = before
          return next === '' ? rest : { ...rest, [name]: next }
        },
        replace: true,
        resetScroll: false,
      } as Parameters<typeof navigate>[0])
    },
    [name, navigate],
  )
  return [value, set]
}

/** The same where only some words mean something; any other in the address counts as none. */
export function useChoiceParam<T extends string>(
  name: string,
  choices: readonly T[],
): [T | '', (value: T | '') => void] {
  const [value, set] = useQueryParam(name)
  return [choices.find((choice) => choice === value) ?? '', set]
}

/** Addresses carry plain text: `?line=12`, never JSON. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

export function printSearch(search: Record<string, unknown>): string {
  const text = new URLSearchParams(
    Object.entries(search).flatMap(([key, value]) =>
      value === undefined || value === null || value === '' ? [] : [[key, String(value)]],
    ),
  ).toString()
  return text === '' ? '' : `?${text}`
}
