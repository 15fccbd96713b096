import { join } from 'node:path'
import { z } from 'zod'
import type { Identity } from '#identity'
import { type Actor, grants, type Kernel, newId, Problem, type Tx, verb } from '#kernel'
import { Agent, AgentDriverConfig, AgentName, AgentPreset, Capabilities } from './agent.ts'
import {
  type AgentRow,
  insertAgent,
  selectAgent,
  selectAgentByName,
  selectAgents,
  selectManagedAgents,
  toggleAgent,
  updateAgent,
} from './agents.sql.ts'
import { agentActivated, agentChanged, agentDeactivated, agentRegistered } from './events.ts'
import { createKnownAgents } from './known.ts'
import { createPresence } from './presence.ts'
import { findProgram, isPresetName, PRESETS, presets } from './presets.ts'

export type Agents = ReturnType<typeof createAgents>

/** What an agent that claims by itself may do with its key. */
const AGENT_PERMISSIONS = [
  'agents:read',
  'tasks:read',
  'tasks:work',
  'projects:read',
  'specs:read',
  'git:read',
  'git:push',
  'pulls:read',
  'pulls:write',
  'pulls:create',
  'checks:read',
  'models:use',
]
/** An external agent that has been silent for longer is shown as offline. */
const OFFLINE_AFTER_MS = 90_000

/** Finds what each of these agents is working on; registered by the module that knows. */
type WorkLookup = (tx: Tx, agents: string[]) => Promise<Map<string, string>>

