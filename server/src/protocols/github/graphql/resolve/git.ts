import { GraphQLError } from 'graphql'
import { branchOf, type Commit } from '#git'
import { Problem } from '#kernel'
import { rulesFor } from '#projects'
import { printNodeId } from '../../node-id.ts'
import { commitNodeId } from '../../print/commit.ts'
import { connect, connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfAccount } from './account.ts'
import { repositoryNamed } from './repository.ts'

type At = { owner: string; name: string }

interface ObjectSource {
  __typename: 'Commit' | 'Tree' | 'Blob' | 'Tag'
  at: At
  oid: string
}

export interface CommitSource extends ObjectSource {
  __typename: 'Commit'
  commit: Commit
}

export interface RefSource {
  __typename: 'Ref'
  at: At
  ref: string
  sha: string
  type: 'commit' | 'tag' | 'tree' | 'blob'
}

/** All rules of a branch, taken together: the strictest wins. */
interface ProtectionSource {
  at: At
  branch: string
  rules: ReturnType<typeof rulesFor>
}

export function sourceOfCommit(at: At, commit: Commit): CommitSource {
  return { __typename: 'Commit', at, oid: commit.sha, commit }
}

/** A full ref name, or the name of a branch or tag. */
export async function refNamed(context: GraphqlContext, at: At, name: string): Promise<RefSource | null> {
  const names = name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`]
  for (const each of names) {
    const { items } = await context.call(context.github.git.verbs.refs, { ...at, prefix: each, limit: 1 })
    const found = items.find(({ ref }) => ref === each)
    if (found) return { __typename: 'Ref', at, ...found }
  }
  return null
}

/** More refs than this are read by a clone. */
const MOST_REFS_READ = 100

export function refsOf(
  context: GraphqlContext,
  at: At,
  { refPrefix, query, ...paging }: Paging & { refPrefix: string; query?: string },
) {
  const { refs } = context.github.git.verbs
  return connect<RefSource>(paging, async ({ skip, limit }) => {
    const items: RefSource[] = []
    let total = 0
    // Pages of the verb that hold the part; a filter reads them all.
    for (let page = query ? 1 : Math.floor(skip / MOST_REFS_READ) + 1; ; page++) {
      const read = await context.call(refs, { ...at, prefix: refPrefix, page, limit: MOST_REFS_READ })
      const from = (page - 1) * MOST_REFS_READ
      for (const [i, ref] of read.items.entries()) {
        if (query && !ref.ref.slice(refPrefix.length).toLowerCase().includes(query.toLowerCase())) continue
        const place = query ? total++ : from + i
        if (place >= skip && items.length < limit) items.push({ __typename: 'Ref', at, ...ref })
      }
      if (!query) total = read.total
      if (read.items.length < MOST_REFS_READ || (!query && items.length >= limit)) return { items, total }
    }
  })
}

export async function commitWithId(context: GraphqlContext, at: At, sha: string): Promise<CommitSource> {
  return sourceOfCommit(at, await context.call(context.github.git.verbs.commitById, { ...at, sha }))
}

/** `main`, `v1.0:docs/a.md`, `HEAD:` or the id of an object. */
export async function objectNamed(
  context: GraphqlContext,
  at: At,
  { oid, expression }: { oid?: string | null; expression?: string | null },
): Promise<ObjectSource | null> {
  const { verbs } = context.github.git
  try {
    if (oid) return await objectWithId(context, at, oid)
    if (!expression) return null
    const colon = expression.indexOf(':')
    if (colon < 0) {
      const { items } = await context.call(verbs.commits, { ...at, ref: expression, limit: 1 })
      return items[0] ? sourceOfCommit(at, items[0]) : null
    }
    const [ref, path] = [expression.slice(0, colon), expression.slice(colon + 1).replace(/\/+$/, '')]
    const folder = path.split('/').slice(0, -1).join('/')
    if (path === '')
      return { __typename: 'Tree', at, oid: (await context.call(verbs.tree, { ...at, ref, limit: 1 })).tree }
    const { items } = await context.call(verbs.tree, { ...at, ref, path: folder })
    const entry = items.find((item) => item.path === path)
    if (!entry || entry.type === 'commit') return null
    return { __typename: entry.type === 'tree' ? 'Tree' : 'Blob', at, oid: entry.sha }
  } catch (error) {
    if (error instanceof Problem && error.kind === 'not_found') return null
    throw error
  }
}

export async function objectWithId(context: GraphqlContext, at: At, oid: string): Promise<ObjectSource | null> {
  if (!/^[0-9a-f]{40}$/.test(oid)) throw new GraphQLError(`\`${oid.slice(0, 50)}\` is not a valid object id.`)
  const { verbs } = context.github.git
  const kinds = [
    () => commitWithId(context, at, oid),
    async () => (await context.call(verbs.treeById, { ...at, sha: oid })) && ({ __typename: 'Tree', at, oid } as const),
    async () => (await context.call(verbs.blobById, { ...at, sha: oid })) && ({ __typename: 'Blob', at, oid } as const),
    async () => (await context.call(verbs.tagById, { ...at, sha: oid })) && ({ __typename: 'Tag', at, oid } as const),
  ]
  for (const read of kinds) {
    const found = await read().catch((error) => {
      if (error instanceof Problem && error.kind === 'not_found') return undefined
      throw error
    })
    if (found) return found
  }
  return null
}

