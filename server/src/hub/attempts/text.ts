/** What PostgreSQL's JSON can hold of whatever an agent or a program printed: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed()
}

/** The beginning of a text, with a word about what is missing. */
export function shorten(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars)}\n… ${text.length - maxChars} more characters`
}

/** Any JSON with every text in it made storable and, when the whole is too long, replaced by its shortened print. */
export function storableJson(value: unknown, maxChars: number): unknown {
  const json = JSON.stringify(value ?? null) ?? 'null'
  if (json.length > maxChars) return storable(shorten(json, maxChars))
  return JSON.parse(json, (_, inner: unknown) => (typeof inner === 'string' ? storable(inner) : inner))
}
