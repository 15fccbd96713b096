import type { StoredEvent } from '#kernel'

const NAMES: Record<string, string> = {
  'spec.created': 'SPEC_CREATED',
  'spec.approved': 'SPEC_APPROVED',
  'pull.opened': 'PR_CREATED',
  'pull.merged': 'PR_MERGED',
  'deploy.started': 'DEPLOYMENT_STARTED',
  'deploy.went_live': 'DEPLOYMENT_COMPLETED',
  'deploy.failed': 'DEPLOYMENT_FAILED',
}
const GOOD = new Set(['success', 'neutral', 'skipped'])

/** The name the workflow API prints for an event: the fixed ones where it has them, else the event's own in capitals. */
export function publicName({ name, data }: Pick<StoredEvent, 'name' | 'data'>): string {
  if (name === 'check.completed' && !GOOD.has(data?.conclusion)) return 'PR_CHECK_FAILED'
  if (name === 'run.completed') return GOOD.has(data?.conclusion) ? 'TEST_PASSED' : 'TEST_FAILED'
  if (name === 'fact.recorded') return String(data?.name)
  return NAMES[name] ?? name.replace('.', '_').toUpperCase()
}

/** The events that can carry a public name, to ask the table for. A fact from outside can carry any. */
export function eventsNamed(wanted: string): string[] {
  return [eventNamed(wanted), 'fact.recorded']
}

function eventNamed(wanted: string): string {
  if (wanted === 'PR_CHECK_FAILED') return 'check.completed'
  if (wanted === 'TEST_PASSED' || wanted === 'TEST_FAILED') return 'run.completed'
  const fixed = Object.entries(NAMES).find(([, name]) => name === wanted)
  return fixed ? fixed[0] : wanted.toLowerCase().replace('_', '.')
}
