import { EventEmitter } from 'node:events'
import { type Runner, run, runMigrations } from 'graphile-worker'
import type { z } from 'zod'
import type { Database, Tx } from '../database/database.ts'
import type { Logger } from '../log.ts'
import { addJob, giveBackJobs, unlockWorkers } from './jobs.sql.ts'

export interface JobContext {
  /** Aborted when the server stops; the job runs again after the next start. */
  signal: AbortSignal
  log: Logger
  attempt: number
  lastAttempt: boolean
}

export interface Job<P> {
  readonly name: string
  /** Adds the job to this transaction. The same `key` replaces a waiting job. */
  /** Jobs of the same `queue` run one after the other. */
  add(tx: Tx, payload: P, options?: { key?: string; runAt?: Date; queue?: string }): Promise<void>
}

export interface JobOptions<P> {
  maxAttempts?: number
  /** Called once when the last attempt has failed, so that nothing waits for ever. */
  onDead?(payload: P, error: Error): Promise<void>
}

/** Jobs mostly wait for processes and sockets, so more of them than cores may be open. */
const CONCURRENCY = 10
const DEFAULT_ATTEMPTS = 8
const SAFETY_POLL_MS = 2_000

/**
 * Work that is long or outside, started by a transaction. Every job must be idempotent: a job whose server was killed
 * runs again.
 */
export function createJobs(database: Database, log: Logger) {
  // biome-ignore lint/suspicious/noExplicitAny: tasks of different payloads in one list; each parses its own
  const tasks: Record<string, (payload: any, helpers: any) => Promise<void>> = {}
  const stopping = new AbortController()
  const workers: string[] = []
  const interrupted: string[] = []
  const running = new Set<Promise<void>>()
  let runner: Runner | undefined

  return {
    define<S extends z.ZodType>(
      name: `${string}.${string}`,
      payload: S,
      work: (payload: z.output<S>, context: JobContext) => Promise<void>,
      options: JobOptions<z.output<S>> = {},
    ): Job<z.input<S>> {
      if (tasks[name]) throw new Error(`job ${name} is defined twice`)
      const maxAttempts = options.maxAttempts ?? DEFAULT_ATTEMPTS
      const attempt = async (raw: unknown, helpers: { job: object }) => {
        const { id, attempts, max_attempts } = helpers.job as { id: string; attempts: number; max_attempts: number }
        const parsed = payload.parse(raw)
        const jobLog = log.child({ job: name })
        const lastAttempt = attempts >= max_attempts
        try {
          await work(parsed, { signal: stopping.signal, log: jobLog, attempt: attempts, lastAttempt })
        } catch (error) {
          if (stopping.signal.aborted) {
            interrupted.push(id)
            throw error
          }
          jobLog.warn(
            { err: error, attempt: attempts },
            lastAttempt ? 'a job failed for the last time' : 'a job failed; trying again',
          )
          if (lastAttempt) await options.onDead?.(parsed, error as Error)
          throw error
        }
      }
      tasks[name] = async (raw, helpers) => {
        const work = attempt(raw, helpers)
        running.add(work)
        await work.finally(() => running.delete(work))
      }
      return {
        name,
        add: (tx, input, { key, runAt, queue } = {}) =>
          addJob(tx, { name, payload: input, key, runAt, queue, maxAttempts }),
      }
    },

    migrate: () => runMigrations({ pgPool: database.pool }),

    /** Starts the workers. `deadWorkers` held jobs when their server died; those run again at once. */
    async start(deadWorkers: readonly string[], announce: (workers: string[]) => Promise<void>): Promise<void> {
      await this.unlock(deadWorkers)
      const events = new EventEmitter()
      // Jobs are locked in the name of the pool, or of one worker, as graphile-worker sees fit; both die with this server.
      events.on('pool:create', ({ workerPool }) => workers.push(workerPool.id))
      events.on('worker:create', ({ worker }) => workers.push(worker.workerId))
      runner = await run({
        pgPool: database.pool,
        taskList: tasks,
        concurrency: CONCURRENCY,
        pollInterval: SAFETY_POLL_MS,
        noHandleSignals: true,
        events: events as never,
        logger: quietLogger(log) as never,
      })
      await announce(workers)
    },

    /** Frees the jobs that workers of a dead server held. */
    async unlock(deadWorkers: readonly string[]): Promise<void> {
      if (deadWorkers.length) await database.system((tx) => unlockWorkers(tx, deadWorkers))
    },

    async stop(): Promise<void> {
      stopping.abort()
      await runner?.stop().catch(() => undefined)
      // A runner that meets an error while it stops does not wait for what still runs, nor tell the database of it.
      await Promise.allSettled(running)
      if (interrupted.length === 0) return
      await database.system(async (tx) => {
        await giveBackJobs(tx, interrupted, workers)
        await unlockWorkers(tx, workers)
      })
    },
  }
}

export type Jobs = ReturnType<typeof createJobs>

/** graphile-worker reports each job; failures are already logged with their cause above. */
function quietLogger(log: Logger) {
  return {
    scope: () => quietLogger(log),
    error: (message: string) => log.debug(message),
    warn: (message: string) => log.debug(message),
    info: () => undefined,
    debug: () => undefined,
  }
}
