import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Actor, createKernel, type Kernel, newId } from '#kernel'
import { type App, createApp } from '../src/app.ts'
import { type Config, readConfig } from '../src/config.ts'

/** alice owns organisation `org_alice`, bob owns `org_bob`; neither may see anything of the other's. */
export const alice: Actor = {
  kind: 'person',
  id: 'usr_alice',
  name: 'alice',
  orgs: { org_alice: ['*'] },
  server: ['*'],
}
export const bob: Actor = {
  kind: 'person',
  id: 'usr_bob',
  name: 'bob',
  orgs: { org_bob: ['*'] },
  server: ['account:*'],
}

export interface TestKernel extends AsyncDisposable {
  kernel: Kernel
  alice: Actor
  bob: Actor
  /** alice's organisation. */
  org: string
  /** Migrates and starts; create your modules before. */
  start(): Promise<void>
}

/** A kernel on a database and a data folder of its own. Stops and removes both at the end of the block. */
export async function testKernel(overrides: Partial<Config> = {}): Promise<TestKernel> {
  const place = await testPlace()
  const kernel = await createKernel({ ...place.config, ...overrides })
  let started = false
  return {
    kernel,
    alice,
    bob,
    org: 'org_alice',
    async start() {
      started = true
      await kernel.start()
    },
    async [Symbol.asyncDispose]() {
      if (!started) await kernel.start()
      await kernel.stop()
      await place.remove()
    },
  }
}

export interface TestPlace {
  config: Config
  remove(): Promise<void>
}

/** An empty database and data folder, and the configuration that points at them. */
export async function testPlace(): Promise<TestPlace> {
  const admin = inject('postgres')
  const name = newId('test')
  const dataDir = mkdtempSync(join(tmpdir(), 'devflow-test-'))
  await asAdmin(admin, `create database ${name}`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return {
    config: { ...readConfig({ PORT: '0', DEVFLOW_DATA: dataDir, DEVFLOW_REHEARSAL: 'off' }), databaseUrl: url.href },
    async remove() {
      await asAdmin(admin, `drop database if exists ${name} with (force)`)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

export interface TestApp extends AsyncDisposable {
  app: App
  kernel: Kernel
  modules: App['modules']
  url: string
  /** alice's token; she is the server's admin and owns the organisation `alice`. */
  token: string
  bobToken: string
  alice: Actor
  bob: Actor
  /** A call of the HTTP API; throws with the refusal's sentence. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the verb's
  api(method: string, path: string, body?: unknown, token?: string): Promise<any>
}

/** The whole server on a free port, with alice and bob. */
export async function testApp(overrides: Partial<Config> = {}): Promise<TestApp> {
  const place = await testPlace()
  const app = await createApp({ ...place.config, ...overrides })
  await app.start()
  const { kernel, modules } = app
  const people = await kernel.db.system(async (tx) => {
    const login = async (name: string, serverAdmin: boolean) => {
      const user = await modules.identity.createUser(tx, { login: name, name, serverAdmin })
      const { secret } = await modules.identity.issueToken(tx, {
        kind: 'person',
        subject: user.id,
        name: 'test',
        permissions: ['*'],
      })
      return secret
    }
    return { token: await login('alice', true), bobToken: await login('bob', false) }
  })
  return {
    app,
    kernel,
    modules,
    url: app.url,
    ...people,
    alice: (await modules.identity.authenticate(people.token))!,
    bob: (await modules.identity.authenticate(people.bobToken))!,
    async api(method, path, body, token = people.token) {
      const response = await fetch(`${app.url}/api${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const answer =
        response.status === 204 ? undefined : ((await response.json()) as { error: Record<string, string> })
      if (!response.ok)
        throw Object.assign(new Error(answer?.error.message), answer?.error, { status: response.status })
      return answer
    },
    async [Symbol.asyncDispose]() {
      await app.stop()
      await place.remove()
    },
  }
}
