/** The nodes of the work-item graph that an event or an actor belongs to. */
export type Links = {
  spec?: string
  task?: string
  attempt?: string
  agent?: string
  pull?: string
  run?: string
  deployment?: string
  commit?: string
  app?: string
}

/** Who acts, and what they may do where. Made by identity from a credential; checked here at every verb. */
export interface Actor {
  kind: 'person' | 'agent' | 'system'
  id: string
  name: string
  /** Organisation id → permission patterns: `*`, `*:read`, `specs:*`, `specs:approve`. */
  orgs: Record<string, readonly string[]>
  /** Permission patterns for verbs about the server or the actor's own account. */
  server?: readonly string[]
  /** Narrows everything the actor sees to these projects. */
  projects?: readonly string[]
  /** What the credential itself was limited to; undefined: nothing but its owner's powers limits it. */
  scopes?: readonly string[]
  /** For the length of one call: a project of an organisation the actor does not belong to, or has fewer powers in. */
  guest?: Guest
  /** Merged into every event the actor causes. */
  links?: Links
}

/** Admitted to one project of another organisation, as a collaborator or because the project is public. */
export interface Guest {
  org: string
  project: string
  permissions: readonly string[]
}

export type ActorRef = Pick<Actor, 'kind' | 'id' | 'name'>

/** Nobody signed in: public verbs, and reading public projects. */
export const ANYBODY: Actor = { kind: 'system', id: 'anybody', name: 'anybody', orgs: {} }

/** The server acting by itself, with all powers in one organisation and none elsewhere. */
export function systemActor(org: string, name: string, links?: Links): Actor {
  return { kind: 'system', id: `system:${name}`, name, orgs: { [org]: ['*'] }, ...(links ? { links } : {}) }
}

export function actorRef(actor: ActorRef): ActorRef {
  return { kind: actor.kind, id: actor.id, name: actor.name }
}

/** Whether it is the server acting by itself, and not a program that somebody installed or a job that somebody wrote. */
export function isServer({ kind, id }: Pick<Actor, 'kind' | 'id'>): boolean {
  return kind === 'system' && id.startsWith('system:')
}

/** Whether it is a program that acts where it is installed, with the token of its installation. */
export function isApp({ kind, id }: Pick<Actor, 'kind' | 'id'>): boolean {
  return kind === 'system' && id.startsWith('app:')
}

/** Whether the actor holds the permission in that organisation, as a member or as a guest of the project at hand. */
export function may(actor: Actor, org: string, permission: string): boolean {
  if (grants(actor.orgs[org], permission)) return true
  return actor.guest?.org === org && grants(actor.guest.permissions, permission)
}

/** Whether any pattern grants the permission `noun:act`. */
export function grants(patterns: readonly string[] | undefined, permission: string): boolean {
  if (!patterns) return false
  const [noun, act] = permission.split(':')
  return patterns.some((p) => p === '*' || p === permission || p === `${noun}:*` || p === `*:${act}`)
}
