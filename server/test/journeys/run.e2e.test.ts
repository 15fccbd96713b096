import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestPlace, testPlace } from '#testing'
import { npmClient, platform } from '../clients.ts'
import { askApplication, freePort, type Program, startProgram } from '../program.ts'
import { type Fault, type ScriptedModel, type Step, scriptedModel } from '../scripted-model.ts'
import { devflow, push, runCommand, SHOP, SPEC } from './run.kit.ts'

const OPENCODE = '1.18.33'
const CODEX_ACP = '2.6.0'
const GREET = 'export const greet = (name = "you") => "Hello, " + name + "!"\n'

/** What the model lets the agent do: look, change, check, finish. */
const SCRIPT: Step[] = [
  { read: 'greet.js' },
  { write: 'greet.js', content: GREET },
  { run: 'npm test && echo passed' },
  { say: 'greet takes a name.' },
]

/** One server for all: each test has a project of its own, and says what the model does next. */
let server: Program
let model: ScriptedModel
let place: TestPlace
let folder: string
let start: (env?: Record<string, string>) => Promise<Program>
const script: Step[] = []
let fault: (request: number) => Fault | undefined = () => undefined
let modelEnv: Record<string, string>
let clients: { missing: string } | { path: string[] }

beforeAll(async () => {
  place = await testPlace()
  folder = mkdtempSync(join(tmpdir(), 'devflow-run-'))
  clients = await installClients()
  model = await scriptedModel({ steps: script, fault: (request) => fault(request) })
  modelEnv = {
    DEVFLOW_MODEL_BASE_URL: `${model.url}/v1`,
    DEVFLOW_MODEL_API_KEY: 'key-of-the-model',
    DEVFLOW_MODEL: 'scripted',
  }
  const port = await freePort()
  const { dataDir, databaseUrl } = place.config
  const PATH = [...('path' in clients ? clients.path : []), process.env.PATH].join(':')
  start = (env = modelEnv) =>
    startProgram({ dataDir, port, env: { DATABASE_URL: databaseUrl, DEVFLOW_REHEARSAL: 'off', PATH, ...env } })
  // Without a model at first: what is refused then comes first.
  server = await start({})
}, 300_000)

