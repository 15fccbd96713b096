import { Command } from 'cmdk'
import type { ReactNode } from 'react'

export function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  )
}

interface ItemProps {
  onSelect: () => void
  note?: string
  value?: string
  /** What was typed, where something else has found the item by it. */
  foundBy?: string
  children: ReactNode
}

export function Item({ onSelect, note, value, foundBy, children }: ItemProps) {
  return (
    <Command.Item
      onSelect={onSelect}
      {...(value ? { value } : {})}
      {...(foundBy ? { keywords: [foundBy] } : {})}
      className="flex h-9 cursor-pointer items-center gap-3 rounded-md px-3 data-[selected=true]:bg-hover"
    >
      <span className="min-w-0 grow truncate">{children}</span>
      {note && <span className="shrink-0 text-xs text-muted">{note}</span>}
    </Command.Item>
  )
}
