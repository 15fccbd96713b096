import { type ModelProvider, modelCredentials, modelUrl } from './model-address.ts'

export interface ProbeResult {
  ok: boolean
  /** One sentence: what answered, or what is wrong and what to do. */
  message: string
  /** The dialect that answered. */
  dialect: 'chat' | 'responses' | 'messages' | null
  durationMs: number
}

/** Long enough for a local model to load a little, short enough for a person who waits. */
const PROBE_TIMEOUT_MS = 10_000
/** An answer to a one-word question; anything longer is not read. */
const MAX_ANSWER_BYTES = 64 * 1024

type ProbeDialect = NonNullable<ProbeResult['dialect']>

const QUESTIONS: Record<
  ProbeDialect,
  { endpoint: string; body(model: string): unknown; answered(answer: Record<string, unknown>): boolean }
> = {
  chat: {
    endpoint: 'chat/completions',
    body: (model) => ({ model, messages: [{ role: 'user', content: 'Say ok.' }] }),
    answered: (answer) => Array.isArray(answer.choices),
  },
  responses: {
    endpoint: 'responses',
    body: (model) => ({ model, input: 'Say ok.', store: false }),
    answered: (answer) => answer.object === 'response' || Array.isArray(answer.output),
  },
  messages: {
    endpoint: 'messages',
    body: (model) => ({ model, max_tokens: 16, messages: [{ role: 'user', content: 'Say ok.' }] }),
    answered: (answer) => answer.type === 'message' || Array.isArray(answer.content),
  },
}

/** Really asks the model for a word, in each dialect until one is understood. Never throws. */
export async function probeModel(
  provider: ModelProvider & { model: string },
  { timeoutMs = PROBE_TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<ProbeResult> {
  const started = performance.now()
  const signal = AbortSignal.timeout(timeoutMs)
  const result = (ok: boolean, message: string, dialect: ProbeDialect | null = null): ProbeResult => ({
    ok,
    message,
    dialect,
    durationMs: Math.round(performance.now() - started),
  })
  const where = new URL(provider.baseUrl).host
  try {
    for (const dialect of ['chat', 'messages', 'responses'] as const) {
      const { status, json } = await ask(provider, dialect, signal)
      if (status === 401 || status === 403) {
        return result(false, `${where} refused the key (${status}); enter the key that belongs to this address.`)
      }
      if (status >= 200 && status < 300) {
        return json && QUESTIONS[dialect].answered(json)
          ? result(true, `${where} answered as ${provider.model}.`, dialect)
          : result(false, `${where} answers, but not as a model API; correct the base URL.`)
      }
      const said = errorMessage(json)
      // An endpoint that does not exist says 404 or 405, and so does a model that does not: the sentence tells them apart.
      const missing = (status === 404 || status === 405) && !/model/i.test(said ?? '')
      if (!missing)
        return result(
          false,
          `${where} answered ${status}${said ? `: ${said}` : '; correct the base URL and the model'}`,
        )
    }
    return result(false, `${where} answers, but has no model API at this path; correct the base URL.`)
  } catch (error) {
    return result(false, explainFailure(error, where, timeoutMs))
  }
}

async function ask(
  provider: ModelProvider & { model: string },
  dialect: ProbeDialect,
  signal: AbortSignal,
): Promise<{ status: number; json: Record<string, unknown> | undefined }> {
  const { endpoint, body } = QUESTIONS[dialect]
  const response = await fetch(modelUrl(provider.baseUrl, endpoint), {
    method: 'POST',
    // A redirect would carry the key to another host.
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...modelCredentials(provider, endpoint),
    },
    body: JSON.stringify(body(provider.model)),
    signal,
  })
  return { status: response.status, json: parse(await readStart(response)) }
}

async function readStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    sizeBytes += chunk.length
    if (sizeBytes > MAX_ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const MAX_MESSAGE_LENGTH = 300

function errorMessage(json: Record<string, unknown> | undefined): string | undefined {
  const error = json?.error
  const message = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error
  return typeof message === 'string' ? message.slice(0, MAX_MESSAGE_LENGTH) : undefined
}

function explainFailure(error: unknown, where: string, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `${where} accepted the call but did not answer within ${timeoutMs / 1000} seconds; check that the model is running.`
  }
  const code = (error as { cause?: { code?: string } }).cause?.code
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The host ${where} is not known; correct the base URL.`
  return `${where} cannot be reached${code ? ` (${code})` : ''}; check the address and that the model's server is running.`
}
