import { Switch as Base } from '@base-ui/react/switch'

export function Switch({
  label,
  checked,
  busy,
  onChange,
}: {
  label: string
  checked: boolean
  busy?: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <Base.Root
      aria-label={label}
      title={label}
      checked={checked}
      disabled={busy ?? false}
      onCheckedChange={onChange}
      className="inline-flex h-5 w-9 shrink-0 cursor-pointer items-center rounded-full border border-control bg-hover p-0.5 data-checked:border-done data-checked:bg-done data-disabled:opacity-60"
    >
      <Base.Thumb className="size-3.5 rounded-full bg-muted transition-transform data-checked:translate-x-4 data-checked:bg-canvas" />
    </Base.Root>
  )
}
