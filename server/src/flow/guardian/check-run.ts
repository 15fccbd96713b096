import { z } from 'zod'
import type { Checks as ChecksModule } from '#checks'
import { EMPTY_TREE, type Git } from '#git'
import { type Kernel, systemActor, type Tx } from '#kernel'
import type { Projects } from '#projects'
import type { Pulls as PullsModule } from '#pulls'
import type { Finding } from './finding.ts'
import { inspect } from './inspect.ts'

export type Checks = Pick<ChecksModule, 'report'>
export type Pulls = Pick<PullsModule, 'findById'>

/** The name of the check run on every pull request. */
export const CHECK_NAME = 'Guardian'
/** Annotations beyond this say nothing new; the summary counts them. */
const MOST_ANNOTATIONS = 50

interface Deps {
  projects: Projects
  git: Git
  checks: Checks
  pulls: Pulls
  costOf(tx: Tx, about: { spec: string }): Promise<number | null>
}

/** Judges the head of every pull request on the server, so that a fork can neither see nor change the rules. */
export function createCheckRun(kernel: Kernel, { projects, git, checks, pulls, costOf }: Deps): void {
  const judge = kernel.jobs.define(
    'guardian.judge',
    z.object({ pull: z.string(), project: z.string() }),
    async ({ pull: id, project: projectId }) => {
      const pull = await kernel.db.system((tx) => pulls.findById(tx, id))
      if (!pull || pull.state === 'merged' || pull.state === 'closed') return
      const project = await kernel.db.system((tx) => projects.findById(tx, projectId))
      if (!project) return
      const actor = systemActor(project.org, 'guardian', { pull: id, ...(pull.spec ? { spec: pull.spec } : {}) })
      const common = await git.mergeBase(project.id, pull.base.sha, pull.head.sha)
      const diff = await git.diff(project.id, common ?? EMPTY_TREE, pull.head.sha)
      const spec = pull.spec
      const costUsd = spec ? await kernel.db.system((tx) => costOf(tx, { spec })) : null
      const findings = inspect(diff, project.settings.guardian, {
        costUsd,
        trustMarkers: pull.author.kind === 'person',
      })
      const now = new Date().toISOString()
      await checks.report(
        { actor },
        {
          project: project.id,
          sha: pull.head.sha,
          name: CHECK_NAME,
          source: 'guardian',
          status: 'completed',
          conclusion: findings.length === 0 ? 'success' : 'failure',
          title: describe(findings),
          summary:
            findings.map((finding) => `- **${finding.rule}** ${finding.message}`).join('\n') ||
            `${diff.length} files looked at on ${now.slice(0, 10)}.`,
          annotations: findings
            .filter((finding) => finding.path !== undefined)
            .slice(0, MOST_ANNOTATIONS)
            .map(({ path, line, message }) => ({ path: path!, line: line ?? 1, level: 'failure' as const, message })),
        },
      )
    },
  )

  kernel.events.subscribe({
    name: 'guardian.judge',
    on: ['pull.opened', 'pull.updated', 'pull.ready', 'pull.reopened'],
    async run({ project, data }, tx) {
      if (project) await judge.add(tx, { pull: data.pull, project }, { key: `guardian:${data.pull}` })
    },
  })
}

function describe(findings: Finding[]): string {
  const [first, ...rest] = findings
  if (!first) return 'No rule is broken'
  return `${first.rule}: ${first.message}${rest.length ? ` (and ${rest.length} more)` : ''}`.slice(0, 500)
}
