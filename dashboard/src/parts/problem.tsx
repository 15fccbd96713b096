import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Refusal } from '../api/client.ts'
import { Button, ButtonLink } from './button.tsx'
import { Id } from './copy.tsx'
import { StatusIcon } from './status.tsx'

/** What happened, why, the way out and the id that finds the log line. */
export function ProblemView({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, message, id, code } = describe(error)
  return (
    <div role="alert" className="flex flex-col items-start gap-3 rounded-md border p-4">
      <div className="flex gap-2">
        <StatusIcon status="failed" className="mt-0.5 size-4" />
        <div>
          <p className="font-medium">{title}</p>
          <p className="mt-1 text-muted">{message}</p>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-3 pl-6">
        {retry && <Button onClick={retry}>Try again</Button>}
        <ButtonLink href="/" tone="quiet">
          Go to the board
        </ButtonLink>
        <span className="flex items-center gap-2 font-mono text-xs text-faint">
          {code}
          {id && <Id id={id} shown={`error ${id}`} />}
        </span>
      </div>
    </div>
  )
}

/** The same in one line, beside the control that was refused. */
export function ProblemLine({ error }: { error: unknown }) {
  if (!error) return null
  const { message, id } = describe(error)
  return (
    <p role="alert" className="flex items-start gap-2 text-sm text-failed">
      <StatusIcon status="failed" className="mt-1 size-3.5" />
      <span>
        {message} {id && <Id id={id} shown={`error ${id}`} />}
      </span>
    </p>
  )
}

function describe(error: unknown): { title: string; message: string; id?: string; code: string } {
  if (error instanceof Refusal) {
    const message =
      error.kind === 'unreachable'
        ? 'DevFlow does not answer. It may be restarting; look at the terminal it runs in.'
        : error.message
    return {
      title: titles[error.kind] ?? 'Something went wrong',
      message,
      code: error.code,
      ...(error.id ? { id: error.id } : {}),
    }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    title: 'This page failed',
    message: `The dashboard itself made a mistake: ${message}`,
    code: 'dashboard.bug',
  }
}

const titles: Record<string, string> = {
  not_found: 'Nothing is here',
  forbidden: 'You may not see this',
  unauthenticated: 'You are signed out',
  unavailable: 'The server cannot do this now',
  unreachable: 'The server is not reachable',
  internal: 'The server failed',
  rate_limited: 'Too many requests',
  invalid: 'The server refused this request',
  conflict: 'This does not fit the present state',
  too_large: 'That is too large',
}

/** The states of a page that reads: its own skeleton, the refusal, or the data. */
export function Load<T>({
  query,
  skeleton,
  children,
}: {
  query: UseQueryResult<T>
  skeleton: ReactNode
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <ProblemView error={query.error} retry={() => void query.refetch()} />
  return (
    <div className="appear-late" aria-busy="true">
      <span className="sr-only">Loading</span>
      {skeleton}
    </div>
  )
}
