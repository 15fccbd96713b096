import { data } from '@actions/expressions'

/** Any JSON value: what contexts are made of, and what an expression yields. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }
export type ValueObject = { readonly [key: string]: Value }

const converted = new WeakMap<object, data.ExpressionData>()

/** Values are never changed in place, so the expression library's form of a big one (an event payload) is made once. */
export function toData(value: Value): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null()
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  const known = converted.get(value)
  if (known) return known
  const made = isArray(value)
    ? new data.Array(...value.map(toData))
    : new data.Dictionary(...Object.entries(value).map(([key, item]) => ({ key, value: toData(item) })))
  converted.set(value, made)
  return made
}

export function fromData(item: data.ExpressionData): Value {
  switch (item.kind) {
    case data.Kind.String:
      return (item as data.StringData).value
    case data.Kind.Number:
      return (item as data.NumberData).value
    case data.Kind.Boolean:
      return (item as data.BooleanData).value
    case data.Kind.Array:
      return (item as data.Array).values().map(fromData)
    case data.Kind.Dictionary:
      return Object.fromEntries((item as data.Dictionary).pairs().map(({ key, value }) => [key, fromData(value)]))
    default:
      return null
  }
}

/** GitHub's rule for what counts as true: not null, false, 0, NaN or the empty string. */
export function isTruthy(value: Value): boolean {
  return Boolean(value)
}

export function isObject(value: Value | undefined): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

/** A scalar as text, in the expression language's own spelling of numbers and booleans. */
export function printScalar(value: Value): string {
  return toData(value).coerceString()
}
