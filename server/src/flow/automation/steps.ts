import { type Actor, type Kernel, Problem, systemActor } from '#kernel'
import type { Project } from '#projects'
import type { SpecRow } from '#specs'
import { looksLikeApplication } from './application.ts'
import type { Step } from './decide.ts'
import type { AutomationDeps } from './deps.ts'
import type { Found } from './facts.ts'
import { writePrompt, writeRepairPrompt } from './prompt.ts'
import { specPath, writeScaffold } from './scaffold.ts'

type Name = Exclude<Step['do'], 'wait'>
type Steps = { [N in Name]: (at: At<Extract<Step, { do: N }>>) => Promise<void> } & {
  deployPush(push: { project: string; sha: string }): Promise<void>
}
interface At<S> {
  spec: SpecRow
  actor: Actor
  context: Found['context']
  step: S
}

const BOT = { name: 'DevFlow', email: 'automation@devflow.localhost' }
const LOG_TAIL_LINES = 80
const MAX_PROMPT = 90_000

/** What each step does. Each is idempotent: its effect is a verb under a key made of the spec and its run. */
export function createSteps(kernel: Kernel, deps: AutomationDeps): Steps {
  const { agents, deployments, git, pulls, settings, specs, tasks } = deps
  const keyOf = (spec: SpecRow, step: string): string => `automation:${spec.id}:${spec.run}:${step}`
  const addressOf = ({ owner, name }: Project) => ({ owner, name })

  return {
    async begin({ spec, actor, context: { project } }) {
      const base = await git.resolve(project.id, `refs/heads/${project.defaultBranch}`)
      if (!base) {
        throw new Problem(
          'invalid',
          'automation.empty_repository',
          `${project.owner}/${project.name} has no commit on ${project.defaultBranch} yet; push your code first: git push <this server>/${project.owner}/${project.name}.git ${project.defaultBranch}.`,
        )
      }
      await chooseAgent(spec)
      const branch = spec.run === 1 ? `feature/${spec.id}` : `feature/${spec.id}-${spec.run}`
      if (!(await git.resolve(project.id, `refs/heads/${branch}`))) {
        await git.createBranch(project.id, { branch, from: base, actor })
      }
      const scaffolded =
        (await readText(project, branch, specPath(spec))) !== undefined &&
        (await git.resolve(project.id, `refs/heads/${branch}`)) !== base
      if (!scaffolded) {
        const files = writeScaffold(spec, await readText(project, branch, 'package.json'))
        await git.importFiles(project.id, {
          branch,
          files,
          message: `spec: ${spec.title}\n\nDevFlow-Spec: ${spec.id}`,
          author: BOT,
          actor,
        })
      }
      await kernel.call(specs.verbs.start, { spec: spec.id, branch }, { actor, key: keyOf(spec, 'start') })
    },

    async create_task({ spec, actor, context: { project } }) {
      await createTask(spec, actor, project, {
        title: spec.title,
        kind: 'implement',
        description: writePrompt(spec, project.settings.guardian.forbiddenPaths),
        key: 'task',
      })
    },

    async repair({ spec, actor, context: { project, failedChecks, tasks: done } }) {
      const failures = await Promise.all(
        failedChecks.map(async ({ name, log }) => ({ name, tail: log ? await tailOf(log) : 'no log' })),
      )
      await createTask(spec, actor, project, {
        title: `Repair: ${failures.map(({ name }) => name).join(', ')}`,
        kind: 'fix',
        description: writeRepairPrompt(spec, failures, project.settings.guardian.forbiddenPaths),
        key: `repair:${done.length}`, // not the commit: a repair may leave it as it was
        parent: done.at(-1)?.id,
      })
    },

    async open_pull({ spec, actor, context: { project } }) {
      const branch = spec.branch!
      const pull = await kernel.call(
        pulls.verbs.create,
        {
          ...addressOf(project),
          title: spec.title,
          body: `Implements the spec [${spec.title}](/specs/${spec.id}).\n\n${spec.acceptance.map((line) => `- [ ] ${line}`).join('\n')}`,
          head: branch,
          base: project.defaultBranch,
          spec: spec.id,
          labels: ['spec', 'agent'],
          reviewers: [spec.author.name],
        },
        { actor, key: keyOf(spec, 'pull') },
      )
      await kernel.call(
        specs.verbs.start,
        { spec: spec.id, branch, pull: pull.number },
        { actor, key: keyOf(spec, `pull:${pull.number}`) },
      )
    },

    async merge({ actor, context: { project, pull } }) {
      const { number, head } = pull!
      await kernel.call(
        pulls.verbs.merge,
        { ...addressOf(project), number, method: 'squash', sha: head.sha },
        { actor },
      )
    },

    async deploy({ spec, actor, context: { project, pull } }) {
      await kernel.call(
        deployments.verbs.create,
        { ...addressOf(project), sha: pull!.mergeSha!, environment: 'production', spec: spec.id, pull: pull!.number },
        { actor, key: keyOf(spec, `deploy:${pull!.mergeSha}`) },
      )
    },

    async finish({ spec, actor, step: { outcome, reason, url } }) {
      await kernel.call(specs.verbs.finish, { spec: spec.id, outcome, reason, url }, { actor })
    },

    async deployPush({ project: id, sha }) {
      const project = await kernel.db.system((tx) => deps.projects.findById(tx, id))
      if (!project?.settings.deploy.enabled) return
      const actor = systemActor(project.org, 'automation')
      const merged = (await kernel.call(pulls.verbs.list, { ...addressOf(project), state: 'merged' }, { actor })).items
      if (merged.some((pull) => pull.spec && pull.mergeSha === sha)) return // that spec deploys it
      const names = new Set((await git.tree(id, sha)).map((entry) => entry.name))
      if (!looksLikeApplication(names, await readText(project, sha, 'package.json'))) return
      await kernel.call(
        deployments.verbs.create,
        { ...addressOf(project), sha, environment: 'production' },
        { actor, key: `automation:push:${id}:${sha}` },
      )
    },
  }

  async function createTask(
    spec: SpecRow,
    actor: Actor,
    project: Project,
    task: { title: string; kind: 'implement' | 'fix'; description: string; key: string; parent?: string | undefined },
  ): Promise<void> {
    const { key, parent, ...rest } = task
    const agent = await chooseAgent(spec)
    await kernel.call(
      tasks.verbs.create,
      {
        ...addressOf(project),
        ...rest,
        title: task.title.slice(0, 200),
        description: task.description.slice(0, MAX_PROMPT),
        agent,
        spec: spec.id,
        branch: spec.branch!,
        priority: 4,
        ...(parent ? { parent } : {}),
      },
      { actor, key: keyOf(spec, key) },
    )
  }

  /** The id of the agent that shall do it: the one the spec names, or the built-in one where a model is known. */
  async function chooseAgent(spec: SpecRow): Promise<string> {
    const name = spec.agent ?? 'builtin'
    const agent = await kernel.db.system((tx) => agents.ensure(tx, { org: spec.org, name }))
    if (!agent.active) {
      throw new Problem(
        'invalid',
        'automation.agent_off',
        `The agent "${name}" is deactivated; switch it on or choose another.`,
      )
    }
    if (agent.driver.kind === 'acp' || agent.driver.kind === 'builtin') await requireModel(agent.name)
    return agent.id
  }

  async function requireModel(agent: string): Promise<void> {
    if (await settings.model()) return
    throw new Problem(
      'invalid',
      'automation.no_model',
      `The agent "${agent}" needs a model, and none is set: give its address in Settings → Model, or start DevFlow with DEVFLOW_MODEL_BASE_URL, DEVFLOW_MODEL_API_KEY and DEVFLOW_MODEL.`,
    )
  }

  async function readText(project: Project, ref: string, path: string): Promise<string | undefined> {
    const blob = await git.blob(project.id, ref, path).catch(() => undefined)
    return blob?.content.toString()
  }

  async function tailOf(log: string): Promise<string> {
    const lines: string[] = []
    await kernel.db.system(async (tx) => {
      for (let after = 0; ; ) {
        const page = await kernel.logStreams.read(tx, log, { after })
        if (page.lines.length === 0) return
        lines.push(...page.lines.map((line) => line.text))
        lines.splice(0, Math.max(0, lines.length - LOG_TAIL_LINES))
        after = page.lines.at(-1)!.number
      }
    })
    return lines.join('\n')
  }
}
