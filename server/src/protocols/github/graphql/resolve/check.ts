import type { CheckRun, CheckSuite, CommitStatus } from '#checks'
import { passes } from '#checks'
import { type Project, rulesFor } from '#projects'
import { reporterOf } from '../../commit-of.ts'
import { printNodeId } from '../../node-id.ts'
import { printLogin } from '../../print/account.ts'
import { printApp } from '../../print/check.ts'
import { encodePath } from '../../print/commit.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { printInt, sourceOfActor } from './account.ts'
import { commitWithId } from './git.ts'
import { repositoryNamed } from './repository.ts'

interface Place {
  at: { owner: string; name: string }
  sha: string
}

interface CheckRunSource extends Place {
  __typename: 'CheckRun'
  check: CheckRun
}

interface AnnotationSource extends Place {
  annotation: CheckRun['annotations'][number]
}

type PrintedApp = ReturnType<typeof printApp> & { owner: { avatar_url: string } }

interface StatusSource extends Place {
  __typename: 'StatusContext'
  status: CommitStatus
}

/** Everything that was reported for a commit; null where nothing was. */
export async function rollupOf(context: GraphqlContext, { at, sha }: Place & { project?: Project }) {
  const { verbs } = context.github.checks
  const [runs, statuses] = await Promise.all([
    context.call(verbs.list, { ...at, sha }),
    context.call(verbs.combinedStatus, { ...at, sha }),
  ])
  const contexts: (CheckRunSource | StatusSource)[] = [
    ...runs.items.map((check) => ({ __typename: 'CheckRun' as const, at, sha, check })),
    ...statuses.items.map((status) => ({ __typename: 'StatusContext' as const, at, sha, status })),
  ]
  return contexts.length === 0 ? null : { at, sha, contexts }
}

/** The last status of each context; null where none was reported. */
export async function statusesOf(context: GraphqlContext, { at, sha }: Place) {
  const { state, items } = await context.call(context.github.checks.verbs.combinedStatus, { ...at, sha })
  const contexts = items.map((status) => ({ __typename: 'StatusContext' as const, at, sha, status }))
  return contexts.length === 0 ? null : { at, sha, state: state.toUpperCase(), contexts }
}

interface SuiteSource extends Place {
  suite: CheckSuite
}

/** Of GitHub's filters, what both know. */
interface CheckFilter {
  appId?: number | null
  checkName?: string | null
  status?: string | null
  conclusions?: string[] | null
  statuses?: string[] | null
}

export async function suitesOf(
  context: GraphqlContext,
  { at, sha }: Place,
  { filterBy, ...paging }: Paging & { filterBy?: CheckFilter | null },
) {
  const { verbs } = context.github.checks
  const { items } = await context.call(verbs.suites, { ...at, sha })
  const runs = filterBy?.checkName ? (await context.call(verbs.list, { ...at, sha })).items : []
  const named = new Set(runs.filter(({ name }) => name === filterBy?.checkName).map(({ suite }) => suite))
  const found: SuiteSource[] = []
  for (const suite of items) {
    if (filterBy?.checkName && !named.has(suite.id)) continue
    if (filterBy?.appId != null && (await reporterOf(context.github, suite)).databaseId !== filterBy.appId) continue
    found.push({ at, sha, suite })
  }
  return connectAll(paging, found)
}

async function suiteOf(context: GraphqlContext, { at, sha }: Place, id: string): Promise<SuiteSource> {
  const { items } = await context.call(context.github.checks.verbs.suites, { ...at, sha })
  return { at, sha, suite: items.find((suite) => suite.id === id)! }
}

/** Failed over unfinished over passed. */
function stateOf(contexts: readonly (CheckRunSource | StatusSource)[]): string {
  const states = contexts.map((one) => {
    if (one.__typename === 'StatusContext') return one.status.state.toUpperCase()
    if (one.check.status !== 'completed') return 'PENDING'
    return passes(one.check.conclusion) ? 'SUCCESS' : 'FAILURE'
  })
  return ['ERROR', 'FAILURE', 'PENDING'].find((state) => states.includes(state)) ?? 'SUCCESS'
}

