import type { SandboxProcess } from '#sandbox'

/**
 * One way to let an agent work on a task. A driver speaks to the agent; everything it does for or about the work goes
 * through the session, so that recording, isolation, limits and permission are the same for every kind of agent.
 */
export interface AgentDriver {
  readonly kind: DriverKind
  /** Ends with an outcome, also when the agent misbehaves; throws only `AgentFailure`. Stops everything when the signal aborts. */
  run(session: AgentSession): Promise<AgentOutcome>
}

export type DriverKind = 'acp' | 'builtin' | 'rehearsal'

export interface AgentOutcome {
  outcome: 'succeeded' | 'failed' | 'cancelled'
  /** What was done, for the reviewer. */
  summary: string
  /** 0 to 1, where the agent said so. */
  confidence?: number
  /** One sentence, when not succeeded. */
  reason?: string
  /** What the agent itself says the attempt cost; the gateway's own count goes first. */
  costUsd?: number
}

export interface AgentSession {
  prompt: string
  task: { id: string; title: string; spec: string | null }
  /** Absolute path of the worktree: the only folder the agent may change. */
  directory: string
  /** Absolute path of a private folder for this attempt: HOME, the CLI's configuration and caches. */
  home: string
  sandbox: SessionSandbox
  mcp?: { url: string; token: string }
  /** `baseUrl` has no `/v1`: each client appends what its dialect needs. */
  model?: { baseUrl: string; token: string; name: string }
  /** Aborts on cancel, time limit, cost limit and shutdown. */
  signal: AbortSignal
  /** Records what the agent did. When it may have written, the worktree is compared and each changed file recorded too. */
  act(action: AgentAction): Promise<void>
  /** A sign of life that is no action of its own, such as a piece of a message. */
  alive(): void
  /** Asks the constraints before something is done. */
  permit(request: PermitRequest): Promise<PermitAnswer>
}

/** Starts processes for this attempt: in the worktree, with nothing else writable, ended with the attempt. */
export interface SessionSandbox {
  spawn(command: SessionCommand): Promise<SandboxProcess>
}

export interface SessionCommand {
  /** Program and arguments; never a shell string made of input. */
  command: string[]
  /** Absolute, inside the worktree; the worktree itself unless given. */
  cwd?: string
  env?: Record<string, string>
  stdin?: 'pipe' | 'ignore'
  timeoutMs?: number
  /** Folders outside the worktree that the program itself needs to read, such as where it is installed. */
  readable?: string[]
}

export type ToolKind = 'read' | 'edit' | 'delete' | 'move' | 'search' | 'execute' | 'think' | 'fetch' | 'other'

/** What a driver reports. File changes are not reported but seen: the recorder compares the worktree. */
export type AgentAction =
  | { type: 'planned'; entries: { content: string; status: string; priority?: string }[] }
  | { type: 'reasoned'; text: string }
  | { type: 'said'; text: string }
  | {
      type: 'called_tool'
      toolCallId: string
      title: string
      kind: ToolKind
      input: unknown
      output: unknown
      status: 'completed' | 'failed'
      explanation?: string
    }
  | { type: 'ran_command'; command: string; exitCode: number | null; output: string; toolCallId?: string }
  /** The agent's own account of its use; kept for the outcome, no event of its own. */
  | { type: 'used'; costUsd: number }

export interface PermitRequest {
  title: string
  /** Whether the agent asked by itself: its questions are always recorded, our own checks only when they deny. */
  asked: boolean
  kind: ToolKind
  /** Files the action is about, relative to the worktree where they are inside it. */
  paths: string[]
  command?: string
  input?: unknown
}
export type PermitAnswer = { answer: 'allow' } | { answer: 'deny'; reason: string }

/** Why an attempt ended badly, and whether another one could end better. */
export class AgentFailure extends Error {
  readonly retry: 'transient' | 'fatal'
  constructor(retry: 'transient' | 'fatal', message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'AgentFailure'
    this.retry = retry
  }
}

/** Tool calls of these kinds cannot have changed a file. */
const READ_ONLY: ReadonlySet<ToolKind> = new Set(['read', 'search', 'think', 'fetch'])

export function mayHaveWritten(action: AgentAction): boolean {
  if (action.type === 'ran_command') return true
  return action.type === 'called_tool' && !READ_ONLY.has(action.kind)
}
