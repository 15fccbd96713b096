import type { Tx } from '../database/database.ts'

export interface LogLine {
  number: number
  at: string
  text: string
}

export async function insertLogStream(
  tx: Tx,
  log: { id: string; org: string; project: string | null; title: string },
): Promise<void> {
  await tx.query('insert into kernel.log_streams (id, org_id, project_id, title) values ($1, $2, $3, $4)', [
    log.id,
    log.org,
    log.project,
    log.title,
  ])
}

export async function insertLogLines(
  tx: Tx,
  id: string,
  lines: { number: number; at: Date; text: string }[],
): Promise<void> {
  await tx.query(
    `insert into kernel.log_lines (log_id, number, at, text)
     select $1, * from unnest($2::int[], $3::timestamptz[], $4::text[]) on conflict do nothing`,
    [id, lines.map((l) => l.number), lines.map((l) => l.at), lines.map((l) => l.text)],
  )
}

export async function selectLastLine(tx: Tx, id: string): Promise<number> {
  const [row] = await tx.query<{ number: number }>(
    'select coalesce(max(number), 0) as number from kernel.log_lines where log_id = $1',
    [id],
  )
  return row?.number ?? 0
}

export async function deleteLogStreams(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query('delete from kernel.log_streams where id = any ($1)', [ids])
}

export async function finishLogStream(tx: Tx, id: string): Promise<void> {
  await tx.query('update kernel.log_streams set finished_at = coalesce(finished_at, now()) where id = $1', [id])
}

export async function selectLogStream(
  tx: Tx,
  id: string,
): Promise<{ title: string; finished: boolean; org: string } | undefined> {
  const [row] = await tx.query<{ title: string; finished: boolean; org: string }>(
    'select title, finished_at is not null as finished, org_id as org from kernel.log_streams where id = $1',
    [id],
  )
  return row
}

export async function selectLogLines(tx: Tx, id: string, after: number, limit: number): Promise<LogLine[]> {
  const rows = await tx.query<{ number: number; at: Date; text: string }>(
    'select number, at, text from kernel.log_lines where log_id = $1 and number > $2 order by number limit $3',
    [id, after, limit],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}
