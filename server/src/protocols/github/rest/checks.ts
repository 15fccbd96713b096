import { z } from 'zod'
import type { CheckRun, CheckSuite } from '#checks'
import { FIRST_JOB_NUMBER } from '#ci'
import type { Commit } from '#git'
import { Problem } from '#kernel'
import { findCommit, openPulls, reporterOf } from '../commit-of.ts'
import type { Github } from '../github.ts'
import { type CheckFacts, printAnnotation, printCheckRun, printCheckSuite } from '../print/check.ts'
import { printMinimalRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const Line = z.number().int().min(0)
const Output = z.object({
  title: z.string().nullish(),
  summary: z.string().nullish(),
  text: z.string().nullish(),
  annotations: z
    .array(
      z.object({
        path: z.string(),
        start_line: Line,
        end_line: Line,
        start_column: Line.nullish(),
        end_column: Line.nullish(),
        annotation_level: z.enum(['notice', 'warning', 'failure']),
        message: z.string(),
        title: z.string().nullish(),
        raw_details: z.string().nullish(),
      }),
    )
    // GitHub's limit of one request; a change adds more.
    .max(50, 'has 50 annotations at most; send the others as a change of the check run')
    .nullish(),
  images: z.array(z.object({ alt: z.string(), image_url: z.string(), caption: z.string().nullish() })).nullish(),
})
type Output = z.output<typeof Output>

const fields = {
  details_url: z.string().nullish(),
  external_id: z.string().nullish(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z.string().nullish(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  output: Output.nullish(),
}
const NewCheckRun = z.object({ name: z.string(), head_sha: z.string(), ...fields })
const CheckRunChange = z.object({ name: z.string().optional(), ...fields })

/** Check runs and check suites. */
export function checkRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.checks

  /** Everything the printers need beside what the verbs answer, for one commit. */
  async function factsOf(ask: Ask, sha: string): Promise<CheckFacts> {
    const project = await ask.call(github.projects.verbs.get, ask.repo())
    const { items } = await ask.call(verbs.suites, { ...ask.repo(), sha })
    const suites = await Promise.all(
      items.map(async (suite) => [suite.id, { suite, reporter: await reporterOf(github, suite) }] as const),
    )
    const pulls = (await openPulls(github, ask)).filter(({ head }) => head.sha === sha)
    return { repo: project, suites: new Map(suites), pulls }
  }

  async function printRuns(ask: Ask, sha: string, runs: readonly CheckRun[]) {
    const facts = await factsOf(ask, sha)
    const app = ask.query('app_id')
    const wanted = runs.filter(
      ({ name, status, suite }) =>
        (ask.query('check_name') ?? name) === name &&
        (ask.query('status') ?? status) === status &&
        (app === undefined || String(facts.suites.get(suite)?.reporter.databaseId) === app),
    )
    const { items, total } = pageOfAll(ask, wanted)
    const paged = pageOf(ask, [], { total })
    const printed = items.map((run) => printCheckRun(run, facts, ask.urls))
    return answer(200, { total_count: total, check_runs: printed }, paged.headers)
  }

  async function printRun(ask: Ask, run: CheckRun) {
    return printCheckRun(run, await factsOf(ask, run.sha), ask.urls)
  }

  async function printSuites(ask: Ask, commit: Commit, suites: readonly CheckSuite[]) {
    const facts = await factsOf(ask, commit.sha)
    const project = await ask.call(github.projects.verbs.get, ask.repo())
    const [about] = await repositoryFacts(github, [project], ask.actor)
    const repository = printMinimalRepository(about!, ask.urls)
    return suites.map((suite) => {
      const { reporter } = facts.suites.get(suite.id)!
      return printCheckSuite(suite, { ...facts, repository, commit, reporter }, ask.urls)
    })
  }

  const runOf = (ask: Ask) => ({ ...ask.repo(), checkRun: String(ask.number('run')) })

  /** On GitHub a job of a workflow is a check run, so clients ask for it by the job's number. */
  async function findRun(ask: Ask): Promise<CheckRun> {
    const number = ask.number('run')
    if (number < FIRST_JOB_NUMBER) return ask.call(verbs.get, runOf(ask))
    const { job } = await ask.call(github.ci.verbs.job, { ...ask.repo(), job: String(number) })
    return ask.call(verbs.get, { ...ask.repo(), checkRun: job.check ?? String(number) })
  }
  const suiteOf = (ask: Ask) => ({ ...ask.repo(), suite: String(ask.number('suite')) })

  rest.post('/repos/:owner/:repo/check-runs', async (ask) => {
    const { name, head_sha, ...rest } = await ask.body(NewCheckRun)
    const { sha } = await commitToReportOn(github, ask, head_sha)
    const { conclusion, status = conclusion ? 'completed' : 'queued', ...report } = readReport(rest)
    const run = await ask.call(verbs.report, {
      ...ask.repo(),
      ...(report as object),
      sha,
      check: name,
      status,
      conclusion: conclusion as CheckRun['conclusion'],
    })
    return answer(201, await printRun(ask, run))
  })

  rest.get('/repos/:owner/:repo/check-runs/:run', async (ask) => printRun(ask, await findRun(ask)))

  rest.patch('/repos/:owner/:repo/check-runs/:run', async (ask) => {
    const { name, ...change } = await ask.body(CheckRunChange)
    const rename = name === undefined ? {} : { rename: name }
    return printRun(ask, await ask.call(verbs.update, { ...runOf(ask), ...rename, ...(readReport(change) as object) }))
  })

  rest.get('/repos/:owner/:repo/check-runs/:run/annotations', async (ask) => {
    const { annotations, sha } = await findRun(ask)
    const { items, total } = pageOfAll(ask, annotations)
    const at = { sha, repo: ask.repo() }
    return pageOf(
      ask,
      items.map((annotation) => printAnnotation(annotation, at, ask.urls)),
      { total },
    )
  })

  rest.post('/repos/:owner/:repo/check-runs/:run/rerequest', async (ask) => {
    await ask.call(verbs.rerequest, runOf(ask))
    return answer(201, {})
  })

  rest.get('/repos/:owner/:repo/commits/:ref{.+}/check-runs', async (ask) => {
    const { sha } = await findCommit(github, ask, ask.param('ref'))
    return printRuns(ask, sha, (await ask.call(verbs.list, { ...ask.repo(), sha })).items)
  })

  rest.get('/repos/:owner/:repo/commits/:ref{.+}/check-suites', async (ask) => {
    const commit = await findCommit(github, ask, ask.param('ref'))
    const { items } = pageOfAll(ask, (await ask.call(verbs.suites, { ...ask.repo(), sha: commit.sha })).items)
    const printed = await printSuites(ask, commit, items)
    return { total_count: printed.length, check_suites: printed }
  })

  rest.post('/repos/:owner/:repo/check-suites', async (ask) => {
    const { head_sha } = await ask.body(z.object({ head_sha: z.string() }))
    const commit = await commitToReportOn(github, ask, head_sha)
    const suite = await ask.call(verbs.openSuite, { ...ask.repo(), sha: commit.sha })
    return answer(201, (await printSuites(ask, commit, [suite]))[0])
  })

  rest.get('/repos/:owner/:repo/check-suites/:suite', async (ask) => {
    const suite = await ask.call(verbs.suite, suiteOf(ask))
    return (await printSuites(ask, await findCommit(github, ask, suite.sha), [suite]))[0]
  })

  rest.get('/repos/:owner/:repo/check-suites/:suite/check-runs', async (ask) => {
    const { sha, items } = await ask.call(verbs.suite, suiteOf(ask))
    return printRuns(ask, sha, items)
  })

  rest.post('/repos/:owner/:repo/check-suites/:suite/rerequest', async (ask) => {
    await ask.call(verbs.rerequestSuite, suiteOf(ask))
    return answer(201, {})
  })
}

/** In our words; what was left out stays out, so that a change changes nothing else. */
function readReport(report: Omit<z.output<typeof CheckRunChange>, 'name'>) {
  const { details_url, external_id, status, conclusion, started_at, completed_at, output } = report
  return {
    ...given({ detailsUrl: details_url, externalId: external_id, startedAt: started_at, completedAt: completed_at }),
    ...(output ? readOutput(output) : {}),
    ...(status ? { status } : {}),
    ...(conclusion ? { conclusion } : {}),
  } as Record<string, unknown> & { status?: CheckRun['status']; conclusion?: string }
}

function readOutput({ title, summary, text, annotations, images }: Output): Record<string, unknown> {
  return given({
    title,
    summary,
    text,
    annotations: annotations?.map((annotation) => ({
      path: annotation.path,
      line: annotation.start_line,
      level: annotation.annotation_level,
      message: annotation.message,
      ...given({
        endLine: annotation.end_line,
        startColumn: annotation.start_column,
        endColumn: annotation.end_column,
        title: annotation.title,
        details: annotation.raw_details,
      }),
    })),
    images: images?.map(({ alt, image_url, caption }) => ({ alt, url: image_url, ...given({ caption }) })),
  })
}

function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null))
}

/** A report is about a commit that is there; GitHub refuses another as invalid. */
async function commitToReportOn(github: Github, ask: Ask, sha: string): Promise<Commit> {
  try {
    return await findCommit(github, ask, sha)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'git.ref_not_found') throw error
    throw new Problem('invalid', 'github.no_commit', `No commit found for SHA: ${sha.slice(0, 50)}.`, { cause: error })
  }
}
