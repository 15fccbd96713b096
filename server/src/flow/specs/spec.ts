import { z } from 'zod'
import { ProjectRef } from '#projects'

export const ActorRef = z
  .object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() })
  .meta({ id: 'ActorRef' })

export const SpecState = z.enum(['draft', 'review', 'approved', 'implemented'])
export type SpecState = z.output<typeof SpecState>

/** How the path from approval to a live application ended, or that it is under way. */
export const SpecOutcome = z.enum(['running', 'live', 'failed', 'refused'])

export const Spec = z
  .object({
    id: z.string(),
    project: ProjectRef,
    title: z.string(),
    /** Markdown. */
    body: z.string(),
    acceptance: z.array(z.string()),
    state: SpecState,
    version: z.number(),
    /** Name of the agent that shall do the work; null: any that can. */
    agent: z.string().nullable(),
    /** Merged by itself (`auto`) or by a person (`review`); null: as the project's settings say. */
    merge: z.enum(['auto', 'review']).nullable(),
    /** How many times it was approved; each approval begins a run of its own. */
    run: z.number(),
    author: ActorRef,
    approver: ActorRef.nullable(),
    branch: z.string().nullable(),
    pull: z.number().nullable(),
    outcome: SpecOutcome.nullable(),
    /** Why it failed or was refused: one sentence. */
    reason: z.string().nullable(),
    url: z.string().nullable(),
    rehearsal: z.boolean(),
    createdAt: z.string(),
    updatedAt: z.string(),
    submittedAt: z.string().nullable(),
    approvedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    implementedAt: z.string().nullable(),
  })
  .meta({ id: 'Spec' })
export type Spec = z.output<typeof Spec>

const MAX_BODY_CHARACTERS = 200_000
const MAX_CRITERIA = 100

export const SpecText = {
  title: z.string().trim().min(1, 'give the spec a title').max(200),
  body: z.string().max(MAX_BODY_CHARACTERS),
  acceptance: z.array(z.string().trim().min(1).max(1000)).max(MAX_CRITERIA),
  agent: z.string().trim().min(1).max(500),
}
