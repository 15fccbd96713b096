import type { ReactNode } from 'react'
import { merge } from './class-names.ts'
import { Link } from './link.tsx'

export interface TabItem {
  href: string
  label: string
  current: boolean
  count?: number | undefined
  icon?: ReactNode
}

/** Tabs are places: links with an address, so that back works and a tab can be shared. */
export function Tabs({ items, label }: { items: TabItem[]; label: string }) {
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto border-b px-4 md:mx-0 md:px-0">
      <ul className="flex gap-1">
        {items.map((item) => (
          <li key={item.href} className="shrink-0">
            <Link
              href={item.href}
              aria-current={item.current ? 'page' : undefined}
              className={merge(
                '-mb-px flex h-9 items-center gap-2 border-b-2 px-2 text-sm whitespace-nowrap row-focus',
                item.current ? 'border-ink font-medium' : 'border-transparent text-muted hover:text-ink',
              )}
            >
              {item.icon}
              {item.label}
              {item.count !== undefined && (
                <span className="rounded-md bg-hover px-1.5 text-xs text-muted">{item.count}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
