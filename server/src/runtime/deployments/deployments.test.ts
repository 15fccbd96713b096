import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Verb } from '#kernel'
import { type DeploymentsKit, openDeployments } from './kit.suite.ts'

const server = (body: string) => `
  const http = require('node:http')
  http.createServer((request, response) => { ${body} }).listen(process.env.PORT, process.env.HOST)
`
const app = (body: string, manifest: object = {}) => ({
  'package.json': JSON.stringify({ name: 'app', scripts: { start: 'node server.js' }, ...manifest }),
  'server.js': server(body),
})

async function goLive(kit: DeploymentsKit, name: string) {
  return kit.until(name, (await kit.deploy(name)).id, 'live')
}

test('a folder with an index.html goes live as a static site', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('site')
  await kit.commit(id, { 'index.html': '<h1>one</h1>' })
  const live = await goLive(kit, 'site')
  expect(live).toMatchObject({
    kind: 'static',
    number: 1,
    url: `http://site.alice.localhost:${kit.port}`,
    reason: null,
  })
  expect(live.liveAt).not.toBeNull()
  expect(await kit.ask('site.alice')).toMatchObject({ status: 200, body: '<h1>one</h1>' })
  expect(await kit.log(live)).toContain('static site')
})

test('a Node application gets its port, host and secrets, and its log shows no secret', async () => {
  await using kit = await openDeployments()
  kit.secrets.API_KEY = 'very-secret-value'
  const id = await kit.project('api')
  await kit.commit(
    id,
    app(`console.log('key', process.env.API_KEY); response.end(process.env.API_KEY + ' ' + process.env.NODE_ENV)`),
  )
  const live = await goLive(kit, 'api')
  expect((await kit.ask('api.alice')).body).toBe('very-secret-value production')
  const log = await kit.log(live)
  expect(log).toContain('key ***')
  expect(log).not.toContain('very-secret-value')
})

test('dependencies are installed and the build script makes the site', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('built')
  await kit.commit(id, {
    'package.json': JSON.stringify({
      scripts: { build: 'node build.js' },
      dependencies: { greeting: 'file:./greeting' },
    }),
    'greeting/package.json': JSON.stringify({ name: 'greeting', version: '1.0.0', main: 'index.js' }),
    'greeting/index.js': `module.exports = 'made by the build'`,
    'build.js': `const fs = require('fs'); fs.mkdirSync('dist'); fs.writeFileSync('dist/index.html', require('greeting'))`,
    'index.html': 'the template',
  })
  const live = await goLive(kit, 'built')
  expect(live.kind).toBe('static')
  expect((await kit.ask('built.alice')).body).toBe('made by the build')
  expect(live.buildMs).toBeGreaterThan(0)
})

test('a failed deployment says why and leaves the old one live', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('fragile', { deploy: { startTimeoutSeconds: 2, healthPath: '/health' } })
  await kit.commit(id, app(`response.end('old')`))
  await goLive(kit, 'fragile')
  const cases: [Record<string, string>, RegExp][] = [
    [
      app(`response.writeHead(500); response.end()`),
      /never became healthy within 2 seconds: it answered \/health with 500/,
    ],
    [
      { ...app(''), 'server.js': `console.error('cannot find the database'); process.exit(3)` },
      /ended with code 3 before it answered.*\n.*cannot find the database/,
    ],
    [
      { ...app(''), 'server.js': `require('http').createServer((q, r) => r.end()).listen(0)` },
      /never listened on PORT \d+.*instead/,
    ],
    [
      app(`response.end('new')`, { scripts: { start: 'node server.js', build: 'echo building; exit 4' } }),
      /build step \(npm run build\) ended with code 4/,
    ],
    [{ ...app(''), 'package.json': '{ not json' }, /package.json is not valid JSON/],
  ]
  for (const [files, reason] of cases) {
    await kit.commit(id, files)
    const failed = await kit.until('fragile', (await kit.deploy('fragile')).id, 'failed')
    expect(failed.reason).toMatch(reason)
    expect((await kit.ask('fragile.alice')).body).toBe('old')
    expect(await kit.log(failed)).toContain(failed.reason?.split('\n')[0])
  }
  const count = (names: string[], name: string) => names.filter((each) => each === name).length
  const names = await kit.eventsOnce((all) => count(all, 'deploy.failed') >= cases.length)
  expect(count(names, 'deploy.failed')).toBe(cases.length)
  expect(count(names, 'deploy.went_live')).toBe(1)
})

test('a repository with nothing to run fails with what was looked for', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('empty')
  await kit.commit(id, { 'README.md': 'hello' })
  const failed = await kit.until('empty', (await kit.deploy('empty')).id, 'failed')
  expect(failed.reason).toMatch(/neither a package.json .* nor an index.html/)
  // The folder goes right after the state is known.
  await expect.poll(() => existsSync(join(kit.place.config.dataDir, 'releases', failed.id))).toBe(false)
})

