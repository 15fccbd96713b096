import type { ReactNode } from 'react'

/** What is, for somebody who may not change it: the words of the form, and what stands there. */
export function Facts({ items }: { items: [label: string, value: ReactNode][] }) {
  return (
    <dl className="grid max-w-2xl gap-x-6 gap-y-3 sm:grid-cols-[minmax(10rem,auto)_1fr]">
      {items.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-sm text-muted">{label}</dt>
          <dd className="-mt-2 min-w-0 text-sm wrap-anywhere sm:mt-0">{value || '–'}</dd>
        </div>
      ))}
    </dl>
  )
}

export function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
