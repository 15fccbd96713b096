import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGit } from '#git'
import { createIdentity } from '#identity'
import { type Actor, createKernel, type Kernel } from '#kernel'
import { createProjects } from '#projects'
import { createSandbox } from '#sandbox'
import { type TestPlace, testPlace } from '#testing'
import { createAppsProxy } from '../../protocols/apps/index.ts'
import type { Deployment } from './deployment.ts'
import { createDeployments } from './deployments.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export type DeploymentsKit = Awaited<ReturnType<typeof openDeployments>>

/** Everything below the proxy, on a real database, with real repositories and processes; `files` become a commit. */
export async function openDeployments(options: { driver?: 'process' | 'bubblewrap'; place?: TestPlace } = {}) {
  const place = options.place ?? (await testPlace())
  const kernel = await createKernel(place.config)
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const git = createGit(kernel, { identity, projects })
  const sandbox = createSandbox(kernel, {
    environment: process.env,
    ...(options.driver ? { driver: options.driver } : {}),
  })
  const secrets: Record<string, string> = {}
  let port = 0
  const publicUrl = () => `http://localhost:${port}`
  const environment = async () => {
    for (const secret of Object.values(secrets)) kernel.masks.add(secret)
    return { ...secrets }
  }
  const deployments = createDeployments(kernel, { projects, git, sandbox, environment, publicUrl })
  const proxy = createAppsProxy(kernel, { deployments, publicUrl })
  const server = createServer(proxy.handle)
  server.on('upgrade', proxy.upgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  await kernel.start()
  const alice = await signIn(kernel, identity, 'alice')
  const bob = await signIn(kernel, identity, 'bob')

  async function project(name: string, settings = {}): Promise<string> {
    const created = await kernel.call(
      projects.verbs.create,
      { owner: 'alice', name, settings: { ...settings, protection: [] } },
      { actor: alice },
    )
    await git.create(created.id)
    return created.id
  }

  async function commit(id: string, files: Record<string, string>): Promise<string> {
    await git.importFiles(id, {
      branch: 'main',
      files,
      message: 'change',
      author: { name: 'alice', email: 'alice@example.com' },
    })
    return (await git.resolve(id, 'main')) as string
  }

  async function show(name: string, deployment: string, actor: Actor = alice): Promise<Deployment> {
    return kernel.call(deployments.verbs.get, { owner: 'alice', name, deployment }, { actor })
  }

  /** Waits for the state, or for an end that makes it impossible. */
  async function until(name: string, deployment: string, ...states: Deployment['state'][]): Promise<Deployment> {
    for (;;) {
      const found = await show(name, deployment)
      if (states.includes(found.state)) return found
      if (['failed', 'stopped', 'superseded'].includes(found.state)) {
        throw new Error(`The deployment is ${found.state}: ${found.reason}\n${await log(found)}`)
      }
      await sleep(20)
    }
  }

  async function deploy(name: string, environmentName?: string): Promise<Deployment> {
    const input = { owner: 'alice', name, ...(environmentName ? { environment: environmentName } : {}) }
    return kernel.call(deployments.verbs.create, input, { actor: alice })
  }

  async function log({ log: id }: Deployment): Promise<string> {
    await kernel.logStreams.position(id)
    const { lines } = await kernel.db.system((tx) => kernel.logStreams.read(tx, id))
    return lines.map(({ text }) => text).join('\n')
  }

  /** Events become readable a moment after their commit, when no older transaction can still add one before them. */
  async function eventsOnce(enough: (names: string[]) => boolean): Promise<string[]> {
    for (;;) {
      const events = await kernel.db.system((tx) => kernel.events.before(tx, undefined, 200, {}))
      const names = events.map(({ name }) => name)
      if (enough(names)) return names
      await sleep(20)
    }
  }

  /** As a browser would, by name; every name below localhost is this machine. */
  function ask(
    host: string,
    path = '/',
    init: { method?: string; headers?: object; body?: string } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { host: `${host}.localhost:${port}`, ...init.headers }
      const outgoing = httpRequest(
        { host: '127.0.0.1', port, path, method: init.method ?? 'GET', headers, agent: false },
        (response) => {
          let body = ''
          response.setEncoding('utf8').on('data', (text) => {
            body += text
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
          response.on('error', reject)
        },
      )
      outgoing.on('error', reject)
      outgoing.end(init.body)
    })
  }

  let closed = false
  async function close(): Promise<void> {
    if (closed) return
    closed = true
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
    await kernel.stop()
  }

  return {
    ...{ kernel, projects, git, sandbox, deployments, secrets, place, alice, bob, port },
    ...{ project, commit, show, until, deploy, log, eventsOnce, ask, close },
    async [Symbol.asyncDispose]() {
      await close()
      if (!options.place) await place.remove()
    },
  }
}

async function signIn(kernel: Kernel, identity: ReturnType<typeof createIdentity>, login: string): Promise<Actor> {
  const secret = await kernel.db.system(async (tx) => {
    const [found] = await tx.query<{ id: string }>('select id from identity.users where login = $1', [login])
    const user = found ?? (await identity.createUser(tx, { login, name: login, serverAdmin: false }))
    const token = { kind: 'person' as const, subject: user.id, name: 'test', permissions: ['*'] }
    return (await identity.issueToken(tx, token)).secret
  })
  return (await identity.authenticate(secret)) as Actor
}
