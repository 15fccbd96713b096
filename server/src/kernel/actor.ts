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
  /** Narrows everything the actor sees to one project. */
  project?: string
  /** Merged into every event the actor causes. */
  links?: Links
}

export type ActorRef = Pick<Actor, 'kind' | 'id' | 'name'>

/** The server acting by itself, with all powers in one organisation and none elsewhere. */
export function systemActor(org: string, name: string, links?: Links): Actor {
  return { kind: 'system', id: `system:${name}`, name, orgs: { [org]: ['*'] }, ...(links ? { links } : {}) }
}

export function actorRef(actor: ActorRef): ActorRef {
  return { kind: actor.kind, id: actor.id, name: actor.name }
}

/** Whether any pattern grants the permission `noun:act`. */
export function grants(patterns: readonly string[] | undefined, permission: string): boolean {
  if (!patterns) return false
  const [noun, act] = permission.split(':')
  return patterns.some((p) => p === '*' || p === permission || p === `${noun}:*` || p === `*:${act}`)
}
