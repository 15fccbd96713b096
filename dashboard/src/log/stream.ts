import type { LogLine } from '@devflow/sdk'
import { client } from '../api/client.ts'

export interface LogState {
  lines: readonly LogLine[]
  finished: boolean
  lost: boolean
  /** Why the log cannot be read, where it cannot. */
  error: unknown
}

/**
 * One log, from its first line, followed until it ends. Lines are gathered for a frame before React hears of them: a
 * build that prints ten thousand lines a second costs sixty updates, not ten thousand.
 */
export class LogStream {
  readonly #lines: LogLine[] = []
  #state: LogState = { lines: [], finished: false, lost: false, error: undefined }
  #stop: AbortController | undefined
  #scheduled = false
  readonly #listeners = new Set<() => void>()
  readonly #log: string

  constructor(log: string) {
    this.#log = log
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) void this.#follow()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stop?.abort()
    }
  }

  readonly state = (): LogState => this.#state

  async #follow(): Promise<void> {
    if (this.#state.finished) return
    this.#stop = new AbortController()
    const { signal } = this.#stop
    const after = this.#lines.at(-1)?.number ?? 0
    const onConnection = (state: 'lost' | 'open') => this.#change({ lost: state === 'lost' })
    try {
      for await (const line of client.logs(this.#log, { after, signal, onConnection })) {
        // Two subscriptions in a row (a page that is left and entered) may read the same lines.
        if (line.number > (this.#lines.at(-1)?.number ?? 0)) this.#lines.push(line)
        this.#schedule()
      }
      if (!signal.aborted) this.#change({ finished: true, lost: false, lines: this.#lines.slice() })
    } catch (error) {
      if (!signal.aborted) this.#change({ error })
    }
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    requestAnimationFrame(() => {
      this.#scheduled = false
      this.#change({ lines: this.#lines.slice() })
    })
  }

  #change(change: Partial<LogState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
