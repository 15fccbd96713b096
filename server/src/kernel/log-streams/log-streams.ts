import { EventEmitter } from 'node:events'
import type { Database, Tx } from '../database/database.ts'
import { newId } from '../ids.ts'
import type { Logger, Masks } from '../log.ts'
import { Problem } from '../problem.ts'
import {
  deleteLogStreams,
  finishLogStream,
  insertLogLines,
  insertLogStream,
  type LogLine,
  selectLastLine,
  selectLogLines,
  selectLogStream,
} from './log-streams.sql.ts'

/** Lines reach readers this late at most. */
const FLUSH_MS = 40
const MAX_LINE_LENGTH = 16_384
/** A line is held until this long before it is cut, so that a secret at the cut is still seen whole and masked. */
const MAX_HELD_LENGTH = 2 * MAX_LINE_LENGTH
/** While the database does not answer. What comes after is dropped, the beginning of a log being worth more. */
const MAX_WAITING_LINES = 20_000
const RETRY_MS = 500
/** A runaway process must not fill the disk; what comes after is counted and dropped. */
const MAX_LINES = 500_000
const MAX_READ = 5_000

interface Open {
  next: number
  partial: string
  /** The rest of a line that was too long, up to its end. */
  skipping: boolean
  lines: { number: number; at: Date; text: string }[]
  timer: NodeJS.Timeout | undefined
  writing: Promise<void>
}

/** The output of a CI job, a build, an attempt: numbered lines, live while they are written, masked, kept. */
export function createLogStreams(database: Database, masks: Masks, log: Logger) {
  const open = new Map<string, Open>()
  const written = new EventEmitter().setMaxListeners(0)

  function flush(id: string): Promise<void> {
    const stream = open.get(id)
    if (!stream) return Promise.resolve()
    clearTimeout(stream.timer)
    stream.timer = undefined
    stream.writing = stream.writing.then(async () => {
      const lines = stream.lines.splice(0)
      if (lines.length === 0) return
      try {
        const last = stream.next || (await database.system((tx) => selectLastLine(tx, id)))
        for (const [index, line] of lines.entries()) line.number = last + index + 1
        const kept = lines.filter((line) => line.number <= MAX_LINES)
        if (kept.length) await database.system((tx) => insertLogLines(tx, id, kept))
        stream.next = last + lines.length
        written.emit(id)
      } catch (error) {
        log.warn({ err: error, stream: id }, 'log lines could not be written; trying again')
        stream.lines.unshift(...lines)
        stream.timer ??= setTimeout(() => flush(id), RETRY_MS)
      }
    })
    return stream.writing
  }

  function push(stream: Open, text: string): void {
    if (stream.lines.length >= MAX_WAITING_LINES) return
    const shown = overwritten(text)
    const clean = masks.apply(shown.replaceAll('\0', '�').toWellFormed())
    const cut = clean.length > MAX_LINE_LENGTH ? `${clean.slice(0, MAX_LINE_LENGTH)}… (cut)` : clean
    stream.lines.push({ number: 0, at: new Date(), text: cut })
  }

  /** What has no line end yet becomes a line. */
  function endLine(stream: Open): void {
    if (stream.partial && !stream.skipping) push(stream, stream.partial)
    stream.partial = ''
    stream.skipping = false
  }

  return {
    /** A new, empty stream; its id. */
    async create(tx: Tx, stream: { org: string; project?: string | null; title: string }): Promise<string> {
      const id = newId('log')
      await insertLogStream(tx, { id, org: stream.org, project: stream.project ?? null, title: stream.title })
      return id
    },

    /** Text in any pieces; lines end at `\n` (a lone `\r` overwrites, as in a terminal). One writer a stream. */
    append(id: string, text: string): void {
      let stream = open.get(id)
      if (!stream) {
        stream = { next: 0, partial: '', skipping: false, lines: [], timer: undefined, writing: Promise.resolve() }
        open.set(id, stream)
      }
      const parts = (stream.partial + text).split(/\r?\n/)
      const partial = parts.pop() ?? ''
      for (const line of parts) {
        if (!stream.skipping) push(stream, line)
        stream.skipping = false
      }
      // The `\r` of a `\r\n` may be the last that has come yet.
      stream.partial = stream.skipping ? '' : partial.slice(partial.lastIndexOf('\r', partial.length - 2) + 1)
      if (stream.partial.length > MAX_HELD_LENGTH) {
        push(stream, stream.partial)
        stream.partial = ''
        stream.skipping = true
      }
      if (stream.lines.length) stream.timer ??= setTimeout(() => flush(id), FLUSH_MS)
    },

    /** How many lines have been appended, once everything before is written: where a step begins. */
    async position(id: string): Promise<number> {
      await flush(id)
      return open.get(id)?.next ?? database.system((tx) => selectLastLine(tx, id))
    },

    async finish(id: string): Promise<void> {
      const stream = open.get(id)
      if (stream) endLine(stream)
      await flush(id)
      clearTimeout(stream?.timer)
      open.delete(id)
      await database.system((tx) => finishLogStream(tx, id))
      written.emit(id)
    },

    /** With all their lines; of streams that nobody writes any more. */
    remove: (tx: Tx, ids: readonly string[]): Promise<void> => deleteLogStreams(tx, ids),

    /** Throws not_found `logs.not_found` when the transaction's actor cannot see it. */
    async read(
      tx: Tx,
      id: string,
      { after = 0, limit = MAX_READ } = {},
    ): Promise<{ title: string; lines: LogLine[]; finished: boolean }> {
      const stream = await selectLogStream(tx, id)
      if (!stream) throw new Problem('not_found', 'logs.not_found', `There is no log ${id}.`)
      return {
        title: stream.title,
        lines: await selectLogLines(tx, id, after, Math.min(limit, MAX_READ)),
        finished: stream.finished,
      }
    },

    /** Called when a stream may have grown or ended. */
    onWritten(id: string, listener: () => void): () => void {
      written.on(id, listener)
      return () => written.off(id, listener)
    },

    async stop(): Promise<void> {
      for (const stream of open.values()) endLine(stream)
      await Promise.all([...open.keys()].map(flush))
      for (const stream of open.values()) clearTimeout(stream.timer)
    },
  }
}

/** A lone `\r` goes back to the beginning of the line, as progress bars do. */
function overwritten(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  return text.slice(text.lastIndexOf('\r') + 1)
}

export type LogStreams = ReturnType<typeof createLogStreams>
