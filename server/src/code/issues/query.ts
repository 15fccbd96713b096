import { Problem } from '#kernel'
import type { Field, IssueFilter, SORTS, Term, TextPlace } from './filter.sql.ts'

/** What a person or a bot types to find issues: words, and qualifiers such as `is:open label:bug -author:bob sort:updated-desc`. */
export interface Query extends Pick<IssueFilter, 'terms' | 'places' | 'sort' | 'direction'> {
  text: string
  /** Of which projects, as `owner/name` in small letters; empty: of all. */
  repositories: string[]
  /** Of whose projects. */
  owners: string[]
  /** Projects and owners that are left out. */
  without: string[]
  visibility: 'private' | 'public' | undefined
}

export const MOST_QUERY_LENGTH = 1000
/** Each is a condition for the database; nobody types more. */
const MOST_QUALIFIERS = 50

interface Word {
  negated: boolean
  name: string | undefined
  value: string
}

/** `me` is whom `@me` means. Qualifiers that are none of these are words like others. */
export function parseQuery(query: string, me: string): Query {
  const found: Query = {
    terms: [],
    text: '',
    sort: 'relevance',
    direction: 'desc',
    repositories: [],
    owners: [],
    without: [],
    visibility: undefined,
  }
  const terms: Term[] = []
  const places: TextPlace[] = []
  const text: string[] = []
  for (const word of readWords(query)) {
    const read = word.name === undefined ? undefined : QUALIFIERS.get(word.name)
    if (!read) text.push(printWord(word))
    else read({ ...word, value: word.value === '@me' ? me : word.value }, { found, terms, places })
  }
  if (terms.length > MOST_QUALIFIERS) {
    throw new Problem(
      'invalid',
      'issues.query',
      `A search has at most ${MOST_QUALIFIERS} qualifiers; leave some of the ${terms.length} out.`,
    )
  }
  return { ...found, terms, text: text.join(' '), ...(places.length > 0 ? { places } : {}) }
}

/** Words part at blanks; what stands in quotes stays together. */
function readWords(query: string): Word[] {
  // PostgreSQL's own way to write it is a minus before the word; it knows OR, and AND goes without saying.
  const plain = query.replace(/(^|\s)NOT\s+(?=\S)/g, '$1-').replace(/(^|\s)AND(?=\s)/g, '$1')
  const words = plain.match(/(?:"(?:[^"\\]|\\.)*"?|[^\s"])+/g) ?? []
  return words.map((word) => {
    const [, minus, name, value] = /^(-?)([a-z-]+):(.+)$/s.exec(word) ?? []
    if (name === undefined) return { negated: false, name: undefined, value: word }
    return { negated: minus === '-', name, value: QUALIFIERS.has(name) ? unquote(value!) : value! }
  })
}

function unquote(value: string): string {
  return value.replace(/"((?:[^"\\]|\\.)*)"?/g, (_all, inner: string) => inner.replace(/\\(.)/g, '$1'))
}

function printWord({ negated, name, value }: Word): string {
  if (name === undefined) return value
  return `${negated ? '-' : ''}"${name}:${value.replaceAll('"', '')}"`
}

interface Sink {
  found: Query
  terms: Term[]
  places: TextPlace[]
}

type Read = (word: Word, sink: Sink) => void

const STATES: Record<string, Term> = {
  open: { field: 'state', value: 'open' },
  closed: { field: 'state', value: 'closed' },
  issue: { field: 'kind', value: 'issue' },
  pr: { field: 'kind', value: 'pull' },
  'pull-request': { field: 'kind', value: 'pull' },
  merged: { field: 'is', value: 'merged' },
  unmerged: { field: 'is', value: 'merged', negated: true },
  // Closed without a merge; no word of GitHub's, whose clients ask for it as a state.
  abandoned: { field: 'is', value: 'abandoned' },
  draft: { field: 'is', value: 'draft' },
  locked: { field: 'is', value: 'locked' },
  unlocked: { field: 'is', value: 'locked', negated: true },
}

const REASONS: Record<string, string> = {
  completed: 'completed',
  'not planned': 'not_planned',
  'not-planned': 'not_planned',
  duplicate: 'duplicate',
  reopened: 'reopened',
}

const HAS = ['label', 'assignee', 'milestone']

