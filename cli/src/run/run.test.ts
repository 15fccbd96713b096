import { expect, test } from 'vitest'
import { type TestWorld, testWorld } from '../world.kit.ts'
import { T0, tellStory } from './story.kit.ts'

const SPEC_FILE = '# Add a visit counter\n\nOn the front page.\n\n## Acceptance\n- it counts\n'
const at = (seconds: number) => new Date(Date.parse(T0) + seconds * 1000).toISOString()
const done = (detail: string, seconds: number) => ({
  state: 'done' as const,
  detail,
  startedAt: T0,
  finishedAt: at(seconds),
})
const metrics = { leadTimeMs: 9100, costUsd: 0.1183, buildMs: 1, deployMs: 1, inputTokens: 1, outputTokens: 1 }
const live = {
  chain: { deployment: done('healthy', 2) },
  spec: { outcome: 'live', url: 'http://shop.alice.localhost:4700', pull: 7 },
  evidence: { metrics },
  events: [['spec.implemented', {}]] as [string, unknown][],
} as const

type Story = Awaited<ReturnType<typeof tellStory>>

function start(story: Story, argv: string[] = []): { world: TestWorld; result: ReturnType<TestWorld['run']> } {
  const world = testWorld({ DEVFLOW_URL: story.url, DEVFLOW_TOKEN: 'x' }, { columns: 80 })
  world.write('counter.md', SPEC_FILE)
  return { world, result: world.run(['run', 'counter.md', '--repo', 'alice/shop', '--agent', 'codex', ...argv]) }
}

const approved = (story: Story) =>
  expect.poll(() => story.calls.map((call) => call.path), { timeout: 10_000 }).toContain('/api/specs/spec_1/approve')

