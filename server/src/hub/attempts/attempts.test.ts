import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createAgents } from '#agents'
import { createGit } from '#git'
import { createIdentity } from '#identity'
import type { Actor } from '#kernel'
import { createProjects } from '#projects'
import { createSandbox } from '#sandbox'
import { createTasks } from '#tasks'
import { testKernel } from '#testing'
import { type AttemptsDeps, createAttempts } from './attempts.ts'
import { TEST_LIMITS } from './drivers/agent-driver.suite.ts'

const AGENT = join(import.meta.dirname, 'testing/acp-agent.ts')
const recordings = await mkdtemp(join(tmpdir(), 'devflow-recordings-'))
afterAll(() => rm(recordings, { recursive: true, force: true }))

type Options = Partial<Pick<AttemptsDeps, 'permit' | 'recording' | 'costOf' | 'limits'>>

/** The hub on real git, the real sandbox and real processes, with alice's project `alice/shop` of one commit. */
async function attemptsKit(options: Options = {}) {
  const kit = await testKernel()
  const { kernel } = kit
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const sandbox = createSandbox(kernel, { environment: { PATH: process.env.PATH ?? '' } })
  const git = createGit(kernel, { identity, projects })
  const agents = createAgents(kernel, { identity, searchPath: [] })
  const tasks = createTasks(kernel, { projects, agents })
  const attempts = createAttempts(kernel, {
    identity,
    projects,
    agents,
    tasks,
    git,
    sandbox,
    searchPath: [],
    ...options,
    limits: { ...TEST_LIMITS, ...options.limits },
  })
  await kit.start()
  const people = await kernel.db.system(async (tx) => {
    const person = async (login: string): Promise<Actor> => {
      const user = await identity.createUser(tx, { login, name: login, serverAdmin: false })
      return { kind: 'person', id: user.id, name: login, orgs: { [user.org]: ['*'] } }
    }
    return { alice: await person('alice'), bob: await person('bob') }
  })
  const as = { actor: people.alice }
  const project = await kernel.call(projects.verbs.create, { owner: 'alice', name: 'shop' }, as)
  const files = { 'README.md': '# Shop\n', 'src/cart.js': 'export const total = 0\n' }
  const base = await git.importFiles(project.id, {
    branch: 'main',
    files,
    message: 'first',
    author: { name: 'alice', email: 'alice@example.com' },
  })
  const get = (task: string) => kernel.call(tasks.verbs.get, { task }, as)
  return {
    ...kit,
    ...people,
    project,
    base,
    identity,
    git,
    tasks,
    attempts,
    get,
    /** Readers see an event when every older transaction has ended, so those are waited for. */
    async events(names?: string[]) {
      const [{ now }] = await kernel.db.system((tx) => tx.query('select pg_current_xact_id()::text as now'))
      const isPast = () =>
        kernel.db.system((tx) => tx.query('select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as past', [now]))
      await expect.poll(async () => (await isPast())[0].past, { timeout: 20_000 }).toBe(true)
      return kernel.db.system((tx) => kernel.events.after(tx, undefined, 1_000, { names }))
    },
    agent: (mode: string) =>
      kernel.call(
        agents.verbs.create,
        { name: mode, driver: { kind: 'acp', command: [process.execPath, '--no-warnings', AGENT, mode] } },
        as,
      ),
    register: (
      driver: Parameters<typeof kernel.call<typeof agents.verbs.create.input, typeof agents.verbs.create.output>>[1],
    ) => kernel.call(agents.verbs.create, driver, as),
    task: (agent: string, fields: object = {}) =>
      kernel.call(
        tasks.verbs.create,
        { owner: 'alice', name: 'shop', title: 'Say hello', kind: 'implement', agent, ...fields },
        as,
      ),
    async ended(task: string) {
      await expect.poll(async () => (await get(task)).status, { timeout: 40_000 }).toMatch(/completed|failed|cancelled/)
      return get(task)
    },
    attemptsOf: async (task: string) => (await kernel.call(attempts.verbs.list, { task }, as)).items,
    /** Nothing of any attempt is left on this machine. */
    async expectNothingLeft() {
      await expect.poll(() => attempts.running()).toEqual([])
      const folder = join(kernel.config.dataDir, 'attempts')
      expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([])
      const rows = await kernel.db.system((tx) => tx.query('select id from git.worktrees'))
      expect(rows).toEqual([])
      const tokens = await kernel.db.system((tx) =>
        tx.query(`select id from identity.tokens where kind = 'attempt' and revoked_at is null`),
      )
      expect(tokens).toEqual([])
    },
    [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose](),
  }
}

