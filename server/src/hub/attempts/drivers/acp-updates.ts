import type {
  PermissionOption,
  SessionUpdate,
  ToolCall,
  ToolCallContent,
  ToolCallUpdate,
} from '@agentclientprotocol/sdk'
import { shownPath } from './confined.ts'
import type { AgentAction, AgentSession, PermitRequest, ToolKind } from './driver.ts'

/** Characters of one message or thought gathered before it is recorded, so that a chatty agent shows while it talks. */
const MAX_GATHERED = 8_000

/** Characters kept of the output an agent streams for one of its own terminals. */
const MAX_TERMINAL = 64_000

type ToolState = Partial<Omit<ToolCall, 'toolCallId'>> & {
  toolCallId: string
  done?: boolean
  /** Of a terminal of the agent's own, which it describes in `_meta` (a convention of Zed's that the adapters follow). */
  terminalOutput?: string
  terminalExit?: number
}

/**
 * Turns ACP's session updates into actions: pieces of text are gathered to whole messages, updates of a tool call merged
 * until it has ended. Updates are taken one after another, in the order of arrival.
 */
export function createUpdateReader(session: AgentSession, terminals: { has(id: string): boolean }) {
  const tools = new Map<string, ToolState>()
  let gathered: { type: 'said' | 'reasoned'; text: string } | undefined
  let lastSaid = ''
  let queue: Promise<void> = Promise.resolve()

  function act(action: AgentAction): void {
    queue = queue.then(() => session.act(action))
    // The failure surfaces in `settled`; until then it must not count as unhandled.
    queue.catch(() => {})
  }

  function flush(): void {
    const text = gathered?.text.trim()
    if (gathered && text) {
      if (gathered.type === 'said') lastSaid = text
      act({ type: gathered.type, text })
    }
    gathered = undefined
  }

  function gather(type: 'said' | 'reasoned', text: string): void {
    if (gathered && (gathered.type !== type || gathered.text.length > MAX_GATHERED)) flush()
    gathered = { type, text: (gathered?.text ?? '') + text }
  }

  function toolCall(update: ToolCall | ToolCallUpdate): void {
    const known = tools.get(update.toolCallId) ?? { toolCallId: update.toolCallId }
    const merged: ToolState = { ...known, ...withoutNull(update), ...terminalOf(known, update) }
    tools.set(update.toolCallId, merged)
    if (known.done || (merged.status !== 'completed' && merged.status !== 'failed')) return
    tools.set(update.toolCallId, { ...merged, done: true })
    flush()
    act(toolAction(merged, merged.status, terminals))
  }

  return {
    read(update: SessionUpdate): void {
      session.alive()
      switch (update.sessionUpdate) {
        case 'agent_message_chunk':
          if (update.content.type === 'text') gather('said', update.content.text)
          break
        case 'agent_thought_chunk':
          if (update.content.type === 'text') gather('reasoned', update.content.text)
          break
        case 'tool_call':
        case 'tool_call_update':
          toolCall(update)
          break
        case 'plan':
          flush()
          act({
            type: 'planned',
            entries: update.entries.map(({ content, status, priority }) => ({ content, status, priority })),
          })
          break
        case 'usage_update':
          if (update.cost?.currency === 'USD') act({ type: 'used', costUsd: update.cost.amount })
          break
        default:
          break
      }
    },

    /** What the agent asks to do, told as the constraints understand it. */
    async permission(asked: ToolCallUpdate): Promise<PermitRequest> {
      // What the agent said before it asked is on record before its question.
      flush()
      await queue
      const call: ToolState = { ...tools.get(asked.toolCallId), ...withoutNull(asked) }
      const paths = new Set([
        ...(call.locations ?? []).map((location) => location.path),
        ...(call.content ?? []).flatMap((part) => (part.type === 'diff' ? [part.path] : [])),
      ])
      const command = commandOf(call.rawInput)
      return {
        title: call.title ?? call.name ?? 'an unnamed tool',
        kind: toolKind(call.kind),
        asked: true,
        paths: [...paths].map((path) => shownPath(session.directory, path)),
        ...(command === undefined ? {} : { command }),
        input: call.rawInput,
      }
    },

    /** Everything read so far is recorded. A tool call that never ended is recorded as failed. Answers the last message. */
    async settled(): Promise<string> {
      for (const call of tools.values()) {
        if (!call.done) toolCall({ toolCallId: call.toolCallId, status: 'failed' })
      }
      flush()
      await queue
      return lastSaid
    },
  }
}

