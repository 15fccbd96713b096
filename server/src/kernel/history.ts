import { z } from 'zod'
import type { Kernel } from './kernel.ts'
import { verb } from './verbs/verb.ts'

const LogLine = z.object({ number: z.number(), at: z.string(), text: z.string() })

const StoredEvent = z
  .object({
    id: z.string(),
    name: z.string(),
    at: z.string(),
    org: z.string().nullable(),
    project: z.string().nullable(),
    actor: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() }),
    links: z.record(z.string(), z.string()),
    data: z.any(),
    action: z.string().nullable(),
  })
  .meta({ id: 'Event' })

/** The reads over what the kernel keeps: events backwards, and logs. */
export function registerHistory(kernel: Kernel): void {
  kernel.verbs.register(
    verb({
      name: 'events.list',
      http: 'GET /timeline',
      summary: 'List events, newest first',
      input: z.object({
        project: z.string().optional(),
        spec: z.string().optional(),
        task: z.string().optional(),
        attempt: z.string().optional(),
        agent: z.string().optional(),
        pull: z.string().optional(),
        run: z.string().optional(),
        deployment: z.string().optional(),
        actor: z.string().optional(),
        name: z.array(z.string()).optional(),
        before: z.string().optional(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
      output: z.object({ items: z.array(StoredEvent), next: z.string().optional() }),
      needs: 'events:read',
      scope: 'account',
      async run({ tx }, { project, name, before, limit, actor, ...links }) {
        const given = Object.fromEntries(
          Object.entries(links).filter((entry): entry is [string, string] => entry[1] !== undefined),
        )
        const items = await kernel.events.before(tx, before, limit, { project, names: name, links: given, actor })
        return { items, ...(items.length === limit ? { next: items.at(-1)!.id } : {}) }
      },
    }),
    verb({
      name: 'logs.read',
      http: 'GET /logs/:log',
      summary: 'Read the lines of a log',
      input: z.object({
        log: z.string(),
        after: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(5000).default(2000),
      }),
      output: z.object({ title: z.string(), lines: z.array(LogLine), finished: z.boolean() }),
      needs: 'logs:read',
      scope: 'account',
      run: ({ tx }, { log, after, limit }) => kernel.logStreams.read(tx, log, { after, limit }),
    }),
  )
}