test('an agent’s work becomes a commit on the branch, and every action an event with its diff', async () => {
  await using kit = await attemptsKit()
  await kit.agent('work')
  const created = await kit.task('work', { spec: 'spec_1', branch: 'feature/spec_1' })
  const task = await kit.ended(created.id)
  expect(task).toMatchObject({
    status: 'completed',
    result: { summary: 'I wrote two files.', branch: 'feature/spec_1' },
  })
  const [attempt] = await kit.attemptsOf(task.id)
  expect(attempt).toMatchObject({ state: 'succeeded', number: 1, rehearsal: false, baseSha: kit.base, costUsd: 0.25 })
  const [commit] = await kit.git.log(kit.project.id, { from: 'feature/spec_1' })
  expect(commit).toMatchObject({ sha: attempt!.headSha, author: { name: 'work' } })
  expect(commit!.message).toContain(`DevFlow-Spec: spec_1\nDevFlow-Task: ${task.id}\nDevFlow-Attempt: ${attempt!.id}`)
  const events = (await kit.events()).filter((e) => e.name.startsWith('agent.') && e.name !== 'agent.registered')
  for (const { links } of events) {
    expect(links).toMatchObject({ spec: 'spec_1', task: task.id, attempt: attempt!.id, agent: expect.any(String) })
  }
  // A change is put down to the first action after it that is looked at, so its place among the others may vary.
  expect(events.map((e) => e.name).filter((name) => name !== 'agent.edited_file')).toEqual([
    'agent.started',
    'agent.planned',
    'agent.reasoned',
    'agent.asked_permission',
    'agent.called_tool',
    'agent.ran_command',
    'agent.ran_command',
    'agent.said',
    'agent.committed',
    'agent.requested_review',
    'agent.finished',
  ])
  const edits = events.filter((e) => e.name === 'agent.edited_file')
  expect(edits.map((e) => e.data.path).sort()).toEqual(['direct.txt', 'hello.txt'])
  expect(edits.find((e) => e.data.path === 'hello.txt')?.data).toMatchObject({
    status: 'added',
    additions: 1,
    toolCallId: 't1',
    patch: expect.stringContaining('+hello after # Shop'),
  })
  const pushed = await kit.events(['git.pushed'])
  expect(pushed.at(-1)).toMatchObject({
    actor: { kind: 'agent', name: 'work' },
    links: { spec: 'spec_1', attempt: attempt!.id },
  })
  await kit.expectNothingLeft()
})