test('a run writes, submits and approves the spec, tells every step, and ends live', async () => {
  await using story = await tellStory()
  const { world, result } = start(story)
  using _ = world
  await approved(story)
  story.tell({
    chain: { spec: done('approved by alice', 1), changes: { state: 'running', startedAt: T0 } },
    events: [['agent.edited_file', { path: 'src/index.html', additions: 12, deletions: 3 }]],
  })
  await expect.poll(world.output, { timeout: 10_000 }).toContain('✎ src/index.html  +12 −3')
  story.tell(live)
  const { exit, out } = await result
  expect(exit).toBe(0)
  expect(story.calls[0]!.body.merge).toBe('auto')
  expect(out).toMatch(/✓ spec {12}approved by alice {10,}1\.0s/)
  expect(out).toMatch(/✓ Live at http:\/\/shop\.alice\.localhost:4700\n {4}pull request #7 · \$0\.12 · 9\.1s/)
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(story.calls.map(({ path, body }) => [path, body])).toEqual([
    [
      '/api/specs',
      {
        owner: 'alice',
        name: 'shop',
        title: 'Add a visit counter',
        body: 'On the front page.\n\n## Acceptance\n- it counts',
        acceptance: ['it counts'],
        agent: 'codex',
      },
    ],
    ['/api/specs/spec_1/submit', {}],
    ['/api/specs/spec_1/approve', { version: 1 }],
  ])
  expect(new Set(story.calls.map((call) => call.key)).size).toBe(3)
})

test('with --json every line is an event and the last the outcome', async () => {
  await using story = await tellStory()
  const { world, result } = start(story, ['--json'])
  using _ = world
  await approved(story)
  story.tell({
    events: [
      ['spec.approved', {}],
      ['agent.said', { text: 'two\nlines' }],
    ],
  })
  story.tell(live)
  const { exit, out, err } = await result
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect([exit, err]).toEqual([0, ''])
  expect(lines.map((line) => line.name ?? line.outcome)).toEqual([
    'spec.approved',
    'agent.said',
    'spec.implemented',
    'live',
  ])
  expect(lines.at(-1)).toEqual({
    outcome: 'live',
    spec: 'spec_1',
    pull: 7,
    url: 'http://shop.alice.localhost:4700',
    costUsd: 0.1183,
  })
})

test('a restart of the server is waited for, and nothing is told twice', async () => {
  await using story = await tellStory()
  const { world, result } = start(story)
  using _ = world
  await approved(story)
  story.tell({
    chain: { spec: done('approved by alice', 1) },
    events: [['agent.ran_command', { command: 'npm test', exitCode: 0 }]],
  })
  await expect.poll(world.output, { timeout: 10_000 }).toContain('$ npm test')
  story.goAway()
  await expect.poll(world.output, { timeout: 10_000 }).toContain('The server is away')
  story.tell(live)
  story.comeBack()
  const { exit, out } = await result
  expect(exit).toBe(0)
  expect(out.match(/npm test/g)).toHaveLength(1)
  expect(out.match(/✓ spec /g)).toHaveLength(1)
  expect(out).toContain('The server is back.')
})

test('a failed check shows the check, the last lines of its log and why the run ended', async () => {
  await using story = await tellStory()
  const lines = Array.from({ length: 30 }, (_, i) => ({ number: i + 1, at: T0, text: `line ${i + 1}\x1b[2J` }))
  story.answer('GET /api/logs/log_1', { title: 'test', finished: true, lines })
  const { world, result } = start(story)
  using _ = world
  await approved(story)
  const check = { name: 'test', conclusion: 'failure', title: '1 of 12 tests failed', summary: '', log: 'log_1' }
  story.tell({
    chain: { checks: { state: 'failed', detail: 'test failed', startedAt: T0, finishedAt: at(3) } },
    spec: { outcome: 'failed', reason: 'The check test failed twice.' },
    evidence: { checks: [check as never] },
  })
  const { exit, out } = await result
  expect(exit).toBe(1)
  expect(out).toContain('test: 1 of 12 tests failed')
  expect(out).toContain('│ line 30\n')
  expect(out).not.toContain('line 18\n')
  expect(out).toContain('✗ Failed: The check test failed twice.')
})

test('Ctrl-C leaves the work alone and says how to come back and how to stop it', async () => {
  await using story = await tellStory()
  const { world, result } = start(story)
  using _ = world
  await approved(story)
  story.tell({ evidence: { tasks: [{ id: 'task_1', status: 'in_progress' } as never] } })
  await expect.poll(world.output, { timeout: 10_000 }).toContain('spec_1')
  world.interrupt()
  const { exit, out } = await result
  expect(exit).toBe(130)
  expect(out).toContain('devflow run --attach spec_1')
  expect(out).toContain('devflow tasks cancel task_1')
})

test('--attach tells the whole story of a spec under way', async () => {
  await using story = await tellStory()
  story.tell({ chain: { spec: done('approved by alice', 1) }, events: [['agent.started', {}]] })
  story.tell(live)
  using world = testWorld({ DEVFLOW_URL: story.url, DEVFLOW_TOKEN: 'x' })
  const { exit, out } = await world.run(['run', '--attach', 'spec_1'])
  expect([exit, story.calls]).toEqual([0, []])
  expect(out).toContain('▸ started work')
})

test('--no-merge asks for a review and ends when only the merge is left', async () => {
  await using story = await tellStory()
  const { world, result } = start(story, ['--no-merge', '--json'])
  using _ = world
  await approved(story)
  story.tell({ chain: { merge: { state: 'needs_person', detail: 'waits for a person' } }, spec: { pull: 7 } })
  const { exit, out } = await result
  expect(exit).toBe(0)
  expect(JSON.parse(out.trimEnd().split('\n').at(-1)!)).toMatchObject({ outcome: 'review', pull: 7 })
  expect(story.calls[0]!.body.merge).toBe('review')
})

test('a run that is lost sight of says that the work goes on', async () => {
  await using story = await tellStory()
  const { world, result } = start(story, ['--json'])
  using _ = world
  await approved(story)
  const message = 'The token has expired.'
  story.answer('GET /api/specs/spec_1/evidence', { error: { kind: 'unauthenticated', code: 'x.y', message } }, 401)
  story.tell({ events: [['spec.approved', {}]] })
  const { exit, out, err } = await result
  expect(exit).toBe(4)
  expect(JSON.parse(out.trimEnd().split('\n').at(-1)!)).toMatchObject({
    outcome: 'failed',
    spec: 'spec_1',
    reason: expect.stringContaining(message),
  })
  expect(err).toContain('devflow run --attach spec_1')
})

const refused: [what: string, argv: string[], prepare: (story: Story) => void, exit: number, message: RegExp][] = [
  ['no file', ['run'], () => {}, 2, /Which spec\?/],
  ['a file that is not there', ['run', 'none.md', '--repo', 'alice/shop'], () => {}, 2, /There is no file none\.md/],
  ['a folder', ['run', '.', '--repo', 'alice/shop'], () => {}, 2, /A folder, not a file/],
  ['no repository', ['run', 'counter.md'], () => {}, 2, /use --repo owner\/name/],
  ['an odd repository', ['run', 'counter.md', '--repo', 'shop'], () => {}, 2, /--repo takes owner\/name/],
  ['an unknown repository', ['run', 'counter.md', '--repo', 'alice/none'], () => {}, 1, /git push devflow HEAD:main/],
  [
    'an agent that is not installed',
    ['run', 'counter.md', '--repo', 'alice/shop', '--agent', 'claude'],
    () => {},
    1,
    /npm i -g claude-acp/,
  ],
  [
    'an unknown agent',
    ['run', 'counter.md', '--repo', 'alice/shop', '--agent', 'codx'],
    () => {},
    1,
    /There is no agent "codx"; there are codex, claude, builtin/,
  ],
  [
    'no model',
    ['run', 'counter.md', '--repo', 'alice/shop', '--agent', 'codex'],
    (story) => story.answer('GET /api/settings/model', { baseUrl: null, model: null, hasApiKey: false }),
    1,
    /DEVFLOW_MODEL_BASE_URL/,
  ],
  ['both a file and --attach', ['run', 'counter.md', '--attach', 'spec_1'], () => {}, 2, /Either a file or --attach/],
  [
    'a draft to attach to',
    ['run', '--attach', 'spec_1'],
    (story) => story.tell({ spec: { outcome: null, state: 'draft' } }),
    1,
    /devflow specs submit spec_1\n {2}devflow specs approve spec_1/,
  ],
]

test.each(refused)('%s is refused before anything is written', async (_, argv, prepare, exit, message) => {
  await using story = await tellStory()
  prepare(story)
  using world = testWorld({ DEVFLOW_URL: story.url, DEVFLOW_TOKEN: 'x' })
  world.write('counter.md', SPEC_FILE)
  const answer = await world.run(argv)
  expect(answer.err).toMatch(message)
  expect(answer.exit).toBe(exit)
  expect(story.calls).toEqual([])
  const json = await world.run([...argv, '--json'])
  expect(JSON.parse(json.out)).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining(answer.err.split('\n')[0]!.slice(2)),
  })
})
