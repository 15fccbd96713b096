import { z } from 'zod'
import { PRESETS } from './presets.ts'

/** Words such as `typescript` or `review`; a task names those it needs. */
export const Capabilities = z
  .array(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,49}$/, 'use small letters, digits, dots and dashes'))
  .max(50)

export const AgentName = z.string().trim().min(1).max(100)

/** One argument of a command line; no program can receive a NUL. */
const Argument = z
  .string()
  .min(1)
  .max(1_000)
  .refine((argument) => !argument.includes('\0'), 'must not contain a null byte')

export const AgentDriverConfig = z
  .object({
    kind: z
      .enum(['acp', 'builtin', 'rehearsal', 'external'])
      .describe('acp, builtin and rehearsal are run by DevFlow; external agents claim tasks over HTTP'),
    command: z
      .array(Argument)
      .min(1)
      .max(50)
      .optional()
      .describe('program and arguments that speak the Agent Client Protocol'),
    preset: z.enum(PRESETS).optional(),
  })
  .refine((driver) => driver.kind !== 'acp' || driver.command !== undefined || driver.preset !== undefined, {
    message: 'an acp agent needs a preset or a command',
    path: ['command'],
  })
export type AgentDriverConfig = z.infer<typeof AgentDriverConfig>

export const Agent = z
  .object({
    id: z.string(),
    name: z.string(),
    active: z.boolean(),
    capabilities: z.array(z.string()),
    driver: AgentDriverConfig,
    status: z.enum(['idle', 'working', 'offline']),
    lastSeenAt: z.string().nullable(),
    currentTask: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: 'Agent' })
export type Agent = z.infer<typeof Agent>

export const AgentPreset = z
  .object({
    preset: z.enum(PRESETS),
    title: z.string(),
    installed: z.boolean(),
    command: z.array(z.string()),
    install: z.string().describe('the command that installs it'),
    notes: z.string(),
  })
  .meta({ id: 'AgentPreset' })
