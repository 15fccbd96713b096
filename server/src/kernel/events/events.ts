import type { Actor } from '../actor.ts'
import type { Database, Tx } from '../database/database.ts'
import { lockMigrations } from '../database/migrate.sql.ts'
import type { Logger } from '../log.ts'
import { recordHistory } from '../verbs/actions.sql.ts'
import type { EventRow, StoredEvent } from './event.ts'
import {
  type Cursor,
  createPartitions,
  type EventFilter,
  parseCursor,
  selectEventsAfter,
  selectEventsBefore,
} from './events.sql.ts'
import { createNotifier } from './notifier.ts'
import { createSubscribers, type Subscriber } from './subscribers.ts'
import { createTail } from './tail.ts'

export type Events = ReturnType<typeof createEvents>

/** The append-only table of facts, and its three kinds of readers: live, durable, and backwards. */
export function createEvents(database: Database, log: Logger) {
  const tail = createTail(database, log)
  const subscribers = createSubscribers(database, log)
  const notifier = createNotifier({ url: database.url, channel: 'devflow_events', log, onNotice: () => tail.wake() })
  tail.listen((event) => subscribers.wake(event))

  /** To be called after a commit that appended something. */
  function appended(): void {
    tail.wake()
    notifier.notify()
  }

  return {
    appended,
    subscribe: (subscriber: Subscriber): void => subscribers.add(subscriber),

    /** Facts of the data plane, in a transaction of the caller's; call `appended()` after it has committed. */
    async append(tx: Tx, rows: EventRow[]): Promise<void> {
      recordHistory(tx, [], rows)
    },

    /** Facts of the data plane, in a transaction of their own. */
    async publish(rows: EventRow[]): Promise<void> {
      if (rows.length === 0) return
      await database.system(async (tx) => recordHistory(tx, [], rows))
      appended()
    },

    /** Live events that the actor may see and the filter lets through, from now on. Returns the way to stop. */
    tail(filter: EventFilter & { reader?: Actor }, onEvent: (event: StoredEvent) => void): () => void {
      return tail.listen((event) => {
        if (matches(event, filter)) onEvent(event)
      })
    },

    /** In order, after an event's id. */
    after: (tx: Tx, id: string | undefined, limit: number, filter: EventFilter): Promise<StoredEvent[]> =>
      selectEventsAfter(tx, id ? parseCursor(id) : ({ tx: '0', seq: 0 } satisfies Cursor), limit, filter),

    /** Newest first, before an event's id. */
    before: (tx: Tx, id: string | undefined, limit: number, filter: EventFilter): Promise<StoredEvent[]> =>
      selectEventsBefore(tx, id ? parseCursor(id) : undefined, limit, filter),

    async start(): Promise<void> {
      await database.system(async (tx) => {
        await lockMigrations(tx) // another server may be starting, too
        await createPartitions(tx, new Date())
      })
      await notifier.start()
      await tail.start()
      await subscribers.start()
    },
    async stop(): Promise<void> {
      await subscribers.stop()
      await tail.stop()
      await notifier.stop()
    },
  }
}

/** The same meaning as the filter has in SQL, for events in flight. */
function matches(event: StoredEvent, filter: EventFilter & { reader?: Actor }): boolean {
  const { reader } = filter
  if (reader && (event.org === null || !(event.org in reader.orgs))) return false
  if (reader?.projects && !reader.projects.includes(event.project ?? '')) return false
  if (filter.org && event.org !== filter.org) return false
  if (filter.actor && event.actor.id !== filter.actor) return false
  if (filter.project && event.project !== filter.project) return false
  if (filter.names?.length && !filter.names.includes(event.name)) return false
  const links = event.links as Record<string, string>
  return Object.entries(filter.links ?? {}).every(([kind, id]) => links[kind] === id)
}