const KIND = { Commit: 'Commit', Tree: 'Tree', Blob: 'Blob', Tag: 'Tag' } as const

const object: Resolvers[string] = {
  id: ({ __typename, at, oid }: ObjectSource) =>
    __typename === 'Commit' ? commitNodeId(at, oid) : printNodeId(KIND[__typename], `${at.owner}/${at.name}@${oid}`),
  oid: ({ oid }: ObjectSource) => oid,
  abbreviatedOid: ({ oid }: ObjectSource) => oid.slice(0, 7),
  commitUrl: ({ at, oid }: ObjectSource, _, { urls }) => `${urls.web}/${at.owner}/${at.name}/commit/${oid}`,
  commitResourcePath: ({ at, oid }: ObjectSource) => `/${at.owner}/${at.name}/commit/${oid}`,
  repository: ({ at }: ObjectSource, _, context) => repositoryNamed(context, at),
}

const person =
  (pick: 'author' | 'committer') =>
  async ({ commit }: CommitSource, _: unknown, context: GraphqlContext) =>
    gitActor(context, commit[pick])

async function gitActor({ github, urls }: GraphqlContext, { name, email, at }: Commit['author']) {
  const account = (await github.identity.accounts.byEmails([email])).get(email.toLowerCase())
  return {
    name,
    email,
    date: at,
    user: account?.kind === 'person' ? sourceOfAccount(account) : null,
    avatarUrl: `${urls.web}/avatars/${encodeURIComponent(account?.login ?? name)}`,
  }
}

