import type { StoredEvent } from '../api/events.ts'

/** What unfolds below an event's sentence: a diff, an output, a text, or its facts. */
export type Detail =
  | { kind: 'diff'; path: string; patch: string; note: string }
  | { kind: 'output'; title: string; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'facts'; facts: [string, string][] }

export function detailOf(event: StoredEvent): Detail | undefined {
  const data = event.data ?? {}
  switch (event.name) {
    case 'agent.edited_file':
      return typeof data.patch === 'string' && data.patch !== ''
        ? { kind: 'diff', path: str(data.path), patch: data.patch, note: str(data.explanation) }
        : facts(data)
    case 'agent.ran_command':
      return {
        kind: 'output',
        title: Array.isArray(data.command) ? data.command.join(' ') : str(data.command),
        text: str(data.output),
      }
    case 'agent.called_tool':
      return { kind: 'output', title: print(data.input), text: print(data.output) }
    case 'agent.reasoned':
    case 'agent.said':
      return { kind: 'text', text: str(data.text) }
    case 'agent.requested_review':
      return { kind: 'text', text: str(data.summary) }
    case 'agent.planned':
      return Array.isArray(data.entries) ? { kind: 'list', items: data.entries.map(entry) } : undefined
    case 'git.pushed':
      return Array.isArray(data.commits) ? { kind: 'list', items: data.commits.map(entry) } : undefined
    default:
      return facts(data)
  }
}

function facts(data: Record<string, unknown>): Detail | undefined {
  const found = Object.entries(data)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]): [string, string] => [key, print(value)])
  return found.length === 0 ? undefined : { kind: 'facts', facts: found }
}

function entry(value: unknown): string {
  if (typeof value === 'string') return value
  const record = (value ?? {}) as Record<string, unknown>
  const words = str(record.content) || str(record.title) || str(record.message) || print(value)
  return record.sha ? `${str(record.sha).slice(0, 7)} ${words}` : words
}

function str(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function print(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