test('a rehearsal says everywhere that it is one', async () => {
  const recording = join(recordings, 'session.jsonl')
  const lines = [
    { type: 'session', version: 1, agent: 'claude', recordedAt: '2026-01-01T00:00:00Z' },
    { type: 'edit', path: 'src/cart.js', find: '0', replace: '1', explanation: 'the total was wrong' },
    { type: 'run', command: ['cat', 'src/cart.js'] },
    { type: 'finish', summary: 'Corrected the total.', confidence: 0.75 },
  ]
  await writeFile(recording, lines.map((line) => JSON.stringify(line)).join('\n'))
  await using kit = await attemptsKit({ recording: async () => recording })
  await kit.register({ name: 'rehearsal', driver: { kind: 'rehearsal' } })
  const task = await kit.task('rehearsal')
  expect(await kit.ended(task.id)).toMatchObject({ status: 'completed' })
  expect((await kit.attemptsOf(task.id))[0]).toMatchObject({ rehearsal: true, confidence: 0.75, state: 'succeeded' })
  const events = (await kit.events()).filter((e) => e.links.attempt && e.name.startsWith('agent.'))
  expect(events.length).toBeGreaterThan(5)
  for (const { data } of events) expect(data.rehearsal).toBe(true)
  expect(events.find((e) => e.name === 'agent.edited_file')?.data).toMatchObject({
    explanation: 'the total was wrong',
    status: 'modified',
  })
})

test('an agent that changes nothing has failed; a review may', async () => {
  await using kit = await attemptsKit()
  await kit.agent('nothing')
  const [work, review] = [await kit.task('nothing'), await kit.task('nothing', { kind: 'review' })]
  expect(await kit.ended(work.id)).toMatchObject({
    status: 'failed',
    reason: 'The agent finished without changing a file.',
  })
  expect(await kit.ended(review.id)).toMatchObject({ status: 'completed' })
})

test('a crash is tried again as often as the task allows, then told', async () => {
  await using kit = await attemptsKit()
  await kit.agent('crashes')
  const task = await kit.ended((await kit.task('crashes', { maxAttempts: 2 })).id)
  expect(task).toMatchObject({ status: 'failed', attempts: 2, reason: expect.stringContaining('segmentation fault') })
  const attempts = await kit.attemptsOf(task.id)
  expect(attempts.map((a) => [a.number, a.state])).toEqual([
    [2, 'failed'],
    [1, 'failed'],
  ])
  // What it had done before is on record although nothing of it is kept.
  const edits = await kit.events(['agent.edited_file'])
  expect(edits.map((e) => [e.data.path, e.links.attempt])).toEqual(
    attempts.toReversed().map((attempt) => ['half.txt', attempt.id]),
  )
  await kit.expectNothingLeft()
})

test('a program that is not installed is said with the command that installs it', async () => {
  await using kit = await attemptsKit()
  await kit.register({ name: 'codex', driver: { kind: 'acp', preset: 'codex' } })
  const task = await kit.ended((await kit.task('codex')).id)
  expect(task).toMatchObject({
    status: 'failed',
    attempts: 1,
    reason:
      'The program "codex-acp" of the agent "codex" is not installed on this server; install Codex with `npm i -g @agentclientprotocol/codex-acp`.',
  })
})

test('cancelling stops the whole process tree and leaves nothing behind', async () => {
  await using kit = await attemptsKit()
  await kit.agent('spawns')
  const task = await kit.task('spawns')
  await expect.poll(async () => (await kit.attemptsOf(task.id))[0]?.baseSha, { timeout: 20_000 }).toBe(kit.base)
  const [attempt] = await kit.attemptsOf(task.id)
  await kit.kernel.call(kit.attempts.verbs.cancel, { attempt: attempt!.id }, { actor: kit.alice })
  await expect.poll(async () => (await kit.attemptsOf(task.id))[0]?.state, { timeout: 20_000 }).toBe('cancelled')
  expect(await kit.get(task.id)).toMatchObject({ status: 'cancelled', reason: 'Cancelled by alice.' })
  await kit.expectNothingLeft()
  await expect(
    kit.kernel.call(kit.attempts.verbs.cancel, { attempt: attempt!.id }, { actor: kit.alice }),
  ).rejects.toMatchObject({ code: 'attempts.illegal_state' })
})

test('a silent agent is given up after its idle time', async () => {
  await using kit = await attemptsKit({ limits: { idleMs: 1_500, graceMs: 100 } })
  await kit.agent('hangs')
  const task = await kit.ended((await kit.task('hangs', { maxAttempts: 1 })).id)
  expect(task).toMatchObject({ status: 'failed', reason: 'The agent gave no sign of life for 1.5 seconds.' })
})

