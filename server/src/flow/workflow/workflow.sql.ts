import type { Actor, Tx } from '#kernel'

export interface BusAction {
  id: string
  org: string
  type: string
  input: Record<string, unknown>
  actor: Actor
  key: string | null
  status: 'queued' | 'running' | 'done' | 'refused' | 'dead'
  attempts: number
  output: unknown
  problem: { code: string; message: string } | null
  createdAt: Date
  finishedAt: Date | null
}

const ACTION = `id, org_id as org, type, input, actor, key, status, attempts, output, problem, created_at as "createdAt", finished_at as "finishedAt"`

/** The action; an earlier one of the same actor and key when there is one. */
export async function insertBusAction(
  tx: Tx,
  action: Pick<BusAction, 'id' | 'org' | 'type' | 'input' | 'actor' | 'key'>,
): Promise<BusAction> {
  await tx.query(
    `insert into workflow.actions (id, org_id, type, input, actor, key) values ($1, $2, $3, $4, $5, $6)
     on conflict ((actor->>'id'), key) where key is not null do nothing`,
    [action.id, action.org, action.type, JSON.stringify(action.input), JSON.stringify(action.actor), action.key],
  )
  const [row] = await tx.query<BusAction>(
    `select ${ACTION} from workflow.actions where id = $1 or (actor->>'id' = $2 and key = $3) limit 1`,
    [action.id, action.actor.id, action.key],
  )
  return row!
}

export async function selectBusAction(tx: Tx, id: string): Promise<BusAction | undefined> {
  const [row] = await tx.query<BusAction>(`select ${ACTION} from workflow.actions where id = $1`, [id])
  return row
}

export function selectBusActions(
  tx: Tx,
  filter: { status?: string | undefined; before?: string | undefined; limit: number },
): Promise<BusAction[]> {
  return tx.query(
    `select ${ACTION} from workflow.actions where ($1::text is null or status = $1) and ($2::text is null or id < $2) order by id desc limit $3`,
    [filter.status ?? null, filter.before ?? null, filter.limit],
  )
}

export async function beginBusAction(tx: Tx, id: string): Promise<void> {
  await tx.query(`update workflow.actions set status = 'running', attempts = attempts + 1 where id = $1`, [id])
}

export async function endBusAction(
  tx: Tx,
  id: string,
  end: { status: 'done' | 'refused' | 'dead'; output?: unknown; problem?: { code: string; message: string } },
): Promise<void> {
  await tx.query(
    `update workflow.actions set status = $2, output = $3, problem = $4, finished_at = now() where id = $1`,
    [id, end.status, JSON.stringify(end.output ?? null), JSON.stringify(end.problem ?? null)],
  )
}
