import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Actor, Problem } from '#kernel'
import { PROVIDER_KEY, testGateway } from '../../../test/llm-gateway.ts'
import { chatAnswer, chatChunks, json, messagesEvents, raw, stream } from '../../../test/scripted-provider.ts'

const ASK = '{"model":"gpt-5","messages":[]}'
const ASK_STREAM = '{"model":"gpt-5","messages":[],"stream":true}'

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(5)
}

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { message: string; code: string } }).error

test('bytes pass in both directions as they are', async () => {
  await using gateway = await testGateway()
  const answer =
    '{ "choices":[ ],\n"usage": {"prompt_tokens":1,"completion_tokens":2}, "unknown": 1.50, "é":"\\u00e9" }'
  gateway.provider.script(
    raw(answer, 200, {
      'content-type': 'application/json; charset=utf-8',
      'x-provider': 'yes',
      'set-cookie': 'a=b',
      'x-request-id': 'req_1',
    }),
  )
  const body = '{ "x_unknown": {"a":[1.0,2e3]},  "model" :"gpt-5",\n "messages":[{"content":"\\u00e9"}] }'
  const response = await gateway.post('chat/completions?beta=true', body, {
    'x-session-id': 's1',
    'x-forwarded-for': '10.0.0.1',
    cookie: 'a=b',
  })
  expect(await response.text()).toBe(answer)
  expect(response.headers.get('x-request-id')).toBe('req_1')
  expect(response.headers.get('set-cookie')).toBeNull()
  const [call] = gateway.provider.calls
  expect(call!.body.toString()).toBe(body)
  expect(call!.url).toBe('/v1/chat/completions?beta=true')
  expect(call!.headers).toMatchObject({ 'x-session-id': 's1', authorization: `Bearer ${PROVIDER_KEY}` })
  for (const name of ['cookie', 'x-forwarded-for', 'x-api-key']) expect(call!.headers).not.toHaveProperty(name)
  expect(JSON.stringify(call!.headers)).not.toContain(gateway.token)
})

test('a stream arrives piece by piece, not when it is whole', async () => {
  await using gateway = await testGateway()
  let finish = (): void => undefined
  gateway.provider.script(
    stream(chatChunks.slice(0, 1), (response) => {
      finish = () => response.end('data: [DONE]\n\n')
    }),
  )
  const response = await gateway.post('chat/completions', ASK_STREAM)
  const reader = response.body!.getReader()
  expect(Buffer.from((await reader.read()).value!).toString()).toContain('"Hel"')
  finish()
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('data: [DONE]\n\n')
  expect((await reader.read()).done).toBe(true)
})

test.each(['', '/', '/v1', '/v1/'])('a base URL ending in %j reaches the same address', async (ending) => {
  await using gateway = await testGateway()
  gateway.provider.script(json(chatAnswer))
  await gateway.useModel(`${gateway.provider.url}${ending}`)
  await gateway.post('chat/completions', ASK)
  expect(gateway.provider.calls.at(-1)!.url).toBe('/v1/chat/completions')
})

test('a client that goes away takes the call at the provider with it', async () => {
  await using gateway = await testGateway()
  gateway.provider.script(stream(messagesEvents.slice(0, 3), () => undefined))
  const leaving = new AbortController()
  const response = await fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': gateway.token },
    body: '{"model":"claude-sonnet-4-5","stream":true}',
    signal: leaving.signal,
  })
  await response.body!.getReader().read()
  leaving.abort()
  await gateway.provider.calls[0]!.abandoned
  await until(async () => (await gateway.usage()).items.length === 1)
  // What was told before counts: the input, and the output so far.
  expect((await gateway.usage()).items[0]).toMatchObject({ status: 499, inputTokens: 3210, outputTokens: 1 })
})

