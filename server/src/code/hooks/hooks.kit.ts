import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApps } from '#apps'
import { createEgress, type EgressDeps } from '#egress'
import { createIdentity } from '#identity'
import { type Actor, createKernel } from '#kernel'
import { createProjects } from '#projects'
import { createSecrets } from '#secrets'
import { type TestPlace, testPlace } from '#testing'
import type { HookFormat } from './format.ts'
import { createHooks } from './hooks.ts'

/** Messages as plain as they can be: what is told is the event's own data. */
const format: HookFormat = {
  names: ['push', 'issues'],
  on: ['git.pushed', 'issue.opened'],
  namesOf: (event) => [event === 'git.pushed' ? 'push' : 'issues'],
  print: async (_tx, event) => [
    { name: event.name === 'git.pushed' ? 'push' : 'issues', action: null, payload: { ...event.data } },
  ],
  ping: async (_tx, hook) => ({ name: 'ping', action: null, payload: { hook: hook.databaseId } }),
  forInstallation: (payload, installation) => ({ ...payload, installation }),
  async request({ guid, event, payload, receiver }) {
    const signature = receiver.secret && createHmac('sha256', receiver.secret).update(payload).digest('hex')
    return {
      headers: { 'content-type': 'application/json', guid, event, ...(signature ? { signature } : {}) },
      body: payload,
    }
  },
}

/** A server with projects of alice's and bob's; the next start of one whose `place` is given. */
export async function testHooks({
  place,
  allow = ['127.0.0.1'],
  ...network
}: { place?: TestPlace } & Partial<EgressDeps> = {}) {
  const own = place ?? (await testPlace())
  const kernel = await createKernel(own.config)
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const secrets = createSecrets(kernel, { identity, projects })
  const egress = createEgress({ allow, ...network })
  const apps = createApps(kernel, { identity, projects, secrets, egress })
  const hooks = createHooks(kernel, { identity, projects, secrets, egress, apps, timeoutMs: 400, retryMs: [0, 0, 0] })
  hooks.printWith(format)
  await kernel.start()

  async function signIn(login: string): Promise<Actor> {
    const secret = await kernel.db.system(async (tx) => {
      const user = await identity.createUser(tx, { login, name: login, serverAdmin: false })
      return (await identity.issueToken(tx, { kind: 'person', subject: user.id, name: 'test', permissions: ['*'] }))
        .secret
    })
    return (await identity.authenticate(secret))!
  }
  const alice = await signIn('alice')
  const bob = await signIn('bob')
  const address = { owner: 'alice', name: 'shop' }
  const project = await kernel.call(projects.verbs.create, address, { actor: alice })
  const { verbs } = hooks

  return {
    kernel,
    projects,
    hooks,
    verbs,
    alice,
    bob,
    address,
    project,
    place: own,
    /** Something happens, as a module would say it. */
    async happen(name: 'git.pushed' | 'issue.opened', data: object, project_id: string | null = project.id) {
      const [org_id] = Object.keys(alice.orgs)
      const actor = { kind: 'person' as const, id: alice.id, name: alice.name }
      await kernel.events.publish([{ name, org_id: org_id!, project_id, actor, links: {}, data, action_id: null }])
    },
    async deliveries(hook: number) {
      return (await kernel.call(verbs.deliveries, { ...address, hook }, { actor: alice })).items
    },
    delivery: (hook: number, delivery: number) =>
      kernel.call(verbs.delivery, { ...address, hook, delivery }, { actor: alice }),
    async [Symbol.asyncDispose]() {
      await kernel.stop()
      await own.remove()
    },
  }
}

export interface Received {
  headers: IncomingMessage['headers']
  body: string
}

/** An address that deliveries go to; answers 200 unless told otherwise. */
export async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void = (_, r) => r.end()) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: (await request.toArray()).join('') })
    answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    port,
    received,
    url: `http://127.0.0.1:${port}/hook`,
    of: (event: string): Received[] => received.filter(({ headers }) => headers.event === event),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
