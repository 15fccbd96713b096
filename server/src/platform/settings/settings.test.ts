import { randomBytes } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createIdentity } from '#identity'
import { createKernel } from '#kernel'
import { createProjects } from '#projects'
import { createSecrets } from '#secrets'
import { alice, testKernel, testPlace } from '#testing'
import { modelCredentials, modelUrl } from './model-address.ts'
import { probeModel } from './model-probe.ts'
import { createSettings } from './settings.ts'

async function testSettings(
  model = { baseUrl: undefined, apiKey: undefined, name: undefined } as {
    baseUrl?: string | undefined
    apiKey?: string | undefined
    name?: string | undefined
  },
) {
  const kit = await testKernel({ model: { baseUrl: model.baseUrl, apiKey: model.apiKey, name: model.name } })
  const identity = createIdentity(kit.kernel)
  const projects = createProjects(kit.kernel, { identity })
  const settings = createSettings(kit.kernel, { secrets: createSecrets(kit.kernel, { identity, projects }) })
  await kit.start()
  const { verbs } = settings
  return {
    ...kit,
    settings,
    set: (
      input: Parameters<typeof kit.kernel.call<typeof verbs.setModel.input, typeof verbs.setModel.output>>[1],
      actor = kit.alice,
    ) => kit.kernel.call(verbs.setModel, input, { actor }),
    show: (actor = kit.alice) => kit.kernel.call(verbs.getModel, {}, { actor }),
    probe: (input: { baseUrl?: string; model?: string; apiKey?: string | null } = {}) =>
      kit.kernel.call(verbs.testModel, input, { actor: kit.alice }),
    [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose](),
  }
}

const KEY = 'sk-a-key-of-the-provider'

test('settings win over the environment, and the key is never shown', async () => {
  await using server = await testSettings({ baseUrl: 'http://env:1', apiKey: 'env key', name: 'env-model' })
  expect(await server.settings.model()).toMatchObject({
    baseUrl: 'http://env:1',
    model: 'env-model',
    apiKey: 'env key',
  })
  expect(await server.show()).toMatchObject({ source: 'environment', hasApiKey: true })

  const shown = await server.set({ baseUrl: 'https://models.test/v1/', model: 'big', apiKey: KEY })
  expect(shown).toEqual({
    baseUrl: 'https://models.test/v1',
    model: 'big',
    hasApiKey: true,
    prices: null,
    source: 'settings',
  })
  expect(await server.settings.model()).toMatchObject({ baseUrl: 'https://models.test/v1', model: 'big', apiKey: KEY })
  expect(server.kernel.masks.apply(`key ${KEY}`)).toBe('key ***')
  const rows = await server.kernel.db.system(async (tx) => [
    await tx.query(`select *, encode(sealed, 'escape') from settings.settings`),
    await tx.query('select * from kernel.actions'),
    await tx.query('select * from kernel.events'),
  ])
  expect(JSON.stringify(rows)).toContain('models.test')
  expect(JSON.stringify(rows)).not.toContain(KEY)
})