test('an attempt that costs more than the project allows is stopped', async () => {
  const usage = { inputTokens: 7, outputTokens: 3, costUsd: 20.5 }
  await using kit = await attemptsKit({ costOf: async () => usage, limits: { heartbeatMs: 100, graceMs: 100 } })
  await kit.agent('hangs')
  const task = await kit.ended((await kit.task('hangs')).id)
  expect(task).toMatchObject({
    status: 'failed',
    reason: 'The attempt has cost $20.50, more than the $20.00 that the project allows.',
  })
  expect((await kit.attemptsOf(task.id))[0]).toMatchObject({ inputTokens: 7, outputTokens: 3, costUsd: 20.5 })
})

test('constraints are asked before an action, and their answer is on record', async () => {
  await using kit = await attemptsKit({
    permit: async ({ paths }, { task }) =>
      paths.includes('hello.txt') && task
        ? { answer: 'deny', reason: 'hello.txt is not to be written' }
        : { answer: 'allow' },
  })
  await kit.agent('work')
  const task = await kit.ended((await kit.task('work')).id)
  expect(task.status).toBe('completed')
  const [asked] = await kit.events(['agent.asked_permission'])
  expect(asked?.data).toEqual({ title: 'Write hello.txt', answer: 'deny', reason: 'hello.txt is not to be written' })
  const edits = await kit.events(['agent.edited_file'])
  expect(edits.map((e) => e.data.path)).toEqual(['direct.txt'])
})

test('a push policy that refuses the branch fails the task with its sentence', async () => {
  await using kit = await attemptsKit()
  await kit.agent('work')
  const task = await kit.ended((await kit.task('work', { branch: 'main' })).id)
  expect(task).toMatchObject({ status: 'failed', attempts: 1, reason: expect.stringContaining('main') })
  expect(await kit.git.resolve(kit.project.id, 'main')).toBe(kit.base)
})

/** An attempt as a killed server leaves it: running, its task leased, its token valid. */
async function abandonedAttempt(kit: Awaited<ReturnType<typeof attemptsKit>>, agent: string) {
  const task = await kit.task(agent)
  await expect.poll(async () => (await kit.attemptsOf(task.id))[0]?.baseSha, { timeout: 20_000 }).toBe(kit.base)
  const [attempt] = await kit.attemptsOf(task.id)
  await kit.kernel.db.system((tx) =>
    tx.query(`update attempts.attempts set server_id = 'srv_dead' where id = $1`, [attempt!.id]),
  )
  return { task, attempt: attempt! }
}

test('what a killed server left is lost, and its task is taken again under a new token', async () => {
  await using kit = await attemptsKit({ limits: { heartbeatMs: 100, graceMs: 100 } })
  await kit.agent('hangs')
  const { task, attempt } = await abandonedAttempt(kit, 'hangs')
  expect(await kit.attempts.recover()).toBe(1)
  expect(await kit.attempts.recover()).toBe(0)
  expect((await kit.attemptsOf(task.id)).at(-1)).toMatchObject({
    id: attempt.id,
    state: 'lost',
    reason: expect.stringContaining('server'),
  })
  await expect.poll(async () => (await kit.attemptsOf(task.id)).length, { timeout: 20_000 }).toBe(2)
  const [again] = await kit.attemptsOf(task.id)
  expect(again).toMatchObject({ state: 'running', number: 1 })
  // The first process still ran in this simulation; it has noticed that the task is no longer its own, and its end changed nothing.
  expect(await kit.get(task.id)).toMatchObject({ status: 'in_progress' })
  await kit.kernel.call(kit.tasks.verbs.cancel, { task: task.id }, { actor: kit.alice })
})

