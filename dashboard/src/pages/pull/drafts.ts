import { useState } from 'react'
import type { Address } from '../../api/client.ts'
import type { LineComment, Pull } from '../../api/pulls.ts'

/** Remarks on lines that wait until the review is sent. They belong to the head they were written about and survive a reload. */
export function useDrafts({ owner, name }: Address, { number, head }: Pick<Pull, 'number' | 'head'>) {
  const key = `devflow.drafts ${owner}/${name}#${number} ${head.sha}`
  const [kept, setKept] = useState<{ key: string; drafts: readonly LineComment[] }>(() => ({ key, drafts: read(key) }))
  const drafts = kept.key === key ? kept.drafts : read(key)
  const keep = (next: readonly LineComment[]) => {
    if (next.length === 0) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(next))
    setKept({ key, drafts: next })
  }
  return {
    drafts,
    add: (draft: LineComment) => keep([...drafts, draft]),
    discard: (draft: LineComment) => keep(drafts.filter((each) => each !== draft)),
    clear: () => keep([]),
  }
}

function read(key: string): readonly LineComment[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isDraft) : []
  } catch {
    return []
  }
}

function isDraft(value: unknown): value is LineComment {
  const { path, line, body, side } = (value ?? {}) as Record<string, unknown>
  return typeof path === 'string' && typeof line === 'number' && typeof body === 'string' && typeof side === 'string'
}
