import type { Event, EventsListInput } from '@devflow/sdk'
import { client } from './client.ts'

interface Links {
  spec?: string
  task?: string
  attempt?: string
  agent?: string
  pull?: string
  run?: string
  deployment?: string
  commit?: string
}

/** An event as pages read it: what it carries is known by its name, so each field is looked at before it is used. */
export interface StoredEvent extends Omit<Event, 'links' | 'data'> {
  links: Links
  data: Record<string, unknown>
}

export type TimelineQuery = EventsListInput

export const events = {
  timeline: async (query: TimelineQuery): Promise<{ items: StoredEvent[]; next?: string | undefined }> => {
    const { items, next } = await client.events.list(query)
    return { items: items.map(asStored), next }
  },
}

export function asStored(event: Event): StoredEvent {
  return { ...event, data: event.data as Record<string, unknown> }
}
