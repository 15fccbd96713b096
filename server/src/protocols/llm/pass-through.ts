import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Actor, explain, type Logger, Problem } from '#kernel'
import type { Admission, Models } from '#models'
import { modelUrl } from '#settings'
import type { Dialect, Failure } from './dialect.ts'
import { explainProviderFailure, explainProviderStatus, fromProblem, nonsense } from './failures.ts'
import { requestHeaders, responseHeaders } from './headers.ts'
import type { Limits } from './limits.ts'
import type { Dial } from './provider.ts'
import { relay } from './relay.ts'
import { changeRequestBody, readRequestBody } from './request-body.ts'
import { createUsageReader } from './usage-reader.ts'

export interface Endpoint {
  /** Below the provider's `/v1`. */
  path: string
  dialect: Dialect
  /** Whether a call costs tokens. */
  metered: boolean
}

/** One call on Node's own request and response. */
export interface Exchange {
  /** Rejects with a Problem when nobody is signed in. */
  actor: Promise<Actor>
  request: IncomingMessage
  response: ServerResponse
}

export interface PassThroughOptions {
  models: Models
  log: Logger
  limits: Limits
  dial: Dial
}

/** A body of an error is an explanation; what is longer is cut. */
const MAX_ERROR_BYTES = 64 * 1024

/** Takes one call through to the provider and its answer back, byte for byte, and books it. */
export function createPassThrough({ models, log, limits, dial }: PassThroughOptions) {
  return async function pass(endpoint: Endpoint, { actor, request, response }: Exchange): Promise<void> {
    const { dialect } = endpoint
    try {
      const admission = await models.admit(await actor)
      const body = request.method === 'GET' ? undefined : await readBody(request, limits.maxBodyBytes)
      await forward(endpoint, admission, body, request, response)
    } catch (error) {
      if (response.destroyed) return // the client broke off its own request
      const problem = error instanceof Problem
      const failure = problem ? fromProblem(error) : { status: 500, code: 'internal', message: sentenceOf(error, log) }
      refuse(response, dialect, failure)
    }
  }

  async function forward(
    endpoint: Endpoint,
    admission: Admission,
    body: Buffer | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { dialect } = endpoint
    const { provider } = admission
    const prepared = prepare(endpoint, admission, body)
    const url = modelUrl(provider.baseUrl, endpoint.path)
    const query = request.url?.indexOf('?') ?? -1
    if (query >= 0) url.search = request.url!.slice(query)

    const startedAt = new Date()
    const started = performance.now()
    const book = (
      status: number,
      accepted: boolean,
      tokens?: ReturnType<ReturnType<typeof createUsageReader>['end']>,
    ): void => {
      if (!endpoint.metered) return
      const durationMs = performance.now() - started
      models.record(admission, {
        model: prepared.model,
        dialect: dialect.name,
        tokens,
        accepted,
        status,
        startedAt,
        durationMs,
      })
    }

    const gone = new AbortController()
    response.once('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    let answer: IncomingMessage
    try {
      answer = await dial({
        url,
        method: request.method ?? 'POST',
        headers: requestHeaders(request.headers, provider, endpoint.path),
        body: prepared.body,
        streams: prepared.streams,
        signal: gone.signal,
      })
    } catch (error) {
      if (gone.signal.aborted) return book(499, false)
      const failure = explainProviderFailure(error, url.host)
      book(failure.status, false)
      return refuse(response, dialect, failure)
    }

    const status = answer.statusCode ?? 502
    if (status < 200 || status >= 300) {
      const said = await readStart(answer, limits.idleMs)
      const failure = explainProviderStatus(status, said, { dialect, endpoint: endpoint.path, host: url.host })
      book(failure?.status ?? status, false)
      if (failure) return refuse(response, dialect, failure)
      response.writeHead(status, responseHeaders(withoutLength(answer.rawHeaders)))
      response.end(said)
      return
    }

    const contentType = answer.headers['content-type'] ?? ''
    if (contentType && !/^(?:application\/(?:[\w.-]+\+)?json|text\/event-stream)\b/i.test(contentType)) {
      answer.destroy()
      book(502, true)
      return refuse(response, dialect, nonsense(url.host, contentType.split(';')[0]!))
    }
    const usage = endpoint.metered ? createUsageReader(dialect, contentType) : undefined
    const end = await relay(answer, response, {
      dialect,
      host: url.host,
      idleMs: limits.idleMs,
      onChunk: (chunk) => usage?.read(chunk),
    })
    if (end.failure && !response.headersSent) refuse(response, dialect, end.failure)
    book(end.clientGone ? 499 : (end.failure?.status ?? status), true, usage?.end())
  }

  function prepare(
    endpoint: Endpoint,
    admission: Admission,
    body: Buffer | undefined,
  ): { body: Buffer | undefined; model: string; streams: boolean } {
    if (!body) return { body, model: '', streams: false }
    const read = readRequestBody(body)
    if (!read) throw new Problem('invalid', 'models.body', 'The request body is not a JSON object.')
    const model = models.resolve(read.model, admission)
    const includeUsage = endpoint.dialect.asksForUsage && read.streams
    return {
      body: changeRequestBody(body, { ...(model === undefined ? {} : { model }), includeUsage }),
      model: model ?? read.model ?? '',
      streams: read.streams,
    }
  }
}

/** In the dialect's own shape, and marked so that its clients do not try a lost cause again. */
function refuse(response: ServerResponse, dialect: Dialect, failure: Failure): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const text = JSON.stringify(dialect.refusal(failure))
  // Both families of official clients obey this header.
  const retry = failure.status === 429 || failure.status === 504 || failure.code === 'provider_unreachable'
  response.writeHead(failure.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(failure.status === 401 ? { 'www-authenticate': 'Bearer realm="DevFlow"' } : {}),
    ...(retry ? {} : { 'x-should-retry': 'false' }),
  })
  response.end(text)
}

function sentenceOf(error: unknown, log: Logger): string {
  return String(explain(error, log).body.error.message)
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    throw new Problem('invalid', 'models.encoding', 'Send the request body without compression.')
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Buffer[] = []
  let sizeBytes = 0
  // The connection must outlive a refusal, or the client would never read it; Node discards the rest of the body.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

function tooLarge(maxBytes: number): Problem {
  return new Problem(
    'too_large',
    'models.body',
    `The request is larger than ${maxBytes / 1024 / 1024} MiB; send less at once.`,
  )
}

/** As much of an error as explains it. */
async function readStart(answer: IncomingMessage, idleMs: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  answer.setTimeout(idleMs, () => answer.destroy())
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      sizeBytes += chunk.length
      if (sizeBytes >= MAX_ERROR_BYTES) break
    }
  } catch {
    // What came until it broke off is all there is.
  }
  return Buffer.concat(chunks)
}

function withoutLength(raw: readonly string[]): string[] {
  return raw.filter((_, i) => raw[i - (i % 2)]!.toLowerCase() !== 'content-length')
}