/** A branch whose rules name the check asks for it. */
async function isRequired(context: GraphqlContext, { at, sha }: Place, name: string): Promise<boolean> {
  const { project } = await repositoryNamed(context, at)
  const { items } = await context.call(context.github.pulls.verbs.list, { ...at, sha, limit: 100 })
  const bases = new Set(items.map(({ base }) => base.branch))
  return [...bases].some((branch) =>
    rulesFor(project.settings.protection, { target: 'branch', name: branch }).some(({ requiredChecks }) =>
      requiredChecks.includes(name),
    ),
  )
}

const suitePage = ({ at, sha, suite }: SuiteSource) =>
  `/${at.owner}/${at.name}/commit/${sha}/checks?check_suite_id=${suite.databaseId}`
const page = ({ at, sha, check }: CheckRunSource) => `/${at.owner}/${at.name}/commit/${sha}/checks/${check.databaseId}`

export const checkResolvers: Resolvers = {
  StatusCheckRollup: {
    id: ({ at, sha }: Place) => printNodeId('Commit', `${at.owner}/${at.name}@${sha}/checks`),
    state: ({ contexts }: { contexts: (CheckRunSource | StatusSource)[] }) => stateOf(contexts),
    contexts: ({ contexts }: { contexts: (CheckRunSource | StatusSource)[] }, args: Paging) =>
      connectAll(args, contexts),
    commit: ({ at, sha }: Place, _, context) => commitWithId(context, at, sha),
  },
  CheckRun: {
    id: ({ check }: CheckRunSource) => printNodeId('CheckRun', check.id),
    databaseId: ({ check }: CheckRunSource) => check.databaseId,
    name: ({ check }: CheckRunSource) => check.name,
    status: ({ check }: CheckRunSource) => check.status.toUpperCase(),
    conclusion: ({ check }: CheckRunSource) => check.conclusion?.toUpperCase() ?? null,
    startedAt: ({ check }: CheckRunSource) => check.startedAt,
    completedAt: ({ check }: CheckRunSource) => check.completedAt,
    detailsUrl: (source: CheckRunSource, _, { urls }) => source.check.detailsUrl ?? `${urls.web}${page(source)}`,
    url: (source: CheckRunSource, _, { urls }) => `${urls.web}${page(source)}`,
    permalink: (source: CheckRunSource, _, { urls }) => `${urls.web}${page(source)}`,
    resourcePath: page,
    title: ({ check }: CheckRunSource) => check.title || null,
    summary: ({ check }: CheckRunSource) => check.summary || null,
    text: ({ check }: CheckRunSource) => check.text || null,
    externalId: ({ check }: CheckRunSource) => check.externalId,
    isRequired: (source: CheckRunSource, _, context) => isRequired(context, source, source.check.name),
    checkSuite: ({ at, sha, check }: CheckRunSource, _, context) => suiteOf(context, { at, sha }, check.suite),
    annotations: ({ at, sha, check }: CheckRunSource, args: Paging) =>
      connectAll(
        args,
        check.annotations.map((annotation) => ({ at, sha, annotation })),
      ),
    repository: ({ at }: CheckRunSource, _, context) => repositoryNamed(context, at),
  },
  CheckAnnotation: {
    annotationLevel: ({ annotation }: AnnotationSource) => annotation.level.toUpperCase(),
    path: ({ annotation }: AnnotationSource) => annotation.path,
    title: ({ annotation }: AnnotationSource) => annotation.title ?? null,
    message: ({ annotation }: AnnotationSource) => annotation.message,
    rawDetails: ({ annotation }: AnnotationSource) => annotation.details ?? null,
    blobUrl: ({ at, sha, annotation }: AnnotationSource, _, { urls }) =>
      `${urls.web}/${at.owner}/${at.name}/blob/${sha}/${encodePath(annotation.path)}`,
    location: ({ annotation: { line, endLine = line, startColumn, endColumn } }: AnnotationSource) => ({
      start: { line, column: startColumn ?? null },
      end: { line: endLine, column: endColumn ?? null },
    }),
  },
  CheckSuite: {
    id: ({ suite }: SuiteSource) => printNodeId('CheckSuite', suite.id),
    databaseId: ({ suite }: SuiteSource) => suite.databaseId,
    status: ({ suite }: SuiteSource) => suite.status.toUpperCase(),
    conclusion: ({ suite }: SuiteSource) => suite.conclusion?.toUpperCase() ?? null,
    createdAt: ({ suite }: SuiteSource) => suite.createdAt,
    updatedAt: ({ suite }: SuiteSource) => suite.updatedAt,
    url: (source: SuiteSource, _, { urls }) => `${urls.web}${suitePage(source)}`,
    resourcePath: suitePage,
    async app({ suite }: SuiteSource, _, { github, urls }) {
      return printApp(suite, await reporterOf(github, suite), urls)
    },
    // A suite is of a commit; of which branch it was at that moment is not kept.
    branch: () => null,
    async checkRuns(source: SuiteSource, args: Paging & { filterBy?: CheckFilter | null }, { github, call }) {
      const { at, sha, suite } = source
      const { filterBy } = args
      const { items } = await call(github.checks.verbs.list, { ...at, sha })
      const statuses = filterBy?.statuses ?? (filterBy?.status ? [filterBy.status] : undefined)
      return connectAll<CheckRunSource>(
        args,
        items
          .filter((check) => check.suite === suite.id)
          .filter(({ name }) => !filterBy?.checkName || name === filterBy.checkName)
          .filter(({ status }) => !statuses || statuses.includes(status.toUpperCase()))
          .filter(
            ({ conclusion }) =>
              !filterBy?.conclusions || filterBy.conclusions.includes(conclusion?.toUpperCase() ?? ''),
          )
          .map((check) => ({ __typename: 'CheckRun', at, sha, check })),
      )
    },
    async workflowRun({ at, sha, suite }: SuiteSource, _, { github, call }) {
      const { items } = await call(github.checks.verbs.list, { ...at, sha })
      const run = items.find((check) => check.suite === suite.id && check.run !== null)?.run
      return run ? { at, run: await call(github.ci.verbs.get, { ...at, run }) } : null
    },
    commit: ({ at, sha }: SuiteSource, _, context) => commitWithId(context, at, sha),
    repository: ({ at }: SuiteSource, _, context) => repositoryNamed(context, at),
  },
  App: {
    id: ({ node_id }: PrintedApp) => node_id,
    databaseId: ({ id }: PrintedApp) => printInt(id),
    description: ({ description }: PrintedApp) => description,
    logoUrl: ({ owner }: PrintedApp) => owner.avatar_url,
    url: ({ html_url }: PrintedApp) => html_url,
    createdAt: ({ created_at }: PrintedApp) => created_at,
    updatedAt: ({ updated_at }: PrintedApp) => updated_at,
  },
  WorkflowRun: {
    id: ({ run }) => printNodeId('WorkflowRun', run.id),
    databaseId: ({ run }) => run.databaseId,
    event: ({ run }) => run.event,
    runNumber: ({ run }) => run.number,
    createdAt: ({ run }) => run.createdAt,
    url: ({ at, run }, _, { urls }) => `${urls.web}/${at.owner}/${at.name}/actions/runs/${run.databaseId}`,
    resourcePath: ({ at, run }) => `/${at.owner}/${at.name}/actions/runs/${run.databaseId}`,
    updatedAt: ({ run }) => run.completedAt ?? run.startedAt ?? run.createdAt,
    workflow: (source) => source,
  },
  Workflow: {
    id: ({ run }) => printNodeId('Workflow', run.workflowId),
    databaseId: ({ run }) => run.workflowId,
    name: ({ run }) => run.workflow,
    url: ({ at, run }, _, { urls }) => `${urls.web}/${at.owner}/${at.name}/actions/workflows/${run.workflowId}`,
    resourcePath: ({ at, run }) => `/${at.owner}/${at.name}/actions/workflows/${run.workflowId}`,
  },
  StatusContext: {
    id: ({ status }: StatusSource) => printNodeId('StatusContext', status.id),
    context: ({ status }: StatusSource) => status.context,
    state: ({ status }: StatusSource) => status.state.toUpperCase(),
    description: ({ status }: StatusSource) => status.description || null,
    targetUrl: ({ status }: StatusSource) => status.targetUrl,
    createdAt: ({ status }: StatusSource) => status.createdAt,
    avatarUrl: async ({ status }: StatusSource, _, context) => {
      const { account } = await sourceOfActor(context, status.creator)
      return `${context.urls.web}/avatars/${encodeURIComponent(printLogin(account))}`
    },
    creator: ({ status }: StatusSource, _, context) => sourceOfActor(context, status.creator),
    commit: ({ at, sha }: StatusSource, _, context) => commitWithId(context, at, sha),
    isRequired: (source: StatusSource, _, context) => isRequired(context, source, source.status.context),
  },
}
