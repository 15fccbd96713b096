import { Problem } from '#kernel'

/** What somebody types to find something: words, and qualifiers such as `user:alice -topic:old created:>=2026-01-01 sort:updated`. */
export interface Question {
  words: string[]
  qualifiers: Qualifier[]
  sort: string | undefined
  direction: 'asc' | 'desc'
}

export interface Qualifier {
  name: string
  value: string
  negated: boolean
}

const MOST_LENGTH = 1000

/** Qualifiers that are none of `known` are words like others, as GitHub reads them. `me` is whom `@me` means. */
export function readQuestion(text: string, known: ReadonlySet<string>, me?: string): Question {
  const question: Question = { words: [], qualifiers: [], sort: undefined, direction: 'desc' }
  if (text.trim() === '') throw needsWords()
  const parts = text
    .slice(0, MOST_LENGTH)
    .replace(/(^|\s)NOT\s+(?=\S)/g, '$1-')
    .matchAll(/(-?)([\w-]*\w):(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+)/g)
  for (const [all, minus, name = '', quoted, plain, phrase, word] of parts) {
    const said = quoted ?? plain ?? ''
    const value = said === '@me' && me ? me : said
    if (name === 'sort') {
      const [, by, direction] = /^([a-z]+)(?:-(asc|desc))?$/.exec(value) ?? []
      question.sort = by
      question.direction = direction === 'asc' ? 'asc' : 'desc'
    } else if (known.has(name)) question.qualifiers.push({ name, value, negated: minus === '-' })
    else question.words.push(phrase ?? word ?? all.replaceAll('"', ''))
  }
  return question
}

export function needsWords(): Problem {
  return new Problem('invalid', 'github.search', 'Say what to search for with "q".')
}

/** The values of a qualifier that is not negated. */
export function valuesOf({ qualifiers }: Question, name: string): string[] {
  return qualifiers.filter((each) => each.name === name && !each.negated).map(({ value }) => value)
}

/** `>2026-01-01`, `<=…`, `2026-01-01..2026-02-01`, `*..…`; a day without a time is all of it. */
export function isWithin(moment: string | null, { name, value }: Pick<Qualifier, 'name' | 'value'>): boolean {
  const at = moment === null ? undefined : Date.parse(moment)
  const [low, high] = readRange({ name, value })
  return at !== undefined && at >= low && at < high
}

const DAY_MS = 86_400_000

function readRange({ name, value }: Pick<Qualifier, 'name' | 'value'>): [from: number, before: number] {
  const read = (text: string): [number, number] => {
    const [, day] = /^(\d{4}-\d{2}-\d{2})(?:T[\d:.]{4,12}(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text) ?? []
    const ms = day ? Date.parse(text) : Number.NaN
    if (!Number.isNaN(ms)) return [ms, ms + (day === text ? DAY_MS : 1)]
    throw new Problem(
      'invalid',
      'github.search',
      `${name}:${value.slice(0, 40)} is no time; write ${name}:>=2026-01-31 or ${name}:2026-01-01..2026-01-31.`,
    )
  }
  const [low = '', high] = value.split('..')
  const [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  if (high !== undefined) return [low === '*' ? least : read(low)[0], high === '*' ? most : read(high)[1]]
  const [, sign = '', text = ''] = /^([<>]=?)?(.*)$/s.exec(value) ?? []
  const [first, next] = read(text)
  if (sign.startsWith('>')) return [sign === '>' ? next : first, most]
  if (sign.startsWith('<')) return [least, sign === '<' ? first : next]
  return [first, next]
}
