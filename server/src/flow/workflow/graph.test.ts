import { expect, test } from 'vitest'
import type { Evidence } from './evidence.ts'
import { drawGraph, type Graph } from './graph.ts'

const AT = '2026-03-01T10:00:00.000Z'
const base = {
  spec: {
    id: 'spec_1',
    title: 'Add a cart',
    state: 'approved',
    outcome: 'running',
    project: { id: 'prj_1', owner: 'alice', name: 'shop' },
    createdAt: AT,
    updatedAt: AT,
    finishedAt: null,
  },
  chain: [],
  tasks: [],
  attempts: [],
  pull: null,
  checks: [],
  runs: [],
  deployment: null,
  metrics: null,
}
const task = (id: string) => ({ id, title: id, status: 'completed', createdAt: AT })
const attempt = (id: string, of: string, state: string) => ({
  id,
  task: of,
  number: 1,
  agent: { id: 'agt_1', name: 'codex' },
  state,
  startedAt: AT,
})
const pull = { id: 'pr_1', number: 1, title: 'Add a cart', state: 'open', createdAt: AT }
const run = { id: 'run_1', number: 1, workflow: 'ci', status: 'completed', conclusion: 'success', createdAt: AT }
const check = (id: string, of: string | null) => ({
  id,
  name: id,
  status: 'queued',
  conclusion: null,
  run: of,
  startedAt: null,
})
const deployment = { id: 'dpl_1', number: 1, state: 'live', createdAt: AT }
const metrics = { leadTimeMs: 1, costUsd: 0, buildMs: 1, deployMs: 1, inputTokens: 0, outputTokens: 0 }

/** Only what the graph reads is given. */
const draw = (parts: object): Graph => drawGraph({ ...base, ...parts } as unknown as Evidence)

/** What can be reached from a node along the links, in either direction. */
function reach({ edges }: Graph, from: string): Set<string> {
  const seen = new Set([from])
  for (const node of seen)
    for (const edge of edges) {
      if (edge.from === node) seen.add(edge.to)
      if (edge.to === node) seen.add(edge.from)
    }
  return seen
}

test.each<[string, object, number]>([
  ['a spec alone', {}, 2],
  ['a task nobody took', { tasks: [task('tsk_1')] }, 3],
  [
    'the whole path',
    {
      tasks: [task('tsk_1'), task('tsk_2')],
      attempts: [attempt('att_1', 'tsk_1', 'failed'), attempt('att_2', 'tsk_2', 'succeeded')],
      pull,
      runs: [run],
      checks: [check('chk_ci', 'run_1'), check('chk_guardian', null), check('chk_old', 'run_gone')],
      deployment,
      metrics,
    },
    13,
  ],
  ['work from outside, without an attempt', { tasks: [task('tsk_1')], pull, checks: [check('chk_1', null)] }, 5],
  ['a deployment whose pull request is unknown', { deployment, metrics }, 4],
])('%s: every node is reached from every other', (_, parts, count) => {
  const graph = draw(parts)
  expect(graph.nodes).toHaveLength(count)
  expect(new Set(graph.nodes.map(({ id }) => id)).size).toBe(count)
  for (const { id } of graph.nodes) expect(reach(graph, id).size).toBe(count)
})

test('the pull request hangs on the attempt that led to it, a check on its run', () => {
  const { edges } = draw({
    tasks: [task('tsk_1')],
    attempts: [attempt('att_1', 'tsk_1', 'failed'), attempt('att_2', 'tsk_1', 'succeeded')],
    pull,
    runs: [run],
    checks: [check('chk_ci', 'run_1')],
  })
  expect(edges).toContainEqual({ from: 'att_2', to: 'pr_1', relation: 'led to' })
  expect(edges).toContainEqual({ from: 'run_1', to: 'chk_ci', relation: 'reports' })
  expect(edges).not.toContainEqual(expect.objectContaining({ from: 'att_1', to: 'pr_1' }))
})
