import type { Database } from '../database/database.ts'
import type { Logger } from '../log.ts'
import type { StoredEvent } from './event.ts'
import { type Cursor, parseCursor, selectEventsAfter, selectHorizon } from './events.sql.ts'

/** The live end of the event table, read once per process and handed to every listener in memory. */
export interface Tail {
  listen(onEvent: (event: StoredEvent) => void): () => void
  /** Something was appended. */
  wake(): void
  start(): Promise<void>
  stop(): Promise<void>
}

/** Looks after a wake-up, while an older open transaction may still hold the newest events back. */
const LOOKS_MS = [0, 1, 2, 4, 8, 16, 32, 64, 128]
/** A safety net only: appends of this server wake at once, those of others by notification. */
const IDLE_MS = 1_000
const BATCH = 500

export function createTail(database: Database, log: Logger): Tail {
  const listeners = new Set<(event: StoredEvent) => void>()
  let cursor: Cursor
  let look = LOOKS_MS.length
  let timer: NodeJS.Timeout | undefined
  let reading: Promise<void> | undefined
  let again = false
  let stopped = true

  function schedule(): void {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(read, look < LOOKS_MS.length ? LOOKS_MS[look++] : IDLE_MS)
  }

  function read(): void {
    reading ??= readOnce()
      .catch((error) => log.warn({ err: error }, 'the live events could not be read; trying again'))
      .finally(() => {
        reading = undefined
        if (again) {
          again = false
          look = 0
        }
        schedule()
      })
  }

  async function readOnce(): Promise<void> {
    for (;;) {
      const events = await database.system((tx) => selectEventsAfter(tx, cursor, BATCH))
      for (const event of events) deliver(event)
      const last = events.at(-1)
      if (!last) return
      cursor = parseCursor(last.id)
      look = 0
    }
  }

  function deliver(event: StoredEvent): void {
    for (const listener of listeners) {
      try {
        listener(event)
      } catch (error) {
        log.error({ err: error, event: event.id }, 'a live listener failed')
      }
    }
  }

  return {
    listen(onEvent) {
      listeners.add(onEvent)
      return () => listeners.delete(onEvent)
    },
    wake() {
      if (reading) again = true
      else if (look > 1) {
        look = 0
        schedule()
      }
    },
    async start() {
      cursor = await database.system(selectHorizon)
      stopped = false
      schedule()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await reading
    },
  }
}
