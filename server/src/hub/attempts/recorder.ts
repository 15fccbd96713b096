import type { FileDiff, Worktree } from '#git'
import type { ActorRef, EventRow, Kernel, Links } from '#kernel'
import { type AgentAction, mayHaveWritten } from './drivers/driver.ts'
import { type AgentEventName, agentEvents } from './events.ts'
import type { AttemptLimits } from './limits.ts'
import { shorten, storable, storableJson } from './text.ts'

export interface RecorderOptions {
  org: string
  project: string
  agent: ActorRef
  links: Links
  rehearsal: boolean
  worktree: Pick<Worktree, 'snapshot' | 'diffTrees'>
  /** The tree the attempt starts from. */
  base: string
  /** Id of the attempt's log stream. */
  log: string
  limits: AttemptLimits
}

export type Recorder = ReturnType<typeof createRecorder>

/**
 * Writes down what an agent does, in order. What it changed is not taken from its words: the worktree is compared with
 * what it was after the last action, so that a shell command's edits are on record like any other.
 */
export function createRecorder(kernel: Kernel, options: RecorderOptions) {
  const { org, project, agent, links, rehearsal, worktree, log, limits } = options
  let tree = options.base
  const changed = new Set<string>()
  let costUsd = 0
  let queue: Promise<void> = Promise.resolve()

  function row(name: AgentEventName, data: object): EventRow {
    const type = agentEvents[name]
    return {
      name: type.name,
      org_id: org,
      project_id: project,
      actor: agent,
      links,
      data: masked(type.data.parse(rehearsal ? { ...data, rehearsal: true } : data)),
      action_id: null,
    }
  }

  /** Agents print their environment, too. */
  function masked(data: unknown): unknown {
    const json = JSON.stringify(data)
    const safe = kernel.masks.apply(json)
    return safe === json ? data : JSON.parse(safe)
  }

  async function capture(about: {
    toolCallId?: string | undefined
    explanation?: string | undefined
  }): Promise<EventRow[]> {
    const before = tree
    const after = await worktree.snapshot()
    if (after === before) return []
    const files = await worktree.diffTrees(before, after)
    tree = after
    return files.map((file) => {
      changed.add(file.path)
      kernel.logStreams.append(log, `${file.status} ${file.path} (+${file.additions} −${file.deletions})\n`)
      return row('edited_file', { ...editOf(file, limits), ...withoutUndefined(about), before, after })
    })
  }

  /** One after another, so that a change is put down to the action that made it. */
  function inTurn(run: () => Promise<void>): Promise<void> {
    queue = queue.catch(() => {}).then(run)
    return queue
  }

  return {
    act(action: AgentAction): Promise<void> {
      if (action.type === 'used') {
        costUsd = Math.max(costUsd, action.costUsd)
        return Promise.resolve()
      }
      return inTurn(async () => {
        kernel.logStreams.append(log, printAction(action))
        const { type, ...data } = storableAction(action, limits)
        const edits = mayHaveWritten(action) ? await capture(aboutOf(action)) : []
        await kernel.events.publish([row(type, data), ...edits])
      })
    },

    record(name: AgentEventName, data: object): Promise<void> {
      return inTurn(() => kernel.events.publish([row(name, data)]))
    },

    /** Records what changed since the last action, whoever did it. */
    settle: (): Promise<void> => inTurn(async () => kernel.events.publish(await capture({}))),

    row,
    changedFiles: (): number => changed.size,
    currentTree: (): string => tree,
    /** What the agent says it cost, where it says so. */
    claimedCostUsd: (): number => costUsd,
  }
}

type Recorded = Exclude<AgentAction, { type: 'used' }>

function aboutOf(action: Recorded): { toolCallId?: string | undefined; explanation?: string | undefined } {
  if (action.type === 'called_tool') return { toolCallId: action.toolCallId, explanation: action.explanation }
  return action.type === 'ran_command' ? { toolCallId: action.toolCallId } : {}
}

function storableAction(action: Recorded, limits: AttemptLimits): Recorded {
  const text = (value: string) => storable(shorten(value, limits.eventChars))
  switch (action.type) {
    case 'planned':
      return storableJson(action, Number.POSITIVE_INFINITY) as Recorded
    case 'reasoned':
    case 'said':
      return { ...action, text: text(action.text) }
    case 'called_tool':
      return {
        ...action,
        title: text(action.title),
        input: storableJson(action.input, limits.eventChars),
        output: storableJson(action.output, limits.eventChars),
      }
    case 'ran_command':
      return { ...action, command: text(action.command), output: storable(action.output.slice(-limits.eventChars)) }
  }
}

function editOf(file: FileDiff, limits: AttemptLimits): object {
  const { path, oldPath, status, additions, deletions, patch } = file
  const truncated = file.truncated || patch.length > limits.patchChars
  return {
    path: storable(path),
    ...(oldPath === undefined ? {} : { oldPath: storable(oldPath) }),
    status,
    additions,
    deletions,
    patch: storable(patch.slice(0, limits.patchChars)),
    truncated,
  }
}

function printAction(action: Recorded): string {
  switch (action.type) {
    case 'planned':
      return `${action.entries.map((entry) => `[${entry.status === 'completed' ? 'x' : ' '}] ${entry.content}`).join('\n')}\n`
    case 'reasoned':
      return `(${action.text})\n`
    case 'said':
      return `${action.text}\n`
    case 'called_tool':
      return `${action.title}${action.status === 'failed' ? ' – failed' : ''}\n`
    case 'ran_command':
      return `$ ${action.command}\n${action.output}${action.exitCode === 0 ? '' : `\n(exit code ${action.exitCode})`}\n`
  }
}

function withoutUndefined(fields: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
