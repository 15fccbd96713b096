import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { type AgentRow, type AgentSurroundings, findProgram, presets } from '#agents'
import { createAcpDriver } from './drivers/acp.ts'
import { createBuiltinDriver } from './drivers/builtin.ts'
import { type AgentDriver, AgentFailure, type AgentSession } from './drivers/driver.ts'
import { createRehearsalDriver } from './drivers/rehearsal.ts'
import type { AttemptLimits } from './limits.ts'

export interface DriverChoice {
  agent: AgentRow
  searchPath: readonly string[]
  /** Path of the session to replay, for rehearsals. */
  recording: string | undefined
  limits: AttemptLimits
}

/** The driver that runs this agent, or a sentence that says what is missing. */
export async function chooseDriver({ agent, searchPath, recording, limits }: DriverChoice): Promise<AgentDriver> {
  const { driver } = agent
  switch (driver.kind) {
    case 'builtin':
      return createBuiltinDriver(limits)
    case 'rehearsal':
      if (recording === undefined) {
        throw new AgentFailure(
          'fatal',
          'There is no recorded session for this task, so the rehearsal has nothing to replay.',
        )
      }
      return createRehearsalDriver({ recording, limits })
    case 'acp':
      return acpDriver(agent, searchPath, limits)
    case 'external':
      throw new AgentFailure('fatal', `The agent "${agent.name}" runs by itself; DevFlow does not start it.`)
  }
}

async function acpDriver(agent: AgentRow, searchPath: readonly string[], limits: AttemptLimits): Promise<AgentDriver> {
  const preset = agent.driver.preset ? presets[agent.driver.preset] : undefined
  const command = agent.driver.command ?? preset?.command ?? []
  const [name = '', ...args] = command
  const program = await findProgram(name, searchPath)
  if (!program) {
    const wayOut = preset
      ? `install ${preset.title} with \`${preset.install}\``
      : 'install it, or register the agent with the full path of its program'
    throw new AgentFailure(
      'fatal',
      `The program "${name}" of the agent "${agent.name}" is not installed on this server; ${wayOut}.`,
    )
  }
  return createAcpDriver(
    {
      title: preset?.title ?? agent.name,
      command: [program.path, ...args],
      // A script that an interpreter is told to run must be there, too.
      readable: [...program.readable, ...args.filter((arg) => isAbsolute(arg) && existsSync(arg))],
      folders: preset?.folders ?? [],
      env: (session) => preset?.env(surroundings(session)) ?? plainEnv(session),
    },
    limits,
  )
}

function surroundings({ home, model }: AgentSession): AgentSurroundings {
  return { home, model }
}

/** For programs DevFlow knows nothing about: the variables that most of them read. */
function plainEnv({ model }: AgentSession): Record<string, string> {
  if (!model) return {}
  return {
    OPENAI_BASE_URL: `${model.baseUrl}/v1`,
    OPENAI_API_KEY: model.token,
    OPENAI_MODEL: model.name,
    ANTHROPIC_BASE_URL: model.baseUrl,
    ANTHROPIC_AUTH_TOKEN: model.token,
    ANTHROPIC_MODEL: model.name,
  }
}
