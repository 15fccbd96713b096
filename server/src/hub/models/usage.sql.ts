import type { Tx } from '#kernel'

export interface UsageRow {
  id: string
  org_id: string
  project_id: string | null
  at: string
  actor_id: string
  spec_id: string | null
  task_id: string | null
  attempt_id: string | null
  agent_id: string | null
  model: string
  dialect: string
  input_tokens: number
  output_tokens: number
  cached_tokens: number
  /** A decimal; null where no price is known. */
  cost_usd: string | null
  status: number
  duration_ms: number
}

/** A batch in one statement. */
export async function insertUsage(tx: Tx, rows: readonly UsageRow[]): Promise<void> {
  await tx.query('insert into models.usage select * from jsonb_populate_recordset(null::models.usage, $1::jsonb)', [
    JSON.stringify(rows),
  ])
}

export interface UsageFilter {
  spec?: string | undefined
  task?: string | undefined
  attempt?: string | undefined
}

export interface Usage {
  id: string
  at: Date
  attempt: string | null
  task: string | null
  spec: string | null
  agent: string | null
  model: string
  dialect: string
  inputTokens: number
  outputTokens: number
  cachedTokens: number
  costUsd: number | null
  status: number
  durationMs: number
}

const FILTER = `($1::text is null or spec_id = $1) and ($2::text is null or task_id = $2) and ($3::text is null or attempt_id = $3)`

function filterValues({ spec, task, attempt }: UsageFilter): (string | null)[] {
  return [spec ?? null, task ?? null, attempt ?? null]
}

/** Newest first, older than `before`. */
export function selectUsage(
  tx: Tx,
  filter: UsageFilter,
  page: { before: string | undefined; limit: number },
): Promise<Usage[]> {
  return tx.query<Usage>(
    `select id, at, attempt_id as attempt, task_id as task, spec_id as spec, agent_id as agent, model, dialect,
       input_tokens as "inputTokens", output_tokens as "outputTokens", cached_tokens as "cachedTokens",
       cost_usd as "costUsd", status, duration_ms as "durationMs"
     from models.usage where ${FILTER} and ($4::text is null or id < $4) order by id desc limit $5`,
    [...filterValues(filter), page.before ?? null, page.limit],
  )
}

export interface UsageTotal {
  calls: number
  inputTokens: number
  outputTokens: number
  cachedTokens: number
  /** Of the calls whose price is known. */
  costUsd: number
  /** Calls that used tokens at an unknown price. */
  unpricedCalls: number
}

export async function sumUsage(tx: Tx, filter: UsageFilter): Promise<UsageTotal> {
  const [row] = await tx.query<UsageTotal>(
    `select count(*) as calls, coalesce(sum(input_tokens), 0) as "inputTokens", coalesce(sum(output_tokens), 0) as "outputTokens",
       coalesce(sum(cached_tokens), 0) as "cachedTokens", coalesce(sum(cost_usd), 0) as "costUsd",
       count(*) filter (where cost_usd is null) as "unpricedCalls"
     from models.usage where ${FILTER}`,
    filterValues(filter),
  )
  return row!
}
