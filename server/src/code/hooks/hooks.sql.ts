import type { Tx } from '#kernel'

/** Where a hook belongs: an organisation, or one of its projects. */
export interface HookPlace {
  org: string
  project: string | null
}

export interface HookRow extends HookPlace {
  id: string
  databaseId: number
  url: string
  contentType: 'json' | 'form'
  sealedSecret: Buffer | null
  events: string[]
  active: boolean
  insecureTls: boolean
  lastStatus: number | null
  lastProblem: string | null
  lastAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const HOOK = `id, database_id as "databaseId", org_id as org, project_id as project, url, content_type as "contentType",
  sealed_secret as "sealedSecret", events, active, insecure_tls as "insecureTls", last_status as "lastStatus",
  last_problem as "lastProblem", last_at as "lastAt", created_at as "createdAt", updated_at as "updatedAt"`

/** Makes those who add to one place wait for each other, so that its limit holds. */
export async function lockPlace(tx: Tx, { org, project }: HookPlace): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`hooks ${project ?? org}`])
}

export async function countHooks(tx: Tx, { org, project }: HookPlace): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    'select count(*) as n from hooks.hooks where org_id = $1 and project_id is not distinct from $2 and ended_at is null',
    [org, project],
  )
  return row!.n
}

export function selectHooks(
  tx: Tx,
  { org, project }: HookPlace,
  page: { limit: number; offset: number },
): Promise<HookRow[]> {
  return tx.query(
    `select ${HOOK} from hooks.hooks where org_id = $1 and project_id is not distinct from $2 and ended_at is null
     order by database_id limit $3 offset $4`,
    [org, project, page.limit, page.offset],
  )
}

export async function selectHook(
  tx: Tx,
  { org, project }: HookPlace,
  databaseId: number,
): Promise<HookRow | undefined> {
  const [row] = await tx.query<HookRow>(
    `select ${HOOK} from hooks.hooks
     where database_id = $3 and org_id = $1 and project_id is not distinct from $2 and ended_at is null`,
    [org, project, databaseId],
  )
  return row
}

/** One whose project was deleted included: it is told of that. */
export async function selectHookById(tx: Tx, id: string): Promise<HookRow | undefined> {
  const [row] = await tx.query<HookRow>(`select ${HOOK} from hooks.hooks where id = $1`, [id])
  return row
}

/** Those that were there when it happened: of the project itself, and of its organisation. */
export function selectListening(tx: Tx, place: HookPlace, at: string): Promise<HookRow[]> {
  return tx.query(
    `select ${HOOK} from hooks.hooks where org_id = $1 and (project_id is null or project_id = $2) and active and ended_at is null
       and date_trunc('milliseconds', created_at) <= $3 order by database_id`,
    [place.org, place.project, at],
  )
}

type NewHookRow = Pick<
  HookRow,
  'id' | 'org' | 'project' | 'url' | 'contentType' | 'sealedSecret' | 'events' | 'active' | 'insecureTls'
>

export async function insertHook(tx: Tx, hook: NewHookRow): Promise<HookRow> {
  const [row] = await tx.query<HookRow>(
    `insert into hooks.hooks (id, org_id, project_id, url, content_type, sealed_secret, events, active, insecure_tls)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${HOOK}`,
    [
      hook.id,
      hook.org,
      hook.project,
      hook.url,
      hook.contentType,
      hook.sealedSecret,
      hook.events,
      hook.active,
      hook.insecureTls,
    ],
  )
  return row!
}

export async function updateHook(tx: Tx, hook: NewHookRow): Promise<HookRow> {
  const [row] = await tx.query<HookRow>(
    `update hooks.hooks set url = $2, content_type = $3, sealed_secret = $4, events = $5, active = $6, insecure_tls = $7,
       updated_at = now() where id = $1 returning ${HOOK}`,
    [hook.id, hook.url, hook.contentType, hook.sealedSecret, hook.events, hook.active, hook.insecureTls],
  )
  return row!
}

/** With its deliveries. */
export async function deleteHook(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from hooks.hooks where id = $1', [id])
}

export async function endHooksOf(tx: Tx, project: string): Promise<void> {
  await tx.query('update hooks.hooks set ended_at = now() where project_id = $1 and ended_at is null', [project])
}

export async function markLastResponse(
  tx: Tx,
  id: string,
  last: { status: number | null; problem: string | null },
): Promise<void> {
  await tx.query('update hooks.hooks set last_status = $2, last_problem = $3, last_at = now() where id = $1', [
    id,
    last.status,
    last.problem,
  ])
}
