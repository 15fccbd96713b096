import type { z } from 'zod'
import type { ActorRef, Links } from '../actor.ts'

/** A kind of fact. Names are past tense: `spec.approved`. */
export interface EventType<S extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly data: S
}

export function event<S extends z.ZodType>(name: `${string}.${string}`, data: S): EventType<S> {
  return { name, data }
}

/** An event as readers see it. */
export interface StoredEvent {
  /** Position in the one order of all events; what a reader resumes after. */
  id: string
  name: string
  at: string
  org: string | null
  project: string | null
  actor: ActorRef
  links: Links
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the event type's; readers name what they expect
  data: any
  action: string | null
}

/** An event as it is appended. */
export interface EventRow {
  name: string
  org_id: string | null
  project_id: string | null
  actor: ActorRef
  links: Links
  data: unknown
  action_id: string | null
}
