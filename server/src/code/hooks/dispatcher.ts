import type { Egress } from '#egress'
import { createRounds, type Kernel, Problem, type Tx } from '#kernel'
import {
  type ClaimedDelivery,
  claimDeliveries,
  finishAttempt,
  releaseHeld,
  releaseLost,
  selectNextDue,
} from './deliveries.sql.ts'
import type { HookFormat, Receiver } from './format.ts'
import { markLastResponse } from './hooks.sql.ts'

export interface DispatcherDeps {
  egress: Egress
  format(): HookFormat
  /** Undefined: it was deleted meanwhile. */
  findReceiver(tx: Tx, at: { hook: string | null; app: string | null }): Promise<Receiver | undefined>
  /** How long a receiver may take for everything: GitHub's ten seconds. */
  timeoutMs: number
  /** Before another try, where no answer came at all. One that answered is never asked again unless somebody wants it. */
  retryMs: readonly number[]
}

/** Sockets that mostly wait; they take memory and descriptors, not time. */
const CONCURRENCY = 64
/** So that one receiver that hangs leaves room for the others, and none is flooded. */
const PER_RECEIVER = 4
const PER_HOST = 16
/** What is kept of an answer. */
const MAX_RESPONSE_BYTES = 64 * 1024
/** How often deliveries of servers that died are looked for. */
const RECOVER_MS = 5_000
/** These say that the receiver never answered. */
const UNREACHED = new Set(['egress.unreachable', 'egress.unresolved'])

/** Sends what is due. The table is the queue, so what was committed is sent, whoever dies: at least once. */
export function createDispatcher(kernel: Kernel, deps: DispatcherDeps) {
  const running = new Map<string, { delivery: ClaimedDelivery; done: Promise<void> }>()
  const stopping = new AbortController()
  // Asked for whenever something may be due or a place free.
  const claims = createRounds(claim, (error) =>
    kernel.log.error({ err: error }, 'due deliveries could not be taken; trying again soon'),
  )
  const { wake } = claims
  let timer: NodeJS.Timeout | undefined
  let recovery: NodeJS.Timeout | undefined

  async function claim(): Promise<void> {
    const free = CONCURRENCY - running.size
    if (free === 0) return
    const claimed = await kernel.db.system((tx) =>
      claimDeliveries(tx, {
        server: kernel.serverId,
        free,
        receivers: count((delivery) => delivery.receiver),
        hosts: count((delivery) => delivery.host),
        perReceiver: PER_RECEIVER,
        perHost: PER_HOST,
      }),
    )
    for (const delivery of claimed) {
      const done = send(delivery)
        .catch((error) => kernel.log.error({ err: error, delivery: delivery.id }, 'a delivery could not be recorded'))
        .finally(() => {
          running.delete(delivery.id)
          wake()
        })
      running.set(delivery.id, { delivery, done })
    }
    if (claimed.length === 0) await sleepUntilDue()
  }

  async function sleepUntilDue(): Promise<void> {
    const due = await kernel.db.system(selectNextDue)
    clearTimeout(timer)
    if (due && !stopping.signal.aborted) timer = setTimeout(wake, Math.max(0, due.getTime() - Date.now()) + 1)
  }

  function count(key: (delivery: ClaimedDelivery) => string): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const { delivery } of running.values()) counts[key(delivery)] = (counts[key(delivery)] ?? 0) + 1
    return counts
  }

  async function send(delivery: ClaimedDelivery): Promise<void> {
    const receiver = await kernel.db.system((tx) => deps.findReceiver(tx, delivery))
    if (!receiver) return
    const started = performance.now()
    const { headers, body } = await deps.format().request({ ...delivery, receiver })
    const answer = await deps.egress
      .fetch(receiver.url, {
        method: 'POST',
        headers,
        body,
        timeoutMs: deps.timeoutMs,
        maxBytes: MAX_RESPONSE_BYTES,
        insecureTls: receiver.insecureTls,
        signal: stopping.signal,
      })
      .catch((error) => {
        if (error instanceof Problem) return error
        throw error
      })
    if (stopping.signal.aborted) return // the next server sends it
    const durationMs = performance.now() - started
    const sent = { url: receiver.url, requestHeaders: headers, durationMs }
    await kernel.db.system(async (tx) => {
      const outcome =
        answer instanceof Problem
          ? { status: null, problem: answer.message, responseHeaders: null, responseBody: null }
          : {
              status: answer.status,
              problem: judge(answer),
              responseHeaders: answer.headers,
              responseBody: storable(answer.body.toString('utf8')),
            }
      const retryMs =
        answer instanceof Problem && UNREACHED.has(answer.code) ? deps.retryMs[delivery.attempts] : undefined
      await finishAttempt(tx, delivery.id, { ...sent, ...outcome, delivered: outcome.problem === null, retryMs })
      if (delivery.hook) await markLastResponse(tx, delivery.hook, outcome)
    })
  }

  async function recover(): Promise<void> {
    const alive = await kernel.servers.alive()
    await kernel.db.system((tx) => releaseLost(tx, alive))
    wake()
  }

  return {
    wake,
    async start(): Promise<void> {
      await recover()
      recovery = setInterval(() => {
        recover().catch((error) => kernel.log.warn({ err: error }, 'lost deliveries could not be looked for'))
      }, RECOVER_MS)
    },
    async stop(): Promise<void> {
      clearInterval(recovery)
      clearTimeout(timer)
      stopping.abort(new Error('the server stops'))
      await claims.stop()
      await Promise.all([...running.values()].map(({ done }) => done))
      await kernel.db.system((tx) => releaseHeld(tx, kernel.serverId))
    },
  }
}

/** Null: it has arrived. */
function judge({ status, headers }: { status: number; headers: Record<string, string> }): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400 && headers.location) {
    return `The receiver answered ${status} and points to ${headers.location}; deliveries follow no redirect, so set the address of the hook to where it ends.`
  }
  return `The receiver answered ${status}; its log knows why.`
}

/** PostgreSQL keeps any text but NUL. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