test('a client that goes away before the answer begins ends the call too', async () => {
  await using gateway = await testGateway()
  gateway.provider.script(() => undefined)
  const leaving = new AbortController()
  const waiting = fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}` },
    body: ASK,
    signal: leaving.signal,
  })
  await until(() => gateway.provider.calls.length === 1)
  leaving.abort()
  await expect(waiting).rejects.toThrow()
  await gateway.provider.calls[0]!.abandoned
  await until(async () => (await gateway.usage()).items[0]?.status === 499)
})

test('a provider that hangs is given up with one sentence', async () => {
  await using gateway = await testGateway({ firstByteMs: 50, answerMs: 50 })
  gateway.provider.script(() => undefined)
  for (const [path, body] of [
    ['chat/completions', ASK],
    ['messages', ASK_STREAM],
  ] as const) {
    const response = await gateway.post(path, body)
    expect(response.status).toBe(504)
    expect((await errorOf(response)).message).toMatch(/accepted the call but did not begin to answer within 0.05 s/)
  }
  expect((await gateway.usage()).total).toMatchObject({ calls: 2, costUsd: 0, unpricedCalls: 0 })
})

test.each([
  ['messages', 'event: error\ndata: {"type":"error","error":{"type":"timeout_error"'],
  ['responses', 'event: error\ndata: {"type":"error","code":"provider_silent"'],
  ['chat/completions', 'data: {"error":{"message":"The model address'],
])('a stream of %s that falls silent ends with an error event', async (path, expected) => {
  await using gateway = await testGateway({ idleMs: 50 })
  gateway.provider.script(stream([{ type: 'ping' }], () => undefined))
  const text = await (await gateway.post(path, ASK_STREAM)).text()
  expect(text).toContain('event: ping')
  expect(text).toContain(expected)
  expect((await gateway.usage()).items[0]).toMatchObject({ status: 504, costUsd: null })
})

test('a provider that breaks off midway is reported, in a stream as an event and in a body as a cut', async () => {
  await using gateway = await testGateway()
  gateway.provider.script(
    stream(chatChunks.slice(0, 2), (response) => void response.write(': last\n\n', () => response.destroy())),
  )
  expect(await (await gateway.post('chat/completions', ASK_STREAM)).text()).toContain('broke off in the middle')
  gateway.provider.script((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('{"choices":[', () => response.destroy())
  })
  await expect(gateway.post('chat/completions', ASK).then((response) => response.text())).rejects.toThrow()
  expect((await gateway.usage()).items.map((call) => call.status)).toEqual([502, 502])
})

test.each([
  [
    'a web page',
    raw('<html>', 200, { 'content-type': 'text/html' }),
    502,
    /answered with text\/html instead of a model's answer/,
  ],
  ['text called JSON', raw('hello', 200, { 'content-type': 'application/json' }), 502, /something that is not JSON/],
  ['nothing', raw('', 200, { 'content-type': 'application/json' }), 502, /answered with nothing/],
  ['a redirect', raw('', 302, { location: 'http://127.0.0.1:1/' }), 502, /redirects elsewhere/],
  [
    'no such address',
    raw('Not Found', 404, { 'content-type': 'text/plain' }),
    404,
    /does not offer the Responses API \(404 at \/responses\)/,
  ],
  [
    'a refused key',
    json({ error: { message: 'Incorrect API key provided: sk-…' } }, 401),
    502,
    /refused this server's key/,
  ],
  [
    'a page of its proxy',
    raw('<h1>Bad', 400, { 'content-type': 'text/html' }),
    400,
    /answered 400 without an explanation/,
  ],
  ["another dialect's error", json({ detail: 'no field input' }, 422), 422, /answered 422: no field input/],
])('a provider that answers %s is explained in one sentence', async (_, answer, status, sentence) => {
  await using gateway = await testGateway()
  gateway.provider.script(answer)
  const response = await gateway.post('responses', ASK)
  expect(response.status).toBe(status)
  expect(response.headers.get('x-should-retry')).toBe('false')
  const error = await errorOf(response)
  expect(error.message).toMatch(sentence)
  expect(error).toHaveProperty('type')
})

test("a provider's own explanation passes as it is", async () => {
  await using gateway = await testGateway()
  const said = {
    error: { message: 'The model `x` does not exist', type: 'invalid_request_error', code: 'model_not_found' },
  }
  gateway.provider.script(json(said, 404, { 'x-request-id': 'req_9' }))
  const response = await gateway.post('chat/completions', ASK)
  expect(response.status).toBe(404)
  expect(response.headers.get('x-request-id')).toBe('req_9')
  expect(await response.json()).toEqual(said)
})

test('a busy provider is tried again before the first byte, as often and as late as it says', async () => {
  await using gateway = await testGateway({ maxRetryAfterMs: 2_000 })
  const busy = (headers: Record<string, string>) => json({ error: { message: 'slow down' } }, 429, headers)
  gateway.provider.script(busy({ 'retry-after': '0' }), busy({}), json(chatAnswer))
  expect((await gateway.post('chat/completions', ASK)).status).toBe(200)
  expect(gateway.provider.calls).toHaveLength(3)
  expect(new Set(gateway.provider.calls.map((call) => call.body.toString()))).toEqual(new Set([ASK]))

  // Too long to hold the client for: it is told at once, with the provider's own words.
  gateway.provider.script(busy({ 'retry-after': '60' }))
  const told = await gateway.post('chat/completions', ASK)
  expect([told.status, told.headers.get('retry-after')]).toEqual([429, '60'])
  expect(gateway.provider.calls).toHaveLength(4)

  // And not for ever.
  gateway.provider.script(json({ error: { message: 'down' } }, 503))
  expect((await gateway.post('chat/completions', ASK)).status).toBe(503)
  expect(gateway.provider.calls).toHaveLength(7)

  // A refusal of the request itself would be refused again.
  gateway.provider.script(json({ error: { message: 'bad request' } }, 400))
  expect((await gateway.post('chat/completions', ASK)).status).toBe(400)
  expect(gateway.provider.calls).toHaveLength(8)
  expect((await gateway.usage()).total).toMatchObject({ calls: 4, costUsd: 0.0013 })
})

test('a provider that is not there is named', async () => {
  await using gateway = await testGateway()
  await gateway.useModel('http://127.0.0.1:9')
  const response = await gateway.post('chat/completions', ASK)
  expect(response.status).toBe(502)
  expect((await errorOf(response)).message).toBe('The model address 127.0.0.1:9 cannot be reached (ECONNREFUSED).')
})

test('a kept connection that the provider has closed costs nobody an error', async () => {
  await using gateway = await testGateway()
  gateway.provider.script((response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(chatAnswer))
    // Closed without a word, as a provider does with idle connections.
    response.once('close', () => response.socket?.destroy())
  })
  for (let i = 0; i < 5; i++) expect((await gateway.post('chat/completions', ASK)).status).toBe(200)
})

test('what is no request never reaches the provider', async () => {
  await using gateway = await testGateway({ maxBodyBytes: 1000 })
  gateway.provider.script(json(chatAnswer))
  const refused = async (body: string, headers: Record<string, string> = {}) => {
    const response = await gateway.post('chat/completions', body, headers)
    return [response.status, (await errorOf(response)).message] as const
  }
  expect(await refused('not json')).toEqual([400, 'The request body is not a JSON object.'])
  expect((await refused('{"model"'))[0]).toBe(400)
  expect((await refused(JSON.stringify({ model: 'x'.repeat(2000) })))[0]).toBe(413)
  expect((await refused(ASK, { 'content-encoding': 'gzip' }))[1]).toContain('without compression')
  const elsewhere = await gateway.post('files', ASK)
  expect([elsewhere.status, (await errorOf(elsewhere)).message]).toEqual([
    404,
    expect.stringContaining('/llm/v1/messages'),
  ])
  expect(gateway.provider.calls).toHaveLength(0)
  // Exactly at the limit is inside.
  const padded = ASK.padEnd(1000)
  expect((await gateway.post('chat/completions', padded)).status).toBe(200)
})

test('a body that is much too large is told so, whether it says its size or not', async () => {
  await using gateway = await testGateway({ maxBodyBytes: 1000 })
  const large = JSON.stringify({ model: 'x', messages: 'x'.repeat(8_000_000) })
  expect((await gateway.post('chat/completions', large)).status).toBe(413)
  const inPieces = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}` },
    body: new Blob([large]).stream(),
    duplex: 'half',
  })
  expect(inPieces.status).toBe(413)
  expect((await errorOf(inPieces)).message).toContain('send less at once')
})

