import type { StoredEvent, Tx } from '#kernel'
import type { Hook } from './hook.ts'
import type { HookPlace } from './hooks.sql.ts'

/** What receivers are told about one fact. */
export interface HookMessage {
  /** What a hook asks for by name: `push`, `issues`. */
  name: string
  action: string | null
  payload: Record<string, unknown>
  /** Of one app's own affairs: nobody else is told. */
  app?: string
}

export interface OutgoingMessage {
  guid: string
  event: string
  payload: string
  receiver: Receiver
}

/** Where deliveries go, as it is set up now. */
export interface Receiver {
  kind: 'project' | 'org' | 'app'
  /** Of the hook itself, or of the app. */
  databaseId: number
  org: string
  project: string | null
  url: string
  contentType: 'json' | 'form'
  secret: string | undefined
  insecureTls: boolean
}

/** How messages look on the wire; given at composition, because wire formats live in protocols/. */
export interface HookFormat {
  /** What a hook may ask for, besides `*` for everything. */
  readonly names: readonly string[]
  /** The events of the kernel that are told. */
  readonly on: readonly string[]
  /** Under which names an event may be told, so that nothing is printed that nobody asked for. */
  namesOf(event: string): readonly string[]
  /** What an event is to receivers, as things are now; nothing, or several messages. Reads as the server. */
  print(tx: Tx, event: StoredEvent): Promise<HookMessage[]>
  /** The first message of a hook. */
  ping(tx: Tx, hook: Hook, place: HookPlace): Promise<HookMessage>
  /** The same message as one installation of an app is told it. */
  forInstallation(payload: Record<string, unknown>, installation: number): Record<string, unknown>
  /** The request that carries a message, signed. */
  request(message: OutgoingMessage): Promise<{ headers: Record<string, string>; body: string }>
}
