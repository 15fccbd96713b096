import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createClient, type DevFlowError } from './index.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server that answers the nth request with the nth script: lost connections cannot be asked of a healthy one. */
async function scripted(...answers: Answer[]) {
  const requests: { url: string; lastEventId: string | undefined; token: string | undefined }[] = []
  const server = createServer((request, response) => {
    const { headers, url = '' } = request
    requests.push({
      url,
      lastEventId: headers['last-event-id'] as string | undefined,
      token: headers.authorization,
    })
    const answer = answers[requests.length - 1]
    if (answer) answer(request, response)
    else response.destroy()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    requests,
    client: createClient({ url, token: 'secret' }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

const stream = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })
const message = (id: string) => `id: ${id}\ndata: ${JSON.stringify({ id, name: 'spec.approved' })}\n\n`

/** Sends these events, then breaks the connection in the middle of the next one. */
const breaksAfter =
  (...ids: string[]): Answer =>
  (_, response) => {
    stream(response).write(`: connected\n\n${ids.map(message).join('')}id: torn\ndata: {"half`, () =>
      response.destroy(),
    )
  }

const keepsOpen =
  (...ids: string[]): Answer =>
  (_, response) => {
    stream(response).write(ids.map(message).join(''))
  }

const refuses =
  (status: number, kind: string): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { kind, code: 'x.y', message: 'A sentence.' } }))
  }

async function take(events: AsyncIterable<{ id: string }>, count: number): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of events) if (ids.push(id) === count) break
  return ids
}

test('a lost connection resumes after the last event, each event once', async () => {
  await using server = await scripted(breaksAfter('1', '2'), breaksAfter(), keepsOpen('3', '4'))
  const states: string[] = []
  const events = server.client.events({ spec: 'spec_1', after: '0', onConnection: (state) => states.push(state) })
  expect(await take(events, 4)).toEqual(['1', '2', '3', '4'])
  expect(server.requests.map((r) => r.lastEventId)).toEqual([undefined, '2', '2'])
  expect(server.requests[0]).toMatchObject({ url: '/api/events?spec=spec_1&after=0', token: 'Bearer secret' })
  expect(states).toEqual(['lost', 'open', 'lost', 'open'])
})

test('a server that is starting again is waited for', async () => {
  await using server = await scripted(
    breaksAfter('1'),
    refuses(503, 'unavailable'),
    (_, r) => r.destroy(),
    keepsOpen('2'),
  )
  expect(await take(server.client.events({ after: '0' }), 2)).toEqual(['1', '2'])
})

test('a refusal ends the stream with its sentence, at the start and after a reconnect', async () => {
  await using server = await scripted(breaksAfter('1'), refuses(401, 'unauthenticated'))
  const refusal = { kind: 'unauthenticated', message: 'A sentence.', status: 401 }
  await expect(take(server.client.events({ after: '0' }), 2)).rejects.toMatchObject(refusal)
})

test('no server at the first connection is said at once', async () => {
  const server = await scripted()
  await server[Symbol.asyncDispose]()
  const error = await take(server.client.events(), 1).catch((e: DevFlowError) => e)
  expect(error).toMatchObject({
    kind: 'unreachable',
    status: 0,
    message: `No DevFlow server answers at ${server.url}.`,
  })
})

test('aborting ends the stream, also while it waits for the server', async () => {
  await using server = await scripted(breaksAfter('1'))
  const abort = new AbortController()
  const seen: string[] = []
  const events = server.client.events({
    after: '0',
    signal: abort.signal,
    onConnection: () => abort.abort(),
  })
  for await (const { id } of events) seen.push(id)
  expect(seen).toEqual(['1'])
})

test('a page that is not a stream is an error, not silence', async () => {
  await using server = await scripted((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<h1>Hello</h1>')
  })
  await expect(take(server.client.events(), 1)).rejects.toMatchObject({ code: 'sdk.answer' })
})

test('a log resumes after its last line and ends with its end', async () => {
  const lines = (...numbers: number[]) =>
    `id: ${numbers.at(-1)}\ndata: ${JSON.stringify(numbers.map((number) => ({ number, at: '', text: `line ${number}` })))}\n\n`
  await using server = await scripted(
    (_, response) => void stream(response).write(lines(1, 2), () => response.destroy()),
    (_, response) => void stream(response).end(`${lines(3)}event: end\ndata: {}\n\n`),
  )
  const texts: string[] = []
  for await (const line of server.client.logs('log_1')) texts.push(line.text)
  expect(texts).toEqual(['line 1', 'line 2', 'line 3'])
  expect(server.requests.map((r) => r.lastEventId)).toEqual([undefined, '2'])
})

test('a foreign answer is named as such, and a refusal keeps its code', async () => {
  await using server = await scripted(
    (_, response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('Bad Gateway'),
    refuses(409, 'conflict'),
  )
  await expect(server.client.projects.list()).rejects.toMatchObject({ kind: 'unavailable', code: 'sdk.answer' })
  await expect(server.client.projects.list()).rejects.toMatchObject({ kind: 'conflict', code: 'x.y', status: 409 })
})

test('a call puts each field where it belongs', async () => {
  const bodies: unknown[] = []
  const answer: Answer = (request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      bodies.push([request.method, text && JSON.parse(text), request.headers['idempotency-key']])
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}')
    })
  }
  await using server = await scripted(answer, answer)
  await server.client.events.list({ name: ['a.b', 'c.d'], limit: 5 })
  await server.client.call(
    'projects.update',
    { owner: 'alice', name: 'a/b?', description: 'x' },
    { idempotencyKey: 'k' },
  )
  expect(server.requests.map((r) => r.url)).toEqual([
    '/api/timeline?name=a.b&name=c.d&limit=5',
    '/api/projects/alice/a%2Fb%3F',
  ])
  expect(bodies).toEqual([
    ['GET', '', undefined],
    ['PATCH', { description: 'x' }, 'k'],
  ])
})
