import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { testApp } from '../../server/test/harness.ts'
import { readConfig } from './config.ts'
import { findServer } from './credentials.ts'
import { testWorld } from './world.kit.ts'

const bin = join(import.meta.dirname, '../bin/devflow.js')

/** The program as a user runs it. */
async function devflow(argv: string[], env: Record<string, string>) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...rest } = process.env
  const child = spawn(process.execPath, [bin, ...argv], { env: { ...rest, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { exit: exit as number, out, err }
}

test('verbs are commands: create, list and show a project, with the exact answer under --json', async () => {
  await using app = await testApp()
  using world = testWorld({ DEVFLOW_URL: app.url, DEVFLOW_TOKEN: app.token }, { columns: 80 })
  expect(await world.run(['projects', 'create', 'alice/shop', '--description', 'A shop'])).toMatchObject({
    exit: 0,
    err: '',
  })
  const list = await world.run(['projects', 'list'])
  expect(list.out).toMatch(/^id {2,}owner {2}name {2}updated\nprj_\w+ {2}alice {2}shop {2}just now\n$/)
  const shown = await world.run(['projects', 'get', 'alice/shop', '--json'])
  expect(JSON.parse(shown.out)).toEqual(await app.api('GET', '/projects/alice/shop'))
  const spec = JSON.parse(
    (
      await world.run([
        'specs',
        'create',
        '-p',
        'alice/shop',
        '--title',
        'T',
        '--acceptance',
        'a',
        '--acceptance',
        'b',
        '--json',
      ])
    ).out,
  )
  expect(spec).toMatchObject({ title: 'T', acceptance: ['a', 'b'], state: 'draft' })
  expect((await world.run(['specs', 'submit', spec.id])).out).toMatch(/state {2,}‖ review/)
  expect((await world.run(['events', '--spec', spec.id])).out).toMatch(
    /alice {2,}spec created {2}T\n.*alice {2,}spec submitted {2}T\n$/,
  )
  const event = JSON.parse((await world.run(['events', '--json', '-n', '1'])).out)
  expect(event).toMatchObject({ name: 'spec.submitted', links: { spec: spec.id } })
})

test('a long text comes from a file or from standard input, settings from JSON', async () => {
  await using app = await testApp()
  using world = testWorld({ DEVFLOW_URL: app.url, DEVFLOW_TOKEN: app.token })
  world.write('body.md', 'From a file.')
  await world.run(['projects', 'create', 'alice/shop', '--settings', '{"merge":"auto"}'])
  expect(await app.api('GET', '/projects/alice/shop')).toMatchObject({ settings: { merge: 'auto' } })
  const create = ['specs', 'create', '-p', 'alice/shop', '--title', 'T', '--json']
  expect(JSON.parse((await world.run([...create, '--body-file', 'body.md'])).out).body).toBe('From a file.')
  expect(JSON.parse((await world.run([...create, '--body-file', '-'], 'From a pipe.\n')).out).body).toBe('From a pipe.')
})

test('exit codes tell usage, refusal, no server and no sign-in apart, each with one sentence', async () => {
  await using app = await testApp()
  using alice = testWorld({ DEVFLOW_URL: app.url, DEVFLOW_TOKEN: app.token })
  using bob = testWorld({ DEVFLOW_URL: app.url, DEVFLOW_TOKEN: app.bobToken })
  using stranger = testWorld({ DEVFLOW_URL: app.url })
  using lost = testWorld({ DEVFLOW_URL: 'http://localhost:1' })
  await alice.run(['projects', 'create', 'alice/shop'])
  const answers = [
    await alice.run(['projects', 'get', 'alice/none']),
    await bob.run(['projects', 'get', 'alice/shop']),
    await alice.run(['projects', 'get']),
    await alice.run(['projects', 'fly']),
    await alice.run(['specs', 'create', '-p', 'alice/shop']),
    await alice.run(['events', 'list', '--limit', 'many']),
    await alice.run(['specs', 'list', '--state', 'odd']),
    await stranger.run(['projects', 'list']),
    await lost.run(['projects', 'list']),
  ]
  expect(answers.map((answer) => answer.exit)).toEqual([1, 1, 2, 2, 2, 2, 2, 4, 3])
  expect(answers.every((answer) => answer.out === '')).toBe(true)
  const [unknown, foreign, , , missing, , , , nowhere] = answers
  expect(unknown!.err.replaceAll('none', 'shop')).toBe(foreign!.err)
  expect(missing!.err).toContain('--title is missing.')
  expect(nowhere!.err).toBe('✗ No DevFlow server answers at http://localhost:1; start one with `npm start`.\n')
})

test('login keeps the token for its server only, readable by nobody else; logout forgets it', async () => {
  await using app = await testApp()
  using world = testWorld({})
  const login = await world.run(['login', '--url', `${app.url}/`, '--token', '-'], `${app.token}\n`)
  expect(login).toMatchObject({ exit: 0, out: `✓ Signed in to ${app.url} as alice.\n` })
  const path = join(world.directory, 'config/devflow/credentials.json')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')).tokens)).toEqual([app.url])
  expect((await world.run(['login-link'])).out).toMatch(/^http:\S+\/sign-in#code=[\w-]{20,}$/m)
  expect((await world.run(['whoami'])).out).toMatch(/^alice, admin of the server\nacts in alice \(admin\)/)
  expect((await world.run(['status'])).out).toContain('token from login')
  expect((await world.run(['logout'])).out).toBe(`Forgot the token for ${app.url}.\n`)
  using again = testWorld({ DEVFLOW_URL: app.url })
  expect((await again.run(['whoami'])).exit).toBe(4)
})

test('a wrong token is not kept, and a damaged file says what to do', async () => {
  await using app = await testApp()
  using world = testWorld({ DEVFLOW_URL: app.url })
  expect(await world.run(['login', '--token', 'wrong'])).toMatchObject({ exit: 4, out: '' })
  expect((await world.run(['whoami'])).exit).toBe(4)
  mkdirSync(join(world.directory, 'config/devflow'), { recursive: true })
  writeFileSync(join(world.directory, 'config/devflow/credentials.json'), '{"tok')
  expect((await world.run(['whoami'])).err).toMatch(/is damaged; delete it and run `devflow login` again\./)
})

test('the token that a server on this machine has left is used for this machine only', async () => {
  await using app = await testApp()
  using world = testWorld({ DEVFLOW_URL: app.url })
  mkdirSync(join(world.directory, 'data'))
  writeFileSync(join(world.directory, 'data/cli-token'), `${app.token}\n`)
  expect((await world.run(['status', '--json'])).out).toContain('"tokenFrom": "local server"')
  const config = { ...readConfig(world.world()), credentialsPath: '/nowhere' }
  expect(findServer(config).token).toBe(app.token)
  for (const url of ['http://192.0.2.1:4700', 'https://localhost.example', 'http://127.0.0.1.example:4700']) {
    expect(findServer({ ...config, url }).token).toBeUndefined()
  }
})

test('the folder a command runs in says which project is meant', async () => {
  await using app = await testApp()
  using world = testWorld({ DEVFLOW_URL: app.url, DEVFLOW_TOKEN: app.token })
  await world.run(['projects', 'create', 'alice/shop'])
  execFileSync('git', ['init', '-q', world.directory])
  execFileSync('git', ['-C', world.directory, 'remote', 'add', 'origin', `${app.url}/alice/shop.git`])
  expect((await world.run(['projects', 'get'])).out).toMatch(/^name {2,}shop$/m)
  expect((await world.run(['specs', 'create', '--title', 'T'])).exit).toBe(0)
  // Never for what cannot be undone.
  expect((await world.run(['projects', 'delete'])).exit).toBe(2)
})

test('the program itself: exit code, streams, and no colour where nobody looks', async () => {
  await using app = await testApp()
  using world = testWorld({})
  const env = { DEVFLOW_URL: app.url, DEVFLOW_TOKEN: app.token, HOME: world.directory }
  const ok = await devflow(['whoami'], env)
  expect(ok).toEqual({ exit: 0, out: 'alice, admin of the server\nacts in alice (admin)\n', err: '' })
  const refused = await devflow(['projects', 'get', 'alice/none'], env)
  expect(refused).toMatchObject({ exit: 1, out: '' })
  expect((await devflow(['whoami'], { ...env, FORCE_COLOR: '1' })).out).toContain('\u001b[1malice')
  expect((await devflow(['whoami'], { ...env, FORCE_COLOR: '1', NO_COLOR: '1' })).out).toBe(ok.out)
})

test('help and completion need neither server nor token', async () => {
  using world = testWorld({ DEVFLOW_URL: 'http://localhost:1' })
  expect(await world.run(['help'])).toMatchObject({ exit: 0, err: '' })
  expect((await world.run(['specs', 'approve', '--help'])).out).toContain('Approve a spec so that work can start')
  expect((await world.run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect((await world.run(['complete-words', '--', 'specs', 'ap'])).out).toBe('approve\n')
  expect((await world.run(['complete-words', '--', 'specs', 'list', '--st'])).out).toBe('--state\n')
  for (const shell of ['bash', 'zsh', 'fish']) expect((await world.run(['completion', shell])).exit).toBe(0)
})