export const gitResolvers: Resolvers = {
  Ref: {
    id: ({ at, ref }: RefSource) => printNodeId('Ref', `${at.owner}/${at.name}:${ref}`),
    name: ({ ref }: RefSource) => ref.replace(/^refs\/(?:heads|tags)\//, ''),
    prefix: ({ ref }: RefSource) => /^refs\/(?:heads|tags)\//.exec(ref)?.[0] ?? 'refs/',
    target: ({ at, sha, type }: RefSource, _, context) =>
      type === 'tag' ? { __typename: 'Tag', at, oid: sha } : objectWithId(context, at, sha),
    repository: ({ at }: RefSource, _, context) => repositoryNamed(context, at),
    async branchProtectionRule({ at, ref }: RefSource, _, context) {
      const branch = branchOf(ref)
      if (branch === undefined) return null
      const { project } = await repositoryNamed(context, at)
      const rules = rulesFor(project.settings.protection, { target: 'branch', name: branch })
      return rules.length === 0 ? null : { at, branch, rules }
    },
  },
  BranchProtectionRule: {
    id: ({ at, branch }: ProtectionSource) => printNodeId('BranchProtectionRule', `${at.owner}/${at.name}:${branch}`),
    pattern: ({ branch }: ProtectionSource) => branch,
    requiresStatusChecks: ({ rules }: ProtectionSource) => rules.some((rule) => rule.requiredChecks.length > 0),
    requiredStatusCheckContexts: ({ rules }: ProtectionSource) => [
      ...new Set(rules.flatMap((rule) => rule.requiredChecks)),
    ],
    requiresStrictStatusChecks: ({ rules }: ProtectionSource) => rules.some((rule) => rule.strictChecks),
    requiresApprovingReviews: ({ rules }: ProtectionSource) => rules.some((rule) => rule.requiredApprovals > 0),
    requiredApprovingReviewCount: ({ rules }: ProtectionSource) =>
      Math.max(0, ...rules.map((rule) => rule.requiredApprovals)),
    requiresCodeOwnerReviews: ({ rules }: ProtectionSource) => rules.some((rule) => rule.requireCodeOwners),
    requiresLinearHistory: ({ rules }: ProtectionSource) => rules.some((rule) => rule.linearHistory),
    lockBranch: ({ rules }: ProtectionSource) => rules.some((rule) => rule.locked),
  },
  Commit: {
    ...object,
    url: ({ at, oid }: ObjectSource, _, { urls }) => `${urls.web}/${at.owner}/${at.name}/commit/${oid}`,
    message: ({ commit }: CommitSource) => commit.message,
    messageHeadline: ({ commit }: CommitSource) => commit.message.split('\n')[0] ?? '',
    messageBody: ({ commit }: CommitSource) => commit.message.split('\n').slice(1).join('\n').trim(),
    authoredDate: ({ commit }: CommitSource) => commit.author.at,
    committedDate: ({ commit }: CommitSource) => commit.committer.at,
    async additions({ at, oid }: CommitSource, _, { github, call }) {
      const { files } = await call(github.git.verbs.commit, { ...at, sha: oid })
      return files.reduce((sum, file) => sum + file.additions, 0)
    },
    async deletions({ at, oid }: CommitSource, _, { github, call }) {
      const { files } = await call(github.git.verbs.commit, { ...at, sha: oid })
      return files.reduce((sum, file) => sum + file.deletions, 0)
    },
    changedFilesIfAvailable: async ({ at, oid }: CommitSource, _, { github, call }) =>
      (await call(github.git.verbs.commit, { ...at, sha: oid })).files.length,
    author: person('author'),
    committer: person('committer'),
    authors: async ({ commit }: CommitSource, args: Paging, context) =>
      connectAll(args, [await gitActor(context, commit.author)]),
    tree: ({ at, commit }: CommitSource) => ({ __typename: 'Tree', at, oid: commit.tree }),
    parents: async ({ at, commit }: CommitSource, args: Paging, context) =>
      connectAll(args, await Promise.all(commit.parents.map((sha) => commitWithId(context, at, sha)))),
    async history(
      { at, oid }: CommitSource,
      args: Paging & { path?: string; since?: string; until?: string },
      context,
    ) {
      const { path, since, until } = args
      const filter = {
        ...at,
        ref: oid,
        ...(path ? { path } : {}),
        ...(since ? { since } : {}),
        ...(until ? { until } : {}),
      }
      const { git } = context.github
      const { total } = await context.call(git.verbs.countCommits, filter)
      return connect(args, async ({ skip, limit }) => {
        if (limit === 0) return { items: [], total }
        const { items } = await context.call(git.verbs.commits, { ...filter, limit, cursor: String(skip) })
        return { items: items.map((commit) => sourceOfCommit(at, commit)), total }
      })
    },
  },
  Tree: {
    ...object,
    async entries({ at, oid }: ObjectSource, _, { github, call }) {
      const { items } = await call(github.git.verbs.treeById, { ...at, sha: oid })
      return items.map(({ path, mode, type, sha, sizeBytes }) => ({
        name: path,
        path,
        mode: Number.parseInt(mode, 8),
        type,
        oid: sha,
        size: sizeBytes ?? 0,
        object: type === 'commit' ? null : { __typename: type === 'tree' ? 'Tree' : 'Blob', at, oid: sha },
      }))
    },
  },
  Blob: {
    ...object,
    byteSize: async (source: ObjectSource, _, context) => (await readBlob(context, source)).length,
    isBinary: async (source: ObjectSource, _, context) => isBinary(await readBlob(context, source)),
    isTruncated: async (source: ObjectSource, _, context) => (await readBlob(context, source)).length > MOST_TEXT_BYTES,
    async text(source: ObjectSource, _, context) {
      const content = await readBlob(context, source)
      return isBinary(content) ? null : content.subarray(0, MOST_TEXT_BYTES).toString('utf8')
    },
  },
  Tag: {
    ...object,
    name: async (source: ObjectSource, _, context) => (await readTag(context, source)).tag,
    message: async (source: ObjectSource, _, context) => (await readTag(context, source)).message,
    tagger: async (source: ObjectSource, _, context) => gitActor(context, (await readTag(context, source)).tagger),
    async target(source: ObjectSource, _, context) {
      const { object: oid } = await readTag(context, source)
      return objectWithId(context, source.at, oid)
    },
  },
}

/** Of a larger file the beginning is given; whoever needs all of it reads it raw. */
const MOST_TEXT_BYTES = 512_000
const BINARY_PROBE_BYTES = 8000

async function readBlob({ github, call }: GraphqlContext, { at, oid }: ObjectSource): Promise<Buffer> {
  return Buffer.from((await call(github.git.verbs.blobById, { ...at, sha: oid })).content, 'base64')
}

function isBinary(content: Buffer): boolean {
  return content.subarray(0, BINARY_PROBE_BYTES).includes(0)
}

function readTag({ github, call }: GraphqlContext, { at, oid }: ObjectSource) {
  return call(github.git.verbs.tagById, { ...at, sha: oid })
}
