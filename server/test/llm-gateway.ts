import { Hono } from 'hono'
import { createIdentity } from '#identity'
import { createKernel, type Links } from '#kernel'
import { createModels } from '#models'
import { createProjects } from '#projects'
import { createSecrets } from '#secrets'
import { createSettings } from '#settings'
import { testPlace } from '#testing'
import { createAuthenticate } from '../src/protocols/credentials.ts'
import { createLlmDoor } from '../src/protocols/llm/index.ts'
import type { Limits } from '../src/protocols/llm/limits.ts'
import { serve } from '../src/serve.ts'
import { type ScriptedProvider, startScriptedProvider } from './scripted-provider.ts'

export const PROVIDER_KEY = 'sk-of-the-provider-itself'

/** Times short enough to wait for, long enough for a busy machine. */
const SHORT: Partial<Limits> = { firstRetryMs: 5, connectMs: 2_000 }

/** The gateway alone on a real port, before a scripted provider, with alice (admin), and bob in an organisation of his own. */
export async function testGateway(limits: Partial<Limits> = {}, model = 'gpt-5') {
  const provider: ScriptedProvider = await startScriptedProvider()
  const place = await testPlace()
  const kernel = await createKernel(place.config)
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const settings = createSettings(kernel, { secrets: createSecrets(kernel, { identity, projects }) })
  const models = createModels(kernel, { settings })
  const server = serve(kernel, createAuthenticate(identity))
  server.mount([createLlmDoor(server.door, { models }, { ...SHORT, ...limits })], new Hono())
  await server.reserve()
  await kernel.start()
  await server.open()

  const people = await kernel.db.system(async (tx) => {
    const join = async (login: string) => {
      const { id, org } = await identity.createUser(tx, { login, name: login, serverAdmin: login === 'alice' })
      const { secret } = await identity.issueToken(tx, {
        kind: 'person',
        subject: id,
        name: 'test',
        permissions: ['*'],
      })
      return { token: secret, org }
    }
    return { alice: await join('alice'), bob: await join('bob') }
  })
  const alice = (await identity.authenticate(people.alice.token))!
  const bob = (await identity.authenticate(people.bob.token))!
  const useModel = (baseUrl: string) =>
    kernel.call(settings.verbs.setModel, { baseUrl, model, apiKey: PROVIDER_KEY }, { actor: alice })
  await useModel(provider.url)

  return {
    kernel,
    models,
    settings,
    provider,
    url: `${server.url()}/llm`,
    token: people.alice.token,
    bobToken: people.bob.token,
    alice,
    bob,
    useModel,
    /** What the books say, newest first, once everything is written. */
    async usage(actor = alice) {
      await models.flush()
      return kernel.call(models.verbs.usage, {}, { actor })
    },
    async attemptToken(links: Links, permissions = ['models:use']): Promise<string> {
      const { secret } = await kernel.db.system((tx) =>
        identity.issueToken(tx, {
          kind: 'attempt',
          subject: 'att_1',
          name: 'attempt',
          org: people.alice.org,
          permissions,
          links: { ...links },
        }),
      )
      return secret
    },
    /** A plain call; the body goes as it is. */
    post: (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`${server.url()}/llm/v1/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${people.alice.token}`, 'content-type': 'application/json', ...headers },
        body,
      }),
    async [Symbol.asyncDispose]() {
      await server.close()
      await kernel.stop()
      await provider[Symbol.asyncDispose]()
      await place.remove()
    },
  }
}