/** The agent's option that says exactly yes or no once; rather no answer than one that means more than was decided. */
export function chooseOption(options: PermissionOption[], answer: 'allow' | 'deny'): PermissionOption | undefined {
  const wanted = answer === 'allow' ? ['allow_once', 'allow_always'] : ['reject_once', 'reject_always']
  return wanted.map((kind) => options.find((option) => option.kind === kind)).find((option) => option !== undefined)
}

function toolAction(
  call: ToolState,
  status: 'completed' | 'failed',
  terminals: { has(id: string): boolean },
): AgentAction {
  const content = call.content ?? []
  const command = commandOf(call.rawInput)
  // A command in one of our terminals is recorded there, with its real exit code.
  const inOurTerminal = content.some((part) => part.type === 'terminal' && terminals.has(part.terminalId))
  if (call.kind === 'execute' && command !== undefined && !inOurTerminal) {
    return {
      type: 'ran_command',
      command,
      exitCode: call.terminalExit ?? exitCodeOf(call.rawOutput) ?? (status === 'completed' ? 0 : null),
      output: call.terminalOutput ?? (textOf(content) || outputOf(call.rawOutput)),
      toolCallId: call.toolCallId,
    }
  }
  return {
    type: 'called_tool',
    toolCallId: call.toolCallId,
    title: call.title ?? call.name ?? call.toolCallId,
    kind: toolKind(call.kind),
    input: call.rawInput ?? null,
    output: call.rawOutput ?? (textOf(content) || null),
    status,
  }
}

/** What an update's `_meta` tells of the agent's own terminal: output piece by piece, then the exit. */
function terminalOf(known: ToolState, { _meta }: ToolCall | ToolCallUpdate): Partial<ToolState> {
  const piece = fieldOf(fieldOf(_meta, 'terminal_output'), 'data')
  const exit = fieldOf(fieldOf(_meta, 'terminal_exit'), 'exit_code')
  return {
    ...(typeof piece === 'string'
      ? { terminalOutput: ((known.terminalOutput ?? '') + piece).slice(-MAX_TERMINAL) }
      : {}),
    ...(typeof exit === 'number' ? { terminalExit: exit } : {}),
  }
}

function toolKind(kind: ToolCall['kind'] | null): ToolKind {
  return kind === undefined || kind === null || kind === 'switch_mode' ? 'other' : kind
}

function textOf(content: ToolCallContent[]): string {
  return content
    .flatMap((part) => (part.type === 'content' && part.content.type === 'text' ? [part.content.text] : []))
    .join('\n')
}

/** ACP leaves the raw input to the agent; these are the spellings of Claude Code, opencode and Gemini, and of Codex. */
function commandOf(input: unknown): string | undefined {
  const command = fieldOf(input, 'command') ?? fieldOf(input, 'cmd')
  if (typeof command === 'string') return command
  if (Array.isArray(command) && command.every((part) => typeof part === 'string')) return command.join(' ')
  return undefined
}

function exitCodeOf(output: unknown): number | undefined {
  const code =
    fieldOf(output, 'exitCode') ??
    fieldOf(output, 'exit_code') ??
    fieldOf(output, 'exit') ??
    fieldOf(fieldOf(output, 'metadata'), 'exit')
  return typeof code === 'number' ? code : undefined
}

function outputOf(output: unknown): string {
  if (typeof output === 'string') return output
  const text = fieldOf(output, 'output') ?? fieldOf(output, 'formatted_output') ?? fieldOf(output, 'stdout')
  return typeof text === 'string' ? text : ''
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

/** In ACP an absent or null field of an update leaves what was said before. */
function withoutNull(update: ToolCall | ToolCallUpdate): ToolState {
  return Object.fromEntries(
    Object.entries(update).filter(([, value]) => value !== null && value !== undefined),
  ) as ToolState
}
