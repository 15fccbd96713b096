/** What a list or a search asks for: a field and its value. All must hold. */
export interface Term {
  field: Field
  value: string
  negated?: boolean
}

/** Where words are looked for. */
export const TEXT_PLACES = ['title', 'body', 'comments'] as const
export type TextPlace = (typeof TEXT_PLACES)[number]

export const SORTS = ['created', 'updated', 'comments', 'reactions', 'relevance'] as const

export interface IssueFilter {
  projects: readonly string[]
  terms: readonly Term[]
  text?: string
  places?: readonly TextPlace[]
  sort: (typeof SORTS)[number]
  direction: 'asc' | 'desc'
}

type Bind = (value: unknown) => string

const assigned = (rest: string): string => `exists (select from issues.assignees a where a.issue_id = i.id${rest})`
const labelled = (rest: string): string =>
  `exists (select from issues.issue_labels il join issues.labels l on l.id = il.label_id where il.issue_id = i.id${rest})`
const commented = (rest: string): string => `exists (select from issues.comments c where c.issue_id = i.id${rest})`
const mentioned = (name: string): string =>
  `exists (select from issues.mentions m where m.issue_id = i.id and m.name = lower(${name}))`
const authored = (name: string): string => `lower(i.author->>'name') = lower(${name})`
const commenter = (name: string): string => commented(` and lower(c.author->>'name') = lower(${name})`)
const assignee = (name: string): string => assigned(` and lower(a.name) = lower(${name})`)
const inMilestone = (rest: string): string =>
  `exists (select from issues.milestones m where m.id = i.milestone_id and ${rest})`

/** Each answers a condition on the issue `i`. */
const CONDITIONS = {
  kind: (v, $) => `i.kind = ${$(v)}`,
  // Parted by commas: any of them.
  numbers: (v, $) => `i.number = any (string_to_array(${$(v)}, ',')::int[])`,
  state: (v, $) => `i.state = ${$(v)}`,
  reason: (v, $) => `i.state_reason = ${$(v)}`,
  author: (v, $) => authored($(v)),
  assignee: (v, $) => assignee($(v)),
  mentions: (v, $) => mentioned($(v)),
  commenter: (v, $) => commenter($(v)),
  involves(v, $) {
    const name = $(v)
    return `(${[authored(name), assignee(name), mentioned(name), commenter(name)].join(' or ')})`
  },
  // One name to a line: any of them.
  label: (v, $) => labelled(` and lower(l.name) = any (string_to_array(lower(${$(v)}), E'\\n'))`),
  milestone: (v, $) => inMilestone(`lower(m.title) = lower(${$(v)})`),
  milestoneNumber: (v, $) => inMilestone(`m.number = ${$(v)}::int`),
  has: (v) =>
    ({
      label: labelled(''),
      assignee: assigned(''),
      milestone: 'i.milestone_id is not null',
    })[v as 'label'] ?? 'false',
  is: (v) =>
    ({
      draft: 'i.draft',
      merged: 'i.merged_at is not null',
      locked: 'i.locked',
      abandoned: "i.state = 'closed' and i.merged_at is null",
    })[v as 'draft'] ?? 'false',
  term: (v, $) => `i.terms @> array[${$(v)}]`,
  createdSince: (v, $) => `i.created_at >= ${$(v)}::timestamptz`,
  createdBefore: (v, $) => `i.created_at < ${$(v)}::timestamptz`,
  updatedSince: (v, $) => `i.updated_at >= ${$(v)}::timestamptz`,
  updatedBefore: (v, $) => `i.updated_at < ${$(v)}::timestamptz`,
  closedSince: (v, $) => `coalesce(i.closed_at >= ${$(v)}::timestamptz, false)`,
  closedBefore: (v, $) => `coalesce(i.closed_at < ${$(v)}::timestamptz, false)`,
  mergedSince: (v, $) => `coalesce(i.merged_at >= ${$(v)}::timestamptz, false)`,
  mergedBefore: (v, $) => `coalesce(i.merged_at < ${$(v)}::timestamptz, false)`,
  commentsFrom: (v, $) => `i.comment_count >= ${$(v)}::int`,
  commentsBelow: (v, $) => `i.comment_count < ${$(v)}::int`,
} satisfies Record<string, (value: string, bind: Bind) => string>

export type Field = keyof typeof CONDITIONS

/** The condition and the order of a query over `issues.issues i`. Values are bound, never printed. */
export function printFilter(filter: IssueFilter): { where: string; values: unknown[]; order: string } {
  const values: unknown[] = []
  const bind: Bind = (value) => `$${values.push(value)}`
  const [only, ...more] = filter.projects
  const among = only && more.length === 0 ? `= ${bind(only)}` : `= any (${bind(filter.projects)})`
  const where = [`i.project_id ${among}`]
  for (const { field, value, negated } of filter.terms) {
    const condition = CONDITIONS[field](value, bind)
    where.push(negated ? `not coalesce(${condition}, false)` : condition)
  }
  let rank = 'i.created_at'
  if (filter.text) {
    const query = `websearch_to_tsquery('english', ${bind(filter.text)})`
    const places = bind(filter.places ?? TEXT_PLACES)
    where.push(`i.id in (select issues.matching(${bind(filter.projects)}, ${query}, ${places}))`)
    rank = `ts_rank(i.search, ${query})`
  }
  const column = {
    // Within a project numbers grow with time.
    created: more.length === 0 ? 'i.number' : 'i.created_at',
    updated: 'i.updated_at',
    comments: 'i.comment_count',
    reactions: '(select count(*) from issues.reactions r where r.subject_id = i.id)',
    relevance: rank,
  }[filter.sort]
  const { direction } = filter
  return { where: where.join(' and '), values, order: `${column} ${direction}, i.database_id ${direction}` }
}
