import type { ActorRef, Tx } from '#kernel'
import type { AppPermissions } from './permissions.ts'

export interface InstallationRow {
  id: string
  databaseId: number
  org: string
  app: string
  allProjects: boolean
  /** Ids of the chosen projects; empty where it is all. */
  projects: string[]
  permissions: AppPermissions
  events: string[]
  suspendedAt: Date | null
  suspendedBy: ActorRef | null
  createdAt: Date
  updatedAt: Date
}

const INSTALLATION = `i.id, i.database_id as "databaseId", i.org_id as org, i.app_id as app, i.all_projects as "allProjects",
  array(select p.project_id from apps.installation_projects p where p.installation_id = i.id order by 1) as projects,
  i.permissions, i.events, i.suspended_at as "suspendedAt", i.suspended_by as "suspendedBy", i.created_at as "createdAt",
  i.updated_at as "updatedAt"`

export interface InstallationFilter {
  org?: string
  app?: string
  databaseId?: number
}

export function selectInstallations(tx: Tx, filter: InstallationFilter): Promise<InstallationRow[]> {
  return tx.query(
    `select ${INSTALLATION} from apps.installations i
     where ($1::text is null or i.org_id = $1) and ($2::text is null or i.app_id = $2) and ($3::bigint is null or i.database_id = $3)
     order by i.database_id`,
    [filter.org ?? null, filter.app ?? null, filter.databaseId ?? null],
  )
}

/** Undefined when the app is installed there already. */
export async function insertInstallation(
  tx: Tx,
  row: Pick<InstallationRow, 'id' | 'org' | 'app' | 'allProjects' | 'permissions' | 'events'>,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into apps.installations (id, org_id, app_id, all_projects, permissions, events) values ($1, $2, $3, $4, $5, $6)
     on conflict (app_id, org_id) do nothing returning id`,
    [row.id, row.org, row.app, row.allProjects, JSON.stringify(row.permissions), row.events],
  )
  return rows.length === 1
}

export async function setInstallationProjects(
  tx: Tx,
  { id, org }: { id: string; org: string },
  projects: readonly string[] | 'all',
): Promise<void> {
  await tx.query('update apps.installations set all_projects = $2, updated_at = now() where id = $1', [
    id,
    projects === 'all',
  ])
  await tx.query('delete from apps.installation_projects where installation_id = $1', [id])
  if (projects === 'all') return
  await tx.query(
    'insert into apps.installation_projects (installation_id, org_id, project_id) select $1, $2, unnest($3::text[])',
    [id, org, projects],
  )
}

export async function agreeInstallation(
  tx: Tx,
  id: string,
  to: { permissions: AppPermissions; events: readonly string[] },
): Promise<void> {
  await tx.query('update apps.installations set permissions = $2, events = $3, updated_at = now() where id = $1', [
    id,
    JSON.stringify(to.permissions),
    to.events,
  ])
}

export async function suspendInstallation(tx: Tx, id: string, by: ActorRef | null): Promise<void> {
  await tx.query(
    `update apps.installations set suspended_at = case when $2::jsonb is null then null else coalesce(suspended_at, now()) end,
       suspended_by = $2, updated_at = now() where id = $1`,
    [id, by && JSON.stringify(by)],
  )
}

export async function deleteInstallation(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from apps.installations where id = $1', [id])
}

/** A project that is gone is nowhere installed. */
export async function deleteInstallationProject(tx: Tx, project: string): Promise<void> {
  await tx.query('delete from apps.installation_projects where project_id = $1', [project])
}

/** Installations that hear of what happens in a place: not suspended, made before, and of that project if it is one. */
export function selectListening(
  tx: Tx,
  at: { org: string; project: string | null; at: string },
): Promise<
  {
    app: string
    slug: string
    owner: string
    url: string
    databaseId: number
    permissions: AppPermissions
    events: string[]
  }[]
> {
  return tx.query(
    `select a.id as app, a.slug, a.org_id as owner, a.hook_url as url, i.database_id as "databaseId", i.permissions, i.events
     from apps.installations i join apps.apps a on a.id = i.app_id
     where i.org_id = $1 and i.suspended_at is null and a.hook_active and a.hook_url is not null
       and date_trunc('milliseconds', i.created_at) <= $3
       and (i.all_projects or $2::text is null
         or exists (select from apps.installation_projects p where p.installation_id = i.id and p.project_id = $2))
     order by i.database_id`,
    [at.org, at.project, at.at],
  )
}
