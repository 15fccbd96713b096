import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { events, type StoredEvent, type TimelineQuery } from '../api/events.ts'
import { live } from './live.ts'

const linkKeys = ['spec', 'task', 'attempt', 'agent'] as const

/** Whether a live event belongs to what was asked of the server. */
export function matches(event: StoredEvent, query: TimelineQuery): boolean {
  if (query.project && event.project !== query.project) return false
  if (query.name && !query.name.includes(event.name)) return false
  return linkKeys.every((key) => !query[key] || event.links[key] === query[key])
}

export interface Feed {
  /** Newest first. */
  items: StoredEvent[]
  /** Arrived while something else was being read. */
  held: StoredEvent[]
  showHeld: () => void
  loading: boolean
  error: unknown
  retry: () => void
  hasOlder: boolean
  loadOlder: () => void
}

/** History and the live stream as one list. `hold` keeps new events aside, so that nothing moves under a reader's eyes. */
export function useFeed(query: TimelineQuery, { hold = alwaysShow }: { hold?: () => boolean } = {}): Feed {
  const key = JSON.stringify(query)
  const pages = useInfiniteQuery({
    queryKey: ['feed', key],
    queryFn: ({ pageParam }) => events.timeline({ ...query, limit: 200, ...(pageParam ? { before: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
    // The stream adds what is new; a refetch would only fetch the same pages again.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const [fresh, setFresh] = useState<StoredEvent[]>([])
  const [held, setHeld] = useState<StoredEvent[]>([])

  useEffect(() => {
    const asked = JSON.parse(key) as TimelineQuery
    setFresh([])
    setHeld([])
    return live.subscribe((event) => {
      if (!matches(event, asked)) return
      const add = (before: StoredEvent[]) => [event, ...before]
      if (hold()) setHeld(add)
      else setFresh(add)
    })
  }, [key, hold])

  const showHeld = useCallback(() => {
    setFresh((before) => [...held, ...before])
    setHeld([])
  }, [held])

  const items = useMemo(() => {
    const seen = new Set<string>()
    const all = [...fresh, ...(pages.data?.pages.flatMap((page) => page.items) ?? [])]
    return all.filter((event) => !seen.has(event.id) && seen.add(event.id))
  }, [fresh, pages.data])

  return {
    items,
    held,
    showHeld,
    loading: pages.isPending,
    error: pages.error,
    retry: () => void pages.refetch(),
    hasOlder: pages.hasNextPage,
    loadOlder: () => {
      if (!pages.isFetchingNextPage) void pages.fetchNextPage()
    },
  }
}

function alwaysShow(): boolean {
  return false
}
