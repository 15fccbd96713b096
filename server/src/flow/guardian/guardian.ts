import { z } from 'zod'
import type { Checks } from '#checks'
import { EMPTY_TREE, type Git } from '#git'
import { type ActorRef, type Kernel, type Links, Problem, type Tx, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import type { Pulls } from '#pulls'
import { createCheckRun } from './check-run.ts'
import { intervened } from './events.ts'
import { Finding } from './finding.ts'
import { inspect } from './inspect.ts'
import { judgeRequest, type PermitRequest } from './permit/judge.ts'
import { createPushPolicy } from './push-policy.ts'

export type Guardian = ReturnType<typeof createGuardian>

export interface GuardianDeps {
  projects: Projects
  git: Git
  checks: Checks
  pulls: Pulls
  /** What models have cost for a spec so far; null when nothing was counted. */
  costOf(tx: Tx, about: { spec: string }): Promise<number | null>
}

/** Who is about to do something, and for which work. */
export interface PermitContext {
  project: { id: string; org: string; settings: { guardian: { forbiddenPaths: string[] } } }
  actor: ActorRef
  links: Links
  /** The worktree, so that absolute paths inside it are recognised. */
  directory?: string
}

export type PermitAnswer = { answer: 'allow' } | { answer: 'deny'; rule: string; reason: string }

const MOST_SUBJECT = 500

/** The rules a change must keep, asked in three places: before an agent acts, when it is pushed, and as a check of every pull request. */
export function createGuardian(kernel: Kernel, { projects, git, checks, pulls, costOf }: GuardianDeps) {
  git.addPolicy(
    createPushPolicy(async ({ project, actor, updates }, finding) => {
      await record(
        { project, actor, links: actor.links ?? {} },
        { rule: finding.rule, reason: finding.message, outcome: 'refused', subject: `push to ${updates[0]?.ref}` },
      )
    }),
  )
  createCheckRun(kernel, { projects, git, checks, pulls, costOf })

  /** Asked before an agent acts. Allows what no rule objects to; what it denies is an event. */
  async function permit(request: PermitRequest, context: PermitContext): Promise<PermitAnswer> {
    const objection = judgeRequest(request, {
      forbiddenPaths: context.project.settings.guardian.forbiddenPaths,
      directory: context.directory,
    })
    if (!objection) return { answer: 'allow' }
    const subject = request.command ?? request.paths?.join(', ') ?? request.title ?? request.kind
    await record(context, { ...objection, outcome: 'denied', subject })
    return { answer: 'deny', ...objection }
  }

  async function record(
    { project, actor, links }: Pick<PermitContext, 'actor' | 'links'> & { project: { id: string; org: string } },
    data: z.input<typeof intervened.data>,
  ): Promise<void> {
    await kernel.events.publish([
      {
        name: intervened.name,
        org_id: project.org,
        project_id: project.id,
        actor: { kind: actor.kind, id: actor.id, name: actor.name },
        links,
        data: intervened.data.parse({ ...data, subject: kernel.masks.apply(data.subject).slice(0, MOST_SUBJECT) }),
        action_id: null,
      },
    ])
  }

  const verbs = {
    preview: verb({
      name: 'guardian.preview',
      http: 'GET /projects/:owner/:name/guardian/preview',
      summary: 'Show what Guardian would say about a change',
      input: ProjectAddress.extend({
        base: z.string().max(240).optional().describe('Default: the default branch.'),
        head: z.string().min(1).max(240),
      }),
      output: z.object({ base: z.string(), head: z.string(), items: z.array(Finding) }),
      needs: 'guardian:read',
      scope: projects.scope,
      async run({ tx }, { base, head, ...address }) {
        const project = await projects.get(tx, address)
        const from = await commitOf(project.id, base ?? project.defaultBranch)
        const to = await commitOf(project.id, head)
        const common = await git.mergeBase(project.id, from, to)
        const diff = await git.diff(project.id, common ?? EMPTY_TREE, to)
        return { base: from, head: to, items: inspect(diff, project.settings.guardian, { trustMarkers: true }) }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  async function commitOf(project: string, ref: string): Promise<string> {
    const sha = await git.resolve(project, ref)
    if (sha) return sha
    throw new Problem(
      'not_found',
      'git.ref_not_found',
      `There is no branch, tag or commit ${JSON.stringify(ref)} here.`,
    )
  }

  return { verbs, permit }
}
