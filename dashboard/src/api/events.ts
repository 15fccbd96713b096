import { type ActorRef, type List, request } from './client.ts'

export interface Links {
  spec?: string
  task?: string
  attempt?: string
  agent?: string
  pull?: string
  run?: string
  deployment?: string
  commit?: string
}

export interface StoredEvent {
  id: string
  name: string
  at: string
  org: string | null
  project: string | null
  actor: ActorRef
  links: Links
  data: Record<string, unknown>
  action: string | null
}

export interface TimelineQuery {
  project?: string
  spec?: string
  task?: string
  name?: string
  agent?: string
  attempt?: string
  /** The id of the oldest event already there. */
  before?: string
  limit?: number
}

export const events = {
  timeline: (query: TimelineQuery) => request<List<StoredEvent>>('GET', '/timeline', { query: { ...query } }),
}
