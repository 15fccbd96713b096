/**
 * The same value with every text in a form PostgreSQL can keep: no NUL and no half surrogate. What jobs print, and what
 * fromJSON() makes of it, may hold either; a job must not be lost because its result cannot be written.
 */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\0', '\u{fffd}').toWellFormed() as T
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(storable) as T
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storable(key), storable(item)])) as T
}
