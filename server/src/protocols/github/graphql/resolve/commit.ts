import type { Pull } from '#pulls'
import { printNodeId } from '../../node-id.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { statusesOf, suitesOf } from './check.ts'
import { type CommitSource, commitWithId, entryOf } from './git.ts'
import { sourceOfPull } from './pull.ts'
import { repositoryNamed } from './repository.ts'
import { escapeHtml, htmlOf } from './text.ts'

interface Order {
  field: string
  direction: 'ASC' | 'DESC'
}

/** Pull requests whose head the commit is, or whose merge. */
export async function pullsWith({ at, oid }: CommitSource, context: GraphqlContext): Promise<Pull[]> {
  const { list } = context.github.pulls.verbs
  const found = await context.together(`pulls of commits ${at.owner}/${at.name}`, oid, oid, async (shas) => {
    const pulls: Pull[] = []
    for (let from = 0; from < shas.length; from += MOST_COMMITS) {
      const part = shas.slice(from, from + MOST_COMMITS)
      pulls.push(...(await context.call(list, { ...at, shas: part, direction: 'asc', limit: 100 })).items)
    }
    return shas.map((sha) => pulls.filter(({ head, mergeSha }) => head.sha === sha || mergeSha === sha))
  })
  return found
}

/** As many as the verb takes at once. */
const MOST_COMMITS = 100

const DAY_MS = 86_400_000
/** GitHub colours a line by its age in ten steps, of which the last goes on. */
const MOST_AGE = 10

/** The lines of a file by the commit that last changed them. */
async function rangesOf({ at, oid }: CommitSource, path: string, context: GraphqlContext) {
  const blame = await context.call(context.github.git.verbs.blame, { ...at, ref: oid, path })
  const commits = await Promise.all(blame.commits.map(({ sha }) => commitWithId(context, at, sha)))
  const newest = Math.max(...commits.map(({ commit }) => Date.parse(commit.committer.at)))
  return blame.ranges.map(({ start, end, commit: index }) => {
    const commit = commits[index]!
    const days = (newest - Date.parse(commit.commit.committer.at)) / DAY_MS
    return { startingLine: start, endingLine: end, commit, age: Math.min(MOST_AGE, 1 + Math.floor(days / 30)) }
  })
}

const tree = ({ at, oid }: CommitSource) => `/${at.owner}/${at.name}/tree/${oid}`
const archive = ({ at, oid }: CommitSource, ending: string) => `/${at.owner}/${at.name}/archive/${oid}.${ending}`

/** What else hangs on a commit: pull requests, blame, checks, archives. */
export const commitResolvers: Resolvers = {
  Commit: {
    resourcePath: ({ at, oid }: CommitSource) => `/${at.owner}/${at.name}/commit/${oid}`,
    treeResourcePath: tree,
    treeUrl: (source: CommitSource, _, { urls }) => `${urls.web}${tree(source)}`,
    tarballUrl: (source: CommitSource, _, { urls }) => `${urls.web}${archive(source, 'tar.gz')}`,
    zipballUrl: (source: CommitSource, _, { urls }) => `${urls.web}${archive(source, 'zip')}`,
    messageHeadlineHTML: ({ commit }: CommitSource) => escapeHtml(commit.message.split('\n')[0] ?? ''),
    messageBodyHTML: ({ commit }: CommitSource, _, context) =>
      htmlOf(context, commit.message.split('\n').slice(1).join('\n').trim()),
    changedFiles: async ({ at, oid }: CommitSource, _, { github, call }) =>
      (await call(github.git.verbs.commit, { ...at, sha: oid })).files.length,
    authoredByCommitter: ({ commit }: CommitSource) =>
      commit.author.email.toLowerCase() === commit.committer.email.toLowerCase(),
    async associatedPullRequests(source: CommitSource, { orderBy, ...paging }: Paging & { orderBy?: Order }, context) {
      const repository = await repositoryNamed(context, source.at)
      const found = (await pullsWith(source, context)).map((pull) => sourceOfPull(repository, pull))
      return connectAll(paging, orderBy?.direction === 'DESC' ? found.reverse() : found)
    },
    blame: (source: CommitSource, { path }: { path: string }, context) => ({
      ranges: () => rangesOf(source, path, context),
    }),
    file: ({ at, oid }: CommitSource, { path }: { path: string }, context) => entryOf(context, at, { ref: oid, path }),
    checkSuites: (source: CommitSource, args: Parameters<typeof suitesOf>[2], context) =>
      suitesOf(context, { at: source.at, sha: source.oid }, args),
    status: (source: CommitSource, _, context) => statusesOf(context, { at: source.at, sha: source.oid }),
  },
  Status: {
    id: ({ at, sha }) => printNodeId('Commit', `${at.owner}/${at.name}@${sha}/status`),
    context: ({ contexts }, { name }: { name: string }) =>
      contexts.find(({ status }: { status: { context: string } }) => status.context === name) ?? null,
    commit: ({ at, sha }, _, context) => commitWithId(context, at, sha),
  },
}
