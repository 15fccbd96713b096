import type { Tx } from '#kernel'
import { PROJECT_AT } from './former-names.sql.ts'
import { ProjectSettings } from './settings.ts'

export interface Project {
  id: string
  org: string
  owner: string
  name: string
  description: string
  defaultBranch: string
  rehearsal: boolean
  settings: ProjectSettings
  databaseId: number
  visibility: 'private' | 'public'
  /** The project it was forked from, if that one is still there or not. */
  parent: string | null
  archivedAt: string | null
  homepage: string
  topics: string[]
  createdAt: string
  updatedAt: string
  pushedAt: string | null
}

/** What a project begins with; the rest is given by the database. */
export type NewProject = Pick<
  Project,
  'id' | 'org' | 'owner' | 'name' | 'description' | 'defaultBranch' | 'rehearsal' | 'settings' | 'visibility' | 'parent'
>

interface Row extends Omit<Project, 'createdAt' | 'updatedAt' | 'pushedAt' | 'archivedAt' | 'settings'> {
  settings: unknown
  createdAt: Date
  updatedAt: Date
  pushedAt: Date | null
  archivedAt: Date | null
}

const PROJECT = `id, org_id as org, owner, name, description, default_branch as "defaultBranch", rehearsal, settings,
  database_id as "databaseId", visibility, parent_id as parent, archived_at as "archivedAt", homepage, topics,
  created_at as "createdAt", updated_at as "updatedAt", pushed_at as "pushedAt"`

/** Undefined when the name is taken. */
export async function insertProject(tx: Tx, project: NewProject): Promise<Project | undefined> {
  const [row] = await tx.query<Row>(
    `insert into projects.projects (id, org_id, owner, name, description, default_branch, rehearsal, settings, visibility, parent_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (lower(owner), lower(name)) where deleted_at is null do nothing returning ${PROJECT}`,
    [
      project.id,
      project.org,
      project.owner,
      project.name,
      project.description,
      project.defaultBranch,
      project.rehearsal,
      JSON.stringify(project.settings),
      project.visibility,
      project.parent,
    ],
  )
  return row && toProject(row)
}

/** At this address, or the last that was. */
export async function selectProject(
  tx: Tx,
  { owner, name }: { owner: string; name: string },
): Promise<Project | undefined> {
  const [row] = await tx.query<Row>(
    `select ${PROJECT} from projects.projects where deleted_at is null and id = ${PROJECT_AT}`,
    [owner, name],
  )
  return row && toProject(row)
}

/** Whether it was deleted or not; for telling of it. */
export async function selectFormerProject(tx: Tx, id: string): Promise<Project | undefined> {
  const [row] = await tx.query<Row>(`select ${PROJECT} from projects.projects where id = $1`, [id])
  return row && toProject(row)
}

/** When the last project of this address was deleted. */
export async function selectDeletion(
  tx: Tx,
  { owner, name }: { owner: string; name: string },
): Promise<Date | undefined> {
  const [row] = await tx.query<{ at: Date }>(
    `select deleted_at as at from projects.projects
     where lower(owner) = lower($1) and lower(name) = lower($2) and deleted_at is not null order by deleted_at desc limit 1`,
    [owner, name],
  )
  return row?.at
}

/** Until the transaction ends nobody else changes it. */
export async function lockProject(tx: Tx, id: string): Promise<void> {
  await tx.query('select from projects.projects where id = $1 for update', [id])
}

export async function selectProjectById(tx: Tx, id: string): Promise<Project | undefined> {
  const [row] = await tx.query<Row>(`select ${PROJECT} from projects.projects where id = $1 and deleted_at is null`, [
    id,
  ])
  return row && toProject(row)
}

export async function selectProjects(tx: Tx, filter: { owner?: string | undefined }): Promise<Project[]> {
  const rows = await tx.query<Row>(
    `select ${PROJECT} from projects.projects where deleted_at is null and ($1::text is null or owner = $1) order by owner, name`,
    [filter.owner ?? null],
  )
  return rows.map(toProject)
}

export async function updateProject(tx: Tx, project: Project): Promise<Project> {
  const [row] = await tx.query<Row>(
    `update projects.projects set description = $2, default_branch = $3, settings = $4, visibility = $5,
       archived_at = $6, homepage = $7, topics = $8, updated_at = now() where id = $1 returning ${PROJECT}`,
    [
      project.id,
      project.description,
      project.defaultBranch,
      JSON.stringify(project.settings),
      project.visibility,
      project.archivedAt,
      project.homepage,
      project.topics,
    ],
  )
  return toProject(row!)
}

export async function markPushed(tx: Tx, id: string): Promise<void> {
  await tx.query('update projects.projects set pushed_at = now() where id = $1', [id])
}

export async function markProjectDeleted(tx: Tx, id: string): Promise<void> {
  await tx.query('update projects.projects set deleted_at = now() where id = $1', [id])
}

function toProject({ settings, createdAt, updatedAt, pushedAt, archivedAt, ...rest }: Row): Project {
  return {
    ...rest,
    settings: ProjectSettings.parse(settings),
    archivedAt: archivedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    pushedAt: pushedAt?.toISOString() ?? null,
  }
}

/** Public projects, of one owner or of all, whoever asks. For a transaction of the server's own. */
export async function selectPublicProjects(tx: Tx, owner: string | undefined): Promise<Project[]> {
  const rows = await tx.query<Row>(
    `select ${PROJECT} from projects.projects where visibility = 'public' and deleted_at is null
       and ($1::text is null or owner = $1) order by owner, name`,
    [owner ?? null],
  )
  return rows.map(toProject)
}

export async function selectForks(tx: Tx, parent: string): Promise<Project[]> {
  const rows = await tx.query<Row>(
    `select ${PROJECT} from projects.projects where parent_id = $1 and deleted_at is null order by created_at desc`,
    [parent],
  )
  return rows.map(toProject)
}

export async function selectProjectByDatabaseId(tx: Tx, databaseId: number): Promise<Project | undefined> {
  const [row] = await tx.query<Row>(
    `select ${PROJECT} from projects.projects where database_id = $1 and deleted_at is null`,
    [databaseId],
  )
  return row && toProject(row)
}
