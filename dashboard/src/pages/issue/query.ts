/** What stands in the search box of issues, taken apart and put together again: words, and qualifiers such as `label:bug`. */

export type StateFilter = 'open' | 'closed' | 'all'

/** What the list shows before anybody typed. */
export const DEFAULT_QUERY = 'is:open'

/** The values of a qualifier, in the order they stand. */
export function valuesOf(query: string, name: string): string[] {
  return wordsOf(query).flatMap((word) => (isOf(word, name) ? unquote(word.slice(name.length + 1)) : []))
}

/** With the qualifier once, at the end, or without it. */
export function withValue(query: string, name: string, value: string | undefined): string {
  const rest = wordsOf(query).filter((word) => !isOf(word, name))
  return [...rest, ...(value === undefined ? [] : [printQualifier(name, value)])].join(' ')
}

/** Takes the value out if it is there and adds it otherwise: several labels may be asked for at once. */
export function toggled(query: string, name: string, value: string): string {
  const words = wordsOf(query)
  const without = words.filter((word) => !(isOf(word, name) && unquote(word.slice(name.length + 1)) === value))
  return (without.length < words.length ? without : [...words, printQualifier(name, value)]).join(' ')
}

export function stateOf(query: string): StateFilter {
  const words = wordsOf(query)
  const asks = (state: string) => words.includes(`is:${state}`) || words.includes(`state:${state}`)
  return asks('open') ? 'open' : asks('closed') ? 'closed' : 'all'
}

export function withState(query: string, state: StateFilter): string {
  const rest = wordsOf(query).filter((word) => !/^(is|state):(open|closed)$/.test(word))
  return [...(state === 'all' ? [] : [`is:${state}`]), ...rest].join(' ')
}

/** What stands in quotes stays together, as the server reads it. */
function wordsOf(query: string): string[] {
  return query.match(/(?:"(?:[^"\\]|\\.)*"?|[^\s"])+/g) ?? []
}

function isOf(word: string, name: string): boolean {
  return word.startsWith(`${name}:`)
}

function unquote(value: string): string {
  return value.replace(/"((?:[^"\\]|\\.)*)"?/g, (_all, inner: string) => inner.replace(/\\(.)/g, '$1'))
}

function printQualifier(name: string, value: string): string {
  return /^[^\s"]+$/.test(value) ? `${name}:${value}` : `${name}:"${value.replace(/["\\]/g, '\\$&')}"`
}
