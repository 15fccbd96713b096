import { join } from 'node:path'
import { z } from 'zod'
import { type Actor, isServer, type Kernel, type Links, newId, Problem, type Tx, type VerbContext, verb } from '#kernel'
import { type Project, ProjectAddress, type Projects } from '#projects'
import { CheckReport, CheckRun } from './check-run.ts'
import { selectCheckRun, selectCheckRuns, upsertCheckRun } from './checks.sql.ts'
import { checkCompleted, checkCreated } from './events.ts'

export type Checks = ReturnType<typeof createChecks>

/** Inside a verb, or as somebody in a transaction of its own. */
export type ReportedBy = VerbContext | { actor: Actor }

/** What was found out about a commit: by CI, by Guardian, by anybody who may report. */
export function createChecks(kernel: Kernel, { projects }: { projects: Projects }) {
  kernel.migrations('checks', join(import.meta.dirname, 'migrations'))

  async function write(
    context: VerbContext,
    project: Project,
    report: CheckReport,
    links: Links = {},
  ): Promise<CheckRun> {
    const { tx, emit } = context
    const earlier = await selectCheckRun(tx, { project: project.id, ...report })
    if (earlier && earlier.source !== report.source) {
      throw new Problem(
        'conflict',
        'checks.other_source',
        `The check ${report.name} of this commit is reported by ${earlier.source}; choose another name.`,
      )
    }
    const check = await upsertCheckRun(tx, { ...report, id: newId('chk'), org: project.org, project: project.id })
    const fact = { check: check.id, name: check.name, sha: check.sha, conclusion: check.conclusion }
    const about = {
      project: project.id,
      links: { commit: check.sha, ...(check.run ? { run: check.run } : {}), ...links },
      data: fact,
    }
    if (!earlier || (earlier.status === 'completed' && check.status !== 'completed')) emit(checkCreated, about)
    const news = earlier?.status !== 'completed' || earlier.conclusion !== check.conclusion
    if (check.status === 'completed' && news) emit(checkCompleted, about)
    return check
  }

  const verbs = {
    list: verb({
      name: 'checks.list',
      http: 'GET /projects/:owner/:name/commits/:sha/checks',
      summary: 'List the checks of a commit',
      input: ProjectAddress.extend({ sha: CheckReport.shape.sha }),
      output: z.object({ items: z.array(CheckRun) }),
      needs: 'checks:read',
      scope: projects.scope,
      async run({ tx }, { sha, ...address }) {
        const project = await projects.get(tx, address)
        return { items: await selectCheckRuns(tx, project.id, sha) }
      },
    }),

    report: verb({
      name: 'checks.report',
      http: 'POST /projects/:owner/:name/checks',
      summary: 'Report a check of a commit',
      // The check's own name would collide with the project's in the address.
      input: ProjectAddress.extend({ ...CheckReport.omit({ name: true }).shape, check: CheckReport.shape.name }),
      output: CheckRun,
      needs: 'checks:write',
      scope: projects.scope,
      emits: [checkCreated.name, checkCompleted.name],
      async run(context, { owner, name, check, ...report }) {
        if (report.source !== 'external' && !isServer(context.actor)) {
          throw new Problem(
            'forbidden',
            'checks.source',
            `Only the server itself reports as ${report.source}; leave the source out.`,
          )
        }
        const project = await projects.get(context.tx, { owner, name })
        return write(context, project, checked({ ...report, name: check }))
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return {
    verbs,
    forSha: selectCheckRuns,

    /** Creates or replaces the check of that name at that commit. `project` is an id. */
    async report(
      by: ReportedBy,
      report: z.input<typeof CheckReport> & { project: string; links?: Links },
    ): Promise<CheckRun> {
      const { project: id, links, ...rest } = report
      if ('tx' in by) return write(by, await projects.getById(by.tx, id), checked(CheckReport.parse(rest)), links)
      const { owner, name } = await kernel.db.system((tx: Tx) => projects.getById(tx, id))
      const { name: check, ...fields } = rest
      const actor = links ? { ...by.actor, links: { ...by.actor.links, ...links } } : by.actor
      return kernel.call(verbs.report, { ...fields, owner, name, check }, { actor })
    },
  }
}

/** A conclusion and a completed check come together or not at all. */
function checked(report: CheckReport): CheckReport {
  if ((report.status === 'completed') === (report.conclusion !== null)) return report
  throw new Problem(
    'invalid',
    'checks.conclusion',
    'A completed check has a conclusion, and only a completed one; send both or neither.',
  )
}
