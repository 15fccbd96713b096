import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface ReceivedCall {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
  /** Resolves when the connection of this call has been closed before the answer was whole. */
  abandoned: Promise<void>
}

type Answer = (response: ServerResponse, call: ReceivedCall) => void | Promise<void>

export interface ScriptedProvider extends AsyncDisposable {
  url: string
  calls: ReceivedCall[]
  /** What the next calls are answered with, in order; the last one stays. */
  script(...answers: Answer[]): void
}

/** A model provider on a real port that answers what the test says. */
export async function startScriptedProvider(): Promise<ScriptedProvider> {
  const calls: ReceivedCall[] = []
  let answers: Answer[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const abandoned = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (!response.writableFinished) resolve()
      })
    })
    const { method = '', url = '', headers } = request
    const call = { method, url, headers, body: Buffer.concat(chunks), abandoned }
    calls.push(call)
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (answer) await answer(response, call)
    else response.writeHead(500).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    script(...next) {
      answers = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
  }
}

export function raw(body: string, status: number, headers: Record<string, string>): Answer {
  return (response) => {
    response.writeHead(status, headers).end(body)
  }
}

/** Events as they go over the wire; `then` decides how it ends. */
export function stream(events: readonly unknown[], then: Answer = (response) => void response.end()): Answer {
  return (response, call) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    for (const event of events) response.write(printEvent(event))
    return then(response, call)
  }
}

function printEvent(event: unknown): string {
  if (typeof event === 'string') return `data: ${event}\n\n`
  const { type } = event as { type?: string }
  return `${type ? `event: ${type}\n` : ''}data: ${JSON.stringify(event)}\n\n`
}

const CHAT = { id: 'chatcmpl-1', created: 1, model: 'gpt-5' }

export const chatAnswer = {
  ...CHAT,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: {
    prompt_tokens: 1000,
    completion_tokens: 50,
    total_tokens: 1050,
    prompt_tokens_details: { cached_tokens: 400 },
  },
}

export const chatChunks: readonly unknown[] = [
  {
    ...CHAT,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { role: 'assistant', content: 'Hel' } }],
    usage: null,
  },
  {
    ...CHAT,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content: 'lo' }, finish_reason: 'stop' }],
    usage: null,
  },
  { ...CHAT, object: 'chat.completion.chunk', choices: [], usage: chatAnswer.usage },
  '[DONE]',
]

export const responsesAnswer = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model: 'gpt-5',
  output: [
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
    },
  ],
  usage: {
    input_tokens: 200,
    input_tokens_details: { cached_tokens: 100 },
    output_tokens: 30,
    output_tokens_details: { reasoning_tokens: 10 },
    total_tokens: 230,
  },
}

export const responsesEvents: readonly unknown[] = [
  {
    type: 'response.created',
    sequence_number: 0,
    response: { ...responsesAnswer, status: 'in_progress', output: [], usage: null },
  },
  // Text that looks like usage is not usage.
  {
    type: 'response.output_text.delta',
    sequence_number: 1,
    item_id: 'msg_1',
    output_index: 0,
    content_index: 0,
    delta: 'He said "usage":{"input_tokens":9}',
    logprobs: [],
  },
  { type: 'response.completed', sequence_number: 2, response: responsesAnswer },
]

export const messagesAnswer = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 10, cache_creation_input_tokens: 200, cache_read_input_tokens: 3000, output_tokens: 40 },
}

export const messagesEvents: readonly unknown[] = [
  {
    type: 'message_start',
    message: {
      ...messagesAnswer,
      content: [],
      stop_reason: null,
      usage: { ...messagesAnswer.usage, output_tokens: 1 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 40 } },
  { type: 'message_stop' },
]
