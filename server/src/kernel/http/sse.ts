import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { type Actor, grants, type Links } from '../actor.ts'
import type { StoredEvent } from '../events/event.ts'
import { type EventFilter, parseCursor } from '../events/events.sql.ts'
import type { Kernel } from '../kernel.ts'
import { Problem } from '../problem.ts'
import { explain } from './refusal.ts'

/** Proxies close a silent connection; a comment keeps it open. */
const KEEP_ALIVE_MS = 15_000
const CATCH_UP_BATCH = 500
/** A reader this far behind is closed; it resumes from its last event by itself. */
const MAX_BACKLOG = 5_000

const LINKS: readonly (keyof Links)[] = ['spec', 'task', 'attempt', 'agent', 'pull', 'run', 'deployment']

/** What `?project=&spec=&name=…` asks for. */
export function readEventFilter(query: (name: string) => string | undefined): EventFilter {
  const links = Object.fromEntries(LINKS.flatMap((kind) => (query(kind) ? [[kind, query(kind)!]] : [])))
  const names = query('name')?.split(',').filter(Boolean)
  return { project: query('project'), org: query('org'), names, links }
}

/** A stream outlives the moment its reader was let in: this often it is asked whether they still may read. */
const RECHECK_MS = 5_000

/** Asks again who the reader is; throws or answers undefined when the credential is no longer good. */
export type Recheck = () => Promise<Actor | undefined>

/** Server-sent events: what is missing since `Last-Event-ID` (or `?after=`), then live. Without either: live only. */
export function streamEvents(kernel: Kernel, c: Context, signedIn: Actor, recheck: Recheck): Response {
  const actor = narrowTo(signedIn, 'events:read')
  const filter = readEventFilter((name) => c.req.query(name))
  const since = c.req.header('last-event-id') || c.req.query('after')
  if (since && since !== '0') parseCursor(since) // refuse nonsense before the stream begins
  return streamSSE(c, async (stream) => {
    const backlog: StoredEvent[] = []
    let wake = (): void => undefined
    const stop = kernel.events.tail({ ...filter, reader: actor }, (event) => {
      if (backlog.length >= MAX_BACKLOG) stream.abort()
      else backlog.push(event)
      wake()
    })
    stream.onAbort(() => wake())
    const release = onServerStop(kernel, stream)
    const forget = closeWithoutRights(stream, signedIn, recheck)
    try {
      await stream.write(': connected\n\n')
      let last = since ? await catchUp(kernel, stream, actor, filter, since === '0' ? undefined : since) : undefined
      while (!stream.aborted) {
        const event = backlog.shift()
        if (event) {
          if (last && !isAfter(event.id, last)) continue // seen while catching up
          await send(stream, event)
          last = event.id
          continue
        }
        await new Promise<void>((resume) => {
          const timer = setTimeout(resume, KEEP_ALIVE_MS)
          wake = () => {
            clearTimeout(timer)
            resume()
          }
        })
        if (backlog.length === 0 && !stream.aborted) await stream.write(': still here\n\n')
      }
    } finally {
      stop()
      release()
      forget()
    }
  })
}

async function catchUp(
  kernel: Kernel,
  stream: SSEStreamingApi,
  actor: Actor,
  filter: EventFilter,
  since: string | undefined,
): Promise<string | undefined> {
  let last = since
  for (;;) {
    const events = await kernel.db.as(actor, (tx) => kernel.events.after(tx, last, CATCH_UP_BATCH, filter))
    for (const event of events) await send(stream, event)
    last = events.at(-1)?.id ?? last
    if (events.length < CATCH_UP_BATCH || stream.aborted) return last
  }
}

function isAfter(id: string, last: string): boolean {
  const a = parseCursor(id)
  const b = parseCursor(last)
  const txA = BigInt(a.tx)
  const txB = BigInt(b.tx)
  return txA > txB || (txA === txB && a.seq > b.seq)
}

