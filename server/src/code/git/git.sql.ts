import type { Tx } from '#kernel'
import type { Ref } from './history.ts'

interface WorktreeRow {
  id: string
  org: string
  project: string
  server: string
  branch: string
}

/** The last announced values, of all refs of a project or of those named. */
export async function selectRefs(tx: Tx, project: string, refs?: readonly string[]): Promise<Ref[]> {
  return tx.query<Ref>(
    'select ref, sha from git.refs where project_id = $1 and ($2::text[] is null or ref = any ($2))',
    [project, refs ?? null],
  )
}

/** Moves the announced value from one to the next; false when somebody else has moved it. */
export async function moveAnnouncedRef(
  tx: Tx,
  move: { org: string; project: string; ref: string; before: string | undefined; after: string | undefined },
): Promise<boolean> {
  const { org, project, ref, before, after } = move
  if (after === undefined) {
    const gone = await tx.query('delete from git.refs where project_id = $1 and ref = $2 and sha = $3 returning ref', [
      project,
      ref,
      before,
    ])
    return gone.length > 0
  }
  const moved =
    before === undefined
      ? await tx.query(
          'insert into git.refs (project_id, ref, org_id, sha) values ($1, $2, $3, $4) on conflict do nothing returning ref',
          [project, ref, org, after],
        )
      : await tx.query(
          'update git.refs set sha = $4, updated_at = now() where project_id = $1 and ref = $2 and sha = $3 returning ref',
          [project, ref, before, after],
        )
  return moved.length > 0
}

export async function insertWorktree(tx: Tx, row: WorktreeRow): Promise<void> {
  await tx.query(
    `insert into git.worktrees (id, org_id, project_id, server_id, branch) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set server_id = excluded.server_id, branch = excluded.branch`,
    [row.id, row.org, row.project, row.server, row.branch],
  )
}

export async function deleteWorktree(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from git.worktrees where id = $1', [id])
}

export async function selectWorktreesNotOf(
  tx: Tx,
  servers: readonly string[],
): Promise<{ id: string; project: string }[]> {
  return tx.query('select id, project_id as project from git.worktrees where not server_id = any ($1)', [servers])
}

/** Forgets a deleted project. */
export async function deleteProjectRows(tx: Tx, project: string): Promise<void> {
  await tx.query('delete from git.refs where project_id = $1', [project])
  await tx.query('delete from git.worktrees where project_id = $1', [project])
}

/** The values that a repository begins with count as announced: nobody is told of what was copied. */
export async function insertAnnouncedRefs(
  tx: Tx,
  { org, project, refs }: { org: string; project: string; refs: readonly Ref[] },
): Promise<void> {
  await tx.query(
    `insert into git.refs (project_id, ref, org_id, sha) select $1, ref, $2, sha from unnest($3::text[], $4::text[]) r (ref, sha)`,
    [project, org, refs.map(({ ref }) => ref), refs.map(({ sha }) => sha)],
  )
}
