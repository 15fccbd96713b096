import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the model does next, in its own words; each client is answered with the tool it offers for that. */
export type Step =
  | { read: string }
  | { write: string; content: string }
  | { run: string }
  /** A call of exactly this tool, for what no client offers by another name. */
  | { tool: string; arguments: unknown }
  | { say: string }

/** Instead of the step: a status, silence, or an answer that is no answer. */
export type Fault = number | 'hang' | 'nonsense'

export interface ScriptedModelOptions {
  steps: Step[]
  /** Asked before each answer; counts all requests from 0. */
  fault?: (request: number) => Fault | undefined
}

export interface ScriptedModel extends AsyncDisposable {
  /** Without `/v1`. */
  url: string
  /** Bodies of all requests, in order. */
  requests: { path: string; authorization: string | undefined; body: Body }[]
}

interface Body {
  model?: string
  stream?: boolean
  messages?: { role: string }[]
  input?: { type?: string }[]
  tools?: { name?: string; function?: { name: string } }[]
}

type Call = { name: string; arguments: string }
type Answer = { text: string; call?: Call }

/**
 * A server that speaks OpenAI's chat completions and responses and follows a script: the step is the number of tool
 * results in the conversation, so that repeated and side requests change nothing.
 */
export async function scriptedModel({ steps, fault }: ScriptedModelOptions): Promise<ScriptedModel> {
  const requests: ScriptedModel['requests'] = []
  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => {
      response.writeHead(500).end(JSON.stringify({ error: { message: String(error) } }))
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += chunk
    const path = request.url ?? ''
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'scripted', object: 'model' }] }))
      return
    }
    const body = JSON.parse(text) as Body
    const planned = fault?.(requests.length)
    requests.push({ path, authorization: request.headers.authorization, body })
    if (planned === 'hang') return
    if (planned === 'nonsense') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>It works!</html>')
      return
    }
    if (planned !== undefined) {
      response.writeHead(planned, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: `scripted status ${planned}`, type: 'scripted' } }))
      return
    }
    if (path.endsWith('/responses')) printResponses(response, body, next(steps, body))
    else printChat(response, body, next(steps, body))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function next(steps: Step[], body: Body): Answer {
  const tools = (body.tools ?? []).flatMap((tool) => tool.function?.name ?? tool.name ?? [])
  // Titles and summaries, which clients ask for on the side.
  if (tools.length === 0) return { text: 'A scripted answer' }
  const results =
    body.messages?.filter((message) => message.role === 'tool').length ??
    body.input?.filter((item) => item.type === 'function_call_output' || item.type === 'custom_tool_call_output')
      .length ??
    0
  const step = steps[results] ?? { say: 'There is nothing left to do.' }
  if ('say' in step) {
    const finish = tools.includes('finish')
      ? { name: 'finish', arguments: JSON.stringify({ summary: step.say, confidence: 0.9 }) }
      : undefined
    return finish ? { text: '', call: finish } : { text: step.say }
  }
  return { text: '', call: callOf(step, tools) }
}

/** The tools of opencode, of Codex and of DevFlow's own loop, by what they are for. */
function callOf(step: Exclude<Step, { say: string }>, tools: string[]): Call {
  if ('tool' in step) {
    const { arguments: given } = step
    return { name: step.tool, arguments: typeof given === 'string' ? given : JSON.stringify(given) }
  }
  const call = (name: string, args: object): Call => ({ name, arguments: JSON.stringify(args) })
  if ('read' in step) {
    if (tools.includes('read_file')) return call('read_file', { path: step.read })
    if (tools.includes('read')) return call('read', { filePath: step.read })
    return shell(`cat ${step.read}`, tools)
  }
  if ('write' in step) {
    if (tools.includes('write_file')) return call('write_file', { path: step.write, content: step.content })
    if (tools.includes('write')) return call('write', { filePath: step.write, content: step.content })
    return shell(`cat > ${step.write} <<'SCRIPTED'\n${step.content}SCRIPTED`, tools)
  }
  return shell(step.run, tools)
}

function shell(command: string, tools: string[]): Call {
  const name = ['run', 'bash', 'exec_command', 'shell_command', 'shell'].find((candidate) => tools.includes(candidate))
  if (!name) throw new Error(`the client offers no tool for commands, only ${tools.join(', ')}`)
  const args = {
    run: { command },
    bash: { command, description: 'Run a command' },
    exec_command: { cmd: command },
    shell_command: { command },
    shell: { command: ['/bin/sh', '-c', command] },
  }[name]
  return { name, arguments: JSON.stringify(args) }
}

const USAGE = { input: 100, output: 20 }

function printChat(response: ServerResponse, body: Body, { text, call }: Answer): void {
  const base = { id: 'chatcmpl-scripted', created: 0, model: body.model ?? 'scripted' }
  const finish_reason = call ? 'tool_calls' : 'stop'
  const usage = {
    prompt_tokens: USAGE.input,
    completion_tokens: USAGE.output,
    total_tokens: USAGE.input + USAGE.output,
  }
  const tool_calls = call ? [{ id: `call_${body.messages?.length ?? 0}`, type: 'function', function: call }] : undefined
  if (!body.stream) {
    const message = { role: 'assistant', content: text || null, ...(tool_calls ? { tool_calls } : {}) }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ ...base, object: 'chat.completion', choices: [{ index: 0, message, finish_reason }], usage }),
    )
    return
  }
  const chunk = (delta: object, finish: string | null = null) => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  stream(response, [
    { data: chunk({ role: 'assistant', content: text }) },
    ...(tool_calls ? [{ data: chunk({ tool_calls: tool_calls.map((entry, index) => ({ index, ...entry })) }) }] : []),
    { data: chunk({}, finish_reason) },
    { data: { ...base, object: 'chat.completion.chunk', choices: [], usage } },
    { data: '[DONE]' },
  ])
}

function printResponses(response: ServerResponse, body: Body, { text, call }: Answer): void {
  const turn = body.input?.length ?? 0
  const item = call
    ? {
        type: 'function_call',
        id: `fc_${turn}`,
        call_id: `call_${turn}`,
        name: call.name,
        arguments: call.arguments,
        status: 'completed',
      }
    : {
        type: 'message',
        id: `msg_${turn}`,
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text, annotations: [] }],
      }
  const usage = {
    input_tokens: USAGE.input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: USAGE.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: USAGE.input + USAGE.output,
  }
  const base = { id: `resp_${turn}`, object: 'response', created_at: 0, model: body.model ?? 'scripted' }
  const done = { ...base, status: 'completed', output: [item], usage }
  if (!body.stream) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(done))
    return
  }
  const event = (type: string, fields: object) => ({ event: type, data: { type, ...fields } })
  stream(response, [
    event('response.created', { response: { ...base, status: 'in_progress', output: [] } }),
    event('response.output_item.added', { output_index: 0, item }),
    ...(call
      ? []
      : [event('response.output_text.delta', { item_id: item.id, output_index: 0, content_index: 0, delta: text })]),
    event('response.output_item.done', { output_index: 0, item }),
    event('response.completed', { response: done }),
  ])
}

function stream(response: ServerResponse, events: { event?: string; data: unknown }[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  for (const { event, data } of events) {
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    response.write(`${event ? `event: ${event}\n` : ''}data: ${text}\n\n`)
  }
  response.end()
}
