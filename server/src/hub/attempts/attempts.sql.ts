import type { Tx } from '#kernel'
import type { Attempt } from './attempt.ts'

export interface AttemptRow {
  id: string
  org: string
  project: string
  task: string
  taskTitle: string
  spec: string | null
  agentId: string
  agentName: string
  number: number
  state: Attempt['state']
  rehearsal: boolean
  branch: string
  baseSha: string | null
  headSha: string | null
  sandbox: Attempt['sandbox']
  fencingToken: number
  server: string
  inputTokens: number
  outputTokens: number
  costUsd: number
  summary: string | null
  confidence: number | null
  reason: string | null
  log: string
  startedAt: Date
  endedAt: Date | null
}

const ATTEMPT = `id, org_id as org, project_id as project, task_id as task, task_title as "taskTitle", spec_id as spec,
  agent_id as "agentId", agent_name as "agentName", number, state, rehearsal, branch, base_sha as "baseSha",
  head_sha as "headSha", sandbox, fencing_token as "fencingToken", server_id as server, input_tokens as "inputTokens",
  output_tokens as "outputTokens", cost_usd as "costUsd", summary, confidence, reason, log_id as log,
  started_at as "startedAt", ended_at as "endedAt"`

export type NewAttempt = Pick<
  AttemptRow,
  | 'id'
  | 'org'
  | 'project'
  | 'task'
  | 'taskTitle'
  | 'spec'
  | 'agentId'
  | 'agentName'
  | 'number'
  | 'rehearsal'
  | 'branch'
  | 'sandbox'
  | 'fencingToken'
  | 'server'
  | 'log'
>

export async function insertAttempt(tx: Tx, attempt: NewAttempt): Promise<AttemptRow> {
  const [row] = await tx.query<AttemptRow>(
    `insert into attempts.attempts (id, org_id, project_id, task_id, task_title, spec_id, agent_id, agent_name, number, rehearsal,
       branch, sandbox, fencing_token, server_id, log_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning ${ATTEMPT}`,
    [
      attempt.id,
      attempt.org,
      attempt.project,
      attempt.task,
      attempt.taskTitle,
      attempt.spec,
      attempt.agentId,
      attempt.agentName,
      attempt.number,
      attempt.rehearsal,
      attempt.branch,
      attempt.sandbox,
      attempt.fencingToken,
      attempt.server,
      attempt.log,
    ],
  )
  return row!
}

export async function selectAttempt(tx: Tx, id: string): Promise<AttemptRow | undefined> {
  const [row] = await tx.query<AttemptRow>(`select ${ATTEMPT} from attempts.attempts where id = $1`, [id])
  return row
}

export async function lockAttempt(tx: Tx, id: string): Promise<AttemptRow | undefined> {
  const [row] = await tx.query<AttemptRow>(`select ${ATTEMPT} from attempts.attempts where id = $1 for update`, [id])
  return row
}

/** Newest first. */
export function selectAttempts(
  tx: Tx,
  filter: { task: string | undefined; spec: string | undefined },
  at: { limit: number; cursor: string | undefined },
): Promise<AttemptRow[]> {
  return tx.query(
    `select ${ATTEMPT} from attempts.attempts
     where ($2::text is null or id < $2) and ($3::text is null or task_id = $3) and ($4::text is null or spec_id = $4)
     order by id desc limit $1`,
    [at.limit, at.cursor ?? null, filter.task ?? null, filter.spec ?? null],
  )
}

/** Attempts that say they run, on servers that do not. */
export function selectAbandoned(tx: Tx, alive: readonly string[]): Promise<AttemptRow[]> {
  return tx.query(
    `select ${ATTEMPT} from attempts.attempts where state = 'running' and server_id <> all($1) order by id`,
    [alive],
  )
}

export async function updateBase(tx: Tx, id: string, baseSha: string): Promise<void> {
  await tx.query('update attempts.attempts set base_sha = $2 where id = $1', [id, baseSha])
}

export interface AttemptEnd {
  state: Exclude<Attempt['state'], 'running'>
  headSha: string | null
  summary: string | null
  confidence: number | null
  reason: string | null
  inputTokens: number
  outputTokens: number
  costUsd: number
}

export async function endAttempt(tx: Tx, id: string, end: AttemptEnd): Promise<AttemptRow> {
  const [row] = await tx.query<AttemptRow>(
    `update attempts.attempts set state = $2, head_sha = $3, summary = $4, confidence = $5, reason = $6, input_tokens = $7,
       output_tokens = $8, cost_usd = $9, ended_at = now()
     where id = $1 returning ${ATTEMPT}`,
    [
      id,
      end.state,
      end.headSha,
      end.summary,
      end.confidence,
      end.reason,
      end.inputTokens,
      end.outputTokens,
      end.costUsd,
    ],
  )
  return row!
}