test('a path that climbs out of the models stays here', async () => {
  await using gateway = await testGateway()
  gateway.provider.script(json({ id: 'x', object: 'model' }))
  const get = (path: string) =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(gateway.url)
      request({ host: '127.0.0.1', port, path, headers: { authorization: `Bearer ${gateway.token}` } }, (response) => {
        response.resume()
        resolve(response.statusCode!)
      })
        .on('error', reject)
        .end()
    })
  for (const path of [
    'models/../files',
    'models/%2e%2e/files',
    'models/..%2ffiles',
    'models/a/../../files',
    'models/.hidden',
    'models/a%2f..%2f..%2ffiles',
    'models/',
  ]) {
    expect(await get(`/llm/v1/${path}`), path).toBeGreaterThanOrEqual(400)
  }
  expect(gateway.provider.calls).toHaveLength(0)
  expect(await get('/llm/v1/models/openai/gpt-5.1')).toBe(200)
  expect(gateway.provider.calls[0]!.url).toBe('/v1/models/openai/gpt-5.1')
})

test('who may not call models is refused before anything goes out', async () => {
  await using gateway = await testGateway()
  gateway.provider.script(json(chatAnswer))
  const reader = await gateway.attemptToken({}, ['*:read'])
  const ask = (headers: Record<string, string>) =>
    fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers, body: ASK })
  expect((await ask({ authorization: `Bearer ${reader}` })).status).toBe(403)
  expect((await ask({})).status).toBe(401)
  expect((await ask({ 'x-api-key': 'dfl_wrong' })).status).toBe(401)
  expect(gateway.provider.calls).toHaveLength(0)

  gateway.models.addGate({
    async check(actor) {
      if (actor.links?.attempt === 'att_1')
        throw new Problem('rate_limited', 'attempts.budget', 'This attempt has used up its budget.')
    },
  })
  const broke = await ask({ authorization: `Bearer ${await gateway.attemptToken({ attempt: 'att_1' })}` })
  expect([broke.status, (await errorOf(broke)).message]).toEqual([429, 'This attempt has used up its budget.'])
  expect(gateway.provider.calls).toHaveLength(0)
  expect((await ask({ authorization: `Bearer ${gateway.token}` })).status).toBe(200)
})

