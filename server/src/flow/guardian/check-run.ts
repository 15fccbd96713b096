import { z } from 'zod'
import type { CheckReport, Checks } from '#checks'
import { EMPTY_TREE, type Git } from '#git'
import { type Kernel, systemActor, type Tx } from '#kernel'
import type { Project, Projects } from '#projects'
import { type Pull, type Pulls, pullOpened, pullReopened, pullUpdated } from '#pulls'
import type { Finding } from './finding.ts'
import { inspect } from './inspect.ts'

/** The name of the check run on every pull request. */
export const CHECK_NAME = 'Guardian'

const Inspection = z.object({ project: z.string(), pull: z.string() })

interface Deps {
  projects: Projects
  git: Git
  checks: Checks
  pulls: Pulls
  costOf(tx: Tx, about: { spec: string }): Promise<number | null>
}

/** Judges every pull request whenever its head moves, on the server: nothing in the change can leave it out. */
export function createCheckRun(kernel: Kernel, { projects, git, checks, pulls, costOf }: Deps): void {
  /** Undefined: deleted, merged or closed meanwhile. */
  function read(id: string, pullId: string) {
    return kernel.db.system(async (tx) => {
      const project = await projects.findById(tx, id)
      const pull = project && (await pulls.findById(tx, pullId))
      if (!project || !pull || pull.state === 'merged' || pull.state === 'closed') return undefined
      return { project, pull, costUsd: pull.spec ? await costOf(tx, { spec: pull.spec }) : null }
    })
  }

  async function look({ project: id, pull: pullId }: z.output<typeof Inspection>): Promise<void> {
    const found = await read(id, pullId)
    if (!found) return
    const { project, pull, costUsd } = found
    const common = await git.mergeBase(id, pull.base.sha, pull.head.sha)
    const diff = await git.diff(id, common ?? EMPTY_TREE, pull.head.sha)
    const findings = inspect(diff, project.settings.guardian, {
      costUsd,
      trustMarkers: pull.author.kind === 'person',
    })
    await report(found, judgement(findings, pull))
  }

  async function report({ project, pull }: { project: Project; pull: Pull }, result: Result): Promise<void> {
    await checks.report(
      { actor: systemActor(project.org, 'guardian') },
      {
        project: project.id,
        links: { pull: pull.id, ...(pull.spec ? { spec: pull.spec } : {}) },
        sha: pull.head.sha,
        name: CHECK_NAME,
        source: 'guardian',
        status: 'completed',
        ...result,
      },
    )
  }

  /** Nothing may wait for ever for a check that could not be made, and nothing may pass without it. */
  async function giveUp({ project: id, pull: pullId }: z.output<typeof Inspection>): Promise<void> {
    const found = await read(id, pullId)
    if (!found) return
    await report(found, {
      conclusion: 'action_required',
      title: 'Guardian could not look at this change',
      summary: 'Push again to have it looked at; the server log has the cause.',
      annotations: [],
    })
  }

  const job = kernel.jobs.define('guardian.inspect', Inspection, look, { onDead: giveUp })

  kernel.events.subscribe({
    name: 'guardian.pulls',
    on: [pullOpened.name, pullUpdated.name, pullReopened.name],
    async run({ project, data }, tx) {
      if (project) await job.add(tx, { project, pull: data.pull }, { key: `${job.name}:${data.pull}` })
    },
  })
}

type Result = Pick<CheckReport, 'conclusion' | 'title' | 'summary' | 'annotations'>

/** What the findings mean for this pull request. */
function judgement(findings: readonly Finding[], pull: Pick<Pull, 'author' | 'spec'>): Result {
  // A person's pushes were judged against their own permission already; what passed there is worth a note here.
  const byPerson = pull.author.kind === 'person' && pull.spec === null
  const isNote = (finding: Finding): boolean => finding.rule === 'forbidden-path' && byPerson
  const broken = findings.filter((finding) => !isNote(finding))
  return {
    conclusion: broken.length > 0 ? 'failure' : 'success',
    title: printFirst(broken),
    summary: findings.map(({ message }) => `- ${message}`).join('\n'),
    annotations: findings.flatMap((finding) =>
      finding.path === undefined
        ? []
        : [
            {
              path: finding.path,
              line: finding.line ?? 1,
              level: isNote(finding) ? 'notice' : 'failure',
              message: finding.message,
            },
          ],
    ),
  }
}

/** What people read first, and what a spec that ends here gives as its reason. */
function printFirst([first, ...rest]: readonly Finding[]): string {
  if (!first) return 'No rule is broken'
  return `${first.rule}: ${first.message}${rest.length > 0 ? ` (and ${rest.length} more)` : ''}`.slice(0, 500)
}
