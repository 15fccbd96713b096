import { X } from 'lucide-react'
import { merge } from './class-names.ts'
import { StatusIcon } from './status.tsx'

/** One choice among few, as a row of buttons. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: { value: T; label: string; count?: number }[]
  onChange: (value: T) => void
}) {
  return (
    <fieldset className="-mx-1 flex max-w-full min-w-0 gap-1 overflow-x-auto px-1">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={merge(
            'flex h-8 shrink-0 items-center gap-1.5 rounded-md border px-3 text-sm whitespace-nowrap row-focus',
            option.value === value
              ? 'border-line-strong bg-hover font-medium'
              : 'border-transparent text-muted hover:bg-hover hover:text-ink',
          )}
        >
          {option.label}
          {option.count !== undefined && <span className="text-xs text-muted">{option.count}</span>}
        </button>
      ))}
    </fieldset>
  )
}

/** A filter that is on, and the way to take it off. */
export function FilterChip({ name, value, onRemove }: { name: string; value: string; onRemove: () => void }) {
  return (
    <span className="inline-flex h-8 max-w-full items-center gap-1.5 rounded-md border border-line-strong pl-3 text-sm">
      <span className="text-muted">{name}</span>
      <span className="truncate">{value}</span>
      <button
        type="button"
        onClick={onRemove}
        aria-label={`Remove filter ${name} ${value}`}
        className="flex h-full w-7 items-center justify-center rounded-md text-muted hover:text-ink"
      >
        <X className="size-3.5" />
      </button>
    </span>
  )
}

export function Tag({ children }: { children: React.ReactNode }) {
  return (
    <span className="inline-flex h-5 items-center rounded-md border px-1.5 text-xs whitespace-nowrap text-muted">
      {children}
    </span>
  )
}

/** What was replayed must never pass for what was done: every object of a rehearsal carries this. */
export function RehearsalTag() {
  return (
    <span
      className="inline-flex min-h-5 items-center gap-1 self-start rounded-md border border-current px-1.5 text-xs text-agent"
      title="A recorded agent session, replayed through the real path: no model was called."
    >
      <StatusIcon status="agent" className="size-2.5" />
      Rehearsal – recorded session
    </span>
  )
}
