import type { ActorRef, Tx } from '#kernel'
import type { Direction, Divergence, LargeFiles, Mirror } from './mirror.ts'

export interface MirrorRow {
  id: string
  org: string
  project: string
  direction: Direction
  url: string
  username: string | null
  sealed: Buffer | null
  /** Sealed. */
  sshKey: Buffer | null
  publicKey: string | null
  hostKey: string | null
  refs: string[]
  force: boolean
  everyMinutes: number | null
  status: Mirror['status']
  problem: string | null
  diverged: Divergence[]
  largeFiles: LargeFiles | null
  failures: number
  log: string | null
  createdBy: ActorRef
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  syncedAt: Date | null
}

const MIRROR = `id, org_id as org, project_id as project, direction, url, username, sealed, refs, force, every_minutes as "everyMinutes",
  ssh_key as "sshKey", public_key as "publicKey", host_key as "hostKey", large_files as "largeFiles", status, problem, diverged, failures, log, created_by as "createdBy", created_at as "createdAt", started_at as "startedAt",
  finished_at as "finishedAt", synced_at as "syncedAt"`

export function selectMirrors(tx: Tx, project: string): Promise<MirrorRow[]> {
  return tx.query(`select ${MIRROR} from mirrors.mirrors where project_id = $1 order by created_at, id`, [project])
}

/** Locked: who changes it waits for who changed it before. */
export async function lockMirror(tx: Tx, id: string): Promise<MirrorRow | undefined> {
  const [row] = await tx.query<MirrorRow>(`select ${MIRROR} from mirrors.mirrors where id = $1 for update`, [id])
  return row
}

export async function selectMirror(tx: Tx, id: string): Promise<MirrorRow | undefined> {
  const [row] = await tx.query<MirrorRow>(`select ${MIRROR} from mirrors.mirrors where id = $1`, [id])
  return row
}

/** Of every project: what refuses pushes. */
export function selectPulls(tx: Tx): Promise<Pick<MirrorRow, 'id' | 'project' | 'refs' | 'url'>[]> {
  return tx.query(`select id, project_id as project, refs, url from mirrors.mirrors where direction = 'pull'`)
}

export type NewMirror = Pick<
  MirrorRow,
  | 'id'
  | 'org'
  | 'project'
  | 'direction'
  | 'url'
  | 'username'
  | 'sealed'
  | 'sshKey'
  | 'publicKey'
  | 'refs'
  | 'force'
  | 'everyMinutes'
  | 'createdBy'
>

/** False: the project has a source already. */
export async function insertMirror(tx: Tx, row: NewMirror): Promise<boolean> {
  const rows = await tx.query(
    `insert into mirrors.mirrors (id, org_id, project_id, direction, url, username, sealed, refs, force, every_minutes, status, created_by, ssh_key, public_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $12, $13)
     on conflict (project_id) where direction in ('import', 'pull') do nothing returning id`,
    [
      row.id,
      row.org,
      row.project,
      row.direction,
      row.url,
      row.username,
      row.sealed,
      row.refs,
      row.force,
      row.everyMinutes,
      JSON.stringify(row.createdBy),
      row.sshKey,
      row.publicKey,
    ],
  )
  return rows.length > 0
}

/** The caller holds the row. */
export async function updateMirror(tx: Tx, row: MirrorRow): Promise<void> {
  await tx.query(
    `update mirrors.mirrors set direction = $2, url = $3, username = $4, sealed = $5, refs = $6, force = $7, every_minutes = $8,
       status = $9, problem = $10, diverged = $11, failures = $12, log = $13, started_at = $14, finished_at = $15, synced_at = $16,
       ssh_key = $17, public_key = $18, host_key = $19, large_files = $20
     where id = $1`,
    [
      row.id,
      row.direction,
      row.url,
      row.username,
      row.sealed,
      row.refs,
      row.force,
      row.everyMinutes,
      row.status,
      row.problem,
      JSON.stringify(row.diverged),
      row.failures,
      row.log,
      row.startedAt,
      row.finishedAt,
      row.syncedAt,
      row.sshKey,
      row.publicKey,
      row.hostKey,
      row.largeFiles && JSON.stringify(row.largeFiles),
    ],
  )
}

/** The first that is met stays. */
export async function keepHostKey(tx: Tx, id: string, hostKey: string): Promise<void> {
  await tx.query('update mirrors.mirrors set host_key = $2 where id = $1 and host_key is null', [id, hostKey])
}

export async function deleteMirror(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from mirrors.mirrors where id = $1', [id])
}

export async function deleteMirrorsOf(tx: Tx, project: string): Promise<void> {
  await tx.query('delete from mirrors.mirrors where project_id = $1', [project])
}
