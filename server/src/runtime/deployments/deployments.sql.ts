import type { ActorRef, Tx } from '#kernel'
import { type DeploymentState, sourcesOf } from './deployment.ts'

/** A deployment as the module works with it. */
export interface DeploymentRow {
  id: string
  org: string
  project: string
  number: number
  environment: string
  sha: string
  state: DeploymentState
  kind: 'static' | 'node' | null
  reason: string | null
  log: string
  release: string
  server: string | null
  buildMs: number | null
  deployMs: number | null
  createdBy: ActorRef
  spec: string | null
  pull: number | null
  createdAt: Date
  startedAt: Date | null
  liveAt: Date | null
}

const COLUMNS = `id, org_id as org, project_id as project, number, environment, sha, state, kind, reason, log_id as log, release,
  server, build_ms as "buildMs", deploy_ms as "deployMs", created_by as "createdBy", spec, pull, created_at as "createdAt",
  started_at as "startedAt", live_at as "liveAt"`

export type NewDeployment = Pick<
  DeploymentRow,
  'id' | 'org' | 'project' | 'environment' | 'sha' | 'log' | 'release' | 'createdBy' | 'spec' | 'pull'
>

/** Holds the environment until the transaction ends, so that two never choose at once. */
export async function lockEnvironment(tx: Tx, project: string, environment: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('deployments ' || $1 || ' ' || $2, 0))`, [
    project,
    environment,
  ])
}

export async function insertDeployment(tx: Tx, row: NewDeployment): Promise<DeploymentRow> {
  // One number at a time for a project; a second writer waits for the first.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('deployments.number ' || $1, 0))`, [row.project])
  const [inserted] = await tx.query<DeploymentRow>(
    `insert into deployments.deployments (id, org_id, project_id, number, environment, sha, state, log_id, release, created_by, spec, pull)
     select $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, 'queued', $6, $7, $8, $9, $10
     from deployments.deployments where project_id = $3 returning ${COLUMNS}`,
    [
      row.id,
      row.org,
      row.project,
      row.environment,
      row.sha,
      row.log,
      row.release,
      JSON.stringify(row.createdBy),
      row.spec,
      row.pull,
    ],
  )
  return inserted!
}

export interface DeploymentChange {
  kind?: 'static' | 'node'
  reason?: string
  server?: string
  buildMs?: number
  deployMs?: number
}

/** The one way a deployment changes state. Undefined: it was not in a state from which that is legal. */
export async function moveDeployment(
  tx: Tx,
  id: string,
  to: DeploymentState,
  change: DeploymentChange = {},
): Promise<DeploymentRow | undefined> {
  const [row] = await tx.query<DeploymentRow>(
    `update deployments.deployments set state = $2, kind = coalesce($4, kind), reason = coalesce($5, reason),
       server = coalesce($6, server), build_ms = coalesce($7, build_ms), deploy_ms = coalesce($8, deploy_ms),
       started_at = case when $2 = 'building' then coalesce(started_at, now()) else started_at end,
       live_at = case when $2 = 'live' then now() else live_at end,
       ended_at = case when $2 in ('failed', 'superseded', 'stopped') then now() else ended_at end
     where id = $1 and state = any ($3) returning ${COLUMNS}`,
    [
      id,
      to,
      sourcesOf(to),
      change.kind ?? null,
      change.reason ?? null,
      change.server ?? null,
      change.buildMs ?? null,
      change.deployMs ?? null,
    ],
  )
  return row
}

/** Another server takes over what a dead one was doing. */
export async function adoptDeployment(tx: Tx, id: string, server: string): Promise<void> {
  await tx.query('update deployments.deployments set server = $2 where id = $1', [id, server])
}

/** Going back to a release whose files are gone means building it as one's own. */
export async function setRelease(tx: Tx, id: string, release: string): Promise<void> {
  await tx.query('update deployments.deployments set release = $2 where id = $1', [id, release])
}

export async function selectDeployment(tx: Tx, project: string, id: string): Promise<DeploymentRow | undefined> {
  const [row] = await tx.query<DeploymentRow>(
    `select ${COLUMNS} from deployments.deployments where project_id = $1 and id = $2`,
    [project, id],
  )
  return row
}

export async function selectDeploymentById(tx: Tx, id: string): Promise<DeploymentRow | undefined> {
  const [row] = await tx.query<DeploymentRow>(`select ${COLUMNS} from deployments.deployments where id = $1`, [id])
  return row
}

export interface DeploymentFilter {
  environment?: string | undefined
  /** Only numbers below this one. */
  before?: number | undefined
  limit: number
}

export async function selectDeployments(tx: Tx, project: string, filter: DeploymentFilter): Promise<DeploymentRow[]> {
  return tx.query<DeploymentRow>(
    `select ${COLUMNS} from deployments.deployments
     where project_id = $1 and ($2::text is null or environment = $2) and ($3::int is null or number < $3)
     order by number desc limit $4`,
    [project, filter.environment ?? null, filter.before ?? null, filter.limit],
  )
}

export async function selectInStates(
  tx: Tx,
  at: { project?: string; environment?: string; spec?: string },
  states: readonly DeploymentState[],
): Promise<DeploymentRow[]> {
  return tx.query<DeploymentRow>(
    `select ${COLUMNS} from deployments.deployments
     where ($1::text is null or project_id = $1) and ($2::text is null or environment = $2)
       and ($3::text is null or spec = $3) and state = any ($4) order by number desc`,
    [at.project ?? null, at.environment ?? null, at.spec ?? null, states],
  )
}

/** Releases that are not needed any more: neither live nor in work, nor among the newest that once were live. */
export async function selectOldReleases(tx: Tx, project: string, environment: string, keep: number): Promise<string[]> {
  const rows = await tx.query<{ release: string }>(
    `with newest as (
       select release, max(number) as number from deployments.deployments
       where project_id = $1 and environment = $2 and live_at is not null group by release order by number desc limit $3)
     select distinct release from deployments.deployments d
     where project_id = $1 and environment = $2 and release not in (select release from newest)
       and not exists (select from deployments.deployments o
         where o.release = d.release and o.state in ('queued', 'building', 'deploying', 'live'))`,
    [project, environment, keep],
  )
  return rows.map(({ release }) => release)
}

/** Every release a project ever had. */
export async function selectReleases(tx: Tx, project: string): Promise<string[]> {
  const rows = await tx.query<{ release: string }>(
    'select distinct release from deployments.deployments where project_id = $1',
    [project],
  )
  return rows.map(({ release }) => release)
}
