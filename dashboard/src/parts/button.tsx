import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { merge } from './class-names.ts'
import { Link } from './link.tsx'

export type Tone = 'primary' | 'plain' | 'quiet' | 'danger'

const tones: Record<Tone, string> = {
  primary: 'bg-ink text-on-ink border-ink hover:opacity-85',
  plain: 'bg-raised border-line-strong hover:bg-hover',
  quiet: 'border-transparent text-muted hover:bg-hover hover:text-ink',
  danger: 'bg-raised border-line-strong text-failed hover:bg-hover',
}

const shape =
  'inline-flex shrink-0 items-center justify-center gap-2 h-8 px-3 rounded-md border text-sm font-medium whitespace-nowrap disabled:opacity-50 disabled:pointer-events-none'

interface Shared {
  tone?: Tone
  icon?: ReactNode
  busy?: boolean
}

export function Button({
  tone = 'plain',
  icon,
  busy,
  className,
  children,
  disabled,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & Shared) {
  return (
    <button
      type="button"
      className={merge(shape, tones[tone], className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}

export function ButtonLink({
  tone = 'plain',
  icon,
  href,
  children,
  className,
  shortcut,
}: Omit<Shared, 'busy'> & {
  href: string
  children: ReactNode
  className?: string
  /** The key that presses it, see frame/shortcuts.tsx. */
  shortcut?: 'c' | 'e'
}) {
  return (
    <Link href={href} className={merge(shape, tones[tone], className)} data-shortcut={shortcut}>
      {icon}
      {children}
    </Link>
  )
}

/** A square button that is only an icon: it must carry its name. */
export function IconButton({
  label,
  className,
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={merge(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink disabled:opacity-50',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  )
}

function Spinner() {
  return (
    <svg viewBox="0 0 16 16" className="turning size-4" aria-hidden="true">
      <circle
        cx="8"
        cy="8"
        r="6"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeDasharray="26 12"
        strokeLinecap="round"
      />
    </svg>
  )
}
