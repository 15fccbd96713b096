import { join } from 'node:path'
import { z } from 'zod'
import {
  type Actor,
  actorRef,
  isServer,
  type Kernel,
  type Links,
  newId,
  Problem,
  type Tx,
  type VerbContext,
  verb,
} from '#kernel'
import { type Project, ProjectAddress, type Projects } from '#projects'
import { CheckChange, CheckReport, CheckRun, MOST_ANNOTATIONS, Sha } from './check-run.ts'
import {
  findCheckRun,
  renameCheckRun,
  selectCheckRun,
  selectCheckRuns,
  selectNames,
  selectProjectOf,
  selectRunsOfSuite,
  upsertCheckRun,
} from './checks.sql.ts'
import { checkCompleted, checkCreated, checkRerequested } from './events.ts'
import { createStatusVerbs } from './status-verbs.ts'
import { selectLastStatuses } from './statuses.sql.ts'
import { createSuiteVerbs } from './suite-verbs.ts'
import { touchSuite, upsertSuite } from './suites.sql.ts'
import { toVerdicts, type Verdict } from './verdict.ts'

export type Checks = ReturnType<typeof createChecks>

/** A name that has not been reported for so many reports is one that a rule would wait for in vain. */
export const NAMES_AMONG = 2000

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
    const { tx, actor } = context
    const earlier = await selectCheckRun(tx, { project: project.id, ...report })
    if (earlier && earlier.source !== report.source) {
      throw new Problem(
        'conflict',
        'checks.other_source',
        `The check ${report.name} of this commit is reported by ${earlier.source}; choose another name.`,
      )
    }
    const place = { org: project.org, project: project.id }
    const suite = earlier?.suite ?? (await openSuite(tx, { ...place, ...report, reporter: actorRef(actor) })).id
    if (earlier) await touchSuite(tx, suite)
    const check = await upsertCheckRun(tx, { ...report, ...place, id: newId('chk'), suite })
    announce(context, { project, earlier, check, links })
    return check
  }

  function announce(
    { emit }: VerbContext,
    {
      project,
      earlier,
      check,
      links,
    }: { project: Project; earlier: CheckRun | undefined; check: CheckRun; links: Links },
  ): void {
    const about = { project: project.id, links: { ...linksOf(check), ...links }, data: factOf(check) }
    if (!earlier || (earlier.status === 'completed' && check.status !== 'completed')) emit(checkCreated, about)
    const news = earlier?.status !== 'completed' || earlier.conclusion !== check.conclusion
    if (check.status === 'completed' && news) emit(checkCompleted, about)
  }

  const openSuite = (tx: Tx, suite: Omit<Parameters<typeof upsertSuite>[1], 'id'>) =>
    upsertSuite(tx, { ...suite, id: newId('cst') })

  async function getRun(tx: Tx, project: Project, idOrNumber: string): Promise<CheckRun> {
    const check = await findCheckRun(tx, project.id, idOrNumber)
    if (check) return check
    throw new Problem(
      'not_found',
      'checks.not_found',
      `There is no check run ${idOrNumber} in ${project.owner}/${project.name}.`,
    )
  }

  /** An annotation belongs to a report, so more of them are added; everything else replaces what was there. */
  function changed(check: CheckRun, { annotations = [], ...change }: Omit<CheckChange, 'rename'>): CheckReport {
    const all = [...check.annotations, ...annotations]
    if (all.length > MOST_ANNOTATIONS) {
      throw new Problem(
        'invalid',
        'checks.annotations',
        `A check run has ${MOST_ANNOTATIONS} annotations at most and this would make ${all.length}; report the gravest ones.`,
      )
    }
    const { startedAt: _, completedAt, ...earlier } = check
    const report: CheckReport = { ...earlier, ...change, annotations: all }
    // As on GitHub: whoever gives a conclusion says that it is over, whoever goes back takes it away.
    if (change.conclusion && !change.status) report.status = 'completed'
    if (change.status && change.status !== 'completed' && !change.conclusion) report.conclusion = null
    if (report.status === 'completed' && completedAt && !change.completedAt) report.completedAt = completedAt
    return checked(report)
  }

  const OneRun = ProjectAddress.extend({ checkRun: z.string().max(60).describe('Id or number of the check run.') })

  const verbs = {
    list: verb({
      name: 'checks.list',
      http: 'GET /projects/:owner/:name/commits/:sha/checks',
      summary: 'List the checks of a commit',
      input: ProjectAddress.extend({ sha: Sha }),
      output: z.object({ items: z.array(CheckRun) }),
      needs: 'checks:read',
      scope: projects.scope,
      async run({ tx }, { sha, ...address }) {
        const project = await projects.get(tx, address)
        return { items: await selectCheckRuns(tx, project.id, sha) }
      },
    }),

    names: verb({
      name: 'checks.names',
      http: 'GET /projects/:owner/:name/check-names',
      summary: 'List the names of the checks and statuses that were reported of late, which a rule may require',
      input: ProjectAddress,
      output: z.object({ items: z.array(z.string()) }),
      needs: 'checks:read',
      scope: projects.scope,
      async run({ tx }, address) {
        const { id } = await projects.get(tx, address)
        return { items: await selectNames(tx, id, { among: NAMES_AMONG }) }
      },
    }),

    get: verb({
      name: 'checks.get',
      http: 'GET /projects/:owner/:name/checks/:checkRun',
      summary: 'Show a check run',
      input: OneRun,
      output: CheckRun,
      needs: 'checks:read',
      scope: projects.scope,
      run: async ({ tx }, { checkRun, ...address }) => getRun(tx, await projects.get(tx, address), checkRun),
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
        refuseForeignSource(context.actor, report.source)
        const project = await projects.get(context.tx, { owner, name })
        return write(context, project, checked({ ...report, name: check }))
      },
    }),

    update: verb({
      name: 'checks.update',
      http: 'PATCH /projects/:owner/:name/checks/:checkRun',
      summary: 'Change what was reported by a check run; annotations are added',
      input: OneRun.extend(CheckChange.shape),
      output: CheckRun,
      needs: 'checks:write',
      scope: projects.scope,
      emits: [checkCreated.name, checkCompleted.name],
      async run(context, { owner, name, checkRun, ...change }) {
        const { tx, actor } = context
        const { rename, ...rest } = change
        const project = await projects.get(tx, { owner, name })
        const found = await getRun(tx, project, checkRun)
        refuseForeignSource(actor, found.source)
        const earlier = (await selectCheckRun(tx, { project: project.id, ...found })) ?? found
        if (rename !== undefined && !(await renameCheckRun(tx, earlier.id, rename))) {
          const sentence = `This commit has a check ${rename} already; choose another name.`
          throw new Problem('conflict', 'checks.name_taken', sentence)
        }
        return write(context, project, changed({ ...earlier, name: rename ?? earlier.name }, rest))
      },
    }),

    rerequest: verb({
      name: 'checks.rerequest',
      http: 'POST /projects/:owner/:name/checks/:checkRun/rerequest',
      summary: 'Ask whoever reported a check to look at the commit again',
      input: OneRun,
      output: CheckRun,
      needs: 'checks:write',
      scope: projects.scope,
      emits: [checkRerequested.name],
      async run({ tx, emit }, { checkRun, ...address }) {
        const project = await projects.get(tx, address)
        const check = await getRun(tx, project, checkRun)
        if (check.status !== 'completed') {
          throw new Problem('conflict', 'checks.running', `The check ${check.name} is still going; wait for its end.`)
        }
        emit(checkRerequested, { project: project.id, links: linksOf(check), data: factOf(check) })
        return check
      },
    }),

    ...createSuiteVerbs({ projects, openSuite, runsOf: selectRunsOfSuite }),
    ...createStatusVerbs({ projects }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return {
    verbs,
    forSha: selectCheckRuns,

    /** Where it is, for doors that are given nothing but an id; who may see it is the verbs'. */
    locate: (kind: 'run' | 'suite' | 'status', id: string) =>
      kernel.db.system(async (tx) => {
        const found = await selectProjectOf(tx, kind, id)
        const project = found && (await projects.findById(tx, found))
        return project ? { owner: project.owner, name: project.name } : undefined
      }),

    /** What each name, check run or status, says about the commit. What required checks are compared with. */
    async verdicts(tx: Tx, project: string, sha: string): Promise<Verdict[]> {
      const runs = await selectCheckRuns(tx, project, sha)
      return toVerdicts(runs, await selectLastStatuses(tx, project, sha))
    },

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

function factOf({ id, name, sha, conclusion }: CheckRun) {
  return { check: id, name, sha, conclusion }
}

function linksOf({ sha, run }: CheckRun): Links {
  return { commit: sha, ...(run ? { run } : {}) }
}

/** Programs that people run, apps included, report as themselves. */
function refuseForeignSource(actor: Actor, source: CheckReport['source']): void {
  if (source === 'external' || isServer(actor)) return
  throw new Problem(
    'forbidden',
    'checks.source',
    `Only the server itself reports as ${source}; choose another name and leave the source out.`,
  )
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
