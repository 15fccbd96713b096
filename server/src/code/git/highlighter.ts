import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Logger, Problem } from '#kernel'
import type { HighlightAnswer, HighlightRequest } from './highlight-worker.ts'

/** Colours for source text, from one thread that is started when it is first needed and goes when it is not. */
export interface Highlighter {
  /** Undefined where the text stays plain: nobody knows the language, or it took too long. */
  highlight(request: HighlightRequest): Promise<number[][] | undefined>
  stop(): Promise<void>
}

interface Limits {
  timeoutMs?: number
  idleMs?: number
  mostWaiting?: number
}

/** Grammars are regular expressions that strangers' files can make slow; a page without colours is better than none. */
const TIMEOUT_MS = 5_000
const IDLE_MS = 300_000
/** Each waits inside a read of its own. */
const MOST_WAITING = 3

export function createHighlighter(log: Logger, limits: Limits = {}): Highlighter {
  const { timeoutMs = TIMEOUT_MS, idleMs = IDLE_MS, mostWaiting = MOST_WAITING } = limits
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0

  async function ask(request: HighlightRequest): Promise<number[][] | undefined> {
    clearTimeout(idle)
    worker ??= start()
    const asked = worker
    const { promise, resolve } = Promise.withResolvers<HighlightAnswer>()
    const failed = (error: unknown) => resolve({ failure: String(error) })
    const timer = setTimeout(() => failed(`took longer than ${timeoutMs} ms`), timeoutMs)
    asked.once('message', resolve).once('error', failed).once('exit', failed)
    asked.postMessage(request)
    const answer = await promise
    clearTimeout(timer)
    asked.off('message', resolve).off('error', failed).off('exit', failed)
    idle = setTimeout(() => void end(asked), idleMs).unref()
    if ('lines' in answer) return answer.lines
    log.warn({ failure: answer.failure, names: request.names }, 'a file is shown without colours')
    await end(asked) // whatever it is still busy with
    return undefined
  }

  function start(): Worker {
    const started = new Worker(join(import.meta.dirname, 'highlight-worker.ts'), {
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
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
    async highlight(request) {
      if (waiting >= mostWaiting)
        throw new Problem(
          'rate_limited',
          'git.busy',
          'Too many files are being coloured at this moment; read this one plain, or try again in a few seconds.',
        )
      waiting++
      const mine = turn.then(() => ask(request))
      turn = mine.catch(() => undefined)
      return mine.finally(() => waiting--)
    },
    async stop() {
      if (worker) await end(worker)
    },
  }
}
