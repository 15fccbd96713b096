import type { Event } from '@devflow/sdk'
import { plural, printCost } from '../terminal/quantity.ts'
import { clean, fit, type Style } from '../terminal/style.ts'

const ACTOR_COLUMNS = 12
const FALLBACK_FIELDS = ['title', 'message', 'summary', 'name', 'reason', 'workflow', 'ref', 'url', 'path']

/** One event on one line: time, who, what. */
export function describeEvent(event: Event, at: { style: Style; columns: number }): string {
  const { style } = at
  const time = new Date(event.at).toTimeString().slice(0, 8)
  const name = fit(clean(event.actor.name), ACTOR_COLUMNS).padEnd(ACTOR_COLUMNS)
  const actor = event.actor.kind === 'agent' ? style.colour('violet', name) : name
  const columns = at.columns - 8 - ACTOR_COLUMNS - 4
  return `${style.dim(time)}  ${actor}  ${describeAction(event, { style, columns }) ?? describeFact(event, { style, columns })}`
}

/** What an agent did, in a few words with a sign in front; undefined for any other event. */
export function describeAction(
  event: Event,
  { style, columns }: { style: Style; columns: number },
): string | undefined {
  const data = (event.data ?? {}) as Record<string, unknown>
  const text = (field: string): string => (typeof data[field] === 'string' ? clean(data[field]) : '')
  const count = (field: string): number => (typeof data[field] === 'number' ? data[field] : 0)
  const sign = (glyph: string, words: string, after = '') =>
    `${style.colour('violet', glyph)} ${fit(words, columns - 2 - after.length)}${after && style.dim(after)}`
  switch (event.name) {
    case 'agent.started':
      return sign('▸', 'started work')
    case 'agent.planned':
      return sign('≡', describePlan(data.entries))
    case 'agent.reasoned':
      return style.dim(fit(`… ${text('text')}`, columns))
    case 'agent.said':
      return sign('“', text('text'))
    case 'agent.called_tool':
      return sign('→', text('title') || 'used a tool', text('status') === 'failed' ? '  failed' : '')
    case 'agent.edited_file':
      return sign('✎', text('path'), `  +${count('additions')} −${count('deletions')}`)
    case 'agent.ran_command':
      return sign('$', text('command'), count('exitCode') === 0 ? '' : `  exit ${count('exitCode')}`)
    case 'agent.asked_permission':
      return sign('?', text('title'), `  ${text('answer')}`)
    case 'agent.committed':
      return sign('●', subject(data.message), `  ${text('sha').slice(0, 8)}`)
    case 'agent.requested_review':
      return sign('◇', text('summary') || 'asked for a review', confidence(data.confidence))
    case 'agent.finished': {
      const cost = typeof data.costUsd === 'number' ? `  ${printCost(data.costUsd)}` : ''
      return sign('■', [`finished: ${text('outcome')}`, text('reason')].filter(Boolean).join(', '), cost)
    }
    default:
      return undefined
  }
}

interface PlanEntry {
  content?: unknown
  status?: unknown
}

/** `2 of 4: Show it on the page`, or how many steps there are where none is under way. */
function describePlan(entries: unknown): string {
  const steps: PlanEntry[] = Array.isArray(entries) ? entries : []
  const current = steps.findIndex((step) => step.status === 'in_progress')
  if (current >= 0) return `${current + 1} of ${steps.length}: ${clean(String(steps[current]!.content ?? ''))}`
  const isDone = steps.length > 0 && steps.every((step) => step.status === 'completed')
  return isDone ? 'did all that was planned' : `planned ${plural(steps.length, 'step')}`
}

/** The first line of a commit's message. */
function subject(message: unknown): string {
  return typeof message === 'string' ? clean(message.split('\n', 1)[0]!) : ''
}

function confidence(value: unknown): string {
  return typeof value === 'number' ? `  ${Math.round(value * 100)} % sure` : ''
}

/** `spec.approved` is a sentence already; the fact's own title makes it a whole one. */
function describeFact(event: Event, { style, columns }: { style: Style; columns: number }): string {
  const words = clean(event.name).replace('.', ' ').replaceAll('_', ' ')
  const data = (event.data ?? {}) as Record<string, unknown>
  const about = FALLBACK_FIELDS.map((field) => data[field]).find((value) => typeof value === 'string' && value !== '')
  const detail = about ? fit(clean(about as string), Math.max(10, columns - words.length - 2)) : ''
  return `${words}${detail && `  ${style.dim(detail)}`}`
}
