import type { Tx } from '#kernel'
import { PROJECT_AT } from './former-names.sql.ts'
import type { ProjectRole } from './roles.ts'

/** Where a project is and who may see it from outside. For a transaction of the server's own. */
export async function selectAdmission(
  tx: Tx,
  { owner, name }: { owner: string; name: string },
): Promise<{ id: string; org: string; visibility: 'private' | 'public' } | undefined> {
  const [row] = await tx.query<{ id: string; org: string; visibility: 'private' | 'public' }>(
    `select id, org_id as org, visibility from projects.projects
     where deleted_at is null and id = ${PROJECT_AT}`,
    [owner, name],
  )
  return row
}

/** The roles a person has in a project, by themselves or through these teams. */
export async function selectRoles(
  tx: Tx,
  project: string,
  user: string,
  teams: readonly string[],
): Promise<ProjectRole[]> {
  const rows = await tx.query<{ role: ProjectRole }>(
    `select role from projects.collaborators where project_id = $1 and user_id = $2
     union all select role from projects.team_access where project_id = $1 and team_id = any ($3)`,
    [project, user, teams],
  )
  return rows.map(({ role }) => role)
}

export function selectCollaborators(tx: Tx, project: string): Promise<{ user: string; role: ProjectRole }[]> {
  return tx.query(
    'select user_id as user, role from projects.collaborators where project_id = $1 order by created_at, user_id',
    [project],
  )
}

export async function upsertCollaborator(
  tx: Tx,
  row: { org: string; project: string; user: string; role: ProjectRole },
): Promise<void> {
  await tx.query(
    `insert into projects.collaborators (org_id, project_id, user_id, role) values ($1, $2, $3, $4)
     on conflict (project_id, user_id) do update set role = excluded.role`,
    [row.org, row.project, row.user, row.role],
  )
}

export async function deleteCollaborator(tx: Tx, project: string, user: string): Promise<boolean> {
  const rows = await tx.query(
    'delete from projects.collaborators where project_id = $1 and user_id = $2 returning user_id',
    [project, user],
  )
  return rows.length === 1
}

export function selectTeamAccess(tx: Tx, project: string): Promise<{ team: string; role: ProjectRole }[]> {
  return tx.query(
    'select team_id as team, role from projects.team_access where project_id = $1 order by created_at, team_id',
    [project],
  )
}

/** The projects a team works on. */
export function selectProjectsOfTeam(
  tx: Tx,
  team: string,
): Promise<{ project: string; owner: string; name: string; role: ProjectRole }[]> {
  return tx.query(
    `select a.project_id as project, p.owner, p.name, a.role from projects.team_access a join projects.projects p on p.id = a.project_id
     where a.team_id = $1 and p.deleted_at is null order by p.name`,
    [team],
  )
}

export async function upsertTeamAccess(
  tx: Tx,
  row: { org: string; project: string; team: string; role: ProjectRole },
): Promise<void> {
  await tx.query(
    `insert into projects.team_access (org_id, project_id, team_id, role) values ($1, $2, $3, $4)
     on conflict (project_id, team_id) do update set role = excluded.role`,
    [row.org, row.project, row.team, row.role],
  )
}

export async function deleteTeamAccess(tx: Tx, project: string, team: string): Promise<boolean> {
  const rows = await tx.query(
    'delete from projects.team_access where project_id = $1 and team_id = $2 returning team_id',
    [project, team],
  )
  return rows.length === 1
}

/** Whether one of the two is a collaborator in a project of the other: the actor in theirs, or they in one of the actor's. */
export async function worksWith(
  tx: Tx,
  actor: { id: string; orgs: Record<string, unknown> },
  other: { org: string; user: string | null },
): Promise<boolean> {
  const [row] = await tx.query(
    `select 1 from projects.collaborators c join projects.projects p on p.id = c.project_id and p.deleted_at is null
     where (c.user_id = $1 and c.org_id = $2) or (c.user_id = $3 and c.org_id = any($4::text[])) limit 1`,
    [actor.id, other.org, other.user, Object.keys(actor.orgs)],
  )
  return row !== undefined
}
