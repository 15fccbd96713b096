import { expect, test } from 'vitest'
import { eventsNamed, publicName } from './names.ts'

const TABLE: [string, string, object][] = [
  ['SPEC_CREATED', 'spec.created', {}],
  ['SPEC_APPROVED', 'spec.approved', {}],
  ['PR_CREATED', 'pull.opened', {}],
  ['PR_MERGED', 'pull.merged', {}],
  ['PR_CHECK_FAILED', 'check.completed', { conclusion: 'failure' }],
  ['TEST_PASSED', 'run.completed', { conclusion: 'success' }],
  ['TEST_FAILED', 'run.completed', { conclusion: 'timed_out' }],
  ['DEPLOYMENT_STARTED', 'deploy.started', {}],
  ['DEPLOYMENT_COMPLETED', 'deploy.went_live', {}],
  ['DEPLOYMENT_FAILED', 'deploy.failed', {}],
  ['TASK_CLAIMED', 'task.claimed', {}],
  ['AGENT_EDITED_FILE', 'agent.edited_file', {}],
  ['CHECK_COMPLETED', 'check.completed', { conclusion: 'success' }],
  ['INCIDENT_OPENED', 'fact.recorded', { name: 'INCIDENT_OPENED' }],
]

test.each(TABLE)('%s is what the outside reads for %s', (wanted, name, data) => {
  expect(publicName({ name, data })).toBe(wanted)
})

test.each(TABLE)('%s finds the events called %s again', (wanted, name) => {
  expect(eventsNamed(wanted)).toContain(name)
})

test('a fact from outside may carry a name that DevFlow uses itself, and is found under it', () => {
  for (const name of ['TEST_PASSED', 'PR_CHECK_FAILED', 'SPEC_CREATED'])
    expect(eventsNamed(name)).toContain('fact.recorded')
})
