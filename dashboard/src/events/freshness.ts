import type { QueryClient } from '@tanstack/react-query'
import type { StoredEvent } from '../api/events.ts'
import { live } from './live.ts'

/** Which reads an event makes old: the first words of the query keys in api/queries.ts. */
const staled: Record<string, string[]> = {
  spec: ['specs', 'board', 'workitems', 'flow'],
  task: ['tasks', 'agents', 'board', 'flow'],
  agent: ['agents', 'tasks'],
  attempt: ['tasks', 'agents'],
  git: ['code', 'projects'],
  branch: ['code'],
  pull: ['pulls', 'issues', 'board', 'workitems', 'flow'],
  review: ['pulls', 'issues'],
  review_comment: ['pulls', 'issues'],
  review_thread: ['pulls'],
  issue: ['pulls', 'issues', 'milestones'],
  comment: ['pulls', 'issues'],
  reaction: ['issues'],
  label: ['labels', 'issues'],
  milestone: ['milestones', 'issues'],
  release: ['releases'],
  hook: ['hooks'],
  deploy_key: ['deploy-keys'],
  mirror: ['mirrors'],
  team: ['teams'],
  app: ['apps', 'installations'],
  installation: ['installations'],
  check: ['checks', 'pulls', 'board', 'flow'],
  run: ['runs', 'checks', 'workitems'],
  job: ['runs'],
  deploy: ['deployments', 'board', 'workitems', 'flow'],
  project: ['projects', 'secrets', 'access'],
  token: ['tokens'],
  member: ['members'],
  user: ['members', 'me', 'owners'],
}

/** Agents write many events a second; what they make old is read again at most this often. */
const gatherMs = 300

export function nounsStaledBy(event: Pick<StoredEvent, 'name'>): string[] {
  return staled[event.name.split('.')[0] ?? ''] ?? []
}

/** Keeps every page fresh: events say what changed, pages only read. */
export function keepFresh(client: QueryClient): () => void {
  const nouns = new Set<string>()
  const specs = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    for (const noun of nouns) void client.invalidateQueries({ queryKey: [noun] })
    for (const spec of specs) void client.invalidateQueries({ queryKey: ['evidence', spec] })
    nouns.clear()
    specs.clear()
  }
  const unsubscribe = live.subscribe((event) => {
    for (const noun of nounsStaledBy(event)) nouns.add(noun)
    if (event.links.spec) specs.add(event.links.spec)
    timer ??= setTimeout(flush, gatherMs)
  })
  // After a gap the stream catches up, but reads may have failed meanwhile.
  let before = live.connection()
  const unwatch = live.onConnection(() => {
    const now = live.connection()
    if (before === 'lost' && now === 'open') void client.invalidateQueries()
    before = now
  })
  return () => {
    unsubscribe()
    unwatch()
    clearTimeout(timer)
  }
}
