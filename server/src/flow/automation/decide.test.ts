import { expect, test } from 'vitest'
import { decide, type Facts } from './decide.ts'

const start: Facts = {
  outcome: 'running',
  branch: 'feature/spec_1',
  autoMerge: true,
  maxAttempts: 2,
  tasks: [{ id: 't1', status: 'completed', reason: null }],
  pull: { state: 'open', headSha: 'a', blockedBy: [] },
  checks: [{ name: 'test', source: 'ci', status: 'completed', conclusion: 'success', title: null }],
  checksPlanned: true,
  deploy: true,
  deployment: null,
}
const check = (conclusion: string, source: 'ci' | 'guardian' = 'ci') => ({
  name: source,
  source,
  status: 'completed' as const,
  conclusion,
  title: 'why',
})

test.each<[string, Partial<Facts>, object]>([
  ['nothing before the approval', { outcome: null }, { do: 'wait' }],
  ['nothing after the end', { outcome: 'live' }, { do: 'wait' }],
  ['a branch first', { branch: null, tasks: [], pull: null }, { do: 'begin' }],
  ['then a task', { tasks: [], pull: null }, { do: 'create_task' }],
  [
    'waits for the agent',
    { tasks: [{ id: 't', status: 'in_progress', reason: null }], pull: null },
    { do: 'wait', for: 'the agent' },
  ],
  [
    'ends with a failed task',
    { tasks: [{ id: 't', status: 'failed', reason: 'no model' }], pull: null },
    { do: 'finish', outcome: 'failed', reason: 'no model' },
  ],
  [
    'ends as refused where a rule did not let the work in',
    {
      tasks: [
        { id: 't', status: 'failed', reason: '".env" is forbidden.', result: { refusedBy: 'guardian.forbidden-path' } },
      ],
      pull: null,
    },
    { do: 'finish', outcome: 'refused', reason: '".env" is forbidden.' },
  ],
  ['opens the pull request', { pull: null }, { do: 'open_pull' }],
  ['waits until the checks are planned', { checks: [], checksPlanned: false }, { do: 'wait', for: 'the checks' }],
  ['merges when all is green', {}, { do: 'merge' }],
  ['repairs what the checks found', { checks: [check('failure')] }, { do: 'repair', failed: ['ci'] }],
  [
    'gives up after the last attempt',
    { checks: [check('timed_out')], tasks: [start.tasks[0]!, { id: 't2', status: 'completed', reason: null }] },
    { do: 'finish', outcome: 'failed' },
  ],
  [
    'ends with Guardian, and never repairs around it',
    { checks: [check('failure'), check('failure', 'guardian')] },
    { do: 'finish', outcome: 'refused', reason: 'guardian: why' },
  ],
  ['waits for a person', { autoMerge: false }, { do: 'wait', for: 'a review by a person' }],
  ['merges what a person approved', { autoMerge: false, pull: { ...start.pull!, state: 'approved' } }, { do: 'merge' }],
  [
    'waits for what blocks it',
    { pull: { ...start.pull!, blockedBy: ['It conflicts.'] } },
    { do: 'wait', for: 'It conflicts.' },
  ],
  [
    'ends with a closed pull request',
    { pull: { ...start.pull!, state: 'closed' } },
    { do: 'finish', outcome: 'failed' },
  ],
  ['deploys what was merged', { pull: { ...start.pull!, state: 'merged' } }, { do: 'deploy' }],
  [
    'is done after the merge where nothing is deployed',
    { pull: { ...start.pull!, state: 'merged' }, deploy: false },
    { do: 'finish', outcome: 'live' },
  ],
  [
    'waits for the deployment',
    { pull: { ...start.pull!, state: 'merged' }, deployment: { state: 'building', url: null, reason: null } },
    { do: 'wait' },
  ],
  [
    'is live',
    {
      pull: { ...start.pull!, state: 'merged' },
      deployment: { state: 'live', url: 'http://shop.alice.localhost', reason: null },
    },
    { do: 'finish', outcome: 'live', url: 'http://shop.alice.localhost' },
  ],
  [
    'ends with a failed deployment',
    {
      pull: { ...start.pull!, state: 'merged' },
      deployment: { state: 'failed', url: null, reason: 'It never listened.' },
    },
    { do: 'finish', outcome: 'failed', reason: 'It never listened.' },
  ],
])('%s', (_name, change, step) => {
  expect(decide({ ...start, ...change })).toMatchObject(step)
})
