import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import {
  type AgentCapabilities,
  type ClientContext,
  client,
  type McpServer,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from '@agentclientprotocol/sdk'
import { Problem } from '#kernel'
import type { SandboxProcess } from '#sandbox'
import type { AttemptLimits } from '../limits.ts'
import { createTerminals } from './acp-terminals.ts'
import { chooseOption, createUpdateReader } from './acp-updates.ts'
import { readConfined, writeConfined } from './confined-files.ts'
import { type AgentDriver, AgentFailure, type AgentOutcome, type AgentSession } from './driver.ts'
import { type OutputTail, outputTail } from './output-tail.ts'

export interface AcpAgent {
  /** For messages: "opencode". */
  title: string
  command: string[]
  env(session: AgentSession): Record<string, string>
  /** Made in the session's home before the program starts. */
  folders?: readonly string[]
  /** Folders the program is installed in. */
  readable: string[]
}

/** One protocol message at most; a file with its diff fits many times over. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024
/** How much of the program's own words goes into a sentence about its failure. */
const SAID_CHARS = 400

/** Any agent that speaks the Agent Client Protocol, version 1 (agentclientprotocol.com), over its standard streams. */
export function createAcpDriver(agent: AcpAgent, limits: AttemptLimits): AgentDriver {
  return {
    kind: 'acp',
    async run(session) {
      for (const folder of agent.folders ?? []) await mkdir(join(session.home, folder), { recursive: true })
      const process = await session.sandbox.spawn({
        command: agent.command,
        env: agent.env(session),
        stdin: 'pipe',
        readable: agent.readable,
      })
      const errors = outputTail(SAID_CHARS, [process.stderr])
      const output = outputTail(SAID_CHARS, [process.stdout])
      // Writing to a program that has died is noticed by its exit.
      process.stdin?.on('error', () => {})
      const conversation = converse(agent, session, limits, process)
      const ended = process.wait()
      try {
        return await Promise.race([
          conversation,
          ended.then(async (exit) => {
            // Its last answer may still be on the way through the pipe.
            await Promise.race([conversation.catch(() => {}), sleep(limits.graceMs)])
            throw crashed(agent, exit.code, exit.signal, errors, output)
          }),
        ])
      } catch (error) {
        if (session.signal.aborted) return { outcome: 'cancelled', summary: '', reason: 'The attempt was stopped.' }
        if (!(error instanceof AgentFailure) && !(error instanceof RequestError)) {
          // A connection that broke off has mostly done so because the program ended; its exit says more.
          const exit = await Promise.race([ended, sleep(limits.graceMs)])
          if (exit) throw crashed(agent, exit.code, exit.signal, errors, output)
        }
        throw explain(agent, error, errors, output)
      } finally {
        conversation.catch(() => {})
        await process.kill('SIGKILL')
        await ended.catch(() => {})
      }
    },
  }
}

async function converse(
  agent: AcpAgent,
  session: AgentSession,
  limits: AttemptLimits,
  process: SandboxProcess,
): Promise<AgentOutcome> {
  const terminals = createTerminals(session, limits)
  const updates = createUpdateReader(session, terminals)
  const app = client({ name: 'devflow' })
    .onNotification(methods.client.session.update, ({ params }) => updates.read(params.update))
    .onRequest(methods.client.session.requestPermission, ({ params }) => answerPermission(session, updates, params))
    .onRequest(methods.client.fs.readTextFile, ({ params }) =>
      answering(async () => ({
        content: lines(await readConfined(session.directory, params.path, limits.fileBytes), params),
      })),
    )
    .onRequest(methods.client.fs.writeTextFile, ({ params }) =>
      answering(async () => {
        const title = `write ${params.path}`
        const permission = await session.permit({ title, kind: 'edit', asked: false, paths: [params.path] })
        if (permission.answer === 'deny') throw new Problem('forbidden', 'attempts.denied', permission.reason)
        await writeConfined(session.directory, params.path, params.content, limits.fileBytes)
        session.alive()
        return {}
      }),
    )
    .onRequest(methods.client.terminal.create, ({ params }) => answering(() => terminals.create(params)))
    .onRequest(methods.client.terminal.output, ({ params }) =>
      answering(async () => terminals.output(params.terminalId)),
    )
    .onRequest(methods.client.terminal.waitForExit, ({ params }) =>
      answering(() => terminals.waitForExit(params.terminalId)),
    )
    .onRequest(methods.client.terminal.kill, ({ params }) => answering(() => terminals.kill(params.terminalId)))
    .onRequest(methods.client.terminal.release, ({ params }) => answering(() => terminals.release(params.terminalId)))
  if (!process.stdin) throw new AgentFailure('fatal', 'The sandbox gave the agent no standard input.')
  const stream = ndJsonStream(
    Writable.toWeb(process.stdin),
    Readable.toWeb(process.stdout) as ReadableStream<Uint8Array>,
    { maxMessageBytes: MAX_MESSAGE_BYTES },
  )
  return await app.connectWith(stream, async (context) => {
    try {
      const sessionId = await open(agent, context, session, limits)
      const stopReason = await prompt(context, session, sessionId, limits)
      await terminals.close()
      const summary = await updates.settled()
      return outcomeOf(agent, stopReason, summary)
    } finally {
      await terminals.close()
      // What the agent did before it failed is on record too.
      await updates.settled().catch(() => {})
    }
  })
}

async function open(
  agent: AcpAgent,
  context: ClientContext,
  session: AgentSession,
  limits: AttemptLimits,
): Promise<string> {
  const start = async () => {
    const answer = await context.request(methods.agent.initialize, {
      protocolVersion: PROTOCOL_VERSION,
      clientInfo: { name: 'devflow', version: '1' },
      clientCapabilities: {
        fs: { readTextFile: true, writeTextFile: true },
        terminal: true,
        _meta: { terminal_output: true },
      },
    })
    if (answer.protocolVersion !== PROTOCOL_VERSION) {
      throw new AgentFailure(
        'fatal',
        `${agent.title} speaks version ${answer.protocolVersion} of the Agent Client Protocol; DevFlow speaks ${PROTOCOL_VERSION}.`,
      )
    }
    const created = await context.request(methods.agent.session.new, {
      cwd: session.directory,
      mcpServers: mcpServers(session, answer.agentCapabilities),
    })
    return created.sessionId
  }
  const sessionId = await Promise.race([start(), sleep(limits.startMs)])
  if (sessionId === undefined) {
    throw new AgentFailure(
      'transient',
      `${agent.title} gave no answer in the Agent Client Protocol within ${limits.startMs / 1000} s.`,
    )
  }
  return sessionId
}

function mcpServers(session: AgentSession, capabilities: AgentCapabilities | undefined): McpServer[] {
  if (!session.mcp || !capabilities?.mcpCapabilities?.http) return []
  const headers = [{ name: 'Authorization', value: `Bearer ${session.mcp.token}` }]
  return [{ type: 'http', name: 'devflow', url: session.mcp.url, headers }]
}

async function prompt(
  context: ClientContext,
  session: AgentSession,
  sessionId: string,
  limits: AttemptLimits,
): Promise<string> {
  const { signal } = session
  const answer = context.request(methods.agent.session.prompt, {
    sessionId,
    prompt: [{ type: 'text', text: session.prompt }],
  })
  const stopped = new Promise<string>((resolve) => {
    const stop = () => {
      // The protocol's own way first, then the sandbox's.
      context.notify(methods.agent.session.cancel, { sessionId }).catch(() => {})
      void sleep(limits.graceMs).then(() => resolve('cancelled'))
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  return await Promise.race([answer.then((response) => response.stopReason), stopped])
}

async function answerPermission(
  session: AgentSession,
  updates: ReturnType<typeof createUpdateReader>,
  { options, toolCall }: RequestPermissionRequest,
): Promise<RequestPermissionResponse> {
  const { answer } = await session.permit(await updates.permission(toolCall))
  const option = session.signal.aborted ? undefined : chooseOption(options, answer)
  return { outcome: option ? { outcome: 'selected', optionId: option.optionId } : { outcome: 'cancelled' } }
}

function outcomeOf(agent: AcpAgent, stopReason: string, summary: string): AgentOutcome {
  switch (stopReason) {
    case 'end_turn':
      return { outcome: 'succeeded', summary }
    case 'cancelled':
      return { outcome: 'cancelled', summary, reason: 'The attempt was stopped.' }
    case 'refusal':
      return { outcome: 'failed', summary, reason: `${agent.title} refused to work on this task.` }
    default:
      return {
        outcome: 'failed',
        summary,
        reason: `${agent.title} stopped before it had finished (${stopReason.replaceAll('_', ' ')}).`,
      }
  }
}

/** Refusals become JSON-RPC errors the agent can read and act upon. */
async function answering<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Problem) throw new RequestError(-32_602, error.message)
    throw error
  }
}

/** ACP counts lines from 1. */
function lines(content: string, { line, limit }: { line?: number | null; limit?: number | null }): string {
  if (line == null && limit == null) return content
  const from = Math.max((line ?? 1) - 1, 0)
  return content
    .split('\n')
    .slice(from, limit == null ? undefined : from + limit)
    .join('\n')
}

function crashed(
  agent: AcpAgent,
  code: number | null,
  signal: string | null,
  errors: OutputTail,
  output: OutputTail,
): AgentFailure {
  const how = signal ? `was ended by ${signal}` : `ended with code ${code}`
  // 126 and 127 are the shell's and the sandbox's words for "cannot be run" and "not found".
  const missing = code === 126 || code === 127
  return new AgentFailure(
    missing ? 'fatal' : 'transient',
    `${agent.title} ${how} before it had finished.${said(errors, output)}`,
  )
}

function explain(agent: AcpAgent, error: unknown, errors: OutputTail, output: OutputTail): Error {
  if (error instanceof AgentFailure) {
    return error.message.includes('It said:')
      ? error
      : new AgentFailure(error.retry, `${error.message}${said(errors, output)}`, { cause: error })
  }
  if (error instanceof RequestError) {
    const detail = detailOf(error.data)
    const text = `${error.message}${detail ? `: ${detail}` : ''}`
    return new AgentFailure(isPassing(text) ? 'transient' : 'fatal', `${agent.title} answered with an error: ${text}`, {
      cause: error,
    })
  }
  return new AgentFailure('transient', `The conversation with ${agent.title} broke off.${said(errors, output)}`, {
    cause: error,
  })
}

function detailOf(data: unknown): string {
  if (typeof data === 'string') return data
  for (const name of ['details', 'message'] as const) {
    const value = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined
    if (typeof value === 'string') return value
  }
  return ''
}

/** Agents pass on what the model's address answered only as text. Sign-in and billing do not pass by waiting. */
function isPassing(text: string): boolean {
  return !/\b(401|403|402)\b|authenti|unauthori[sz]ed|api key|sign in|log ?in/i.test(text)
}

function said(errors: OutputTail, output: OutputTail): string {
  const text = (errors.text().trim() || output.text().trim()).replaceAll(/\s+/g, ' ')
  return text ? ` It said: ${text.slice(-SAID_CHARS)}` : ''
}

function sleep(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, undefined).unref()
  })
}
