import { type Actor, actorRef, type EventRow, type Kernel } from '#kernel'
import { modelCalled } from './events.ts'
import { insertUsage, type UsageRow } from './usage.sql.ts'

/** A call that has ended, ready to be written. */
export interface MeteredCall {
  actor: Actor
  row: UsageRow
}

/** At most this much of the books is lost when the server is killed. */
const BATCH_MS = 200
/** One statement of this many rows takes a few milliseconds. */
const BATCH_ROWS = 500
/** While the database does not answer, calls wait here; an agent makes a few a minute. */
const MAX_WAITING = 50_000
const RETRY_MS = 1_000

/** Writes usage and its events in batches, off the path of the calls. */
export function createMeter(kernel: Kernel) {
  const waiting: MeteredCall[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  function schedule(delayMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined
      flush().catch((error) => {
        kernel.log.warn({ err: error, waiting: waiting.length }, 'model usage could not be written; trying again')
        schedule(RETRY_MS)
      })
    }, delayMs)
  }

  /** Everything that was recorded before is in the database when this resolves. */
  async function flush(): Promise<void> {
    while (writing) await writing
    if (waiting.length === 0) return
    writing = writeAll().finally(() => {
      writing = undefined
    })
    await writing
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_ROWS)
      await kernel.db.system(async (tx) => {
        await insertUsage(
          tx,
          batch.map((call) => call.row),
        )
        await kernel.events.append(tx, batch.map(toEvent))
      })
      waiting.splice(0, batch.length)
      kernel.events.appended()
    }
  }

  kernel.onStop(async () => {
    clearTimeout(timer)
    await flush()
  })

  return {
    flush,
    record(call: MeteredCall): void {
      if (waiting.length >= MAX_WAITING) {
        kernel.log.error({ usage: call.row }, 'model usage was set aside: the database has not answered for too long')
        return
      }
      waiting.push(call)
      schedule(BATCH_MS)
    },
  }
}

function toEvent({ actor, row }: MeteredCall): EventRow {
  return {
    name: modelCalled.name,
    org_id: row.org_id,
    project_id: row.project_id,
    actor: actorRef(actor),
    links: actor.links ?? {},
    data: modelCalled.data.parse({
      model: row.model,
      dialect: row.dialect,
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      costUsd: row.cost_usd === null ? null : Number(row.cost_usd),
      durationMs: row.duration_ms,
      status: row.status,
    }),
    action_id: null,
  }
}