test('a call of an attempt is booked to its task and spec and told on the timeline; bob sees none of it', async () => {
  await using gateway = await testGateway()
  gateway.provider.script(json(chatAnswer))
  const links = { attempt: 'att_1', task: 'tsk_1', spec: 'spc_1', agent: 'agt_1' }
  const token = await gateway.attemptToken(links)
  await gateway.post('chat/completions', ASK, { authorization: `Bearer ${token}` })
  await gateway.post('chat/completions', ASK, { authorization: `Bearer ${gateway.bobToken}` })

  const { items, total } = await gateway.usage()
  expect(total.calls).toBe(1)
  expect(items[0]).toMatchObject(links)
  expect((await gateway.usage(gateway.bob)).items.map((call) => call.attempt)).toEqual([null])
  for (const of of [{ spec: 'spc_1' }, { task: 'tsk_1' }, { attempt: 'att_1' }]) {
    expect(await gateway.kernel.db.system((tx) => gateway.models.costOf(tx, of))).toMatchObject({
      calls: 1,
      costUsd: 0.0013,
    })
  }
  // Readers see an event once every older transaction has ended, those of other tests included.
  const told = async (actor: Actor) => {
    const read = () =>
      gateway.kernel.db.as(actor, (tx) => gateway.kernel.events.after(tx, undefined, 10, { names: ['model.called'] }))
    await until(async () => (await read()).length > 0)
    return read()
  }
  expect(await told(gateway.alice)).toMatchObject([
    { links, data: { model: 'gpt-5', inputTokens: 1000, costUsd: 0.0013, status: 200 } },
  ])
  expect((await told(gateway.bob)).map((event) => event.links)).toEqual([{}])
})