function send(stream: SSEStreamingApi, event: StoredEvent): Promise<void> {
  return stream.writeSSE({ id: event.id, data: JSON.stringify(event) })
}

/** A stream is a read like any other: it needs the permission, and shows only the organisations that grant it. */
function narrowTo(actor: Actor, permission: string): Actor {
  const orgs = Object.fromEntries(Object.entries(actor.orgs).filter(([, patterns]) => grants(patterns, permission)))
  if (Object.keys(orgs).length > 0) return { ...actor, orgs }
  throw new Problem(
    'forbidden',
    'kernel.forbidden',
    `${actor.name} may not read this stream; it needs the permission ${permission}, which an admin can grant.`,
  )
}

/** The lines of a log from `?after=` on, live until it is finished; then `event: end`. */
export async function streamLog(kernel: Kernel, c: Context, signedIn: Actor, recheck: Recheck): Promise<Response> {
  const actor = narrowTo(signedIn, 'logs:read')
  const id = c.req.param('log')!
  let after = readLineNumber(c.req.header('last-event-id') || c.req.query('after') || '0')
  // A log that is not there, or not for this reader, is refused before the stream begins.
  await kernel.db.as(actor, (tx) => kernel.logStreams.read(tx, id, { limit: 1 }))
  return streamSSE(c, async (stream) => {
    let grown = true
    let wake = (): void => undefined
    const stop = kernel.logStreams.onWritten(id, () => {
      grown = true
      wake()
    })
    stream.onAbort(() => wake())
    const release = onServerStop(kernel, stream)
    const forget = closeWithoutRights(stream, signedIn, recheck)
    try {
      while (!stream.aborted) {
        grown = false
        const { lines, finished } = await kernel.db.as(actor, (tx) => kernel.logStreams.read(tx, id, { after }))
        if (lines.length) {
          after = lines.at(-1)!.number
          await stream.writeSSE({ id: String(after), data: JSON.stringify(lines) })
          continue
        }
        if (finished) {
          await stream.writeSSE({ event: 'end', data: '{}' })
          return
        }
        if (!grown) {
          await new Promise<void>((resume) => {
            const timer = setTimeout(resume, KEEP_ALIVE_MS)
            wake = () => {
              clearTimeout(timer)
              resume()
            }
          })
          if (!grown && !stream.aborted) await stream.write(': still here\n\n')
        }
      }
    } catch (error) {
      const { body } = explain(error, kernel.log)
      await stream.writeSSE({ event: 'error', data: JSON.stringify(body.error) })
    } finally {
      stop()
      release()
      forget()
    }
  })
}

function readLineNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Problem(
    'invalid',
    'logs.line',
    `${JSON.stringify(text.slice(0, 50))} is not the number of a line; use 0, or the number of the last line you have.`,
  )
}

/** Ends the stream when its reader's powers are no longer those it began with; the client then asks anew, with what it has. */
function closeWithoutRights(stream: SSEStreamingApi, began: Actor, recheck: Recheck): () => void {
  const powers = (actor: Actor | undefined): string => JSON.stringify([actor?.id, actor?.orgs, actor?.projects])
  const timer = setInterval(() => {
    recheck().then(
      (now) => powers(now) === powers(began) || stream.abort(),
      () => stream.abort(),
    )
  }, RECHECK_MS)
  return () => clearInterval(timer)
}

/** An open stream must not hold up a stop. */
const open = new WeakMap<Kernel, Set<SSEStreamingApi>>()

function onServerStop(kernel: Kernel, stream: SSEStreamingApi): () => void {
  let streams = open.get(kernel)
  if (!streams) {
    const all = new Set<SSEStreamingApi>()
    streams = all
    open.set(kernel, all)
    kernel.onStop(async () => {
      for (const one of all) one.abort()
    })
  }
  const held = streams
  held.add(stream)
  return () => held.delete(stream)
}
