import { Worker } from 'node:worker_threads'
import type { Logger } from './log.ts'
import { Problem } from './problem.ts'

/** Work on strangers' text that can take for ever runs in a thread of its own, so that the server goes on and the thread can be ended. */
export interface Thread<Question, Answer> {
  /** Undefined when the thread failed or took too long; the log says which. Throws `kernel.thread_busy` when too many wait. */
  ask(question: Question): Promise<Answer | undefined>
  stop(): Promise<void>
}

interface ThreadOptions {
  /** A module that answers each message with one. */
  file: string
  log: Logger
  timeoutMs: number
  mostWaiting: number
  idleMs?: number
}

const IDLE_MS = 300_000
const MOST_HEAP_MB = 512

/** Started with the first question, ended when there was none for a while. Questions are answered one after the other. */
export function createThread<Question, Answer>(options: ThreadOptions): Thread<Question, Answer> {
  const { file, log, timeoutMs, mostWaiting, idleMs = IDLE_MS } = options
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0

  async function answer(question: Question): Promise<Answer | undefined> {
    clearTimeout(idle)
    worker ??= start()
    const asked = worker
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const failed = (error: unknown) => reject(error instanceof Error ? error : new Error(`the thread ended: ${error}`))
    const timer = setTimeout(() => failed(new Error(`took longer than ${timeoutMs} ms`)), timeoutMs)
    asked.once('message', resolve).once('error', failed).once('exit', failed)
    asked.postMessage(question)
    try {
      const answered = await promise
      idle = setTimeout(() => void end(asked), idleMs).unref()
      return answered
    } catch (error) {
      log.warn({ err: error, file }, 'a thread did not answer and is ended')
      await end(asked) // whatever it is still busy with
      return undefined
    } finally {
      clearTimeout(timer)
      asked.off('message', resolve).off('error', failed).off('exit', failed)
    }
  }

  function start(): Worker {
    const started = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB } })
    started.on('error', () => {}) // told to whoever asked; without a listener it would end the server
    started.unref()
    return started
  }

  async function end(ended: Worker): Promise<void> {
    clearTimeout(idle)
    if (worker === ended) worker = undefined
    await ended.terminate()
  }

  return {
    async ask(question) {
      if (waiting >= mostWaiting)
        throw new Problem(
          'rate_limited',
          'kernel.thread_busy',
          'Too many texts are being prepared at this moment; read this one plain, or try again in a few seconds.',
        )
      waiting++
      const mine = turn.then(() => answer(question))
      turn = mine.catch(() => undefined)
      return mine.finally(() => waiting--)
    },
    async stop() {
      if (worker) await end(worker)
    },
  }
}
