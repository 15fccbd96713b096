import type { ActorRef, Tx } from '#kernel'
import type { Asset } from './release.ts'

export interface AssetRow extends Omit<Asset, 'createdAt' | 'updatedAt'> {
  createdAt: Date
  updatedAt: Date
}

const ASSET = `a.id, a.database_id as "databaseId", a.release_id as release, a.name, a.label, a.content_type as "contentType",
  a.size_bytes as "sizeBytes", a.sha256, a.downloads, a.uploader, a.created_at as "createdAt", a.updated_at as "updatedAt"`

/** Of several releases, each in the order of upload. */
export function selectAssetsOf(tx: Tx, releases: readonly string[]): Promise<AssetRow[]> {
  return tx.query(`select ${ASSET} from releases.assets a where a.release_id = any ($1) order by a.created_at, a.id`, [
    releases,
  ])
}

/** By the id of the row or GitHub's number of it. Those of drafts are seen by those who may write releases. */
export async function selectAsset(
  tx: Tx,
  project: string,
  { asset, drafts }: { asset: string; drafts: boolean },
): Promise<AssetRow | undefined> {
  const [row] = await tx.query<AssetRow>(
    `select ${ASSET} from releases.assets a join releases.releases r on r.id = a.release_id
     where a.project_id = $1 and ($2 or not r.draft) and (a.id = $3 or a.database_id::text = $3)`,
    [project, drafts, asset],
  )
  return row
}

/** What the assets of a project take together. */
export async function weighAssets(tx: Tx, project: string): Promise<number> {
  const [row] = await tx.query<{ sum: number }>(
    'select coalesce(sum(size_bytes), 0) as sum from releases.assets where project_id = $1',
    [project],
  )
  return row!.sum
}

/** False: the release has one of that name. */
export async function insertAsset(
  tx: Tx,
  row: Pick<AssetRow, 'id' | 'release' | 'name' | 'label' | 'contentType' | 'sizeBytes' | 'sha256'> & {
    org: string
    project: string
    uploader: ActorRef
  },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into releases.assets (id, org_id, project_id, release_id, name, label, content_type, size_bytes, sha256, uploader)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (release_id, name) do nothing returning id`,
    [
      row.id,
      row.org,
      row.project,
      row.release,
      row.name,
      row.label,
      row.contentType,
      row.sizeBytes,
      row.sha256,
      JSON.stringify(row.uploader),
    ],
  )
  return rows.length > 0
}

/** False: another asset of the release has that name. */
export async function updateAsset(
  tx: Tx,
  { id, release, name, label }: Pick<AssetRow, 'id' | 'release' | 'name' | 'label'>,
): Promise<boolean> {
  const rows = await tx.query(
    `update releases.assets a set name = $3, label = $4, updated_at = now() where id = $1 and not exists
       (select from releases.assets o where o.release_id = $2 and o.name = $3 and o.id <> $1) returning id`,
    [id, release, name, label],
  )
  return rows.length > 0
}

export async function deleteAsset(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from releases.assets where id = $1', [id])
}

export async function holdsAsset(tx: Tx, sha256: string): Promise<boolean> {
  return (await tx.query('select from releases.assets where sha256 = $1 limit 1', [sha256])).length > 0
}

export async function selectBlobsOf(tx: Tx, project: string): Promise<string[]> {
  const rows = await tx.query<{ sha256: string }>('select distinct sha256 from releases.assets where project_id = $1', [
    project,
  ])
  return rows.map(({ sha256 }) => sha256)
}

export async function addDownloads(tx: Tx, counts: readonly [asset: string, downloads: number][]): Promise<void> {
  await tx.query(
    `update releases.assets a set downloads = downloads + c.n
     from unnest($1::text[], $2::bigint[]) c (id, n) where a.id = c.id`,
    [counts.map(([asset]) => asset), counts.map(([, downloads]) => downloads)],
  )
}
