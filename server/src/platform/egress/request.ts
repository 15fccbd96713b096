import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '#kernel'
import type { ResolvedTarget } from './egress.ts'

export interface EgressRequest {
  method: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** For everything together: name, connection, answer. */
  timeoutMs: number
  /** Of the answer's body; what is longer is cut. */
  maxBytes: number
  /** Accepts any certificate, where the owner of the target asked for it. */
  insecureTls?: boolean
  signal?: AbortSignal
}

/** A request whose bodies, either way, are too large to hold. */
export interface EgressStream {
  method: string
  headers?: Record<string, string>
  body?: Readable
  /** A line on which nothing moves for so long is dead. */
  idleMs: number
  signal: AbortSignal
}

export interface EgressStreamed {
  status: number
  headers: Record<string, string>
  /** To be read to its end, or destroyed. */
  body: Readable
}

/** `request` for contents that stream. */
export async function stream(target: ResolvedTarget, options: EgressStream): Promise<EgressStreamed> {
  const { promise: answered, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const { method, headers, body, idleMs, signal } = options
  const send = target.url.protocol === 'https:' ? httpsRequest : httpRequest
  const sent = send(
    target.url,
    { method, headers: { ...headers }, lookup: answerWith(target), agent: false, signal },
    resolve,
  )
  sent.on('error', reject)
  sent.setTimeout(idleMs, () => sent.destroy(new Error(`nothing moved for ${Math.round(idleMs / 1000)} s`)))
  if (body) pipeline(body, sent).catch(reject)
  else sent.end()
  try {
    const response = await answered
    response.once('close', () => sent.destroy())
    return { status: response.statusCode ?? 0, headers: flatten(response.headers), body: response }
  } catch (cause) {
    sent.destroy()
    throw unreachable(target.url, cause)
  }
}

export interface EgressResponse {
  status: number
  headers: Record<string, string>
  body: Buffer
  /** Whether the body was longer than allowed. */
  cut: boolean
}

/** Talks to the pinned addresses under the target's own name: in the Host header and for its certificate. */
export async function request(
  target: ResolvedTarget,
  options: EgressRequest,
  signal: AbortSignal,
): Promise<EgressResponse> {
  const { url } = target
  const secure = url.protocol === 'https:'
  const { promise: answered, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const sent = (secure ? httpsRequest : httpRequest)(
    url,
    {
      method: options.method,
      headers: { ...options.headers, ...lengthOf(options.body) },
      lookup: answerWith(target),
      agent: false, // a connection of its own: one that is kept would outlive the judgement
      signal,
      ...(secure ? { rejectUnauthorized: !options.insecureTls } : {}),
    },
    resolve,
  )
  // Stays for the life of the request: one that is destroyed on purpose also reports an error.
  sent.on('error', reject)
  sent.end(options.body)
  try {
    const response = await answered
    const { body, cut } = await readBody(response, options.maxBytes)
    return { status: response.statusCode ?? 0, headers: flatten(response.headers), body, cut }
  } catch (cause) {
    throw unreachable(url, cause)
  } finally {
    sent.destroy()
  }
}

function unreachable({ host }: URL, cause: unknown): Problem {
  return new Problem(
    'unavailable',
    'egress.unreachable',
    `${host} could not be reached: ${reasonOf(cause)}; see that it runs and can be reached from this server.`,
    { cause },
  )
}

/** The name is not asked for again: whatever it would answer now was not judged. */
function answerWith({ addresses, pinned }: ResolvedTarget): LookupFunction {
  return (_host, { all }, done) => {
    if (all) done(null, [...addresses])
    else done(null, pinned, addresses[0]!.family)
  }
}

function lengthOf(body: string | Buffer | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<{ body: Buffer; cut: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxBytes) return { body: Buffer.concat(chunks).subarray(0, maxBytes), cut: true }
  }
  return { body: Buffer.concat(chunks), cut: false }
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ETIMEDOUT: 'the connection was not accepted in time',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
}

function reasonOf(error: unknown): string {
  const inner = error instanceof AggregateError ? error.errors[0] : error
  const { code, message } = inner as { code?: string; message: string }
  return REASONS[code ?? ''] ?? (code?.startsWith('HPE_') ? 'its answer is not HTTP' : message)
}
