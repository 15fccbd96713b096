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
  org: string
  project: string | null
  actor: ActorRef
  links: Links
  data: Record<string, unknown>
  action: string | null
}

export interface TimelineQuery {
  project?: string
  spec?: string
  name?: string
  agent?: string
  attempt?: string
  cursor?: string
  limit?: number
}

export const events = {
  timeline: (query: TimelineQuery) => request<List<StoredEvent>>('GET', '/timeline', { query: { ...query } }),
}
