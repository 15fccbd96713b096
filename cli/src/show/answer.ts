import { printRelative } from '../terminal/quantity.ts'
import { cleanLines, padEnd, width } from '../terminal/style.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { printCell } from './cell.ts'
import { printTable } from './table.ts'

type Row = Record<string, unknown>

/** What people look for first, in the order in which they look. Fields that a list does not have are passed over. */
const COLUMNS = [
  'number',
  'id',
  'key',
  'login',
  'slug',
  'project',
  'owner',
  'name',
  'title',
  'workflow',
  'environment',
  'kind',
  'state',
  'status',
  'conclusion',
  'outcome',
  'active',
  'role',
  'agent',
  'priority',
  'path',
  'message',
  'sha',
  'url',
  'costUsd',
  'author',
  'actor',
  'lastSeenAt',
  'updatedAt',
  'createdAt',
  'at',
  'expiresAt',
]
const MAX_COLUMNS = 7
const HEADINGS: Record<string, string> = {
  number: '#',
  updatedAt: 'updated',
  createdAt: 'created',
  lastSeenAt: 'last seen',
  expiresAt: 'expires',
  costUsd: 'cost',
}

/** Shows any answer of a verb to a person: a list as a table, anything else as fields and values. */
export function showAnswer(terminal: Terminal, answer: unknown): void {
  if (answer === undefined || (isRow(answer) && Object.keys(answer).length === 0)) terminal.line('Done.')
  else if (isRow(answer) && Array.isArray(answer.items)) showList(terminal, answer.items, { next: answer.next })
  else if (isRow(answer)) showFields(terminal, answer)
  else terminal.line(String(answer))
}

function showList(
  terminal: Terminal,
  items: unknown[],
  { next, indent = '' }: { next?: unknown; indent?: string },
): void {
  const { style } = terminal
  const columns = terminal.columns - indent.length
  if (items.length === 0) {
    terminal.line(indent + style.dim('Nothing here yet.'))
    return
  }
  if (!items.every(isRow)) {
    for (const item of items) terminal.line(indent + printCell('', item, { style, now: new Date() }))
    return
  }
  const fields = chooseColumns(items)
  const now = new Date()
  const rows = items.map((item) => fields.map((field) => printCell(field, item[field], { style, now })))
  const headings = fields.map((field) => HEADINGS[field] ?? words(field))
  for (const line of printTable(headings, rows, { columns, style })) terminal.line(indent + line)
  if (next) terminal.line(style.dim(`There are more: --cursor ${String(next)}`))
}

/** The best known columns, else the first simple ones. Columns that are empty throughout are left out. */
function chooseColumns(items: Row[]): string[] {
  const filled = (field: string) => items.some((item) => !isEmpty(item[field]))
  // Two times a row say little more than one.
  const known = COLUMNS.filter((field) => filled(field) && !(field === 'createdAt' && filled('updatedAt')))
  const simple = Object.keys(items[0]!).filter((field) => filled(field) && !isRow(items[0]![field]))
  return (known.length > 1 ? known : simple).slice(0, MAX_COLUMNS)
}

function showFields(terminal: Terminal, answer: Row, indent = ''): void {
  const { style } = terminal
  const now = new Date()
  const entries = Object.entries(answer)
  const label = Math.max(...entries.map(([field]) => width(words(field))))
  const later: (() => void)[] = []
  for (const [field, value] of entries) {
    const name = `${indent}${style.dim(padEnd(words(field), label))}  `
    if (Array.isArray(value) && value.some(isRow)) {
      later.push(() => {
        terminal.line()
        terminal.line(indent + style.bold(words(field)))
        showList(terminal, value, { indent: `${indent}  ` })
      })
    } else if (isRow(value) && isDeep(value)) {
      later.push(() => {
        terminal.line()
        terminal.line(indent + style.bold(words(field)))
        showFields(terminal, value, `${indent}  `)
      })
    } else if (typeof value === 'string' && value.includes('\n')) {
      later.push(() => {
        terminal.line()
        terminal.line(indent + style.bold(words(field)))
        for (const line of cleanLines(value)) terminal.line(`${indent}  ${line}`)
      })
    } else {
      terminal.line(name + printCell(field, value, { style, now }) + exactTime(value, now, terminal))
    }
  }
  for (const show of later) show()
}

/** Relative times are for reading, the exact one for comparing. */
function exactTime(value: unknown, now: Date, { style }: Terminal): string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value) || Number.isNaN(Date.parse(value))) return ''
  const at = new Date(value)
  const exact = at.toISOString()
  return printRelative(at, now) === exact.slice(0, 10) ? '' : style.dim(`  ${exact.slice(0, 19)}Z`)
}

/** Whether an object says more than a reference to something (a project, an actor, a branch). */
function isDeep(value: Row): boolean {
  return Object.keys(value).length > 4 || !REFERENCES.some((field) => typeof value[field] === 'string')
}

const REFERENCES = ['id', 'name', 'login', 'title', 'branch', 'sha']

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** `lastSeenAt` → `last seen at`. */
function words(field: string): string {
  return field.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}
