import type { LogLine } from './rows.ts'

export interface LogState {
  lines: readonly LogLine[]
  finished: boolean
  connection: 'connecting' | 'live' | 'lost'
}

/**
 * One log, from its first line, followed until it ends. Lines are gathered for a frame before React hears of them: a
 * build that prints ten thousand lines a second costs sixty updates, not ten thousand.
 */
export class LogStream {
  #lines: LogLine[] = []
  #state: LogState = { lines: [], finished: false, connection: 'connecting' }
  #source: EventSource | undefined
  #scheduled = false
  #retry: ReturnType<typeof setTimeout> | undefined
  readonly #listeners = new Set<() => void>()
  readonly #log: string

  constructor(log: string) {
    this.#log = log
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#open()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#close()
    }
  }

  readonly state = (): LogState => this.#state

  #open(): void {
    if (this.#state.finished) return
    const after = this.#lines.at(-1)?.number ?? 0
    const source = new EventSource(`/api/logs/${encodeURIComponent(this.#log)}/stream?after=${after}`)
    this.#source = source
    source.onopen = () => this.#change({ connection: 'live' })
    source.onmessage = (message: MessageEvent<string>) => this.#receive(JSON.parse(message.data) as LogLine | LogLine[])
    source.addEventListener('end', () => {
      source.close()
      this.#change({ finished: true, connection: 'live' })
    })
    source.onerror = () => {
      if (this.#state.finished) return
      this.#change({ connection: 'lost' })
      if (source.readyState === EventSource.CLOSED) this.#retry = setTimeout(() => this.#open(), 2000)
    }
  }

  #close(): void {
    clearTimeout(this.#retry)
    this.#source?.close()
    this.#source = undefined
  }

  #receive(received: LogLine | LogLine[]): void {
    const last = this.#lines.at(-1)?.number ?? 0
    // A resumed stream may repeat its last lines: numbers only grow.
    for (const line of Array.isArray(received) ? received : [received])
      if (line.number > last || this.#lines.length === 0) this.#lines.push(line)
    if (this.#scheduled) return
    this.#scheduled = true
    requestAnimationFrame(() => {
      this.#scheduled = false
      this.#change({ lines: this.#lines.slice() })
    })
  }

  #change(change: Partial<LogState>): void {
    this.#state = { ...this.#state, ...change, ...(change.finished ? { lines: this.#lines.slice() } : {}) }
    for (const listener of this.#listeners) listener()
  }
}