afterAll(async () => {
  await server?.stop()
  await model?.[Symbol.asyncDispose]()
  await place?.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** The programs' folders, for the server's search path. */
async function installClients(): Promise<typeof clients> {
  const opencode = await npmClient(`opencode-ai@${OPENCODE}`, `opencode-${platform}@${OPENCODE}`)
  const codex = await npmClient(`@agentclientprotocol/codex-acp@${CODEX_ACP}`)
  if ('missing' in opencode) return opencode
  if ('missing' in codex) return codex
  const program = opencode.program(`opencode-${platform}/bin/opencode`)
  chmodSync(program, 0o755)
  return { path: [dirname(program), codex.program('.bin')] }
}

function play(steps: Step[], faults: typeof fault = () => undefined): void {
  script.splice(0, script.length, ...steps)
  fault = faults
  model.requests.splice(0)
}

/** A project with the shop, made and pushed as a person does, and the spec beside it. */
async function project(name: string, { settings, files = SHOP }: { settings?: object; files?: typeof SHOP } = {}) {
  const at = join(folder, name)
  mkdirSync(at)
  const created = await devflow(
    server,
    at,
    ...['projects', 'create', `admin/${name}`],
    ...(settings ? ['--settings', JSON.stringify(settings)] : []),
  )
  expect(created).toMatchObject({ exit: 0, stderr: '' })
  await push(server, at, `admin/${name}`, files)
  writeFileSync(join(at, 'my-spec.md'), SPEC)
  return {
    at,
    path: `/projects/admin/${name}`,
    run: (agent: string, ...more: string[]) =>
      devflow(server, at, 'run', 'my-spec.md', '--repo', `admin/${name}`, '--agent', agent, ...more),
  }
}

test('what cannot begin is refused at once, in a sentence', async () => {
  const shop = await project('refused')
  const unconfigured = await shop.run('builtin', '--json')
  expect(unconfigured).toMatchObject({ exit: 1, outcome: { outcome: 'refused', spec: null, pull: null, url: null } })
  expect(unconfigured.outcome.reason).toMatch(/^No model is configured.*DEVFLOW_MODEL_BASE_URL=.*DEVFLOW_MODEL=/)

  const unknown = await devflow(server, shop.at, 'run', 'my-spec.md', '--repo', 'admin/nothing', '--json')
  expect(unknown).toMatchObject({ exit: 1, outcome: { outcome: 'refused' } })
  expect(unknown.outcome.reason).toContain('There is no repository admin/nothing')
  expect(unknown.outcome.reason).toContain('git push devflow HEAD:main')

  writeFileSync(join(shop.at, 'empty.md'), ' \n')
  const empty = await devflow(server, shop.at, 'run', 'empty.md', '--repo', 'admin/refused', '--json')
  expect(empty).toMatchObject({ exit: 2, outcome: { outcome: 'refused' } })
  expect(empty.outcome.reason).toContain('empty.md is empty')
  expect((await server.get('/specs')).items).toEqual([])

  await server.stop()
  server = await start()
}, 60_000)

test.for(['opencode', 'codex'])(
  'the real %s implements a spec, and the result is live',
  { timeout: 120_000 },
  async (agent, { skip }) => {
    if ('missing' in clients) return skip(clients.missing)
    play(SCRIPT)
    const shop = await project(`with-${agent}`)
    const run = await shop.run(agent, '--json')
    expect(run.outcome).toEqual({
      outcome: 'live',
      spec: expect.stringMatching(/^spec_/),
      pull: 1,
      url: expect.stringMatching(/^http:/),
      costUsd: expect.any(Number),
    })
    expect(run).toMatchObject({ exit: 0, stderr: '' })
    expect(await askApplication(server.url, run.outcome.url, '/?name=alice')).toEqual({ greeting: 'Hello, alice!' })
    expect(await server.get(`${shop.path}/pulls/1`)).toMatchObject({ state: 'merged', spec: run.outcome.spec })

    // What it told is what it did, with its diffs.
    const events = run.lines.slice(0, -1)
    const names = events.map((event) => event.name)
    expect(names).toEqual(expect.arrayContaining(['spec.approved', 'agent.ran_command', 'deploy.went_live']))
    const edit = events.find((event) => event.name === 'agent.edited_file' && event.data.path === 'greet.js')
    expect(edit.data.patch).toContain(`+${GREET}`)
    const { items } = await server.get(`/timeline?spec=${run.outcome.spec}&name=agent.edited_file`)
    expect(items[0].data.patch).toBe(edit.data.patch)

    // Every word to the model went through the gateway: the model's key reached it, the agent's token did not.
    expect(new Set(model.requests.map((request) => request.authorization))).toEqual(
      new Set(['Bearer key-of-the-model']),
    )
    const [attempt] = (await server.get(`/attempts?spec=${run.outcome.spec}`)).items
    expect(attempt).toMatchObject({ state: 'succeeded', rehearsal: false, sandbox: await sandbox() })
    expect(attempt.inputTokens).toBeGreaterThanOrEqual(100 * SCRIPT.length)
  },
)

/** What agents must be confined with: the strongest that this machine has. */
async function sandbox(): Promise<'bubblewrap' | 'process'> {
  const tried = runCommand('bwrap', ['--ro-bind', '/', '/', '--unshare-all', 'true'], { cwd: folder })
  return (await tried.catch(() => undefined))?.exit === 0 ? 'bubblewrap' : 'process'
}

test('kill -9 while the real agent works: devflow run waits for the server, and the spec goes live once', async ({
  skip,
}) => {
  if ('missing' in clients) return skip(clients.missing)
  let hung = () => {}
  const working = new Promise<void>((resolve) => (hung = resolve))
  let killed = false
  // After the file was written, the model says nothing more until the server has died.
  play(SCRIPT, () => {
    const results = model.requests.at(-1)?.body.messages?.filter(({ role }) => role === 'tool').length ?? 0
    if (killed || results < 1) return undefined
    hung()
    return 'hang'
  })
  const shop = await project('killed')
  const running = shop.run('opencode', '--json')
  await working
  await server.kill()
  killed = true
  server = await start()
  const run = await running
  expect(run.outcome).toMatchObject({ outcome: 'live', pull: 1 })
  expect(run.exit).toBe(0)
  expect(await askApplication(server.url, run.outcome.url, '/?name=bob')).toEqual({ greeting: 'Hello, bob!' })
  expect((await server.get(`${shop.path}/pulls?state=merged`)).items).toHaveLength(1)
  expect((await server.get(`${shop.path}/pulls`)).items).toHaveLength(1)
  const attempts = (await server.get(`/attempts?spec=${run.outcome.spec}`)).items
  expect(attempts.map((attempt: { state: string }) => attempt.state).sort()).toEqual(['lost', 'succeeded'])
  // Nothing is told twice.
  const ids = run.lines.slice(0, -1).map((event) => event.id)
  expect(new Set(ids).size).toBe(ids.length)
}, 120_000)

test('a model address that answers nonsense ends as failed, after a bounded number of tries', async () => {
  play(SCRIPT, () => 'nonsense')
  const shop = await project('nonsense')
  const run = await shop.run('builtin', '--json')
  expect(run).toMatchObject({ exit: 1, outcome: { outcome: 'failed', pull: null, url: null } })
  expect(run.outcome.reason).toMatch(/instead of a model's answer; an admin can correct the base URL/)
  expect(model.requests.length).toBeLessThan(50)
}, 90_000)

test('a change that Guardian does not allow is refused, with the rule', async () => {
  // Past the constraint on writing, with a command that does not look like it.
  const hidden = `node -e "fs.writeFileSync(['.en','v'].join(''), 'A=1')"`
  play([{ write: '.env', content: 'A=1\n' }, { run: hidden }, { say: 'Configured.' }])
  const shop = await project('guarded')
  const run = await shop.run('builtin', '--json')
  expect(run).toMatchObject({ exit: 1, outcome: { outcome: 'refused', url: null } })
  expect(run.outcome.reason).toContain('.env')
  // It was told so before, when it tried in the open.
  const denied = run.lines.find((event) => event.name === 'agent.asked_permission')
  expect(denied.data).toMatchObject({ answer: 'deny', reason: expect.stringContaining('.env') })
}, 60_000)

test('an application that never becomes healthy: failed, and the old version still answers', async () => {
  play([{ write: 'server.js', content: 'setInterval(() => {}, 1000)\n' }, { say: 'It no longer listens.' }])
  const shop = await project('unhealthy', { settings: { deploy: { startTimeoutSeconds: 2 } } })
  const before = async () => (await server.get(`${shop.path}/deployments`)).items[0]
  await expect.poll(async () => (await before())?.state, { timeout: 30_000 }).toBe('live')
  const { url } = await before()
  const run = await shop.run('builtin', '--json')
  expect(run).toMatchObject({ exit: 1, outcome: { outcome: 'failed', pull: 1 } })
  expect(run.outcome.reason).toMatch(/2 s/)
  expect(await askApplication(server.url, url, '/')).toEqual({ greeting: 'Hello!' })
}, 60_000)

test('checks that fail after every attempt: failed, with their name, told to a person on 80 columns', async () => {
  play([{ run: `echo "export const broken = '" >> greet.js` }, { say: 'It is broken.' }])
  const shop = await project('failing')
  const { exit, stdout, stderr } = await shop.run('builtin')
  console.log(stdout)
  expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' })
  expect(stdout).toMatch(/✗ Failed: The checks still fail after 2 attempts: .*test/)
  expect(stdout).toMatch(/│ .*SyntaxError/)
  // Steps fit; only the reason, which must be whole, may be longer.
  const long = stdout.split('\n').filter((line) => line.length > 80 && !line.includes('✗ Failed: '))
  expect(long).toEqual([])
}, 90_000)
