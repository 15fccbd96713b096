import type { Tx } from '#kernel'

export interface TeamRow {
  id: string
  databaseId: number
  org: string
  slug: string
  name: string
  description: string
  privacy: 'closed' | 'secret'
  members: number
  createdAt: Date
  updatedAt: Date
}

const TEAM = `t.id, t.database_id as "databaseId", t.org_id as org, t.slug, t.name, t.description, t.privacy,
  (select count(*) from identity.team_members m where m.team_id = t.id) as members,
  t.created_at as "createdAt", t.updated_at as "updatedAt"`

export function selectTeams(tx: Tx, org: string): Promise<TeamRow[]> {
  return tx.query(`select ${TEAM} from identity.teams t where t.org_id = $1 order by t.slug`, [org])
}

export async function selectTeam(tx: Tx, org: string, slug: string): Promise<TeamRow | undefined> {
  const [row] = await tx.query<TeamRow>(`select ${TEAM} from identity.teams t where t.org_id = $1 and t.slug = $2`, [
    org,
    slug,
  ])
  return row
}

/** By its id alone, with the name of its organisation. */
export async function selectTeamAddress(tx: Tx, id: string): Promise<{ org: string; team: string } | undefined> {
  const [row] = await tx.query<{ org: string; team: string }>(
    'select o.slug as org, t.slug as team from identity.teams t join identity.orgs o on o.id = t.org_id where t.id = $1',
    [id],
  )
  return row
}

/** False when the slug is taken. */
export async function insertTeam(
  tx: Tx,
  team: Pick<TeamRow, 'id' | 'org' | 'slug' | 'name' | 'description' | 'privacy'>,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into identity.teams (id, org_id, slug, name, description, privacy) values ($1, $2, $3, $4, $5, $6)
     on conflict (org_id, slug) do nothing returning id`,
    [team.id, team.org, team.slug, team.name, team.description, team.privacy],
  )
  return rows.length === 1
}

export async function updateTeam(
  tx: Tx,
  id: string,
  change: { name?: string | undefined; description?: string | undefined; privacy?: string | undefined },
): Promise<void> {
  await tx.query(
    `update identity.teams set name = coalesce($2, name), description = coalesce($3, description),
       privacy = coalesce($4, privacy), updated_at = now() where id = $1`,
    [id, change.name ?? null, change.description ?? null, change.privacy ?? null],
  )
}

export async function deleteTeam(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from identity.teams where id = $1', [id])
}

export interface TeamMember {
  id: string
  login: string
  role: 'member' | 'maintainer'
}

export function selectTeamMembers(tx: Tx, team: string): Promise<TeamMember[]> {
  return tx.query(
    `select u.id, u.login, m.role from identity.team_members m join identity.users u on u.id = m.user_id
     where m.team_id = $1 and u.disabled_at is null order by u.login`,
    [team],
  )
}

export async function upsertTeamMember(
  tx: Tx,
  member: { org: string; team: string; user: string; role: string },
): Promise<void> {
  await tx.query(
    `insert into identity.team_members (org_id, team_id, user_id, role) values ($1, $2, $3, $4)
     on conflict (team_id, user_id) do update set role = excluded.role`,
    [member.org, member.team, member.user, member.role],
  )
}

export async function deleteTeamMember(tx: Tx, team: string, user: string): Promise<boolean> {
  const rows = await tx.query(
    'delete from identity.team_members where team_id = $1 and user_id = $2 returning user_id',
    [team, user],
  )
  return rows.length === 1
}

/** The teams of an organisation that a person is in. */
export async function selectTeamsOf(tx: Tx, org: string, user: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select team_id as id from identity.team_members where org_id = $1 and user_id = $2',
    [org, user],
  )
  return rows.map(({ id }) => id)
}
