import type { CheckRun, CommitStatus } from '#checks'
import { passes } from '#checks'
import { type Project, rulesFor } from '#projects'
import { printNodeId } from '../../node-id.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
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
    checkSuite: (source: CheckRunSource) => source,
    repository: ({ at }: CheckRunSource, _, context) => repositoryNamed(context, at),
  },
  CheckSuite: {
    id: ({ check }: CheckRunSource) => printNodeId('CheckSuite', check.suite),
    async workflowRun({ at, check }: CheckRunSource, _, { github, call }) {
      return check.run === null ? null : { at, run: await call(github.ci.verbs.get, { ...at, run: check.run }) }
    },
    commit: ({ at, sha }: CheckRunSource, _, context) => commitWithId(context, at, sha),
  },
  WorkflowRun: {
    id: ({ run }) => printNodeId('WorkflowRun', run.id),
    databaseId: ({ run }) => run.databaseId,
    event: ({ run }) => run.event,
    runNumber: ({ run }) => run.number,
    createdAt: ({ run }) => run.createdAt,
    url: ({ at, run }, _, { urls }) => `${urls.web}/${at.owner}/${at.name}/actions/runs/${run.databaseId}`,
    resourcePath: ({ at, run }) => `/${at.owner}/${at.name}/actions/runs/${run.databaseId}`,
    workflow: ({ run }) => run,
  },
  Workflow: {
    id: (run) => printNodeId('Workflow', run.workflowId),
    databaseId: (run) => run.workflowId,
    name: (run) => run.workflow,
  },
  StatusContext: {
    id: ({ status }: StatusSource) => printNodeId('StatusContext', status.id),
    context: ({ status }: StatusSource) => status.context,
    state: ({ status }: StatusSource) => status.state.toUpperCase(),
    description: ({ status }: StatusSource) => status.description || null,
    targetUrl: ({ status }: StatusSource) => status.targetUrl,
    createdAt: ({ status }: StatusSource) => status.createdAt,
    creator: ({ status }: StatusSource, _, context) => sourceOfActor(context, status.creator),
    commit: ({ at, sha }: StatusSource, _, context) => commitWithId(context, at, sha),
    isRequired: (source: StatusSource, _, context) => isRequired(context, source, source.status.context),
  },
}