test('a model without a known price has an unknown cost, and odd names do no harm', async () => {
  await using gateway = await testGateway()
  gateway.provider.script(json(chatAnswer))
  await gateway.post('chat/completions', '{"model":"a\\u0000b\\nc"}')
  const { items, total } = await gateway.usage()
  expect(items[0]).toMatchObject({ model: 'abc', costUsd: null })
  expect(total).toMatchObject({ calls: 1, costUsd: 0, unpricedCalls: 1 })
})

test('a slow client slows the provider down instead of filling the memory', async () => {
  await using gateway = await testGateway()
  const PIECE = Buffer.alloc(1024 * 1024, 'x')
  const PIECES = 128
  let written = 0
  gateway.provider.script(async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (; written < PIECES; written++) {
      if (!response.write(PIECE)) await new Promise((resolve) => response.once('drain', resolve))
    }
    response.end()
  })
  const response = await gateway.post('chat/completions', ASK_STREAM)
  let settled = -1
  while (settled !== written) {
    settled = written
    await sleep(100)
  }
  expect(written).toBeLessThan(PIECES / 2)
  let sizeBytes = 0
  for await (const chunk of response.body!) sizeBytes += chunk.length
  expect(sizeBytes).toBe(PIECES * PIECE.length)
})

test('fifty calls at once are all answered and all booked', async () => {
  await using gateway = await testGateway()
  gateway.provider.script(json(chatAnswer))
  const calls = Array.from({ length: 50 }, () =>
    gateway.post('chat/completions', ASK).then((response) => response.json()),
  )
  for (const answer of await Promise.all(calls)) expect(answer).toEqual(chatAnswer)
  expect((await gateway.usage()).total).toMatchObject({ calls: 50, inputTokens: 50_000, costUsd: 0.065 })
})

test('an answer that comes compressed all the same passes, at an unknown cost', async () => {
  await using gateway = await testGateway()
  gateway.provider.script((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(gzipSync(JSON.stringify(chatAnswer)))
  })
  const response = await gateway.post('chat/completions', ASK)
  expect(gateway.provider.calls[0]!.headers['accept-encoding']).toBe('identity')
  expect(await response.json()).toEqual(chatAnswer)
  expect((await gateway.usage()).total).toMatchObject({ calls: 1, unpricedCalls: 1 })
})

test('neither a prompt, an answer nor a key is in the log or the database', async () => {
  await using gateway = await testGateway()
  gateway.provider.script(
    json({ ...chatAnswer, secret: 'words-of-the-answer' }),
    raw('<html>', 200, { 'content-type': 'text/html' }),
  )
  await gateway.post('chat/completions', '{"model":"gpt-5","messages":[{"content":"words-of-the-prompt"}]}')
  await gateway.post('chat/completions', '{"model":"gpt-5","messages":"words-of-the-prompt"}')
  await gateway.post('chat/completions', 'words-of-the-prompt')
  await gateway.usage()
  const rows = await gateway.kernel.db.system(async (tx) => [
    await tx.query('select * from models.usage'),
    await tx.query('select * from kernel.events'),
    await tx.query('select * from kernel.actions'),
  ])
  const log = readFileSync(join(gateway.kernel.config.dataDir, 'logs/devflow.log'), 'utf8')
  for (const text of ['words-of-the', PROVIDER_KEY, gateway.token]) {
    expect(JSON.stringify(rows)).not.toContain(text)
    expect(log).not.toContain(text)
  }
})

test('a client that breaks off in the middle of its request leaves nothing behind', async () => {
  await using gateway = await testGateway()
  const { port } = new URL(gateway.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    `POST /llm/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gateway.token}\r\ncontent-length: 1000\r\n\r\n{"model"`,
  )
  await once(socket, 'connect')
  await sleep(50)
  socket.destroy()
  gateway.provider.script(json(chatAnswer))
  expect((await gateway.post('chat/completions', ASK)).status).toBe(200)
  expect(gateway.provider.calls).toHaveLength(1)
  expect(readFileSync(join(gateway.kernel.config.dataDir, 'logs/devflow.log'), 'utf8')).not.toContain(
    'unexpected error',
  )
})
