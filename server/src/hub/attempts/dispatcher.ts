import type { AgentRow, Agents } from '#agents'
import { createRounds, type Kernel, Problem, systemActor } from '#kernel'
import type { ClaimedTask, Tasks } from '#tasks'
import type { Stop, Watchdog } from './watchdog.ts'

interface DispatcherDeps {
  agents: Agents
  tasks: Tasks
  concurrency: number
  watch(): Watchdog
  run(job: { claim: ClaimedTask; agent: AgentRow; watchdog: Watchdog }): Promise<void>
  /** Ends what servers that died have left. */
  recover(): Promise<unknown>
}

/** A safety net only: events wake the dispatcher, and delayed tasks are waited for exactly. */
const SAFETY_MS = 5_000
/** What may have made a task claimable or an agent able to claim it. */
const WAKING = [
  'task.created',
  'task.changed',
  'task.retried',
  'task.completed',
  'task.deleted',
  'agent.registered',
  'agent.changed',
  'agent.activated',
]

export type Dispatcher = ReturnType<typeof createDispatcher>

/** Gives waiting tasks to the agents that DevFlow runs itself. */
export function createDispatcher(kernel: Kernel, deps: DispatcherDeps) {
  const running = new Map<string, { watchdog: Watchdog; done: Promise<void> }>()
  let timer: NodeJS.Timeout | undefined
  let started = false
  let stopped = false
  const rounds = createRounds(round, (error) =>
    kernel.log.warn({ err: error }, 'tasks could not be dispatched; trying again'),
  )

  function wake(): void {
    if (started) rounds.wake()
  }

  async function round(): Promise<void> {
    clearTimeout(timer)
    let waitMs = SAFETY_MS
    try {
      await dispatch()
      waitMs = await untilNext()
    } finally {
      clearTimeout(timer)
      if (!stopped) timer = setTimeout(wake, waitMs)
    }
  }

  async function dispatch(): Promise<void> {
    await deps.recover()
    const employable = await kernel.db.system(async (tx) => deps.tasks.employable(tx, await deps.agents.managed(tx)))
    let began = false
    for (const agent of employable) {
      // One agent may take several tasks, but not all the room before the others had a look.
      if (stopped || running.size >= deps.concurrency) return
      const claim = await claimFor(agent)
      if (!claim) continue
      begin(agent, claim)
      began = true
    }
    // There may be more; but what nobody could take now is left to the next event.
    if (began) wake()
  }

  async function claimFor(agent: AgentRow): Promise<ClaimedTask | undefined> {
    try {
      return await kernel.call(
        deps.tasks.verbs.claimNext,
        { agent: agent.id },
        { actor: systemActor(agent.org, 'dispatcher') },
      )
    } catch (error) {
      // Somebody else was faster.
      if (error instanceof Problem && (error.kind === 'not_found' || error.kind === 'conflict')) return undefined
      throw error
    }
  }

  function begin(agent: AgentRow, claim: ClaimedTask): void {
    const watchdog = deps.watch()
    const done = deps
      .run({ claim, agent, watchdog })
      .catch((error) =>
        kernel.log.error({ err: error, task: claim.id }, 'an attempt could not be run; its lease will run out'),
      )
      .finally(() => {
        watchdog.close()
        running.delete(claim.id)
        wake()
      })
    running.set(claim.id, { watchdog, done })
  }

  async function untilNext(): Promise<number> {
    const next = await kernel.db.system((tx) => deps.tasks.nextAvailable(tx))
    return next ? Math.min(Math.max(next.getTime() - Date.now(), 10), SAFETY_MS) : SAFETY_MS
  }

  function cancel(task: string | undefined, why: Stop): void {
    if (task) running.get(task)?.watchdog.stop(why)
  }

  kernel.onStart(async () => {
    await deps.recover()
    started = true
    const untail = [
      kernel.events.tail({ names: WAKING }, wake),
      kernel.events.tail({ names: ['task.cancelled'] }, ({ links, data }) =>
        cancel(links.task, { state: 'cancelled', retry: 'fatal', reason: data.reason ?? 'The task was cancelled.' }),
      ),
    ]
    kernel.onStop(async () => {
      for (const stop of untail) stop()
    })
    wake()
  })

  kernel.onStop(async () => {
    stopped = true
    await rounds.stop()
    clearTimeout(timer)
    const ending = [...running.values()]
    for (const { watchdog } of ending) {
      watchdog.stop({ state: 'lost', retry: 'transient', reason: 'The server was stopped while the agent worked.' })
    }
    await Promise.all(ending.map(({ done }) => done))
  })

  return { wake, running: (): string[] => [...running.keys()] }
}