test('while version two takes over, no request fails', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('busy')
  const version = (word: string) => app(`setTimeout(() => response.end('${word}'), 20)`)
  await kit.commit(id, version('one'))
  await goLive(kit, 'busy')
  await kit.commit(id, version('two'))
  const answers: { status: number; body: string }[] = []
  let going = true
  const clients = [1, 2, 3].map(async () => {
    while (going) answers.push(await kit.ask('busy.alice'))
  })
  await goLive(kit, 'busy')
  while (answers.at(-1)?.body !== 'two') await sleep(5)
  const mark = answers.length
  while (answers.length < mark + 30) await sleep(5)
  going = false
  await Promise.all(clients)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['one', 'two']))
})

test('rolling back serves the old files again without a build', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('back')
  const build = { scripts: { start: 'node server.js', build: 'echo the build ran' } }
  await kit.commit(id, app(`response.end('one')`, build))
  const first = await goLive(kit, 'back')
  await kit.commit(id, app(`response.end('two')`, build))
  await goLive(kit, 'back')
  expect((await kit.show('back', first.id)).state).toBe('superseded')
  const again = await kit.kernel.call(
    kit.deployments.verbs.rollback,
    { owner: 'alice', name: 'back', deployment: first.id },
    { actor: kit.alice },
  )
  const live = await kit.until('back', again.id, 'live')
  expect(live).toMatchObject({ sha: first.sha, number: 3, buildMs: 0 })
  expect((await kit.ask('back.alice')).body).toBe('one')
  expect(await kit.log(live)).not.toContain('the build ran')
})

test('rolling back to files that are gone builds them again', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('rebuilt')
  await kit.commit(id, { 'index.html': 'one' })
  const first = await goLive(kit, 'rebuilt')
  await kit.commit(id, { 'index.html': 'two' })
  await goLive(kit, 'rebuilt')
  rmSync(join(kit.place.config.dataDir, 'releases', first.id), { recursive: true })
  const input = { owner: 'alice', name: 'rebuilt', deployment: first.id }
  const again = await kit.kernel.call(kit.deployments.verbs.rollback, input, { actor: kit.alice })
  await kit.until('rebuilt', again.id, 'live')
  expect((await kit.ask('rebuilt.alice')).body).toBe('one')
})

test('an application that crashes is started again', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('crashing')
  await kit.commit(id, app(`if (request.url === '/crash') process.exit(1); response.end(String(process.pid))`))
  await goLive(kit, 'crashing')
  expect((await kit.ask('crashing.alice', '/crash')).status).toBe(502)
  for (;;) {
    const { status, headers } = await kit.ask('crashing.alice')
    if (status === 200) break
    expect([502, 503]).toContain(status)
    expect(headers['retry-after']).toBe('2')
    await sleep(20)
  }
})

test('a stopped application answers that it is stopped; stopping twice is refused', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('halt')
  await kit.commit(id, app(`response.end('up')`))
  const live = await goLive(kit, 'halt')
  const stop = () =>
    kit.kernel.call(
      kit.deployments.verbs.stop,
      { owner: 'alice', name: 'halt', deployment: live.id },
      { actor: kit.alice },
    )
  expect(await stop()).toMatchObject({ state: 'stopped', reason: 'Stopped by alice.' })
  while ((await kit.ask('halt.alice')).status === 200) await sleep(10)
  expect(await kit.ask('halt.alice')).toMatchObject({ status: 404 })
  await expect(stop()).rejects.toMatchObject({ code: 'deployments.illegal_state' })
})

test('a deployment that is stopped while it builds ends its build', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('slow')
  await kit.commit(id, app('', { scripts: { start: 'node server.js', build: 'echo begun && sleep 600' } }))
  const { id: deployment } = await kit.deploy('slow')
  const building = await kit.until('slow', deployment, 'building')
  while (!(await kit.log(building)).includes('begun')) await sleep(20)
  await kit.kernel.call(kit.deployments.verbs.stop, { owner: 'alice', name: 'slow', deployment }, { actor: kit.alice })
  while (existsSync(join(kit.place.config.dataDir, 'releases', deployment))) await sleep(20)
  expect((await kit.show('slow', deployment)).state).toBe('stopped')
})

test('of several that wait, only the newest is deployed, one at a time', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('queue')
  await kit.commit(id, app(`response.end('up')`, { scripts: { start: 'node server.js', build: 'sleep 0.5' } }))
  const first = await kit.deploy('queue')
  await kit.until('queue', first.id, 'building')
  const [second, third] = [await kit.deploy('queue'), await kit.deploy('queue')]
  await kit.until('queue', third.id, 'live')
  expect(await kit.show('queue', second.id)).toMatchObject({ state: 'superseded', liveAt: null })
  expect(await kit.show('queue', first.id)).toMatchObject({ state: 'superseded' })
  expect((await kit.show('queue', first.id)).liveAt).not.toBeNull()
})

