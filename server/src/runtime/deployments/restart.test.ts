import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { type TestPlace, testPlace } from '#testing'
import { openDeployments } from './kit.suite.ts'

const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)

/** The same modules in a process of their own, so that it can be killed. */
const SERVER = `
  import { createGit } from ${url('../../code/git/index.ts')}
  import { createIdentity } from ${url('../../platform/identity/index.ts')}
  import { createKernel, systemActor } from ${url('../../kernel/index.ts')}
  import { createProjects } from ${url('../../platform/projects/index.ts')}
  import { createSandbox } from ${url('../../platform/sandbox/index.ts')}
  import { createDeployments } from ${url('./index.ts')}
  const config = JSON.parse(process.argv[1])
  const kernel = await createKernel(config)
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const git = createGit(kernel, { identity, projects })
  const sandbox = createSandbox(kernel, { environment: process.env, driver: process.argv[3] })
  const publicUrl = () => 'http://localhost'
  const deployments = createDeployments(kernel, { projects, git, sandbox, environment: async () => ({}), publicUrl })
  await kernel.start()
  const address = { owner: 'alice', name: 'half' }
  const { org } = await kernel.db.system((tx) => projects.get(tx, address))
  const actor = systemActor(org, 'test')
  const { id } = await kernel.call(deployments.verbs.create, address, { actor })
  for (;;) {
    const { state } = await kernel.call(deployments.verbs.get, { ...address, deployment: id }, { actor })
    if (state === process.argv[2]) break
    if (['failed', 'stopped', 'superseded'].includes(state)) throw new Error('The deployment is ' + state)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  console.log(id)
`

const servers: ChildProcess[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.kill('SIGKILL')
})

const files = (body: string, build?: string) => ({
  'package.json': JSON.stringify({ scripts: { start: 'node server.js', ...(build ? { build } : {}) } }),
  'server.js': `require('http').createServer((q, r) => r.end(${JSON.stringify(body)})).listen(process.env.PORT, '127.0.0.1')`,
})

test('an application answers under the name its project has and the one it had, also after a restart, until another takes that', async () => {
  const place = await testPlace()
  const rename = (kit: Awaited<ReturnType<typeof openDeployments>>, name: string, to: string) =>
    kit.kernel.call(kit.projects.verbs.update, { owner: 'alice', name, rename: to }, { actor: kit.alice })
  const first = await openDeployments({ place })
  const id = await first.project('before')
  await first.commit(id, { 'index.html': 'mine' })
  await first.until('before', (await first.deploy('before')).id, 'live')
  await rename(first, 'before', 'after')
  await expect.poll(async () => (await first.ask('after.alice')).body).toBe('mine')
  expect((await first.ask('before.alice')).body).toBe('mine')
  await first.commit(id, { 'index.html': 'mine again' })
  const live = await first.until('after', (await first.deploy('after')).id, 'live')
  expect(new URL(live.url).hostname).toBe('after.alice.localhost')
  expect((await first.ask('before.alice')).body).toBe('mine again')
  await first.close()

  await using second = await openDeployments({ place })
  for (const host of ['before.alice', 'after.alice']) expect((await second.ask(host)).body, host).toBe('mine again')
  const other = await second.project('before')
  await second.commit(other, { 'index.html': 'another' })
  await second.until('before', (await second.deploy('before')).id, 'live')
  expect((await second.ask('before.alice')).body).toBe('another')
  expect((await second.ask('after.alice')).body).toBe('mine again')
})

test('what was live is live again after a restart', async () => {
  const place = await testPlace()
  const first = await openDeployments({ place })
  const id = await first.project('steady')
  await first.commit(id, files('still here'))
  const site = await first.project('site')
  await first.commit(site, { 'index.html': 'a site' })
  const live = await first.until('steady', (await first.deploy('steady')).id, 'live')
  await first.until('site', (await first.deploy('site')).id, 'live')
  await first.close()

  const second = await openDeployments({ place })
  expect((await second.ask('site.alice')).body).toBe('a site')
  while ((await second.ask('steady.alice')).status !== 200) await sleep(20)
  expect((await second.ask('steady.alice')).body).toBe('still here')
  expect((await second.show('steady', live.id)).state).toBe('live')
  await second.close()
  await place.remove()
})

test.each(['building', 'deploying', 'live'] as const)(
  'kill -9 while %s: the next server finishes, once, and nothing is left',
  (step) => killAndContinue(step),
)

test('kill -9 with a plain process live: the old one is ended and a new one serves', () =>
  killAndContinue('live', 'process'))

async function killAndContinue(step: 'building' | 'deploying' | 'live', driver?: 'process') {
  const place = await testPlace()
  const options = { place, ...(driver ? { driver } : {}) }
  const first = await openDeployments(options)
  const id = await first.project('half', { deploy: { startTimeoutSeconds: 120 } })
  const sources = files('done', step === 'building' ? 'sleep 2' : undefined)
  const late = `setTimeout(() => { ${sources['server.js']} }, 2000)`
  await first.commit(id, step === 'deploying' ? { ...sources, 'server.js': late } : sources)
  await first.close()

  const deployment = await deployAndDie(place, step, driver)

  const next = await openDeployments(options)
  await next.until('half', deployment, 'live')
  while ((await next.ask('half.alice')).status !== 200) await sleep(20)
  expect((await next.ask('half.alice')).body).toBe('done')
  const names = await next.eventsOnce((all) => all.includes('deploy.went_live'))
  expect(names.filter((name) => name === 'deploy.went_live')).toHaveLength(1)
  expect(readdirSync(`${place.config.dataDir}/releases`)).toEqual([deployment])
  expect(await next.sandbox.reap()).toBe(0)
  await next.close()
  expect(applicationsOf(place.config.dataDir)).toEqual([])
  await place.remove()
}

/** A server of its own deploys, and is killed when the deployment has come this far. */
async function deployAndDie(place: TestPlace, step: string, driver = ''): Promise<string> {
  const config = JSON.stringify(place.config)
  const args = ['--input-type=module', '-e', SERVER, config, step, ...(driver ? [driver] : [])]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  servers.push(server)
  const deployment = await new Promise<string>((resolve, reject) => {
    server.stdout?.once('data', (line) => resolve(String(line).trim()))
    server.once('exit', () => reject(new Error('The server ended too early.')))
  })
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGKILL')
  await gone
  return deployment
}

/** Processes that still work in the data folder. */
function applicationsOf(dataDir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${dataDir}/releases`)
      } catch {
        return false
      }
    })
}
