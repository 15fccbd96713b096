import type { Label } from '../../api/issues.ts'
import { merge } from '../../parts/class-names.ts'

/** A label keeps its own colour as a dot: text in it would be unreadable on half of all colours. */
export function LabelTag({ label, className }: { label: Pick<Label, 'name' | 'color'>; className?: string }) {
  return (
    <span
      className={merge(
        'inline-flex h-5 max-w-full items-center gap-1.5 rounded-md border px-1.5 text-xs whitespace-nowrap',
        className,
      )}
    >
      <LabelDot color={label.color} />
      <span className="truncate">{label.name}</span>
    </span>
  )
}

export function LabelDot({ color }: { color: string }) {
  return (
    <span
      aria-hidden="true"
      className="size-2.5 shrink-0 rounded-full border border-line-strong"
      style={{ backgroundColor: `#${color}` }}
    />
  )
}