test('a change is in force for the next call, and a change that is undone is not', async () => {
  await using server = await testSettings()
  expect(await server.settings.model()).toBeUndefined()
  for (const model of ['one', 'two', 'three']) {
    await server.set({ baseUrl: 'http://models.test', model })
    expect((await server.settings.model())?.model).toBe(model)
  }
  const undone = server.kernel.db.as(server.alice, async (tx) => {
    await tx.query(`update settings.settings set value = value || '{"model":"never"}'`)
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  expect((await server.settings.model())?.model).toBe('three')
})

test('the key stays when it is left out, goes with null, and is never sent to another host', async () => {
  await using server = await testSettings()
  await server.set({ baseUrl: 'https://models.test', model: 'm', apiKey: KEY })
  await server.set({ baseUrl: 'https://models.test/v1', model: 'other' })
  expect((await server.settings.model())?.apiKey).toBe(KEY)
  await expect(server.set({ baseUrl: 'https://elsewhere.test', model: 'm' })).rejects.toMatchObject({
    code: 'settings.key_needed',
  })
  await expect(server.probe({ baseUrl: 'http://127.0.0.1:9' })).rejects.toMatchObject({ code: 'settings.key_needed' })
  expect(await server.show()).toMatchObject({ baseUrl: 'https://models.test/v1', hasApiKey: true })
  expect(await server.set({ baseUrl: 'https://elsewhere.test', model: 'm', apiKey: null })).toMatchObject({
    hasApiKey: false,
  })
})

test('only admins of the server see or change the model', async () => {
  await using server = await testSettings()
  await expect(server.show(server.bob)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(server.set({ baseUrl: 'http://bob.test', model: 'm' }, server.bob)).rejects.toMatchObject({
    kind: 'forbidden',
  })
  expect(await server.show()).toMatchObject({ source: 'none' })
})

test('nonsense is refused with a sentence', async () => {
  await using server = await testSettings()
  const bad = [
    { baseUrl: 'ftp://models.test', model: 'm' },
    { baseUrl: 'models.test', model: 'm' },
    { baseUrl: 'https://user:pw@models.test', model: 'm' },
    { baseUrl: 'https://models.test', model: '  ' },
    { baseUrl: 'https://models.test', model: 'm', apiKey: 'two\nlines' },
    { baseUrl: 'https://models.test', model: 'm', prices: { input: -1, output: 1 } },
  ]
  for (const input of bad)
    await expect(server.set(input), JSON.stringify(input)).rejects.toMatchObject({ kind: 'invalid' })
  await expect(server.probe()).rejects.toMatchObject({ code: 'settings.no_model' })
})

async function withModel(answer: RequestListener, run: (baseUrl: string) => Promise<void>): Promise<void> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const answerAll =
  (status: number, body: string, type = 'application/json'): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body)

test.each([
  ['a chat model', answerAll(200, '{"choices":[]}'), true, /answered as m/],
  ['a refused key', answerAll(401, '{}'), false, /refused the key \(401\)/],
  ['a web page', answerAll(200, '<html>', 'text/html'), false, /not as a model API/],
  ['JSON of something else', answerAll(200, '{"hello":1}'), false, /not as a model API/],
  ['a server without the path', answerAll(404, 'nope', 'text/plain'), false, /no model API at this path/],
  [
    'a model that does not exist',
    answerAll(404, '{"error":{"message":"The model m does not exist"}}'),
    false,
    /404: The model m does not exist/,
  ],
  ['a busy provider', answerAll(429, '{"error":{"message":"quota exceeded"}}'), false, /429: quota exceeded/],
  [
    'a redirect',
    (_, response) => void response.writeHead(301, { location: 'http://127.0.0.1:9/' }).end(),
    false,
    /answered 301/,
  ],
  [
    'one that only speaks messages',
    (request, response) =>
      void response.writeHead(request.url === '/v1/messages' ? 200 : 404).end('{"type":"message"}'),
    true,
    /answered as m/,
  ],
] as [string, RequestListener, boolean, RegExp][])(
  'the test of the model tells about %s',
  async (_, answer, ok, sentence) => {
    await withModel(answer, async (baseUrl) => {
      const result = await probeModel({ baseUrl, model: 'm', apiKey: KEY })
      expect(result).toMatchObject({ ok, message: expect.stringMatching(sentence) })
    })
  },
)

test('the test of the model ends when the model hangs or is not there', async () => {
  await withModel(
    () => undefined,
    async (baseUrl) => {
      const result = await probeModel({ baseUrl, model: 'm', apiKey: undefined }, { timeoutMs: 50 })
      expect(result).toMatchObject({ ok: false, message: expect.stringMatching(/did not answer within 0.05 seconds/) })
    },
  )
  let closed = ''
  await withModel(answerAll(200, ''), async (baseUrl) => {
    closed = baseUrl
  })
  const nowhere = await probeModel({ baseUrl: closed, model: 'm', apiKey: undefined })
  expect(nowhere.message).toMatch(/cannot be reached \(ECONNREFUSED\)/)
})

test('the verb tests what is stored, or what is about to be', async () => {
  await using server = await testSettings()
  await withModel(
    (request, response) =>
      void response.writeHead(request.headers.authorization === `Bearer ${KEY}` ? 200 : 401).end('{"choices":[]}'),
    async (baseUrl) => {
      expect(await server.probe({ baseUrl, model: 'm' })).toMatchObject({ ok: false })
      expect(await server.probe({ baseUrl, model: 'm', apiKey: KEY })).toMatchObject({ ok: true, dialect: 'chat' })
      await server.set({ baseUrl, model: 'm', apiKey: KEY })
      expect(await server.probe()).toMatchObject({ ok: true })
    },
  )
})

test('addresses work with and without a version', () => {
  const chat = (baseUrl: string): string => modelUrl(baseUrl, 'chat/completions').href
  expect(chat('https://api.test')).toBe('https://api.test/v1/chat/completions')
  expect(chat('https://api.test/v1/')).toBe('https://api.test/v1/chat/completions')
  expect(chat('https://api.test/api/v4')).toBe('https://api.test/api/v4/chat/completions')
  expect(chat('https://api.test/v1beta/openai')).toBe('https://api.test/v1beta/openai/chat/completions')
  expect(chat('https://api.test/anthropic')).toBe('https://api.test/anthropic/v1/chat/completions')
})

test('each provider gets the credentials it takes', () => {
  const of = (baseUrl: string, endpoint: string) =>
    Object.keys(modelCredentials({ baseUrl, apiKey: KEY }, endpoint)).toSorted()
  expect(of('https://api.openai.com', 'chat/completions')).toEqual(['authorization'])
  expect(of('https://api.anthropic.com', 'messages')).toEqual(['anthropic-version', 'x-api-key'])
  expect(of('https://api.anthropic.com', 'models')).toEqual(['anthropic-version', 'x-api-key'])
  expect(of('https://router.test', 'messages/count_tokens')).toEqual([
    'anthropic-version',
    'authorization',
    'x-api-key',
  ])
  expect(of('https://notanthropic.com', 'models')).toEqual(['authorization'])
})

test('a change on one server of a database reaches the others', async () => {
  const place = await testPlace()
  const masterKey = randomBytes(32).toString('base64')
  const start = async (dataDir: string) => {
    const kernel = await createKernel({ ...place.config, dataDir, masterKey })
    const identity = createIdentity(kernel)
    const projects = createProjects(kernel, { identity })
    const settings = createSettings(kernel, { secrets: createSecrets(kernel, { identity, projects }) })
    await kernel.start()
    return { kernel, settings }
  }
  const one = await start(place.config.dataDir)
  const two = await start(join(place.config.dataDir, 'second'))
  expect(await two.settings.model()).toBeUndefined()
  for (const model of ['first', 'second']) {
    const input = { baseUrl: 'http://models.test', model, apiKey: KEY }
    await one.kernel.call(one.settings.verbs.setModel, input, { actor: alice })
    await expect.poll(async () => (await two.settings.model())?.model, { timeout: 30_000 }).toBe(model)
    expect((await two.settings.model())?.apiKey).toBe(KEY)
  }
  await two.kernel.stop()
  await one.kernel.stop()
  await place.remove()
})
