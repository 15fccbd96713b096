import { GitCommitHorizontal, ListChecks, Rocket } from 'lucide-react'
import type { ReactNode } from 'react'
import { addresses } from '../../addresses.ts'
import type { CheckRun } from '../../api/checks.ts'
import type { Address } from '../../api/client.ts'
import type { TimelineEntry } from '../../api/issues.ts'
import type { Pull } from '../../api/pulls.ts'
import { Actor } from '../../parts/actor.tsx'
import { Tag } from '../../parts/chips.tsx'
import { Comment } from '../../parts/comment.tsx'
import { Id, shortSha } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'
import { StatusIcon, StatusLabel, statusOf, wordOf } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import { CommitBadge } from '../code/commit-badge.tsx'
import { Entry } from '../issue/entry.tsx'
import { Remark } from '../issue/remark.tsx'
import type { Chapter } from './chapters.ts'
import type { Suggestions } from './suggestions.tsx'
import { Thread } from './thread.tsx'
import { verdicts } from './verdicts.ts'

interface ChapterProps {
  project: Address
  pull: Pull
  chapter: Chapter
  suggestions: Suggestions
  /** What the reader may do with remarks. */
  powers: { me: string | undefined; tends: boolean; speaks: boolean }
}

export function ChapterRow({ project, pull, chapter, suggestions, powers }: ChapterProps) {
  switch (chapter.kind) {
    case 'entry': {
      const { comment } = chapter.entry
      if (!comment) return <Entry project={project} entry={chapter.entry} />
      const mine = powers.tends || comment.author.id === powers.me
      return <Remark project={project} comment={comment} mine={mine} open={powers.speaks} />
    }
    case 'push':
      return <Push project={project} commits={chapter.commits} />
    case 'review': {
      const { review, threads } = chapter
      const { word, status } = verdicts[review.verdict]
      return (
        <div className="flex flex-col gap-3" data-entry="reviewed">
          <Comment
            author={review.reviewer}
            at={chapter.at}
            body={review.body}
            aside={
              <span className="flex flex-wrap items-center gap-2">
                <StatusLabel status={status}>{word}</StatusLabel>
                {review.state === 'pending' && <Tag>Not sent yet</Tag>}
                {review.dismissal && <Tag>Dismissed: {review.dismissal.message}</Tag>}
                <Id id={review.sha} shown={shortSha(review.sha)} />
                {review.sha !== pull.head.sha && (
                  <TextLink href={addresses.compare(project, review.sha, pull.head.sha)} className="text-xs text-muted">
                    Changes since
                  </TextLink>
                )}
              </span>
            }
          />
          {threads.length > 0 && (
            <div className="flex flex-col gap-3 sm:pl-6">
              {threads.map((thread) => (
                <Thread
                  key={thread.id}
                  project={project}
                  pull={pull}
                  thread={thread}
                  suggestions={suggestions}
                  withLines
                />
              ))}
            </div>
          )}
        </div>
      )
    }
    case 'thread':
      return <Thread project={project} pull={pull} thread={chapter.thread} suggestions={suggestions} withLines />
    case 'checks':
      return (
        <Line icon={<ListChecks className="mt-0.5 size-4 shrink-0" />} name="checks">
          <StatusIcon status={failed(chapter.checks).length > 0 ? 'failed' : 'done'} />
          <TextLink href={addresses.pull(project, pull.number, 'checks')} className="text-ink">
            {outcome(chapter.checks)}
          </TextLink>
          <Time at={chapter.at} />
        </Line>
      )
    case 'deployment': {
      const { id, environment, state } = chapter.deployment
      return (
        <Line icon={<Rocket className="mt-0.5 size-4 shrink-0" />} name="deployed">
          <StatusIcon status={statusOf(state)} />
          <TextLink href={addresses.deployment(project, id)} className="text-ink">
            Deployment to {environment}
          </TextLink>
          {wordOf(state)}
          <Time at={chapter.at} />
        </Line>
      )
    }
  }
}

/** Some are read; more are looked up. */
const SHOWN_COMMITS = 10

function Push({ project, commits }: { project: Address; commits: readonly TimelineEntry[] }) {
  const [first] = commits
  if (!first) return null
  const shas = commits.map(({ data }) => String(data.commit))
  return (
    <Line icon={<GitCommitHorizontal className="mt-0.5 size-4 shrink-0" />} name="committed">
      <Actor actor={first.actor} className="text-ink" />
      pushed {commits.length} {commits.length === 1 ? 'commit' : 'commits'}
      <Time at={first.createdAt} />
      <ul className="flex w-full min-w-0 flex-col gap-1 pt-1">
        {commits.slice(0, SHOWN_COMMITS).map(({ id, data }) => (
          <li key={id} className="flex min-w-0 items-center gap-2">
            <TextLink href={addresses.commit(project, String(data.commit))} className="min-w-0 truncate text-ink">
              {String(data.message)}
            </TextLink>
            <CommitBadge project={project} sha={String(data.commit)} among={shas} />
            <code className="ml-auto shrink-0 font-mono text-xs">{shortSha(String(data.commit))}</code>
          </li>
        ))}
        {commits.length > SHOWN_COMMITS && <li>and {commits.length - SHOWN_COMMITS} more</li>}
      </ul>
    </Line>
  )
}

function Line({ icon, name, children }: { icon: ReactNode; name: string; children: ReactNode }) {
  return (
    <div className="flex items-start gap-3 px-4 text-sm text-muted" data-entry={name}>
      {icon}
      <div className="flex min-w-0 grow flex-wrap items-center gap-x-1.5 gap-y-1">{children}</div>
    </div>
  )
}

const failed = (checks: readonly CheckRun[]) =>
  checks.filter(({ conclusion }) => !['success', 'neutral', 'skipped'].includes(conclusion ?? ''))

function outcome(checks: readonly CheckRun[]): string {
  const bad = failed(checks).length
  if (bad > 0) return `${bad} of ${checks.length} ${checks.length === 1 ? 'check' : 'checks'} did not pass`
  return checks.length === 1 ? 'The check passed' : `All ${checks.length} checks passed`
}
