import { z } from 'zod'
import { type ActorRef, actorRef, Problem, type Tx, type VerbContext, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import { CheckRun, type CheckSource, Sha } from './check-run.ts'
import { checkRerequested, suiteRerequested } from './events.ts'
import { CheckSuite, summarize } from './suite.ts'
import { type SuiteRow, selectSuite, selectSuites } from './suites.sql.ts'

interface Deps {
  projects: Projects
  openSuite(
    tx: Tx,
    suite: { org: string; project: string; sha: string; source: CheckSource; reporter: ActorRef },
  ): Promise<SuiteRow>
  runsOf(tx: Tx, suite: string): Promise<CheckRun[]>
}

const OneSuite = ProjectAddress.extend({ suite: z.string().max(60).describe('Id or number of the check suite.') })

/** Check suites: the check runs of one reporter at one commit, taken together. */
export function createSuiteVerbs({ projects, openSuite, runsOf }: Deps) {
  const present = (row: SuiteRow, runs: readonly CheckRun[]): CheckSuite => ({
    ...row,
    ...summarize(runs),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  })

  async function open({ tx }: VerbContext, { suite, ...address }: z.output<typeof OneSuite>) {
    const project = await projects.get(tx, address)
    const row = await selectSuite(tx, project.id, suite)
    if (!row)
      throw new Problem(
        'not_found',
        'checks.no_suite',
        `There is no check suite ${suite} in ${project.owner}/${project.name}.`,
      )
    return { project, row, runs: await runsOf(tx, row.id) }
  }

  return {
    suites: verb({
      name: 'checks.suites',
      http: 'GET /projects/:owner/:name/commits/:sha/check-suites',
      summary: 'List the check suites of a commit',
      input: ProjectAddress.extend({ sha: Sha }),
      output: z.object({ items: z.array(CheckSuite) }),
      needs: 'checks:read',
      scope: projects.scope,
      async run({ tx }, { sha, ...address }) {
        const rows = await selectSuites(tx, (await projects.get(tx, address)).id, sha)
        return { items: await Promise.all(rows.map(async (row) => present(row, await runsOf(tx, row.id)))) }
      },
    }),

    suite: verb({
      name: 'checks.suite',
      http: 'GET /projects/:owner/:name/check-suites/:suite',
      summary: 'Show a check suite and its check runs',
      input: OneSuite,
      output: CheckSuite.extend({ items: z.array(CheckRun) }),
      needs: 'checks:read',
      scope: projects.scope,
      async run(context, input) {
        const { row, runs } = await open(context, input)
        return { ...present(row, runs), items: runs }
      },
    }),

    openSuite: verb({
      name: 'checks.openSuite',
      http: 'POST /projects/:owner/:name/commits/:sha/check-suites',
      summary: 'Begin your check suite of a commit; check runs make it by themselves, too',
      input: ProjectAddress.extend({ sha: Sha }),
      output: CheckSuite,
      needs: 'checks:write',
      scope: projects.scope,
      status: 201,
      async run({ tx, actor }, { sha, ...address }) {
        const project = await projects.get(tx, address)
        const place = { org: project.org, project: project.id, sha }
        const row = await openSuite(tx, { ...place, source: 'external', reporter: actorRef(actor) })
        return present(row, await runsOf(tx, row.id))
      },
    }),

    rerequestSuite: verb({
      name: 'checks.rerequestSuite',
      http: 'POST /projects/:owner/:name/check-suites/:suite/rerequest',
      summary: 'Ask whoever reported a check suite to look at the commit again',
      input: OneSuite,
      output: CheckSuite,
      needs: 'checks:write',
      scope: projects.scope,
      emits: [checkRerequested.name, suiteRerequested.name],
      async run(context, input) {
        const { project, row, runs } = await open(context, input)
        for (const { id, name, sha, conclusion, run } of runs.filter(({ status }) => status === 'completed')) {
          context.emit(checkRerequested, {
            project: project.id,
            links: { commit: sha, ...(run ? { run } : {}) },
            data: { check: id, name, sha, conclusion },
          })
        }
        const data = { suite: row.id, sha: row.sha }
        context.emit(suiteRerequested, { project: project.id, links: { commit: row.sha }, data })
        return present(row, runs)
      },
    }),
  }
}
