import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../addresses.ts'
import { queries } from '../api/queries.ts'
import { tasks as api, type Task } from '../api/tasks.ts'
import { useChoiceParam, useQueryParam } from '../frame/query-param.ts'
import { Writers } from '../frame/role.tsx'
import { Choice, FilterChip, Tag } from '../parts/chips.tsx'
import { merge } from '../parts/class-names.ts'
import { Confirm } from '../parts/confirm.tsx'
import { CopyLine, Id, shortId } from '../parts/copy.tsx'
import { TextLink } from '../parts/link.tsx'
import { Markdown } from '../parts/markdown.tsx'
import { Empty, Page, Rows } from '../parts/page.tsx'
import { Load } from '../parts/problem.tsx'
import { RowsSkeleton } from '../parts/skeleton.tsx'
import { StatusIcon, statusOf, wordOf } from '../parts/status.tsx'
import { Elapsed, Time } from '../parts/time.tsx'

const statuses = ['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const

export default function TasksPage() {
  const [status, setStatus] = useChoiceParam('status', statuses)
  const [spec, setSpec] = useQueryParam('spec')
  const list = useQuery(queries.tasks({ ...(status ? { status } : {}), ...(spec ? { spec } : {}) }))
  return (
    <Page title="Tasks" lead="The queue agents work from, highest priority first.">
      <div className="flex flex-col gap-4">
        <Choice
          label="Status"
          value={status}
          onChange={setStatus}
          options={(['', ...statuses] as const).map((value) => ({
            value,
            label: value === '' ? 'All' : wordOf(value),
          }))}
        />
        {spec && (
          <div>
            <FilterChip name="spec" value={shortId(spec)} onRemove={() => setSpec('')} />
          </div>
        )}
        <Load query={list} skeleton={<RowsSkeleton />}>
          {({ items, next }) =>
            items.length === 0 ? (
              <Empty title={status ? 'No task in this state' : 'No task yet'}>
                <p>Approving a spec creates its tasks. An agent can also be given one directly:</p>
                <CopyLine
                  label="command to create a task"
                  text={'npx devflow tasks create --title "Update the dependencies" --project owner/name'}
                />
              </Empty>
            ) : (
              <>
                <Rows label="Tasks">
                  {items.map((task) => (
                    <TaskRow key={task.id} task={task} />
                  ))}
                </Rows>
                {next && (
                  <p className="text-sm text-muted">The first {items.length} are shown. Choose a state to see fewer.</p>
                )}
              </>
            )
          }
        </Load>
      </div>
    </Page>
  )
}

function TaskRow({ task }: { task: Task }) {
  const [open, setOpen] = useState(false)
  return (
    <li>
      <button
        type="button"
        data-row
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="row-focus flex w-full items-center gap-3 px-4 py-2 text-left hover:bg-hover"
      >
        <StatusIcon status={task.status === 'in_progress' ? 'agent' : statusOf(task.status)} />
        <span className="min-w-0 grow">
          <span className="line-clamp-2 font-medium wrap-anywhere">{task.title}</span>
          <span className="block truncate text-xs text-muted">
            {wordOf(task.status)}
            {task.project && ` · ${task.project.owner}/${task.project.name}`}
            {task.agent && ` · ${task.agent.name}`}
            {task.reason && ` · ${task.reason}`}
          </span>
        </span>
        <span className="hidden sm:block">
          <Tag>{task.kind}</Tag>
        </span>
        <span className="hidden w-10 text-right text-xs text-muted sm:block" title={`Priority ${task.priority} of 5`}>
          P{task.priority}
        </span>
        <span className="w-20 shrink-0 text-right text-sm text-muted">
          {task.startedAt ? <Elapsed from={task.startedAt} to={task.completedAt} /> : <Time at={task.createdAt} />}
        </span>
        <ChevronRight className={merge('size-4 shrink-0 text-faint', open && 'rotate-90')} />
      </button>
      {open && (
        <div className="flex flex-col gap-3 border-t bg-sunken px-4 py-4 sm:pl-11">
          {task.description ? (
            <Markdown text={task.description} className="max-w-prose text-sm" />
          ) : (
            <p className="text-sm text-muted">No description.</p>
          )}
          <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
            <Id id={task.id} shown={task.id} />
            <span>
              attempt {task.attempts} of {task.maxAttempts}
            </span>
            {task.capabilities.length > 0 && <span>needs {task.capabilities.join(', ')}</span>}
            {task.spec && <TextLink href={addresses.spec(task.spec)}>its spec</TextLink>}
            {task.leaseUntil && (
              <span>
                lease ends <Time at={task.leaseUntil} />
              </span>
            )}
          </p>
          <Writers {...(task.project ? { owner: task.project.owner } : {})}>
            <div className="flex gap-2">
              {(task.status === 'pending' || task.status === 'in_progress') && (
                <Confirm label="Cancel task" title="Cancel this task?" run={() => api.cancel(task.id)}>
                  {task.status === 'in_progress'
                    ? 'Its agent is stopped and its late report will be refused. '
                    : 'No agent will take it. '}
                  It can be put back in the queue later.
                </Confirm>
              )}
              {(task.status === 'failed' || task.status === 'cancelled') && (
                <Confirm
                  label="Retry"
                  tone="plain"
                  title="Put this task back in the queue?"
                  run={() => api.retry(task.id)}
                >
                  A free agent takes it as a new attempt.
                </Confirm>
              )}
            </div>
          </Writers>
        </div>
      )}
    </li>
  )
}
