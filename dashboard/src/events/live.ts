import type { StoredEvent } from '../api/events.ts'

export type Connection = 'connecting' | 'live' | 'lost'

/**
 * The one live connection of a page. The browser resumes an interrupted stream by Last-Event-ID itself; when the server
 * refuses or is down it gives up, so then this opens a new one after the last event seen. Nothing is missed either way.
 */
class LiveEvents {
  #source: EventSource | undefined
  #last: string | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #delayMs = 1000
  #connection: Connection = 'connecting'
  readonly #onEvent = new Set<(event: StoredEvent) => void>()
  readonly #onConnection = new Set<() => void>()

  start(): () => void {
    this.#open()
    const online = () => this.#open()
    window.addEventListener('online', online)
    return () => {
      window.removeEventListener('online', online)
      clearTimeout(this.#retry)
      this.#source?.close()
      this.#source = undefined
    }
  }

  subscribe(listener: (event: StoredEvent) => void): () => void {
    this.#onEvent.add(listener)
    return () => this.#onEvent.delete(listener)
  }

  readonly onConnection = (listener: () => void): (() => void) => {
    this.#onConnection.add(listener)
    return () => this.#onConnection.delete(listener)
  }

  readonly connection = (): Connection => this.#connection

  #open(): void {
    clearTimeout(this.#retry)
    this.#source?.close()
    const source = new EventSource(`/api/events${this.#last ? `?after=${encodeURIComponent(this.#last)}` : ''}`)
    this.#source = source
    source.onopen = () => {
      this.#delayMs = 1000
      this.#set('live')
    }
    source.onmessage = (message) => this.#receive(message)
    source.onerror = () => {
      this.#set('lost')
      if (source.readyState !== EventSource.CLOSED) return
      this.#retry = setTimeout(() => this.#open(), this.#delayMs)
      this.#delayMs = Math.min(this.#delayMs * 2, 15_000)
    }
  }

  #receive(message: MessageEvent<string>): void {
    if (message.lastEventId) this.#last = message.lastEventId
    const event = JSON.parse(message.data) as StoredEvent
    for (const listener of this.#onEvent) listener(event)
  }

  #set(connection: Connection): void {
    if (this.#connection === connection) return
    this.#connection = connection
    for (const listener of this.#onConnection) listener()
  }
}

export const live = new LiveEvents()
