import type { ActorRef, Tx } from '#kernel'
import type { Release } from './release.ts'

export interface ReleaseRow extends Omit<Release, 'assets' | 'createdAt' | 'publishedAt' | 'updatedAt'> {
  org: string
  project: string
  latestAt: Date | null
  createdAt: Date
  publishedAt: Date | null
  updatedAt: Date
}

/** Drafts are seen by those who may write releases. */
export interface Sight {
  drafts: boolean
}

const LATEST = `r.id is not distinct from (
  select l.id from releases.releases l where l.project_id = r.project_id and not l.draft and not l.prerelease
    and l.latest_at is not null order by l.latest_at desc, l.id desc limit 1)`
const RELEASE = `r.id, r.database_id as "databaseId", r.org_id as org, r.project_id as project, r.tag, r.target, r.name, r.body, r.draft,
  r.prerelease, ${LATEST} as latest, r.latest_at as "latestAt", r.author, r.created_at as "createdAt",
  r.published_at as "publishedAt", r.updated_at as "updatedAt"`
const SEEN = `r.project_id = $1 and ($2 or not r.draft)`

export function selectReleases(
  tx: Tx,
  project: string,
  { drafts, limit, offset }: Sight & { limit: number; offset: number },
): Promise<ReleaseRow[]> {
  return tx.query(
    `select ${RELEASE} from releases.releases r where ${SEEN} order by r.created_at desc, r.id desc limit $3 offset $4`,
    [project, drafts, limit, offset],
  )
}

export async function countReleases(tx: Tx, project: string, { drafts }: Sight): Promise<number> {
  const [row] = await tx.query<{ count: number }>(`select count(*) from releases.releases r where ${SEEN}`, [
    project,
    drafts,
  ])
  return row!.count
}

/** By the id of the row or GitHub's number of it. */
export async function selectRelease(
  tx: Tx,
  project: string,
  { release, drafts }: Sight & { release: string },
): Promise<ReleaseRow | undefined> {
  const [row] = await tx.query<ReleaseRow>(
    `select ${RELEASE} from releases.releases r where ${SEEN} and (r.id = $3 or r.database_id::text = $3)`,
    [project, drafts, release],
  )
  return row
}

/** Of which project it is. */
export async function selectProjectOf(tx: Tx, release: string): Promise<string | undefined> {
  const [row] = await tx.query<{ project: string }>(
    'select project_id as project from releases.releases where id = $1',
    [release],
  )
  return row?.project
}

/** Others who change releases of the project wait until this transaction ends, so that what is read stays so. */
export async function lockReleases(tx: Tx, project: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`releases ${project}`])
}

/** The published one of that tag. */
export async function selectReleaseByTag(tx: Tx, project: string, tag: string): Promise<ReleaseRow | undefined> {
  const [row] = await tx.query<ReleaseRow>(
    `select ${RELEASE} from releases.releases r where r.project_id = $1 and r.tag = $2 and not r.draft`,
    [project, tag],
  )
  return row
}

export async function selectLatestRelease(tx: Tx, project: string): Promise<ReleaseRow | undefined> {
  const [row] = await tx.query<ReleaseRow>(
    `select ${RELEASE} from releases.releases r where r.project_id = $1 and not r.draft and not r.prerelease
       and r.latest_at is not null order by r.latest_at desc, r.id desc limit 1`,
    [project],
  )
  return row
}

/** Tags of what was published, newest first. */
export async function selectPublishedTags(tx: Tx, project: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ tag: string }>(
    'select tag from releases.releases where project_id = $1 and not draft order by published_at desc, id desc limit $2',
    [project, limit],
  )
  return rows.map(({ tag }) => tag)
}

export type NewRelease = Pick<
  ReleaseRow,
  'id' | 'org' | 'project' | 'tag' | 'target' | 'name' | 'body' | 'draft' | 'prerelease' | 'latestAt' | 'publishedAt'
> & { author: ActorRef }

/** The caller holds the lock and has looked whether the tag is free. */
export async function insertRelease(tx: Tx, row: NewRelease): Promise<void> {
  await tx.query(
    `insert into releases.releases (id, org_id, project_id, tag, target, name, body, draft, prerelease, latest_at, author, published_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      row.id,
      row.org,
      row.project,
      row.tag,
      row.target,
      row.name,
      row.body,
      row.draft,
      row.prerelease,
      row.latestAt,
      JSON.stringify(row.author),
      row.publishedAt,
    ],
  )
}

/** The caller holds the lock and has looked whether the tag is free. */
export async function updateRelease(tx: Tx, row: ReleaseRow): Promise<void> {
  await tx.query(
    `update releases.releases set tag = $2, target = $3, name = $4, body = $5, draft = $6, prerelease = $7, latest_at = $8,
       published_at = $9, updated_at = now() where id = $1`,
    [row.id, row.tag, row.target, row.name, row.body, row.draft, row.prerelease, row.latestAt, row.publishedAt],
  )
}

export async function deleteRelease(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from releases.releases where id = $1', [id])
}

export async function deleteReleases(tx: Tx, project: string): Promise<void> {
  await tx.query('delete from releases.releases where project_id = $1', [project])
}