/** Those who can work on tasks, with what they can do and how they are run. */
export function createAgents(
  kernel: Kernel,
  deps: { identity: Pick<Identity, 'issueToken' | 'revokeTokens'>; searchPath: readonly string[] },
) {
  kernel.migrations('agents', join(import.meta.dirname, 'migrations'))
  const presence = createPresence(kernel)
  let findWork: WorkLookup = async () => new Map()

  async function print(tx: Tx, rows: AgentRow[]): Promise<Agent[]> {
    const work = await findWork(
      tx,
      rows.map((row) => row.id),
    )
    return rows.map((row) => printAgent(row, work.get(row.id) ?? null))
  }

  async function printOne(tx: Tx, row: AgentRow | undefined, id: string): Promise<Agent> {
    if (!row) throw noAgent(id)
    return (await print(tx, [row]))[0]!
  }

  async function register(
    tx: Tx,
    agent: { org: string; name: string; capabilities: string[]; driver: AgentDriverConfig },
  ): Promise<AgentRow> {
    const row = await insertAgent(tx, { ...agent, id: newId('agt') })
    if (!row)
      throw new Problem(
        'conflict',
        'agents.name_taken',
        `There is already an agent named "${agent.name}"; choose another name.`,
      )
    return row
  }

  const verbs = {
    list: verb({
      name: 'agents.list',
      http: 'GET /agents',
      summary: 'List the agents',
      input: z.object({ limit: z.number().int().min(1).max(500).default(100), cursor: z.string().max(100).optional() }),
      output: z.object({ items: z.array(Agent), next: z.string().optional() }),
      needs: 'agents:read',
      scope: 'account',
      async run({ tx }, { limit, cursor }) {
        const rows = await selectAgents(tx, { limit: limit + 1, cursor })
        const items = await print(tx, rows.slice(0, limit))
        return rows.length > limit ? { items, next: items.at(-1)!.id } : { items }
      },
    }),

    presets: verb({
      name: 'agents.presets',
      http: 'GET /agents/presets',
      summary: 'List the agent programs DevFlow knows, and which are installed',
      input: z.object({}),
      output: z.object({ items: z.array(AgentPreset) }),
      needs: 'agents:read',
      scope: 'account',
      run: async () => ({
        items: await Promise.all(
          PRESETS.map(async (preset) => {
            const { title, command, install, notes } = presets[preset]
            const installed = (await findProgram(command[0]!, deps.searchPath)) !== undefined
            return { preset, title, installed, command: [...command], install, notes }
          }),
        ),
      }),
    }),

    get: verb({
      name: 'agents.get',
      http: 'GET /agents/:agent',
      summary: 'Show an agent',
      input: z.object({ agent: z.string() }),
      output: Agent,
      needs: 'agents:read',
      scope,
      run: async ({ tx }, { agent }) => printOne(tx, await selectAgent(tx, agent), agent),
    }),

    create: verb({
      name: 'agents.create',
      http: 'POST /agents',
      summary: 'Register an agent; its key is shown once',
      input: z.object({
        org: z.string().optional().describe('id of the organisation; needed only when you belong to several'),
        name: AgentName,
        capabilities: Capabilities.default([]),
        driver: AgentDriverConfig.default({ kind: 'external' }),
      }),
      output: Agent.extend({ apiKey: z.string().nullable().describe('null for agents that DevFlow runs itself') }),
      needs: 'agents:write',
      scope: 'account',
      status: 201,
      secret: ['apiKey'],
      emits: ['agent.registered'],
      async run({ actor, tx, emit }, { org: asked, name, capabilities, driver }) {
        const org = chooseOrg(actor, asked)
        const row = await register(tx, { org, name, capabilities, driver })
        emit(agentRegistered, { org, links: { agent: row.id }, data: { agent: row.id, name, kind: driver.kind } })
        return { ...printAgent(row, null), apiKey: await issueKey(tx, row) }
      },
    }),

    update: verb({
      name: 'agents.update',
      http: 'PUT /agents/:agent',
      summary: 'Change an agent',
      input: z.object({
        agent: z.string(),
        name: AgentName.optional(),
        capabilities: Capabilities.optional(),
        driver: AgentDriverConfig.optional(),
        active: z.boolean().optional(),
      }),
      output: Agent,
      needs: 'agents:write',
      scope,
      emits: ['agent.changed'],
      async run({ tx, emit, org }, { agent, ...change }) {
        const taken = change.name === undefined ? undefined : await selectAgentByName(tx, org, change.name)
        if (taken && taken.id !== agent) {
          throw new Problem(
            'conflict',
            'agents.name_taken',
            `There is already an agent named "${change.name}"; choose another name.`,
          )
        }
        const row = await updateAgent(tx, agent, change)
        if (row) emit(agentChanged, { links: { agent }, data: { agent, name: row.name } })
        return printOne(tx, row, agent)
      },
    }),

    toggle: verb({
      name: 'agents.toggle',
      http: 'POST /agents/:agent/toggle',
      summary: 'Activate or deactivate an agent',
      input: z.object({ agent: z.string() }),
      output: Agent,
      needs: 'agents:write',
      scope,
      emits: ['agent.activated', 'agent.deactivated'],
      async run({ tx, emit }, { agent }) {
        const row = await toggleAgent(tx, agent)
        if (row)
          emit(row.active ? agentActivated : agentDeactivated, { links: { agent }, data: { agent, name: row.name } })
        return printOne(tx, row, agent)
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  /** External agents hold a key; the others are given a token for each attempt. */
  async function issueKey(tx: Tx, row: AgentRow): Promise<string | null> {
    if (row.driver.kind !== 'external') return null
    const { secret } = await deps.identity.issueToken(tx, {
      kind: 'agent',
      subject: row.id,
      name: row.name,
      org: row.org,
      permissions: AGENT_PERMISSIONS,
      links: { agent: row.id },
    })
    return secret
  }

  async function get(tx: Tx, id: string): Promise<AgentRow> {
    const row = await selectAgent(tx, id)
    if (!row) throw noAgent(id)
    return row
  }
  const known = createKnownAgents(get)

  return {
    verbs,
    scope,
    find: selectAgent,
    get,
    assume: known.assume,
    findByName: selectAgentByName,
    managed: selectManagedAgents,
    touch: presence.touch,
    flushPresence: presence.flush,
    workBy(lookup: WorkLookup): void {
      findWork = lookup
    },

    /**
     * The agent a spec names: an existing one, or a new managed one for a preset's name or for a command that speaks ACP.
     * `name` may be "codex", "builtin", or "my-agent --acp".
     */
    async ensure(tx: Tx, { org, name }: { org: string; name: string }): Promise<AgentRow> {
      const found = await selectAgentByName(tx, org, name)
      if (found) return found
      const driver = await driverFor(name, deps.searchPath)
      // Somebody else may have been faster: then theirs is the one.
      const row =
        (await insertAgent(tx, { id: newId('agt'), org, name, capabilities: [], driver })) ??
        (await selectAgentByName(tx, org, name))
      if (!row) throw noAgent(name)
      return row
    },
  }
}

async function scope(tx: Tx, { agent }: { agent: string }): Promise<string> {
  const row = await selectAgent(tx, agent)
  if (!row) throw noAgent(agent)
  return row.org
}

async function driverFor(name: string, searchPath: readonly string[]): Promise<AgentDriverConfig> {
  if (isPresetName(name)) return { kind: 'acp', preset: name }
  if (name === 'builtin' || name === 'rehearsal') return { kind: name }
  const command = name.split(/\s+/).filter(Boolean)
  if (command[0] && (await findProgram(command[0], searchPath))) return { kind: 'acp', command }
  throw new Problem(
    'invalid',
    'agents.unknown',
    `There is no agent named "${name}", and it is no installed program either; use one of ${PRESETS.join(', ')}, builtin, or register it.`,
  )
}

/** Inputs that name no project act in the actor's only organisation, or in the one they name. */
function chooseOrg(actor: Actor, asked: string | undefined): string {
  const orgs = Object.keys(actor.orgs)
  const org = asked ?? (orgs.length === 1 ? orgs[0] : undefined)
  if (org === undefined)
    throw new Problem(
      'invalid',
      'agents.which_org',
      'You belong to several organisations; say in "org" which one the agent is for.',
    )
  if (!grants(actor.orgs[org], 'agents:write')) {
    throw new Problem(
      'forbidden',
      'agents.forbidden',
      `${actor.name} may not register agents in that organisation; an admin of it can.`,
    )
  }
  return org
}

function printAgent(row: AgentRow, currentTask: string | null): Agent {
  return {
    id: row.id,
    name: row.name,
    active: row.active,
    capabilities: row.capabilities,
    driver: row.driver,
    status: statusOf(row, currentTask),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    currentTask,
    createdAt: row.createdAt.toISOString(),
  }
}

function statusOf(row: AgentRow, currentTask: string | null): Agent['status'] {
  if (currentTask) return 'working'
  if (!row.active) return 'offline'
  // Agents that DevFlow runs are there whenever it is.
  if (row.driver.kind !== 'external') return 'idle'
  return row.lastSeenAt && Date.now() - row.lastSeenAt.getTime() < OFFLINE_AFTER_MS ? 'idle' : 'offline'
}

function noAgent(id: string): Problem {
  return new Problem('not_found', 'agents.not_found', `There is no agent ${JSON.stringify(id)} that you can see.`)
}
