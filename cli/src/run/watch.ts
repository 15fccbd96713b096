import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, DevFlowError, type Event, type Evidence } from '@devflow/sdk'
import { type Outcome, readOutcome } from './outcome.ts'

export interface Watcher {
  onEvent(event: Event): void
  onEvidence(evidence: Evidence): Promise<void>
  onConnection(state: 'lost' | 'open'): void
}

/** Steps may change without an event of their own (a lease that ends, a retry): look this often all the same. */
const LOOK_MS = 3_000
/** Events of one moment are put together into one look. */
const SETTLE_MS = 60
/** How long the last events may take once the outcome is known. */
const LAST_EVENTS_MS = 2_000
const RETRY_MS = 1_000

/**
 * Follows a spec from its first event until its outcome, through lost connections and restarts of the server.
 * Undefined when `signal` aborts first.
 */
export async function watchSpec(
  client: Client,
  spec: string,
  { watcher, signal, untilMerge = false }: { watcher: Watcher; signal: AbortSignal; untilMerge?: boolean },
): Promise<Outcome | undefined> {
  const over = new AbortController()
  const stop = AbortSignal.any([signal, over.signal])
  const wake = createWake()
  let last: string | undefined
  let refusal: unknown

  const reading = readEvents(client, spec, { watcher, signal: stop }, (event) => {
    last = event.id
    wake.up()
  }).catch((error: unknown) => {
    refusal = error // such as a token that has expired
    wake.up()
  })

  try {
    while (!signal.aborted) {
      if (refusal) throw refusal
      const evidence = await look(client, spec, stop)
      if (evidence) {
        await watcher.onEvidence(evidence)
        const outcome = readOutcome(evidence, { untilMerge })
        if (outcome) {
          const newest = await newestEvent(client, spec)
          const deadline = Date.now() + LAST_EVENTS_MS
          while (newest && last !== newest && Date.now() < deadline) await wake.next(SETTLE_MS)
          return outcome
        }
      }
      await wake.next(LOOK_MS, stop)
      await sleep(SETTLE_MS)
    }
    return undefined
  } finally {
    over.abort()
    await reading
  }
}

async function readEvents(
  client: Client,
  spec: string,
  { watcher, signal }: { watcher: Watcher; signal: AbortSignal },
  onEvent: (event: Event) => void,
): Promise<void> {
  let after = '0'
  for (;;) {
    try {
      const events = client.events({ spec, after, signal, onConnection: (state) => watcher.onConnection(state) })
      for await (const event of events) {
        after = event.id
        watcher.onEvent(event)
        onEvent(event)
      }
      return
    } catch (error) {
      if (!isAway(error)) throw error
      await sleep(RETRY_MS) // the server went away before the stream had begun
    }
  }
}

/** What there is to see; undefined while the server is away, which the event stream tells about. */
async function look(client: Client, spec: string, signal: AbortSignal): Promise<Evidence | undefined> {
  try {
    return await client.specs.evidence({ spec }, { signal })
  } catch (error) {
    if (signal.aborted || isAway(error)) return undefined
    throw error
  }
}

async function newestEvent(client: Client, spec: string): Promise<string | undefined> {
  const { items } = await client.events.list({ spec, limit: 1 }).catch(() => ({ items: [] as Event[] }))
  return items[0]?.id
}

export function isAway(error: unknown): boolean {
  return error instanceof DevFlowError && (error.kind === 'unreachable' || error.kind === 'unavailable')
}

/** Waiting that a later `up()` ends, and that an earlier one has ended already. */
function createWake() {
  let pending = false
  let resume = (): void => undefined
  return {
    up(): void {
      pending = true
      resume()
    },
    async next(ms: number, signal?: AbortSignal): Promise<void> {
      if (!pending && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          resume = () => {
            clearTimeout(timer)
            resolve()
          }
          signal?.addEventListener('abort', resume, { once: true })
        })
      }
      pending = false
    },
  }
}
