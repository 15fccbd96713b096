import type { Database, Tx } from '../database/database.ts'
import type { Logger } from '../log.ts'
import type { StoredEvent } from './event.ts'
import {
  createSubscriber,
  failSubscriber,
  insertDeadEvent,
  lockSubscriber,
  moveSubscriber,
  parseCursor,
  selectEventsAfter,
} from './events.sql.ts'

export interface Subscriber {
  /** Durable: the cursor is kept under this name. */
  name: string
  on: readonly string[]
  /** Effects on `tx` happen exactly once, because the cursor moves in the same transaction. Keep it short; long work is a job. */
  run(event: StoredEvent, tx: Tx): Promise<void>
}

/** After this many failures an event is set aside in kernel.dead_events so that it cannot block those behind it. */
const MAX_FAILURES = 8
const FIRST_RETRY_MS = 50
const IDLE_MS = 2_000
const BATCH = 50

/** Reads events in order for each subscriber, one event a transaction. */
export function createSubscribers(database: Database, log: Logger) {
  const readers: Reader[] = []
  let running = false
  return {
    add(subscriber: Subscriber): void {
      if (running) throw new Error(`subscriber ${subscriber.name} was added after the start`)
      readers.push(createReader(subscriber, database, log))
    },
    wake(event?: StoredEvent): void {
      for (const reader of readers) if (!event || reader.on.has(event.name)) reader.wake()
    },
    async start(): Promise<void> {
      running = true
      await database.system(async (tx) => {
        for (const reader of readers) await createSubscriber(tx, reader.name)
      })
      for (const reader of readers) reader.wake()
    },
    async stop(): Promise<void> {
      running = false
      await Promise.all(readers.map((reader) => reader.stop()))
    },
  }
}

interface Reader {
  name: string
  on: ReadonlySet<string>
  wake(): void
  stop(): Promise<void>
}

function createReader(subscriber: Subscriber, database: Database, log: Logger): Reader {
  let timer: NodeJS.Timeout | undefined
  let active: Promise<void> | undefined
  let again = false
  let stopped = false

  function wake(): void {
    if (stopped) return
    again = true
    if (active) return
    clearTimeout(timer)
    active = drain().finally(() => {
      active = undefined
    })
  }

  async function drain(): Promise<void> {
    let delayMs = IDLE_MS
    while (again && !stopped) {
      again = false
      try {
        while (!stopped && (await readBatch())) again = false
      } catch (error) {
        delayMs = await failed(error)
      }
    }
    if (!stopped) timer = setTimeout(wake, delayMs)
  }

  /** Whether there may be more. */
  async function readBatch(): Promise<boolean> {
    const events = await database.system(async (tx) => {
      const cursor = await lockSubscriber(tx, subscriber.name)
      return cursor ? selectEventsAfter(tx, cursor, BATCH, { names: subscriber.on }) : []
    })
    for (const event of events) {
      if (stopped) return false
      const done = await database.system((tx) => handle(event, tx))
      if (!done) return false
    }
    return events.length === BATCH
  }

  async function handle(event: StoredEvent, tx: Tx): Promise<boolean> {
    const cursor = await lockSubscriber(tx, subscriber.name)
    if (!cursor) return false // another server is at it
    const [next] = await selectEventsAfter(tx, cursor, 1, { names: subscriber.on })
    if (next?.id !== event.id) return true // another server has done it meanwhile
    if (cursor.failures >= MAX_FAILURES) {
      log.error({ subscriber: subscriber.name, event: event.id }, 'an event was set aside after repeated failures')
      await insertDeadEvent(tx, subscriber.name, event.id, 'failed repeatedly; see the log')
    } else {
      await subscriber.run(event, tx)
    }
    await moveSubscriber(tx, subscriber.name, parseCursor(event.id))
    return true
  }

  async function failed(error: unknown): Promise<number> {
    log.warn({ err: error, subscriber: subscriber.name }, 'a subscriber failed; trying again')
    const message = error instanceof Error ? error.message : String(error)
    const failures = await database
      .system(async (tx) => {
        await failSubscriber(tx, subscriber.name, message)
        return (await lockSubscriber(tx, subscriber.name))?.failures ?? 1
      })
      .catch(() => MAX_FAILURES)
    return FIRST_RETRY_MS * 2 ** Math.min(failures, MAX_FAILURES)
  }

  return {
    name: subscriber.name,
    on: new Set(subscriber.on),
    wake,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await active
    },
  }
}
