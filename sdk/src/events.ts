import type { Event, LogsReadOutput } from './generated.ts'
import { printQuery, type Request } from './request.ts'
import { readStream, type StreamOptions } from './stream.ts'

export interface EventFilter {
  project?: string | undefined
  spec?: string | undefined
  task?: string | undefined
  attempt?: string | undefined
  agent?: string | undefined
  pull?: string | undefined
  run?: string | undefined
  deployment?: string | undefined
  /** Only events of these names. */
  name?: string | readonly string[] | undefined
  /** Begin after this event; '0' begins with the first. Left out: live events only. */
  after?: string | undefined
}

export type LogLine = LogsReadOutput['lines'][number]

/** What happened and what happens, each event once and in order, across lost connections and restarts. */
export async function* streamEvents(
  request: Request,
  { name, ...filter }: EventFilter,
  options: StreamOptions,
): AsyncGenerator<Event> {
  const names = typeof name === 'string' ? name : name?.join(',')
  const query = printQuery(Object.entries({ ...filter, name: names }))
  for await (const message of readStream(request, `/api/events${query}`, options)) {
    if (message.event === undefined || message.event === 'message') yield JSON.parse(message.data) as Event
  }
}

/** The lines of a log from the first (or `after`) on; ends when the log is finished. */
export async function* streamLog(
  request: Request,
  log: string,
  { after = 0, ...options }: StreamOptions & { after?: number },
): AsyncGenerator<LogLine> {
  const path = `/api/logs/${encodeURIComponent(log)}/stream${printQuery([['after', after || undefined]])}`
  for await (const message of readStream(request, path, options)) {
    if (message.event === 'end') return
    if (message.event === undefined || message.event === 'message') yield* JSON.parse(message.data) as LogLine[]
    if (message.event === 'error') throw new Error((JSON.parse(message.data) as { message: string }).message)
  }
}
