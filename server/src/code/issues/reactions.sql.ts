import type { ActorRef, Tx } from '#kernel'
import type { Reaction } from './issue.ts'
import { type Page, reactionsOf } from './issues.sql.ts'

/** With the subject it was given to. */
export type ReactionRow = Reaction & { subject: string }

type Stored = Omit<ReactionRow, 'createdAt'> & { createdAt: Date }

const REACTION = `id, database_id as "databaseId", subject_id as subject, content, actor, created_at as "createdAt"`

/** Undefined when the actor gave it before. */
export async function insertReaction(
  tx: Tx,
  row: {
    id: string
    org: string
    project: string
    kind: string
    subject: string
    content: Reaction['content']
    actor: ActorRef
  },
): Promise<ReactionRow | undefined> {
  const [stored] = await tx.query<Stored>(
    `insert into issues.reactions (id, org_id, project_id, subject_kind, subject_id, content, actor) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing returning ${REACTION}`,
    [row.id, row.org, row.project, row.kind, row.subject, row.content, JSON.stringify(row.actor)],
  )
  return stored && toReaction(stored)
}

export async function selectReactionOf(
  tx: Tx,
  { subject, content, actor }: { subject: string; content: Reaction['content']; actor: string },
): Promise<ReactionRow | undefined> {
  const [row] = await tx.query<Stored>(
    `select ${REACTION} from issues.reactions where subject_id = $1 and content = $2 and actor->>'id' = $3`,
    [subject, content, actor],
  )
  return row && toReaction(row)
}

/** By its id or its number. */
export async function selectReaction(tx: Tx, project: string, reaction: string): Promise<ReactionRow | undefined> {
  const number = /^\d{1,15}$/.test(reaction) ? Number(reaction) : null
  const [row] = await tx.query<Stored>(
    `select ${REACTION} from issues.reactions where project_id = $1 and (id = $2 or database_id = $3)`,
    [project, reaction, number],
  )
  return row && toReaction(row)
}

export async function selectReactions(
  tx: Tx,
  { subject, content }: { subject: string; content: string | undefined },
  { page, limit }: Page,
): Promise<{ items: ReactionRow[]; total: number }> {
  const where = 'subject_id = $1 and ($2::text is null or content = $2)'
  const values = [subject, content ?? null]
  const [counted] = await tx.query<{ total: number }>(
    `select count(*)::int as total from issues.reactions where ${where}`,
    values,
  )
  const rows = await tx.query<Stored>(
    `select ${REACTION} from issues.reactions where ${where} order by database_id limit $3 offset $4`,
    [...values, limit, (page - 1) * limit],
  )
  return { items: rows.map(toReaction), total: counted!.total }
}

export async function deleteReaction(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from issues.reactions where id = $1', [id])
}

/** How often each was given, for subjects of other modules. */
export async function countReactions(
  tx: Tx,
  subjects: readonly string[],
): Promise<Map<string, Record<string, number>>> {
  const rows = await tx.query<{ id: string; reactions: Record<string, number> }>(
    `select s.id, ${reactionsOf('s')} as reactions from unnest($1::text[]) s (id)`,
    [subjects],
  )
  return new Map(rows.map(({ id, reactions }) => [id, reactions]))
}

function toReaction({ createdAt, ...row }: Stored): ReactionRow {
  return { ...row, createdAt: createdAt.toISOString() }
}
