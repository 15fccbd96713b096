import { z } from 'zod'
import { Capabilities } from '#agents'
import { DEFAULT_ATTEMPTS, MAX_ATTEMPTS, MAX_BLOCKERS } from './limits.ts'

export const TASK_STATUS = ['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const
export const TASK_KIND = ['implement', 'fix', 'review', 'other'] as const

export const Task = z
  .object({
    id: z.string(),
    project: z.object({ id: z.string(), owner: z.string(), name: z.string() }).nullable(),
    title: z.string(),
    description: z.string(),
    kind: z.enum(TASK_KIND),
    status: z.enum(TASK_STATUS),
    priority: z.number().int().min(1).max(5).describe('5 is highest'),
    agent: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .describe('who works on it, or who it is meant for'),
    capabilities: z.array(z.string()),
    parent: z.string().nullable(),
    blockedBy: z.number().int().describe('tasks that must be completed before'),
    spec: z.string().nullable(),
    branch: z.string().nullable(),
    attempts: z.number().int(),
    maxAttempts: z.number().int(),
    availableAt: z.string(),
    leaseUntil: z.string().nullable(),
    result: z.record(z.string(), z.unknown()).nullable(),
    reason: z.string().nullable(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    completedAt: z.string().nullable(),
  })
  .meta({ id: 'Task' })
export type Task = z.infer<typeof Task>

/** A task in the hands of whoever claimed it. Every report needs the token. */
export const ClaimedTask = Task.extend({ fencingToken: z.number().int(), leaseUntil: z.string() }).meta({
  id: 'ClaimedTask',
})
export type ClaimedTask = z.infer<typeof ClaimedTask>

export const MAX_DESCRIPTION = 100_000
/** A result is a summary with links, not content: that is in the repository. */
const MAX_RESULT = 20_000

export const Title = z.string().trim().min(1).max(200)
export const Reason = z.string().trim().min(1).max(2_000)
export const Result = z
  .record(z.string().max(100), z.unknown())
  .refine((result) => JSON.stringify(result).length <= MAX_RESULT, {
    message: `has more than ${MAX_RESULT} characters as JSON`,
  })

const TaskFields = {
  title: Title,
  description: z.string().max(MAX_DESCRIPTION),
  kind: z.enum(TASK_KIND),
  priority: z.number().int().min(1).max(5),
  capabilities: Capabilities,
  agent: z.string().max(100).nullable().describe('id or name of the only agent that may take it'),
  maxAttempts: z.number().int().min(1).max(MAX_ATTEMPTS),
  availableAt: z.iso.datetime({ offset: true }).describe('not to be taken before'),
  blockers: z.array(z.string().max(50)).max(MAX_BLOCKERS).describe('ids of tasks that must be completed before'),
}

export const NewTask = z.object({
  owner: z.string().max(100).optional().describe('with "name": the project it belongs to'),
  name: z.string().max(100).optional(),
  org: z.string().max(100).optional().describe('id of the organisation of a task without a project'),
  title: TaskFields.title,
  description: TaskFields.description.default(''),
  kind: TaskFields.kind.default('other'),
  priority: TaskFields.priority.default(3),
  capabilities: TaskFields.capabilities.default([]),
  agent: TaskFields.agent.optional(),
  parent: z.string().max(50).optional(),
  spec: z.string().max(50).optional(),
  branch: z.string().max(250).optional().describe('the branch the work goes to'),
  maxAttempts: TaskFields.maxAttempts.default(DEFAULT_ATTEMPTS),
  availableAt: TaskFields.availableAt.optional(),
  blockers: TaskFields.blockers.default([]),
})

export const TaskChange = z.object({
  task: z.string(),
  title: TaskFields.title.optional(),
  description: TaskFields.description.optional(),
  kind: TaskFields.kind.optional(),
  priority: TaskFields.priority.optional(),
  capabilities: TaskFields.capabilities.optional(),
  agent: TaskFields.agent.optional(),
  maxAttempts: TaskFields.maxAttempts.optional(),
  availableAt: TaskFields.availableAt.optional(),
})