test('many asked for at once get numbers of their own, and one ends up live', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('rush')
  await kit.commit(id, { 'index.html': 'x' })
  const all = await Promise.all(Array.from({ length: 8 }, () => kit.deploy('rush')))
  expect(new Set(all.map(({ number }) => number)).size).toBe(8)
  const newest = all.reduce((a, b) => (a.number > b.number ? a : b))
  await kit.until('rush', newest.id, 'live')
  const list = () =>
    kit.kernel.call(kit.deployments.verbs.list, { owner: 'alice', name: 'rush', limit: 5 }, { actor: kit.alice })
  expect((await list()).items.map(({ state }) => state)).toEqual(['live', ...Array(4).fill('superseded')])
  expect((await list()).next).toBe('4')
})

test('the same key twice is one deployment', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('once')
  await kit.commit(id, { 'index.html': 'x' })
  const create = () => kit.deployments.create({ owner: 'alice', name: 'once' }, { actor: kit.alice, key: 'merge-1' })
  expect((await create()).id).toBe((await create()).id)
})

test('environments stand beside each other', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('both')
  await kit.commit(id, { 'index.html': 'production' })
  await goLive(kit, 'both')
  await kit.commit(id, { 'index.html': 'preview' })
  const preview = await kit.until('both', (await kit.deploy('both', 'pr-7')).id, 'live')
  expect(preview.url).toBe(`http://pr-7.both.alice.localhost:${kit.port}`)
  expect((await kit.ask('pr-7.both.alice')).body).toBe('preview')
  expect((await kit.ask('both.alice')).body).toBe('production')
})

test('requests are counted by minute', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('counted')
  await kit.commit(id, app(`response.writeHead(request.url === '/bad' ? 500 : 200); response.end()`))
  const live = await goLive(kit, 'counted')
  for (const path of ['/', '/', '/bad']) await kit.ask('counted.alice', path)
  await kit.deployments.flushTraffic()
  await kit.ask('counted.alice')
  await kit.deployments.flushTraffic()
  const { total, items } = await kit.kernel.call(
    kit.deployments.verbs.metrics,
    { owner: 'alice', name: 'counted', deployment: live.id },
    { actor: kit.alice },
  )
  expect(total).toMatchObject({ requests: 4, errors: 1 })
  expect(total.p95Ms).toBeGreaterThanOrEqual(total.p50Ms as number)
  expect(items.reduce((sum, { requests }) => sum + requests, 0)).toBe(4)
})

test('bob sees and moves nothing of alice’s', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('private')
  await kit.commit(id, { 'index.html': 'x' })
  const { id: deployment } = await goLive(kit, 'private')
  const input = { owner: 'alice', name: 'private', deployment }
  const { create, list, get, rollback, stop, metrics } = kit.deployments.verbs
  for (const attempt of [create, list, get, rollback, stop, metrics] as unknown as Verb[]) {
    await expect(kit.kernel.call(attempt, input, { actor: kit.bob })).rejects.toMatchObject({
      kind: 'not_found',
    })
  }
  expect(await kit.kernel.db.as(kit.bob, (tx) => tx.query('select id from deployments.deployments'))).toEqual([])
})

test('a commit that does not exist, and a project that does not deploy, are refused', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('off', { deploy: { enabled: false } })
  await kit.commit(id, { 'index.html': 'x' })
  await expect(kit.deploy('off')).rejects.toMatchObject({ code: 'deployments.disabled' })
  await kit.project('unborn')
  await expect(kit.deploy('unborn')).rejects.toMatchObject({ code: 'deployments.no_commit' })
})

test('deleting a project ends its application', async () => {
  await using kit = await openDeployments()
  const id = await kit.project('gone')
  await kit.commit(id, app(`response.end('up')`))
  await goLive(kit, 'gone')
  await kit.kernel.call(
    kit.projects.verbs.delete,
    { owner: 'alice', name: 'gone', confirm: 'alice/gone' },
    { actor: kit.alice },
  )
  while ((await kit.ask('gone.alice')).status === 200) await sleep(10)
  expect((await kit.ask('gone.alice')).status).toBe(404)
})

test('without bubblewrap applications run as plain processes', async () => {
  await using kit = await openDeployments({ driver: 'process' })
  const id = await kit.project('plain')
  await kit.commit(id, app(`response.end('plain')`, { scripts: { start: 'node server.js', build: 'echo built' } }))
  await goLive(kit, 'plain')
  expect((await kit.ask('plain.alice')).body).toBe('plain')
})
