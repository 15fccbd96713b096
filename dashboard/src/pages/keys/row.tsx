import type { ReactNode } from 'react'
import type { SigningKey, SshKey } from '../../api/keys.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Id } from '../../parts/copy.tsx'
import { Time } from '../../parts/time.tsx'

interface KeyRowProps {
  /** One that signs and opens no door is never used in this sense. */
  item: SigningKey | SshKey
  aside?: ReactNode
  /** Left out where it is not one's own to remove. */
  remove: (() => Promise<unknown>) | undefined
  /** What ends when it is removed. */
  children: ReactNode
}

export function KeyRow({ item, aside, remove, children }: KeyRowProps) {
  const { title, fingerprint, type, createdAt } = item
  const lastUsedAt = 'lastUsedAt' in item ? item.lastUsedAt : undefined
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <span className="min-w-0 grow">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium wrap-anywhere">{title}</span>
          {aside}
        </span>
        <span className="block text-xs wrap-anywhere text-muted">
          {type} · <Id id={fingerprint} shown={fingerprint} className="text-left wrap-anywhere" />
        </span>
      </span>
      <span className="text-sm text-muted">
        added <Time at={createdAt} />
        {lastUsedAt !== undefined && (lastUsedAt === null ? ', never used' : ', used ')}
        <Time at={lastUsedAt} />
      </span>
      {remove && (
        <Confirm label="Remove" title={`Remove “${title}”?`} run={remove}>
          {children}
        </Confirm>
      )}
    </li>
  )
}
