import type { Tx } from '#kernel'
import type { AgentDriverConfig } from './agent.ts'

export interface AgentRow {
  id: string
  org: string
  name: string
  active: boolean
  capabilities: string[]
  driver: AgentDriverConfig
  lastSeenAt: Date | null
  createdAt: Date
}

const AGENT =
  'id, org_id as org, name, active, capabilities, driver, last_seen_at as "lastSeenAt", created_at as "createdAt"'

export type NewAgent = Pick<AgentRow, 'id' | 'org' | 'name' | 'capabilities' | 'driver'>

/** Undefined when the organisation has an agent of that name. */
export async function insertAgent(tx: Tx, agent: NewAgent): Promise<AgentRow | undefined> {
  const [row] = await tx.query<AgentRow>(
    `insert into agents.agents (id, org_id, name, capabilities, driver) values ($1, $2, $3, $4, $5)
     on conflict (org_id, name) do nothing returning ${AGENT}`,
    [agent.id, agent.org, agent.name, agent.capabilities, JSON.stringify(agent.driver)],
  )
  return row
}

export async function selectAgent(tx: Tx, id: string): Promise<AgentRow | undefined> {
  const [row] = await tx.query<AgentRow>(`select ${AGENT} from agents.agents where id = $1`, [id])
  return row
}

/** Whether the agent is still what it was when the row was read, apart from its signs of life. */
export async function isUnchanged(tx: Tx, agent: AgentRow): Promise<boolean> {
  const rows = await tx.query(
    'select from agents.agents where id = $1 and name = $2 and active = $3 and capabilities = $4 and driver = $5',
    [agent.id, agent.name, agent.active, agent.capabilities, JSON.stringify(agent.driver)],
  )
  return rows.length > 0
}

export async function selectAgentByName(tx: Tx, org: string, name: string): Promise<AgentRow | undefined> {
  const [row] = await tx.query<AgentRow>(`select ${AGENT} from agents.agents where org_id = $1 and name = $2`, [
    org,
    name,
  ])
  return row
}

export function selectAgents(tx: Tx, at: { limit: number; cursor: string | undefined }): Promise<AgentRow[]> {
  return tx.query(`select ${AGENT} from agents.agents where ($2::text is null or id > $2) order by id limit $1`, [
    at.limit,
    at.cursor ?? null,
  ])
}

/** Those that this server runs itself, in every organisation. */
export function selectManagedAgents(tx: Tx): Promise<AgentRow[]> {
  return tx.query(`select ${AGENT} from agents.agents where active and driver ->> 'kind' <> 'external' order by id`)
}

export async function updateAgent(
  tx: Tx,
  id: string,
  change: {
    name?: string | undefined
    capabilities?: string[] | undefined
    driver?: AgentDriverConfig | undefined
    active?: boolean | undefined
  },
): Promise<AgentRow | undefined> {
  const [row] = await tx.query<AgentRow>(
    `update agents.agents set name = coalesce($2, name), capabilities = coalesce($3, capabilities),
       driver = coalesce($4, driver), active = coalesce($5, active)
     where id = $1 returning ${AGENT}`,
    [
      id,
      change.name ?? null,
      change.capabilities ?? null,
      change.driver ? JSON.stringify(change.driver) : null,
      change.active ?? null,
    ],
  )
  return row
}

export async function toggleAgent(tx: Tx, id: string): Promise<AgentRow | undefined> {
  const [row] = await tx.query<AgentRow>(
    `update agents.agents set active = not active where id = $1 returning ${AGENT}`,
    [id],
  )
  return row
}

export async function touchAgents(tx: Tx, ids: string[]): Promise<void> {
  // In the order of ids, so that two servers touching the same agents cannot lock each other out.
  await tx.query(
    `update agents.agents a set last_seen_at = now()
     from (select id from agents.agents where id = any($1) order by id for update) seen where a.id = seen.id`,
    [ids],
  )
}
