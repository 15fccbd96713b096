import { expect, test } from 'vitest'
import { type ChainFacts, drawChain, type Step, type StepKey } from './chain.ts'

const AT = '2026-03-01T10:00:00.000Z'

const task = {
  status: 'completed',
  createdAt: AT,
  startedAt: AT,
  completedAt: AT,
  reason: null,
  agent: { name: 'codex' },
}
const attempt = { state: 'succeeded', startedAt: AT, endedAt: AT, costUsd: 0.25, headSha: 'a' }
const check = { name: 'test', status: 'completed', conclusion: 'success', startedAt: AT, completedAt: AT }
const pull = {
  number: 7,
  state: 'open',
  additions: 3,
  deletions: 1,
  changedFiles: 2,
  blockedBy: [] as string[],
  createdAt: AT,
  mergedAt: null as string | null,
}
const deployment = {
  id: 'dpl_1',
  state: 'live',
  url: 'http://shop.alice.localhost',
  reason: null,
  createdAt: AT,
  liveAt: AT,
}

const draft: ChainFacts = {
  spec: {
    id: 'spec_1',
    title: 'Add a cart',
    state: 'draft',
    outcome: null,
    reason: null,
    createdAt: AT,
    approvedAt: null,
    finishedAt: null,
    project: { owner: 'alice', name: 'shop' },
    merge: null,
  },
  autoMerge: true,
  deploys: true,
  tasks: [],
  attempts: [],
  pull: null,
  checks: [],
  deployment: null,
  metrics: null,
}
const running: ChainFacts = {
  ...draft,
  spec: { ...draft.spec, state: 'approved', outcome: 'running', approvedAt: AT },
  tasks: [task],
  attempts: [attempt],
  pull,
  checks: [check],
}
const merged: ChainFacts = { ...running, pull: { ...pull, state: 'merged', mergedAt: AT } }
const live: ChainFacts = {
  ...merged,
  spec: { ...running.spec, state: 'implemented', outcome: 'live', finishedAt: AT },
  deployment,
  metrics: { leadTimeMs: 3_725_000, costUsd: 0.25 },
}

test.each<[string, ChainFacts, Partial<Record<StepKey, Partial<Step>>>]>([
  ['a draft has begun nothing', draft, { spec: { state: 'waiting', detail: 'draft' }, tasks: { state: 'waiting' } }],
  [
    'review asks for a person',
    { ...draft, spec: { ...draft.spec, state: 'review' } },
    { spec: { state: 'needs_person' } },
  ],
  [
    'a task in the queue',
    { ...running, tasks: [{ ...task, status: 'pending', completedAt: null, agent: null }], attempts: [], pull: null },
    {
      spec: { state: 'done' },
      tasks: { state: 'running', detail: 'waits for an agent' },
      changes: { state: 'waiting' },
    },
  ],
  [
    'an agent at work',
    {
      ...running,
      tasks: [{ ...task, status: 'in_progress' }],
      attempts: [{ ...attempt, state: 'running', costUsd: null }],
      pull: null,
    },
    { tasks: { state: 'running', detail: 'codex' }, changes: { state: 'running', detail: 'editing', costUsd: null } },
  ],
  [
    'a failed task says why in five words',
    { ...running, tasks: [{ ...task, status: 'failed', reason: 'The model did not answer at all: timeout' }] },
    { tasks: { state: 'failed', detail: 'The model did not answer…' } },
  ],
  [
    'two attempts cost both',
    { ...running, attempts: [attempt, attempt] },
    { changes: { costUsd: 0.5, detail: '+3 −1' } },
  ],
  ['work of an external agent', { ...running, attempts: [] }, { changes: { state: 'done', detail: '+3 −1' } }],
  [
    'checks under way',
    { ...running, checks: [check, { ...check, status: 'queued', conclusion: null, completedAt: null }] },
    { checks: { state: 'running', detail: '1 of 2', finishedAt: null }, merge: { state: 'waiting' } },
  ],
  [
    'a failed check is named',
    { ...running, checks: [check, { ...check, name: 'lint', conclusion: 'failure' }] },
    { checks: { state: 'failed', detail: 'lint failed' }, merge: { state: 'waiting' } },
  ],
  ['all green merges by itself', running, { checks: { state: 'done' }, merge: { state: 'waiting' } }],
  [
    'all green under review',
    { ...running, autoMerge: false },
    { merge: { state: 'needs_person', detail: 'waits for review' } },
  ],
  [
    'all green but blocked',
    { ...running, pull: { ...pull, blockedBy: ['1 approval is missing; ask somebody.'] } },
    { merge: { state: 'needs_person', detail: '1 approval is missing' } },
  ],
  [
    'a closed pull request',
    { ...running, pull: { ...pull, state: 'closed' } },
    { pull_request: { state: 'failed' }, merge: { state: 'failed', detail: 'closed' } },
  ],
  [
    'merged and building',
    { ...merged, deployment: { ...deployment, state: 'building', url: null, liveAt: null } },
    { merge: { state: 'done', finishedAt: AT }, deployment: { state: 'running', detail: 'building' } },
  ],
  [
    'a failed deployment',
    { ...merged, deployment: { ...deployment, state: 'failed', reason: 'The build failed: npm ended with 1.' } },
    { deployment: { state: 'failed', detail: 'The build failed' }, metrics: { state: 'waiting' } },
  ],
  [
    'deployments switched off',
    { ...merged, deploys: false },
    { deployment: { state: 'waiting', detail: 'switched off' } },
  ],
  [
    'live',
    live,
    {
      deployment: { state: 'done', detail: 'live', href: '/alice/shop/deployments/dpl_1' },
      metrics: { state: 'done', detail: '1 h 2 min lead time', costUsd: 0.25 },
    },
  ],
])('%s', (_, facts, expected) => {
  const chain = drawChain(facts)
  expect(chain.map(({ key }) => key)).toEqual([
    'spec',
    'tasks',
    'changes',
    'pull_request',
    'checks',
    'merge',
    'deployment',
    'metrics',
  ])
  for (const [key, step] of Object.entries(expected)) expect(chain.find((s) => s.key === key)).toMatchObject(step)
})

test('a chain that went the whole way has no open link', () => {
  expect(drawChain(live).map(({ state }) => state)).toEqual(Array(8).fill('done'))
})

test('no detail of a failure is longer than five words', () => {
  const long = 'one two three four five six seven eight'
  const facts: ChainFacts = {
    ...merged,
    tasks: [{ ...task, status: 'failed', reason: long }],
    checks: long.split(' ').map((name) => ({ ...check, name, conclusion: 'failure' })),
    deployment: { ...deployment, state: 'failed', reason: long },
  }
  for (const { detail } of drawChain(facts)) expect(detail.split(' ').length).toBeLessThanOrEqual(5)
})
