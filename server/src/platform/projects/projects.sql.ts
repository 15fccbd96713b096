import type { Tx } from '#kernel'
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
  createdAt: string
}

interface Row extends Omit<Project, 'createdAt' | 'settings'> {
  settings: unknown
  createdAt: Date
}

const PROJECT = `id, org_id as org, owner, name, description, default_branch as "defaultBranch", rehearsal, settings, created_at as "createdAt"`

export async function insertProject(tx: Tx, project: Omit<Project, 'createdAt'>): Promise<boolean> {
  const rows = await tx.query(
    `insert into projects.projects (id, org_id, owner, name, description, default_branch, rehearsal, settings)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (owner, name) where deleted_at is null do nothing returning id`,
    [
      project.id,
      project.org,
      project.owner,
      project.name,
      project.description,
      project.defaultBranch,
      project.rehearsal,
      JSON.stringify(project.settings),
    ],
  )
  return rows.length === 1
}

export async function selectProject(
  tx: Tx,
  { owner, name }: { owner: string; name: string },
): Promise<Project | undefined> {
  const [row] = await tx.query<Row>(
    `select ${PROJECT} from projects.projects where owner = $1 and name = $2 and deleted_at is null`,
    [owner, name],
  )
  return row && toProject(row)
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

export async function updateProject(tx: Tx, project: Project): Promise<void> {
  await tx.query('update projects.projects set description = $2, default_branch = $3, settings = $4 where id = $1', [
    project.id,
    project.description,
    project.defaultBranch,
    JSON.stringify(project.settings),
  ])
}

export async function markProjectDeleted(tx: Tx, id: string): Promise<void> {
  await tx.query('update projects.projects set deleted_at = now() where id = $1', [id])
}

function toProject({ settings, createdAt, ...rest }: Row): Project {
  return { ...rest, settings: ProjectSettings.parse(settings), createdAt: createdAt.toISOString() }
}
