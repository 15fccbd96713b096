import type { ActorRef, Tx } from '#kernel'

/** Answers whether it is new: a commit or another issue refers to an issue once. */
export async function insertTimeline(
  tx: Tx,
  row: { id: string; org: string; project: string; issue: string; name: string; actor: ActorRef; data: object },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into issues.timeline (id, org_id, project_id, issue_id, name, actor, data) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing returning id`,
    [row.id, row.org, row.project, row.issue, row.name, JSON.stringify(row.actor), JSON.stringify(row.data)],
  )
  return rows.length === 1
}
