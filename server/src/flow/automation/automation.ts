import { z } from 'zod'
import { type Actor, type Kernel, Problem, systemActor, type Tx } from '#kernel'
import type { SpecRow } from '#specs'
import { decide, type Step } from './decide.ts'
import type { AutomationDeps } from './deps.ts'
import { createFactFinder } from './facts.ts'
import { createSteps } from './steps.ts'

/** What may change the next step of some spec. */
const TRIGGERS = [
  'spec.approved',
  'task.completed',
  'task.failed',
  'task.cancelled',
  'pull.opened',
  'pull.updated',
  'pull.ready',
  'review.submitted',
  'pull.approved',
  'pull.merged',
  'pull.closed',
  'pull.reopened',
  'check.completed',
  'status.reported',
  'run.completed',
  'runs.planned',
  'deploy.went_live',
  'deploy.failed',
  'deploy.stopped',
  'project.changed',
]
/** More steps than one path has: something would be going round in circles. */
const MAX_STEPS = 20

export type Automation = ReturnType<typeof createAutomation>

/**
 * Takes approved specs to live applications. Each event that may matter starts one job for the spec; the job looks at
 * what is true now, takes the one step that follows, and looks again until there is something to wait for.
 */
export function createAutomation(kernel: Kernel, deps: AutomationDeps) {
  const findFacts = createFactFinder(kernel, deps)
  const steps = createSteps(kernel, deps)

  const advance = kernel.jobs.define(
    'automation.advance',
    z.object({ spec: z.string() }),
    async ({ spec: id }, { log }) => {
      for (let taken = 0; taken < MAX_STEPS; taken++) {
        const spec = await kernel.db.system((tx) => deps.specs.find(tx, id))
        if (!spec) return
        const actor = systemActor(spec.org, 'automation', { spec: id })
        const { facts, context } = await findFacts(spec, actor)
        const step = decide(facts)
        log.info({ spec: id, step }, 'automation step')
        if (step.do === 'wait') return
        await takeStep(step, spec, actor, () => steps[step.do]({ spec, actor, context, step: step as never }))
        if (step.do === 'finish') return
      }
      throw new Error(`spec ${id} took ${MAX_STEPS} steps without coming to rest`)
    },
    { onDead: ({ spec }, error) => giveUp(spec, `The server could not go on: ${error.message}`) },
  )

  /** A refusal by DevFlow's own rules is the end of the path, in the refusal's words; anything else is tried again. */
  async function takeStep(step: Step, spec: SpecRow, actor: Actor, take: () => Promise<void>): Promise<void> {
    try {
      await take()
    } catch (error) {
      const refused =
        error instanceof Problem &&
        ['invalid', 'forbidden', 'not_found', 'too_large', 'rate_limited'].includes(error.kind)
      if (!refused || step.do === 'finish') throw error
      await kernel.call(
        deps.specs.verbs.finish,
        { spec: spec.id, outcome: 'refused', reason: error.message },
        { actor },
      )
    }
  }

  async function giveUp(id: string, reason: string): Promise<void> {
    const spec = await kernel.db.system((tx) => deps.specs.find(tx, id))
    if (spec)
      await kernel.call(
        deps.specs.verbs.finish,
        { spec: id, outcome: 'failed', reason },
        { actor: systemActor(spec.org, 'automation', { spec: id }) },
      )
  }

  const add = (tx: Tx, spec: string): Promise<void> =>
    advance.add(tx, { spec }, { key: `advance:${spec}`, queue: `spec:${spec}` })

  kernel.events.subscribe({
    name: 'automation.advance',
    on: TRIGGERS,
    async run({ project, links }, tx) {
      if (links.spec) return add(tx, links.spec)
      // A check or a review knows its commit, not its spec: look at every spec under way in the project.
      if (!project) return
      for (const spec of await deps.specs.list(tx, { project, outcome: 'running', limit: 200 })) await add(tx, spec.id)
    },
  })

  /** A commit that reaches the default branch by itself is deployed, too, if there is something to deploy. */
  const deployPush = kernel.jobs.define(
    'automation.deploy-push',
    z.object({ project: z.string(), sha: z.string() }),
    (push) => steps.deployPush(push),
  )
  kernel.events.subscribe({
    name: 'automation.deploy-push',
    on: ['git.pushed'],
    async run({ project, data }, tx) {
      if (!project || /^0+$/.test(data.after)) return
      const found = await deps.projects.findById(tx, project)
      if (found?.settings.deploy.enabled && data.ref === `refs/heads/${found.defaultBranch}`) {
        await deployPush.add(tx, { project, sha: data.after }, { key: `deploy-push:${project}` })
      }
    },
  })

  // After a crash every path goes on, even if the event that should have moved it was handled by a job that died.
  kernel.onStart(() =>
    kernel.db.system(async (tx) => {
      for (const spec of await deps.specs.list(tx, { outcome: 'running', limit: 1000 })) await add(tx, spec.id)
    }),
  )

  return { giveUp }
}
