import { Problem } from '#kernel'
import type { AttemptLimits } from '../limits.ts'
import { builtinTools, describeTools, type ToolResult } from './builtin-tools.ts'
import { askModel, type ChatMessage, type ChatToolCall, parseJson } from './chat-completions.ts'
import { type AgentDriver, AgentFailure, type AgentOutcome, type AgentSession } from './driver.ts'

const SYSTEM = `You are a careful software engineer working alone in a project folder, by calling tools.
Look before you change. Make small edits. Run the project's checks after your changes. When everything the task asks for is done, call finish with a summary. If it cannot be done, call finish and say why in the summary.`

const NUDGE = 'Go on by calling a tool. If the task is done, call finish with a summary.'
const NONSENSE =
  'Your last answer could not be used. Answer with a call of one of the tools you were given, its arguments as JSON.'

/** A model that can call tools, and nothing else: no program to install. */
export function createBuiltinDriver(limits: AttemptLimits): AgentDriver {
  return {
    kind: 'builtin',
    async run(session) {
      try {
        return await work(session, limits)
      } catch (error) {
        if (session.signal.aborted) return stopped()
        throw error
      }
    },
  }
}

async function work(session: AgentSession, limits: AttemptLimits): Promise<AgentOutcome> {
  const tools = describeTools()
  const messages: ChatMessage[] = [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: session.prompt },
  ]
  /** Answers in a row that led nowhere. */
  let useless = 0
  for (let turn = 1; turn <= limits.turns; turn++) {
    if (session.signal.aborted) return stopped()
    const answer = await askModel(session, { messages, tools }, limits)
    session.alive()
    if (answer?.text) await session.act({ type: 'said', text: answer.text })
    if (!answer || answer.toolCalls.length === 0) {
      if (++useless >= limits.nonsense) throw nonsense(useless, answer?.text)
      if (answer) messages.push({ role: 'assistant', content: answer.text })
      messages.push({ role: 'user', content: answer ? NUDGE : NONSENSE })
      continue
    }
    messages.push({ role: 'assistant', content: answer.text || null, tool_calls: answer.toolCalls })
    let usable = false
    for (const call of answer.toolCalls) {
      if (session.signal.aborted) return stopped()
      const { result, understood } = await callTool(session, call, limits)
      usable ||= understood
      if (result.finished) {
        const { summary, confidence } = result.finished
        return { outcome: 'succeeded', summary, ...(confidence === undefined ? {} : { confidence }) }
      }
      messages.push({ role: 'tool', tool_call_id: call.id, content: result.text })
    }
    useless = usable ? 0 : useless + 1
    if (useless >= limits.nonsense) throw nonsense(useless, answer.toolCalls[0]?.function.name)
  }
  throw new AgentFailure(
    'fatal',
    `The model had not finished after ${limits.turns} turns; split the task into smaller ones.`,
  )
}

/** A call the model got wrong is answered with what is wrong about it; only the sandbox's own trouble is thrown. */
async function callTool(
  session: AgentSession,
  call: ChatToolCall,
  limits: AttemptLimits,
): Promise<{ result: ToolResult; understood: boolean }> {
  const { name } = call.function
  const tool = builtinTools[name]
  const failed = (text: string) => ({ result: { failed: true, text }, understood: false })
  if (!tool)
    return failed(`There is no tool ${JSON.stringify(name)}; there are ${Object.keys(builtinTools).join(', ')}.`)
  const parsed = tool.input.safeParse(parseJson(call.function.arguments))
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`)
    return failed(`The arguments of ${name} are not valid: ${issues.join('; ')}.`)
  }
  const input = parsed.data
  const title = tool.title(input)
  if (tool.permit) {
    const asked = { title, kind: tool.kind, asked: false, input, ...tool.permit(input) }
    const permission = await session.permit(asked)
    if (permission.answer === 'deny') {
      return { result: { failed: true, text: `Not allowed: ${permission.reason}` }, understood: true }
    }
  }
  const result = await tool.run(session, input, limits).catch((error): ToolResult => {
    if (error instanceof Problem) return { failed: true, text: error.message }
    throw error
  })
  await record(session, { call, tool: tool.kind, title, input, result })
  return { result, understood: true }
}

async function record(
  session: AgentSession,
  done: {
    call: ChatToolCall
    tool: (typeof builtinTools)[string]['kind']
    title: string
    input: object
    result: ToolResult
  },
): Promise<void> {
  const { call, tool, title, input, result } = done
  if (result.finished) return
  if (result.ran) {
    await session.act({ type: 'ran_command', ...result.ran, toolCallId: call.id })
    return
  }
  const explanation = 'explanation' in input && typeof input.explanation === 'string' ? input.explanation : undefined
  await session.act({
    type: 'called_tool',
    toolCallId: call.id,
    title,
    kind: tool,
    input,
    output: result.text,
    status: result.failed ? 'failed' : 'completed',
    ...(explanation === undefined ? {} : { explanation }),
  })
}

function stopped(): AgentOutcome {
  return { outcome: 'cancelled', summary: '', reason: 'The attempt was stopped.' }
}

function nonsense(times: number, said: string | undefined): AgentFailure {
  const example = said ? ` Its last words: ${JSON.stringify(said.slice(0, 200))}` : ''
  return new AgentFailure(
    'fatal',
    `The model gave ${times} answers in a row that could not be used; choose one that can call tools.${example}`,
  )
}
