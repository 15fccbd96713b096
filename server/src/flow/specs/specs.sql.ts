import type { ActorRef, Tx } from '#kernel'
import type { Spec, SpecState } from './spec.ts'

export interface SpecRow extends Omit<Spec, 'project' | 'rehearsal'> {
  org: string
  projectId: string
}

type DateFields = 'createdAt' | 'updatedAt' | 'submittedAt' | 'approvedAt' | 'finishedAt' | 'implementedAt'
type Row = Omit<SpecRow, DateFields> & Record<DateFields, Date | null>

const SPEC = `id, org_id as org, project_id as "projectId", title, body, acceptance, state, version, agent, merge, run, author, approver, branch, pull,
  outcome, reason, url, created_at as "createdAt", updated_at as "updatedAt", submitted_at as "submittedAt",
  approved_at as "approvedAt", finished_at as "finishedAt", implemented_at as "implementedAt"`

export async function insertSpec(
  tx: Tx,
  spec: Pick<SpecRow, 'id' | 'org' | 'title' | 'body' | 'acceptance' | 'agent' | 'merge' | 'author'> & {
    project: string
  },
): Promise<void> {
  await tx.query(
    `insert into specs.specs (id, org_id, project_id, title, body, acceptance, agent, merge, author, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft')`,
    [
      spec.id,
      spec.org,
      spec.project,
      spec.title,
      spec.body,
      spec.acceptance,
      spec.agent,
      spec.merge,
      JSON.stringify(spec.author),
    ],
  )
  await insertVersion(tx, spec.id, spec.author)
}

/** Keeps the text as it is now as a version of its own. */
export async function insertVersion(tx: Tx, id: string, author: ActorRef): Promise<void> {
  await tx.query(
    `insert into specs.versions (spec_id, version, org_id, project_id, title, body, acceptance, author)
     select id, version, org_id, project_id, title, body, acceptance, $2 from specs.specs where id = $1`,
    [id, JSON.stringify(author)],
  )
}

export async function selectSpec(tx: Tx, id: string, lock = false): Promise<SpecRow | undefined> {
  const [row] = await tx.query<Row>(`select ${SPEC} from specs.specs where id = $1 ${lock ? 'for update' : ''}`, [id])
  return row && toSpec(row)
}

export async function selectSpecs(
  tx: Tx,
  filter: {
    project?: string | undefined
    state?: SpecState | undefined
    outcome?: string | undefined
    before?: string | undefined
    limit: number
  },
): Promise<SpecRow[]> {
  const rows = await tx.query<Row>(
    `select ${SPEC} from specs.specs
     where ($1::text is null or project_id = $1) and ($2::text is null or state = $2) and ($3::text is null or outcome = $3)
       and ($4::text is null or id < $4)
     order by id desc limit $5`,
    [filter.project ?? null, filter.state ?? null, filter.outcome ?? null, filter.before ?? null, filter.limit],
  )
  return rows.map(toSpec)
}

export async function updateText(
  tx: Tx,
  spec: {
    id: string
    title: string
    body: string
    acceptance: string[]
    agent: string | null
    merge: SpecRow['merge']
    version: number
  },
): Promise<void> {
  await tx.query(
    `update specs.specs set title = $2, body = $3, acceptance = $4, agent = $5, version = $6, merge = $7, updated_at = now() where id = $1`,
    [spec.id, spec.title, spec.body, spec.acceptance, spec.agent, spec.version, spec.merge],
  )
}

export async function updateState(tx: Tx, id: string, state: SpecState, approver: ActorRef | null): Promise<void> {
  await tx.query(
    `update specs.specs set state = $2, updated_at = now(),
       submitted_at = case when $2 = 'review' then now() else submitted_at end,
       approved_at = case $2 when 'approved' then now() when 'draft' then null else approved_at end,
       approver = case $2 when 'approved' then $3::jsonb when 'draft' then null else approver end,
       run = case $2 when 'approved' then run + 1 else run end,
       branch = case $2 when 'draft' then null else branch end,
       pull = case $2 when 'draft' then null else pull end,
       outcome = case $2 when 'approved' then 'running' when 'draft' then null else outcome end,
       reason = case when $2 in ('approved', 'draft') then null else reason end,
       finished_at = case when $2 in ('approved', 'draft') then null else finished_at end
     where id = $1`,
    [id, state, approver ? JSON.stringify(approver) : null],
  )
}

export async function updateProgress(
  tx: Tx,
  id: string,
  progress: { branch?: string | undefined; pull?: number | undefined },
): Promise<void> {
  await tx.query(
    'update specs.specs set branch = coalesce($2, branch), pull = coalesce($3, pull), updated_at = now() where id = $1',
    [id, progress.branch ?? null, progress.pull ?? null],
  )
}

export async function updateOutcome(
  tx: Tx,
  id: string,
  end: { outcome: 'live' | 'failed' | 'refused'; reason: string | null; url: string | null },
): Promise<void> {
  await tx.query(
    `update specs.specs set outcome = $2, reason = $3, url = coalesce($4, url), finished_at = now(), updated_at = now(),
       state = case when $2 = 'live' then 'implemented' else state end,
       implemented_at = case when $2 = 'live' then now() else implemented_at end
     where id = $1`,
    [id, end.outcome, end.reason, end.url],
  )
}

export interface Version {
  version: number
  title: string
  body: string
  acceptance: string[]
  author: ActorRef
  createdAt: string
}

export async function selectVersions(tx: Tx, id: string): Promise<Version[]> {
  const rows = await tx.query<Omit<Version, 'createdAt'> & { createdAt: Date }>(
    `select version, title, body, acceptance, author, created_at as "createdAt" from specs.versions where spec_id = $1 order by version desc`,
    [id],
  )
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

export interface Comment {
  id: string
  body: string
  author: ActorRef
  createdAt: string
}

export async function insertComment(
  tx: Tx,
  comment: { id: string; spec: string; body: string; author: ActorRef },
): Promise<void> {
  await tx.query(
    `insert into specs.comments (id, spec_id, org_id, project_id, body, author)
     select $1, id, org_id, project_id, $3, $4 from specs.specs where id = $2`,
    [comment.id, comment.spec, comment.body, JSON.stringify(comment.author)],
  )
}

export async function selectComments(tx: Tx, spec: string): Promise<Comment[]> {
  const rows = await tx.query<Omit<Comment, 'createdAt'> & { createdAt: Date }>(
    `select id, body, author, created_at as "createdAt" from specs.comments where spec_id = $1 order by created_at, id`,
    [spec],
  )
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

function toSpec(row: Row): SpecRow {
  const at = (date: Date | null): string | null => date?.toISOString() ?? null
  return {
    ...row,
    createdAt: at(row.createdAt)!,
    updatedAt: at(row.updatedAt)!,
    submittedAt: at(row.submittedAt),
    approvedAt: at(row.approvedAt),
    finishedAt: at(row.finishedAt),
    implementedAt: at(row.implementedAt),
  }
}
