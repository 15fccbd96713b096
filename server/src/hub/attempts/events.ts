import { z } from 'zod'
import { event } from '#kernel'

/** Every action of an agent says whether it was only replayed. */
const Action = z.object({ rehearsal: z.literal(true).optional() })

export const agentEvents = {
  started: event('agent.started', Action.extend({ task: z.string(), reasoning: z.string().optional() })),
  planned: event(
    'agent.planned',
    Action.extend({
      entries: z.array(z.object({ content: z.string(), status: z.string(), priority: z.string().optional() })),
    }),
  ),
  reasoned: event('agent.reasoned', Action.extend({ text: z.string() })),
  said: event('agent.said', Action.extend({ text: z.string() })),
  called_tool: event(
    'agent.called_tool',
    Action.extend({
      toolCallId: z.string(),
      title: z.string(),
      kind: z.string(),
      input: z.unknown(),
      output: z.unknown(),
      status: z.enum(['completed', 'failed']),
    }),
  ),
  edited_file: event(
    'agent.edited_file',
    Action.extend({
      path: z.string(),
      oldPath: z.string().optional(),
      status: z.enum(['added', 'modified', 'deleted', 'renamed']),
      additions: z.number(),
      deletions: z.number(),
      patch: z.string(),
      /** The patch was cut; the commit has the whole. */
      truncated: z.boolean(),
      explanation: z.string().optional(),
      toolCallId: z.string().optional(),
      /** Trees before and after, which a selective revert starts from. */
      before: z.string(),
      after: z.string(),
    }),
  ),
  ran_command: event(
    'agent.ran_command',
    Action.extend({
      command: z.string(),
      exitCode: z.number().nullable(),
      output: z.string(),
      toolCallId: z.string().optional(),
    }),
  ),
  asked_permission: event(
    'agent.asked_permission',
    Action.extend({ title: z.string(), answer: z.enum(['allow', 'deny']), reason: z.string().optional() }),
  ),
  committed: event(
    'agent.committed',
    Action.extend({ sha: z.string(), message: z.string(), files: z.number(), branch: z.string() }),
  ),
  requested_review: event(
    'agent.requested_review',
    Action.extend({ confidence: z.number().optional(), summary: z.string() }),
  ),
  finished: event(
    'agent.finished',
    Action.extend({
      outcome: z.enum(['succeeded', 'failed', 'cancelled', 'lost']),
      reason: z.string().optional(),
      costUsd: z.number(),
    }),
  ),
}

export type AgentEventName = keyof typeof agentEvents
