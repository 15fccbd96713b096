import type { ReactNode } from 'react'
import { merge } from './class-names.ts'

interface PageProps {
  title: string
  /** Shown instead of the plain title, where a page has more to say. */
  heading?: ReactNode
  lead?: ReactNode
  actions?: ReactNode
  wide?: boolean
  children: ReactNode
}

/** The one way a page begins: its title, one line on what it is, its actions; then the work. */
export function Page({ title, heading, lead, actions, wide, children }: PageProps) {
  return (
    <div className={merge('mx-auto flex w-full flex-col gap-6 px-4 py-6 md:px-6', wide ? '' : 'max-w-6xl')}>
      <title>{`${title} · DevFlow`}</title>
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          {heading ?? <h1 className="text-xl font-semibold wrap-anywhere">{title}</h1>}
          {lead && <div className="mt-1 text-muted">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export function Section({
  title,
  aside,
  children,
  id,
}: {
  title: ReactNode
  aside?: ReactNode
  children: ReactNode
  id?: string
}) {
  return (
    <section id={id} className="scroll-mt-16">
      <div className="mb-2 flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">{title}</h2>
        {aside && <div className="flex items-center gap-2 text-sm text-muted">{aside}</div>}
      </div>
      {children}
    </section>
  )
}

/** Rows between hairlines; the frame of every list. */
export function Rows({ children, label }: { children: ReactNode; label: string }) {
  return (
    <ul aria-label={label} className="divide-y overflow-hidden rounded-md border bg-raised">
      {children}
    </ul>
  )
}

/** Stands below a list that was cut: how much is shown, and how to reach the rest. */
export function NotAll({ shown }: { shown: number }) {
  return (
    <p className="text-sm text-muted">
      The newest {shown} are shown. Search finds the others by name, and <code className="font-mono">npx devflow</code>{' '}
      lists all.
    </p>
  )
}

/** Empty is a designed state: what this is, the one thing to do, the command to copy. */
export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-3 rounded-md border border-dashed border-line-strong p-6">
      <p className="font-medium">{title}</p>
      <div className="flex max-w-prose flex-col gap-3 text-muted">{children}</div>
      {action}
    </div>
  )
}
