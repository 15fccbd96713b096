import { Menu as Base } from '@base-ui/react/menu'
import { useRouter } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { merge } from './class-names.ts'

/** A list of places and actions that floats below its trigger. */
export function Menu({
  trigger,
  children,
  align = 'start',
}: {
  trigger: ReactElement
  children: ReactNode
  align?: 'start' | 'end'
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className="max-h-[70dvh] max-w-[calc(100vw-16px)] min-w-52 overflow-y-auto rounded-md border bg-raised p-1 shadow-float outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

interface ItemProps {
  icon?: ReactNode
  href?: string
  onSelect?: () => void
  current?: boolean
  children: ReactNode
}

export function MenuItem({ icon, href, onSelect, current, children }: ItemProps) {
  const router = useRouter()
  return (
    <Base.Item
      onClick={() => (href ? router.history.push(href) : onSelect?.())}
      className={merge(
        'flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 text-sm outline-none data-highlighted:bg-hover',
        current && 'font-medium',
      )}
    >
      {icon}
      <span className="min-w-0 grow truncate">{children}</span>
      {current && <span className="sr-only">(current)</span>}
    </Base.Item>
  )
}

/** One of several that can be on: its mark says which are. */
export function MenuOption({
  chosen,
  onSelect,
  children,
}: {
  chosen: boolean
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <MenuItem
      onSelect={onSelect}
      current={chosen}
      icon={<Check className={merge('size-3.5 shrink-0', !chosen && 'invisible')} />}
    >
      {children}
    </MenuItem>
  )
}

export function MenuNote({ children }: { children: ReactNode }) {
  return <div className="px-2 py-1.5 text-xs text-muted">{children}</div>
}

export function MenuLine() {
  return <Base.Separator className="my-1 h-px bg-line" />
}
