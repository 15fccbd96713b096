import pg from 'pg'
import type { Logger } from '../log.ts'

/** Notifications are put together: PostgreSQL serialises the commits that carry one. */
const NOTIFY_MS = 10
const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 5_000

/** A word between the servers of one database: "something was appended". It may be lost; readers also look by themselves. */
export interface Notifier {
  notify(): void
  start(): Promise<void>
  stop(): Promise<void>
}

export function createNotifier(options: { url: string; channel: string; log: Logger; onNotice: () => void }): Notifier {
  const { url, channel, log, onNotice } = options
  let client: pg.Client | undefined
  let notifyTimer: NodeJS.Timeout | undefined
  let retryTimer: NodeJS.Timeout | undefined
  let sending = Promise.resolve()
  let stopped = false

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: 'devflow events' })
    next.on('notification', onNotice)
    next.on('error', (error) => lost(next, error))
    next.on('end', () => lost(next))
    try {
      await next.connect()
      await next.query(`listen ${channel}`)
    } catch (error) {
      await next.end().catch(() => undefined)
      throw error
    }
    if (stopped) await next.end()
    else client = next
  }

  /** An error and the end of a connection are both reported; the first one counts. */
  function lost(which: pg.Client, error?: Error): void {
    if (client !== which) return
    client = undefined
    if (stopped) return
    log.warn({ err: error }, 'the notification connection was lost; connecting again')
    reconnect(FIRST_RETRY_MS)
  }

  function reconnect(delayMs: number): void {
    retryTimer = setTimeout(() => {
      connect().then(onNotice, () => {
        if (!stopped) reconnect(Math.min(delayMs * 2, LAST_RETRY_MS))
      })
    }, delayMs)
  }

  /** Others find what was not announced at their next idle look. */
  async function send(): Promise<void> {
    await client?.query(`notify ${channel}`).catch(() => undefined)
  }

  return {
    notify() {
      notifyTimer ??= setTimeout(() => {
        notifyTimer = undefined
        sending = sending.then(send)
      }, NOTIFY_MS)
    },
    start: connect,
    async stop() {
      stopped = true
      clearTimeout(notifyTimer)
      clearTimeout(retryTimer)
      await client?.end()
    },
  }
}
