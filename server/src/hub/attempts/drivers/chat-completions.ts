import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { AttemptLimits } from '../limits.ts'
import { AgentFailure, type AgentSession } from './driver.ts'

/** OpenAI's chat completions (platform.openai.com/docs/api-reference/chat), the parts the built-in loop needs. */
export type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: ChatToolCall[] }
  | { role: 'tool'; tool_call_id: string; content: string }

export interface ChatTool {
  type: 'function'
  function: { name: string; description: string; parameters: object }
}

const ChatToolCall = z.object({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string(), arguments: z.string().default('{}') }),
})
export type ChatToolCall = z.infer<typeof ChatToolCall>

const Completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), tool_calls: z.array(ChatToolCall).nullish() }),
      }),
    )
    .min(1),
})

export interface ModelAnswer {
  text: string
  toolCalls: ChatToolCall[]
  /** The answer was cut at the model's limit. */
  cut: boolean
}

/** An answer of a model is text; one of many megabytes is something else. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024
const PASSING = new Set([408, 409, 425, 429, 500, 502, 503, 504, 529])

/** One answer of the model, asked again while the failure is one that passes. Undefined: what came back is no completion. */
export async function askModel(
  session: AgentSession,
  request: { messages: ChatMessage[]; tools: ChatTool[] },
  limits: AttemptLimits,
): Promise<ModelAnswer | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await askOnce(session, request, limits)
    } catch (error) {
      const passing = error instanceof AgentFailure && error.retry === 'transient'
      if (!passing || attempt >= limits.modelTries || session.signal.aborted) throw error
      await pause(limits.retryMs * 2 ** (attempt - 1), undefined, { signal: session.signal }).catch(() => {})
    }
  }
}

async function askOnce(
  session: AgentSession,
  { messages, tools }: { messages: ChatMessage[]; tools: ChatTool[] },
  limits: AttemptLimits,
): Promise<ModelAnswer | undefined> {
  const { model, signal } = session
  if (!model) throw new AgentFailure('fatal', 'No model is configured; an admin can set one under Settings.')
  const timeout = AbortSignal.timeout(limits.modelMs)
  let response: Response
  let body: string
  try {
    response = await fetch(`${model.baseUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${model.token}` },
      body: JSON.stringify({ model: model.name, messages, tools, stream: false }),
      signal: AbortSignal.any([signal, timeout]),
    })
    body = await readBody(response)
  } catch (cause) {
    if (cause instanceof AgentFailure) throw cause
    const why = timeout.aborted ? `did not answer within ${limits.modelMs / 1_000} seconds` : 'cannot be reached'
    throw new AgentFailure('transient', `The model ${why}.`, { cause })
  }
  if (!response.ok) {
    const said = messageOf(body)
    throw new AgentFailure(
      PASSING.has(response.status) ? 'transient' : 'fatal',
      `The model answered with status ${response.status}${said ? `: ${said}` : '.'}`,
    )
  }
  return readCompletion(body)
}

function readCompletion(body: string): ModelAnswer | undefined {
  const parsed = Completion.safeParse(parseJson(body))
  const choice = parsed.data?.choices[0]
  if (!choice) return undefined
  const { message, finish_reason } = choice
  return { text: message.content ?? '', toolCalls: message.tool_calls ?? [], cut: finish_reason === 'length' }
}

async function readBody(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_ANSWER_BYTES) throw new AgentFailure('fatal', 'The model’s answer is larger than 8 MB.')
  }
  return text
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** OpenAI's and DevFlow's refusals carry a sentence; anything else is not shown. */
function messageOf(body: string): string {
  const json = parseJson(body) as { error?: { message?: unknown } } | undefined
  const message = json?.error?.message
  return typeof message === 'string' ? message.slice(0, 300) : ''
}
