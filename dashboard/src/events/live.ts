import { client, Refusal } from '../api/client.ts'
import { asStored, type StoredEvent } from '../api/events.ts'

type Connection = 'open' | 'lost'

const retryMs = 2000

/** The one live connection of a page. The client resumes after the last event by itself, so nothing is missed. */
class LiveEvents {
  #connection: Connection = 'open'
  readonly #onEvent = new Set<(event: StoredEvent) => void>()
  readonly #onConnection = new Set<() => void>()

  start(): () => void {
    const stop = new AbortController()
    void this.#follow(stop.signal)
    return () => stop.abort()
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

  /** The client gives up only where the first connection fails; a page goes on asking until it is closed. */
  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const event of client.events({ signal, onConnection: (state) => this.#set(state) })) {
          for (const listener of this.#onEvent) listener(asStored(event))
        }
      } catch (error) {
        this.#set('lost')
        // Signed out: the next read of the page says so and leads to the sign-in.
        if (error instanceof Refusal && error.kind === 'unauthenticated') return
      }
      await new Promise((resume) => setTimeout(resume, retryMs))
      if (!signal.aborted && this.#connection === 'lost' && (await isBack())) this.#set('open')
    }
  }

  #set(connection: Connection): void {
    if (this.#connection === connection) return
    this.#connection = connection
    for (const listener of this.#onConnection) listener()
  }
}

function isBack(): Promise<boolean> {
  return client.identity.me().then(
    () => true,
    () => false,
  )
}

export const live = new LiveEvents()
