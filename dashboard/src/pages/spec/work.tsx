import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { Evidence } from '../../api/specs.ts'
import { type Attempt, tasks as api, type Task } from '../../api/tasks.ts'
import { useFeed } from '../../events/feed.ts'
import { EventRow } from '../../events/row.tsx'
import { useMayWrite, Writers } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { RehearsalTag, Tag } from '../../parts/chips.tsx'
import { merge } from '../../parts/class-names.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { Empty, Section } from '../../parts/page.tsx'
import { ProblemLine } from '../../parts/problem.tsx'
import { Bar } from '../../parts/skeleton.tsx'
import { StatusIcon, statusOf, wordOf } from '../../parts/status.tsx'
import { count, Elapsed, money } from '../../parts/time.tsx'

/** Tasks, each with its attempts, each with everything the agent did. */
export function Work({ evidence }: { evidence: Evidence }) {
  const { tasks, attempts, spec } = evidence
  if (tasks.length === 0) {
    // Nothing will come where the path has not begun, or ended before its first task.
    if (spec.state === 'draft' || spec.state === 'review' || spec.outcome !== 'running') return null
    return (
      <Section title="Tasks" id="tasks">
        <Empty title="No task yet">
          <p>The spec is approved. Its branch and its tasks appear here within a moment.</p>
        </Empty>
      </Section>
    )
  }
  const newest = attempts.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0]
  return (
    <Section
      title="Tasks and changes"
      id="tasks"
      aside={`${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}, ${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`}
    >
      <div className="flex flex-col gap-3" id="changes">
        {tasks.map((task) => (
          <TaskCard
            key={task.id}
            task={task}
            owner={spec.project.owner}
            attempts={attempts.filter((attempt) => attempt.task === task.id)}
            openAttempt={newest?.id}
          />
        ))}
      </div>
    </Section>
  )
}

function TaskCard({
  task,
  owner,
  attempts,
  openAttempt,
}: {
  task: Task
  owner: string
  attempts: Attempt[]
  openAttempt: string | undefined
}) {
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () => api.retry(task.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['evidence', task.spec] }),
  })
  return (
    <article className="overflow-hidden rounded-md border bg-raised" data-testid="task">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
        <StatusIcon status={statusOf(task.status)} />
        <h3 className="min-w-0 grow font-medium wrap-anywhere">{task.title}</h3>
        <span className="flex flex-wrap items-center gap-2 text-sm text-muted">
          {wordOf(task.status)}
          <Tag>{task.kind}</Tag>
          {task.agent && <span>{task.agent.name}</span>}
          <Elapsed from={task.startedAt} to={task.completedAt} />
        </span>
        {(task.status === 'failed' || task.status === 'cancelled') && (
          <Writers owner={owner}>
            <Button busy={retry.isPending} onClick={() => retry.mutate()}>
              Retry
            </Button>
          </Writers>
        )}
      </header>
      {task.reason && <p className="px-4 pb-3 pl-11 text-sm text-failed">{task.reason}</p>}
      {retry.error && (
        <div className="px-4 pb-3">
          <ProblemLine error={retry.error} />
        </div>
      )}
      {attempts.length === 0 && (
        <p className="border-t px-4 py-3 text-sm text-muted">Waiting for an agent to take it.</p>
      )}
      {attempts
        .toSorted((a, b) => b.number - a.number)
        .map((attempt) => (
          <AttemptCard key={attempt.id} attempt={attempt} owner={owner} openAtFirst={attempt.id === openAttempt} />
        ))}
    </article>
  )
}

function AttemptCard({ attempt, owner, openAtFirst }: { attempt: Attempt; owner: string; openAtFirst: boolean }) {
  const [open, setOpen] = useState(openAtFirst)
  const mayWrite = useMayWrite(owner)
  const tokens = attempt.inputTokens + attempt.outputTokens
  return (
    <section aria-label={`Attempt ${attempt.number}`} className="border-t" data-testid="attempt">
      <div className="flex items-center bg-sunken pr-2">
        <button
          type="button"
          data-row
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="row-focus flex min-h-10 min-w-0 grow flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-left text-sm hover:bg-hover"
        >
          <ChevronRight className={merge('size-4 text-muted', open && 'rotate-90')} />
          <StatusIcon status={attempt.state === 'running' ? 'agent' : statusOf(attempt.state)} className="size-3.5" />
          <span className="font-medium">Attempt {attempt.number}</span>
          <span className="text-muted">
            {wordOf(attempt.state)} by {attempt.agent.name}
          </span>
          {attempt.rehearsal && <RehearsalTag />}
          <span className="flex flex-wrap gap-x-3 text-muted sm:ml-auto">
            {tokens > 0 && <span>{count(tokens)} tokens</span>}
            {attempt.costUsd > 0 && <span>{money(attempt.costUsd)}</span>}
            <Elapsed from={attempt.startedAt} to={attempt.endedAt} />
          </span>
        </button>
        {attempt.state === 'running' && mayWrite && (
          <Confirm label="Stop" title={`Stop attempt ${attempt.number}?`} run={() => api.cancelAttempt(attempt.id)}>
            The agent is stopped at once and its worktree is removed. What it did stays in the timeline.
          </Confirm>
        )}
      </div>
      {attempt.sandbox === 'process' && (
        <p className="border-t px-4 py-2 text-xs text-person">Ran without isolation: this machine has no bubblewrap.</p>
      )}
      {attempt.reason && <p className="border-t px-4 py-2 text-sm text-failed">{attempt.reason}</p>}
      {open && attempt.summary && (
        <div className="border-t px-4 py-3">
          <Markdown text={attempt.summary} className="max-w-prose text-sm" />
          {attempt.confidence !== null && (
            <p className="mt-1 text-xs text-muted">{Math.round(attempt.confidence * 100)} % confident</p>
          )}
        </div>
      )}
      {open && <AttemptEvents attempt={attempt.id} />}
    </section>
  )
}

/** In the order it happened: an attempt is read like a story, from its beginning. */
function AttemptEvents({ attempt }: { attempt: string }) {
  const feed = useFeed({ attempt })
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback(
    (id: string) =>
      setOpen((before) => {
        const after = new Set(before)
        if (!after.delete(id)) after.add(id)
        return after
      }),
    [],
  )
  if (feed.loading) {
    return (
      <div className="appear-late flex flex-col gap-3 border-t p-4">
        <Bar className="w-1/2" />
        <Bar className="w-2/3" />
      </div>
    )
  }
  if (feed.error) {
    return (
      <div className="border-t p-4">
        <ProblemLine error={feed.error} />
      </div>
    )
  }
  // Events of an attempt are written in batches: the clock of the agent, not their arrival, is the story's order.
  const story = feed.items.toReversed().sort((a, b) => a.at.localeCompare(b.at))
  return (
    <div className="divide-y border-t">
      {feed.hasOlder && (
        <div className="p-2">
          <Button tone="quiet" onClick={feed.loadOlder}>
            Show what happened before
          </Button>
        </div>
      )}
      {story.length === 0 && <p className="px-4 py-3 text-sm text-muted">The agent has not done anything yet.</p>}
      {story.map((event) => (
        <EventRow key={event.id} event={event} open={open.has(event.id)} onToggle={toggle} withSpec={false} />
      ))}
    </div>
  )
}