const QUALIFIERS = new Map<string, Read>(
  Object.entries<Read>({
    is(word, sink) {
      if (word.value === 'public' || word.value === 'private') {
        const other = word.value === 'public' ? 'private' : 'public'
        sink.found.visibility = word.negated ? other : word.value
      } else add(sink, word, oneOf(word, STATES))
    },
    type: (word, sink) => add(sink, word, oneOf(word, pick('issue', 'pr'))),
    state: (word, sink) => add(sink, word, oneOf(word, pick('open', 'closed'))),
    draft: (word, sink) =>
      add(sink, word, oneOf(word, { true: STATES.draft!, false: { ...STATES.draft!, negated: true } })),
    reason: (word, sink) => add(sink, word, { field: 'reason', value: oneOf(word, REASONS) }),
    author: person('author'),
    assignee: (word, sink) =>
      word.value === '*' ? add(sink, word, { field: 'has', value: 'assignee' }) : person('assignee')(word, sink),
    mentions: person('mentions'),
    commenter: person('commenter'),
    involves: person('involves'),
    // Names parted by commas: any of them.
    label: (word, sink) => add(sink, word, { field: 'label', value: splitNames(word.value).join('\n') }),
    milestone: (word, sink) =>
      add(
        sink,
        word,
        word.value === '*' ? { field: 'has', value: 'milestone' } : { field: 'milestone', value: word.value },
      ),
    no(word, sink) {
      if (!HAS.includes(word.value)) throw unknown(word, HAS)
      add(sink, word, { field: 'has', value: word.value, negated: true })
    },
    in({ value }, { places }) {
      for (const place of value.split(',')) {
        if (place !== 'title' && place !== 'body' && place !== 'comments') {
          throw unknown({ name: 'in', value: place }, ['title', 'body', 'comments'])
        }
        places.push(place)
      }
    },
    repo: (word, { found }) => (word.negated ? found.without : found.repositories).push(word.value.toLowerCase()),
    user: owner,
    org: owner,
    created: range('created'),
    updated: range('updated'),
    closed: range('closed'),
    merged: range('merged'),
    comments: count,
    head: told('head'),
    base: told('base'),
    review: told('review'),
    'review-requested': told('review-requested'),
    'reviewed-by': told('reviewed-by'),
    sort({ value }, { found }) {
      const [, by, direction] = /^(created|updated|comments|reactions|relevance)(?:-(asc|desc))?$/.exec(value) ?? []
      if (!by) throw unknown({ name: 'sort', value }, ['created', 'updated', 'comments', 'reactions'])
      found.sort = by as (typeof SORTS)[number]
      found.direction = direction === 'asc' ? 'asc' : 'desc'
    },
  }),
)

function add({ terms }: Sink, { negated }: Word, term: Term): void {
  terms.push({ ...term, negated: negated !== (term.negated ?? false) })
}

function pick(...names: string[]): Record<string, Term> {
  return Object.fromEntries(names.map((name) => [name, STATES[name]!]))
}

function oneOf<T>(word: Word, choices: Record<string, T>): T {
  const choice = Object.hasOwn(choices, word.value) ? choices[word.value] : undefined
  if (choice === undefined) throw unknown(word, Object.keys(choices))
  return choice
}

function unknown({ name, value }: Pick<Word, 'name' | 'value'>, choices: readonly string[]): Problem {
  return new Problem(
    'invalid',
    'issues.query',
    `${name}:${value.slice(0, 40)} means nothing; ${name} is one of ${choices.join(', ')}.`,
  )
}

/** People; programs are searched for as `app/name`. */
function person(field: Field): Read {
  return (word, sink) => add(sink, word, { field, value: word.value.replace(/^@|^app\//, '') })
}

function owner({ negated, value }: Word, { found }: Sink): void {
  ;(negated ? found.without : found.owners).push(value.toLowerCase())
}

/** What the module that owns pull requests told of them. */
function told(name: string): Read {
  return (word, sink) => add(sink, word, { field: 'term', value: `${name}:${word.value}` })
}

function splitNames(value: string): string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** `>2026-01-01`, `<=…`, `2026-01-01..2026-02-01`, `*..…`; a day without a time is all of it. */
function range(noun: 'created' | 'updated' | 'closed' | 'merged'): Read {
  return (word, sink) => {
    const { from, before } = readRange(word, readMoment)
    between(word, sink, {
      from: from === undefined ? undefined : { field: `${noun}Since`, value: new Date(from).toISOString() },
      before: before === undefined ? undefined : { field: `${noun}Before`, value: new Date(before).toISOString() },
    })
  }
}

function count(word: Word, sink: Sink): void {
  const { from, before } = readRange(word, readCount)
  between(word, sink, {
    from: from === undefined ? undefined : { field: 'commentsFrom', value: String(from) },
    before: before === undefined ? undefined : { field: 'commentsBelow', value: String(before) },
  })
}

function between(word: Word, sink: Sink, { from, before }: { from: Term | undefined; before: Term | undefined }): void {
  if (from && before && word.negated) {
    throw new Problem('invalid', 'issues.query', `-${word.name} takes one side, as in -${word.name}:>…, not a range.`)
  }
  if (from) add(sink, word, from)
  if (before) add(sink, word, before)
}

/** A value of a range: it begins at the first number and ends before the second. */
type Span = [first: number, next: number]

function readRange(
  word: Word,
  read: (word: Word, text: string) => Span,
): { from: number | undefined; before: number | undefined } {
  const [low, high, ...rest] = word.value.split('..')
  if (high !== undefined && rest.length === 0) {
    return {
      from: low === '*' ? undefined : read(word, low!)[0],
      before: high === '*' ? undefined : read(word, high)[1],
    }
  }
  const [, sign = '', text = ''] = /^([<>]=?)?(.*)$/s.exec(word.value) ?? []
  const [first, next] = read(word, text)
  if (sign.startsWith('>')) return { from: sign === '>' ? next : first, before: undefined }
  if (sign.startsWith('<')) return { from: undefined, before: sign === '<' ? first : next }
  return { from: first, before: next }
}

const DAY_MS = 86_400_000

function readMoment(word: Word, text: string): Span {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?:T[\d:.]{4,12}(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text) ?? []
  const ms = day ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(ms)) return [ms, ms + (day === text ? DAY_MS : 1)]
  throw new Problem(
    'invalid',
    'issues.query',
    `${word.name}:${word.value.slice(0, 40)} is no time; write ${word.name}:>=2026-01-31 or ${word.name}:2026-01-01..2026-01-31.`,
  )
}

function readCount(word: Word, text: string): Span {
  if (/^\d{1,6}$/.test(text)) return [Number(text), Number(text) + 1]
  throw new Problem(
    'invalid',
    'issues.query',
    `${word.name}:${word.value.slice(0, 40)} is no number; write ${word.name}:>=10 or ${word.name}:1..10.`,
  )
}