test('a commit that reached its branch before the server was killed is not made again', async () => {
  await using kit = await attemptsKit({ limits: { graceMs: 100 } })
  await kit.agent('hangs')
  const { task, attempt } = await abandonedAttempt(kit, 'hangs')
  const sha = await kit.git.importFiles(kit.project.id, {
    branch: attempt.branch,
    files: { 'done.txt': 'done' },
    message: `Say hello\n\nDevFlow-Task: ${task.id}\nDevFlow-Attempt: ${attempt.id}`,
    author: { name: 'hangs', email: 'hangs@agents.devflow.invalid' },
  })
  await kit.attempts.recover()
  expect(await kit.get(task.id)).toMatchObject({ status: 'completed', result: { commit: sha } })
  expect(await kit.attemptsOf(task.id)).toMatchObject([{ state: 'succeeded', headSha: sha }])
  expect((await kit.events(['agent.committed'])).map((e) => e.data.sha)).toEqual([sha])
})

test('a server that is stopped gives its tasks back at once', async () => {
  const kit = await attemptsKit({ limits: { graceMs: 100 } })
  await kit.agent('hangs')
  const task = await kit.task('hangs')
  await expect.poll(async () => (await kit.attemptsOf(task.id))[0]?.baseSha, { timeout: 20_000 }).toBe(kit.base)
  const ended: string[] = []
  kit.kernel.events.tail({ names: ['agent.finished'] }, (e) => ended.push(e.data.outcome))
  await kit[Symbol.asyncDispose]()
  expect(kit.attempts.running()).toEqual([])
})

test('an attempt’s token reads its own project and reports on its own task, nothing else', async () => {
  await using kit = await attemptsKit({ limits: { graceMs: 100 } })
  await kit.agent('hangs')
  const task = await kit.task('hangs')
  await expect.poll(async () => (await kit.attemptsOf(task.id))[0]?.baseSha, { timeout: 20_000 }).toBe(kit.base)
  const [attempt] = await kit.attemptsOf(task.id)
  const other = await kit.kernel.call(
    kit.tasks.verbs.create,
    { title: 'of no project', org: Object.keys(kit.alice.orgs)[0]! },
    { actor: kit.alice },
  )
  const { secret } = await kit.kernel.db.system((tx) =>
    kit.identity.issueToken(tx, {
      kind: 'attempt',
      subject: attempt!.id,
      name: 'hangs',
      org: Object.keys(kit.alice.orgs)[0]!,
      projects: [kit.project.id],
      permissions: ['tasks:read', 'tasks:work'],
      links: { agent: attempt!.agent.id, task: task.id, attempt: attempt!.id },
    }),
  )
  const actor = (await kit.identity.authenticate(secret))!
  const seen = await kit.kernel.call(kit.tasks.verbs.list, {}, { actor })
  expect(seen.items.map((item) => item.id)).toEqual([task.id])
  await expect(kit.kernel.call(kit.tasks.verbs.get, { task: other.id }, { actor })).rejects.toMatchObject({
    status: 404,
  })
  const agent = attempt!.agent.id
  await expect(kit.kernel.call(kit.tasks.verbs.claimNext, { agent }, { actor })).rejects.toMatchObject({ status: 403 })
  await expect(kit.kernel.call(kit.tasks.verbs.cancel, { task: task.id }, { actor })).rejects.toMatchObject({
    status: 403,
  })
  for (const attack of [
    () => kit.kernel.call(kit.attempts.verbs.get, { attempt: attempt!.id }, { actor: kit.bob }),
    () => kit.kernel.call(kit.attempts.verbs.cancel, { attempt: attempt!.id }, { actor: kit.bob }),
  ]) {
    await expect(attack()).rejects.toMatchObject({ status: 404 })
  }
  expect((await kit.kernel.call(kit.attempts.verbs.list, {}, { actor: kit.bob })).items).toEqual([])
  await kit.kernel.call(kit.tasks.verbs.cancel, { task: task.id }, { actor: kit.alice })
})
