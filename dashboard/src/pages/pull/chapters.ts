import type { CheckRun } from '../../api/checks.ts'
import type { Deployment } from '../../api/deployments.ts'
import type { TimelineEntry } from '../../api/issues.ts'
import type { PullReview, PullThread } from '../../api/pulls.ts'

/** One thing in the conversation of a pull request. */
export type Chapter = { key: string; at: string } & (
  | { kind: 'entry'; entry: TimelineEntry }
  | { kind: 'push'; commits: TimelineEntry[] }
  | { kind: 'review'; review: PullReview; threads: PullThread[] }
  | { kind: 'thread'; thread: PullThread }
  | { kind: 'checks'; checks: CheckRun[] }
  | { kind: 'deployment'; deployment: Deployment }
)

interface Sources {
  entries: readonly TimelineEntry[]
  /** Whether the timeline has more than those: then nothing behind the last one is told yet. */
  more: boolean
  reviews: readonly PullReview[]
  threads: readonly PullThread[]
  /** Of the head. */
  checks: readonly CheckRun[]
  /** Of the commit it was merged as. */
  deployments: readonly Deployment[]
}

/** Everything that happened to a pull request and was said there, in order. */
export function chaptersOf({ entries, more, reviews, threads, checks, deployments }: Sources): Chapter[] {
  const begunBy = (thread: PullThread) => thread.comments[0]?.review ?? null
  const chapters: Chapter[] = [
    ...toldBy(entries),
    ...reviews.map(
      (review): Chapter => ({
        kind: 'review',
        key: review.id,
        at: review.submittedAt ?? review.createdAt,
        review,
        threads: threads.filter((thread) => begunBy(thread) === review.id),
      }),
    ),
    ...threads
      .filter((thread) => !reviews.some(({ id }) => id === begunBy(thread)))
      .flatMap((thread): Chapter[] => {
        const [first] = thread.comments
        return first ? [{ kind: 'thread', key: thread.id, at: first.createdAt, thread }] : []
      }),
    ...outcomeOf(checks),
    ...deployments.map(
      (deployment): Chapter => ({
        kind: 'deployment',
        key: deployment.id,
        at: deployment.createdAt,
        deployment,
      }),
    ),
  ]
  const last = entries.at(-1)?.createdAt
  const known = more && last !== undefined ? chapters.filter(({ at }) => at <= last) : chapters
  return known.toSorted((a, b) => a.at.localeCompare(b.at))
}

/** Reviews are told with what they say; commits that came together are one push. */
function toldBy(entries: readonly TimelineEntry[]): Chapter[] {
  const chapters: Chapter[] = []
  for (const entry of entries) {
    const last = chapters.at(-1)
    if (entry.name === 'reviewed') continue
    if (entry.name !== 'committed') chapters.push({ kind: 'entry', key: entry.id, at: entry.createdAt, entry })
    else if (last?.kind === 'push' && last.commits[0]?.actor.id === entry.actor.id) last.commits.push(entry)
    else chapters.push({ kind: 'push', key: entry.id, at: entry.createdAt, commits: [entry] })
  }
  return chapters
}

/** Told once all of them have ended, at the time of the last one. */
function outcomeOf(checks: readonly CheckRun[]): Chapter[] {
  const ends = checks.flatMap(({ completedAt }) => completedAt ?? [])
  if (checks.length === 0 || ends.length < checks.length) return []
  const at = ends.reduce((latest, end) => (end > latest ? end : latest))
  return [{ kind: 'checks', key: 'checks', at, checks: [...checks] }]
}
