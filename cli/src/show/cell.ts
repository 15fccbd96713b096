import { printBytes, printCost, printDuration, printRelative } from '../terminal/quantity.ts'
import { printStatus, STATUS_FIELDS } from '../terminal/status.ts'
import { clean, type Style } from '../terminal/style.ts'

export interface CellContext {
  style: Style
  now: Date
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

/** A value of an answer in a few words: `owner/name` for a project, a name for an actor, `5 min ago` for a time. */
export function printCell(field: string, value: unknown, { style, now }: CellContext): string {
  if (value === null || value === undefined || value === '') return style.dim('–')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return printNumber(field, value)
  if (typeof value === 'string') {
    if (STATUS_FIELDS.includes(field)) return printStatus(clean(value), style)
    if (ISO_TIME.test(value) && !Number.isNaN(Date.parse(value))) return printRelative(new Date(value), now)
    if (/^[0-9a-f]{40}$/.test(value)) return value.slice(0, 8)
    return clean(value)
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? style.dim('–') : value.map((one) => printCell('', one, { style, now })).join(', ')
  }
  return printReference(value as Record<string, unknown>)
}

function printNumber(field: string, value: number): string {
  if (field.endsWith('Usd')) return printCost(value)
  if (field.endsWith('Ms')) return printDuration(value)
  if (field.endsWith('Bytes')) return printBytes(value)
  return String(value)
}

/** The shortest thing a person knows an object by. */
function printReference(value: Record<string, unknown>): string {
  if (typeof value.owner === 'string' && typeof value.name === 'string') return clean(`${value.owner}/${value.name}`)
  for (const field of ['title', 'name', 'login', 'branch', 'key', 'id']) {
    if (typeof value[field] === 'string' && value[field]) return clean(value[field])
  }
  return clean(JSON.stringify(value))
}
