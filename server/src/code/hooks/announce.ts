import { randomUUID } from 'node:crypto'
import { type Job, type Kernel, newId, type StoredEvent, type Tx } from '#kernel'
import { insertDelivery } from './deliveries.sql.ts'
import type { HookFormat, HookMessage } from './format.ts'
import { endHooksOf, type HookPlace, type HookRow, selectListening } from './hooks.sql.ts'

/** An app that is told of what happens in a place where it is installed. */
export interface ListeningApp {
  app: string
  /** The organisation that owns the app, and so its deliveries. */
  org: string
  installation: number
  url: string
  /** Whether it asked for messages of that name, and may read what they say. */
  hears(name: string): boolean
}

/** GitHub's limit; a receiver would refuse more. */
const MAX_PAYLOAD_BYTES = 25 * 1024 * 1024

export interface AnnounceDeps {
  projectDeleted: string
  listeningApps(tx: Tx, event: StoredEvent): Promise<ListeningApp[]>
  wake: Job<Record<string, never>>
}

/** Turns events into deliveries: one for each receiver that asked, in the transaction that moves the cursor. */
export function createAnnouncer(kernel: Kernel, { listeningApps, wake, projectDeleted }: AnnounceDeps) {
  async function announce(tx: Tx, format: HookFormat, event: StoredEvent): Promise<void> {
    if (event.org === null) return
    const place: HookPlace = { org: event.org, project: event.project }
    const names = format.namesOf(event.name)
    // What cannot be asked for by name, an app's own affairs, is not part of everything either.
    const open = names.filter((name) => format.names.includes(name))
    const hooks = (await selectListening(tx, place, event.at)).filter((hook) =>
      open.some((name) => asksFor(hook, name)),
    )
    const apps = (await listeningApps(tx, event)).filter((app) => names.some((name) => app.hears(name)))
    if (hooks.length + apps.length > 0) {
      // What things look like is only asked where somebody listens.
      for (const message of await format.print(tx, event)) {
        const guid = randomUUID()
        for (const hook of message.app ? [] : hooks)
          if (asksFor(hook, message.name)) await queue(tx, message, { guid, hook, place })
        for (const app of apps) {
          if (!app.hears(message.name) || (message.app ?? app.app) !== app.app) continue
          const payload = format.forInstallation(message.payload, app.installation)
          await queue(tx, { ...message, payload }, { guid, app, place })
        }
      }
    }
    if (event.name === projectDeleted && event.project) await endHooksOf(tx, event.project)
  }

  /** To be sent when the transaction has committed. */
  async function queue(
    tx: Tx,
    message: HookMessage,
    to: { guid?: string; place: HookPlace } & ({ hook: HookRow } | { app: ListeningApp }),
  ): Promise<void> {
    const text = JSON.stringify(message.payload)
    const tooLarge = Buffer.byteLength(text) > MAX_PAYLOAD_BYTES
    const receiver = 'hook' in to ? to.hook : to.app
    await insertDelivery(tx, {
      id: newId('dlv'),
      org: receiver.org,
      // The row belongs to the receiver: of an app's delivery only its owner sees it.
      project: 'hook' in to ? to.hook.project : null,
      hook: 'hook' in to ? to.hook.id : null,
      app: 'app' in to ? to.app.app : null,
      installation: 'app' in to ? to.app.installation : null,
      guid: to.guid ?? randomUUID(),
      event: message.name,
      action: message.action,
      payload: tooLarge ? '{}' : text,
      redelivery: false,
      host: hostOf(receiver.url),
      problem: tooLarge
        ? `The payload is larger than ${MAX_PAYLOAD_BYTES / 1024 / 1024} MiB; ask the API instead.`
        : null,
    })
    await wake.add(tx, {}, { key: wake.name })
  }

  return {
    queue,
    listen: (format: HookFormat): void =>
      kernel.events.subscribe({
        name: 'hooks',
        on: [...new Set([...format.on, projectDeleted])],
        run: (event, tx) => announce(tx, format, event),
      }),
  }
}

export function hostOf(url: string): string {
  return new URL(url).host
}

function asksFor({ events }: HookRow, name: string): boolean {
  return events.includes('*') || events.includes(name)
}
