import { extname } from 'node:path'
import { GraphQLError } from 'graphql'
import type { Commit } from '#git'
import { Problem } from '#kernel'
import { parseNodeId, printNodeId } from '../../node-id.ts'
import { commitNodeId } from '../../print/commit.ts'
import { connect, connectAll, type Paging, readAll } from '../connection.ts'
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

interface RefArguments extends Paging {
  refPrefix: string
  query?: string | undefined
  orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null | undefined
  direction?: 'ASC' | 'DESC' | null | undefined
}

/** As many as the verb lists at once. */
const MOST_REFS_READ = 100

/** In any order but that of their names all of them are read; by their dates, when they were committed or tagged. */
async function refsInOrder(
  context: GraphqlContext,
  at: At,
  { refPrefix, query, orderBy, direction, ...paging }: RefArguments,
) {
  const { refs } = context.github.git.verbs
  const all = await readAll((page) => context.call(refs, { ...at, prefix: refPrefix, ...page }))
  const found = all
    .filter(({ ref }) => !query || ref.slice(refPrefix.length).toLowerCase().includes(query.toLowerCase()))
    .map((ref): RefSource => ({ __typename: 'Ref', at, ...ref }))
  if (orderBy?.field === 'TAG_COMMIT_DATE') {
    const dated = await Promise.all(found.map(async (ref) => ({ ref, date: await dateOf(context, ref) })))
    found.splice(0, found.length, ...dated.toSorted((a, b) => a.date - b.date).map(({ ref }) => ref))
  }
  return connectAll(paging, (orderBy?.direction ?? direction) === 'DESC' ? found.reverse() : found)
}

async function dateOf(context: GraphqlContext, { at, sha, type }: RefSource): Promise<number> {
  const { verbs } = context.github.git
  if (type === 'tag') return Date.parse((await context.call(verbs.tagById, { ...at, sha })).tagger.at)
  return type === 'commit' ? Date.parse((await commitWithId(context, at, sha)).commit.committer.at) : 0
}

export function refsOf(
  context: GraphqlContext,
  at: At,
  { refPrefix, query, orderBy, direction, ...paging }: RefArguments,
) {
  const { refs } = context.github.git.verbs
  if (orderBy?.field === 'TAG_COMMIT_DATE' || (orderBy?.direction ?? direction) === 'DESC')
    return refsInOrder(context, at, { refPrefix, query, orderBy, direction, ...paging })
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
    if (path === '')
      return { __typename: 'Tree', at, oid: (await context.call(verbs.tree, { ...at, ref, limit: 1 })).tree }
    return (await entryOf(context, at, { ref, path }))?.object ?? null
  } catch (error) {
    if (error instanceof Problem && error.kind === 'not_found') return null
    throw error
  }
}

interface EntrySource {
  at: At
  name: string
  path: string
  mode: number
  type: string
  oid: string
  size: number
  object: ObjectSource | null
}

/** What stands at a path of a commit. */
export async function entryOf(
  context: GraphqlContext,
  at: At,
  { ref, path }: { ref: string; path: string },
): Promise<EntrySource | null> {
  const { verbs } = context.github.git
  const folder = path.split('/').slice(0, -1).join('/')
  for (let page = 1; ; page++) {
    const { items, total } = await context.call(verbs.tree, {
      ...at,
      ref,
      path: folder,
      page,
      limit: MOST_ENTRIES_READ,
    })
    const entry = items.find((item) => item.path === path)
    if (entry) return sourceOfEntry(at, entry)
    if (page * MOST_ENTRIES_READ >= total) return null
  }
}

/** As many as the verb lists at once. */
const MOST_ENTRIES_READ = 1000

interface ListedEntry {
  path: string
  mode: string
  type: string
  sha: string
  sizeBytes?: number | null | undefined
}

function sourceOfEntry(at: At, { path, mode, type, sha, sizeBytes }: ListedEntry): EntrySource {
  const kind = type === 'tree' ? 'tree' : type === 'commit' ? 'commit' : 'blob'
  const object: ObjectSource | null =
    kind === 'commit' ? null : { __typename: kind === 'tree' ? 'Tree' : 'Blob', at, oid: sha }
  const name = path.split('/').at(-1)!
  return { at, name, path, mode: Number.parseInt(mode, 8), type: kind, oid: sha, size: sizeBytes ?? 0, object }
}

export async function objectWithId(context: GraphqlContext, at: At, oid: string): Promise<ObjectSource | null> {
  if (!/^[0-9a-f]{40}$/.test(oid)) throw new GraphQLError(`\`${oid.slice(0, 50)}\` is not a valid object id.`)
  const { verbs } = context.github.git
  const kinds = [
    () => commitWithId(context, at, oid),
    // Before trees: one is also found behind a tag.
    async () => (await context.call(verbs.tagById, { ...at, sha: oid })) && ({ __typename: 'Tag', at, oid } as const),
    async () => (await context.call(verbs.treeById, { ...at, sha: oid })) && ({ __typename: 'Tree', at, oid } as const),
    async () => (await context.call(verbs.blobById, { ...at, sha: oid })) && ({ __typename: 'Blob', at, oid } as const),
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

async function gitActor(context: GraphqlContext, { name, email, at }: Commit['author']) {
  const { github, urls } = context
  const account = await context.together('email', email.toLowerCase(), email.toLowerCase(), async (emails) => {
    const found = await github.identity.accounts.byEmails(emails)
    return emails.map((each) => found.get(each))
  })
  return {
    name,
    email,
    date: at,
    user: account?.kind === 'person' ? sourceOfAccount(account) : null,
    avatarUrl: `${urls.web}/avatars/${encodeURIComponent(account?.login ?? name)}`,
  }
}

/** By which part of a signature the commits of a person are known; of several addresses the first. */
async function authorOf(
  { github }: GraphqlContext,
  { id, emails }: { id?: string; emails?: string[] },
): Promise<string | undefined> {
  if (emails?.[0]) return emails[0].slice(0, MOST_ADDRESS)
  const parsed = id ? parseNodeId(id) : undefined
  const account = parsed?.kind === 'User' ? await github.identity.accounts.byId(parsed.id) : undefined
  if (!account?.user) return undefined
  return (await github.identity.accounts.author({ kind: 'person', id: account.user, name: account.login })).email
}

const MOST_ADDRESS = 300

export const gitResolvers: Resolvers = {
  Ref: {
    id: ({ at, ref }: RefSource) => printNodeId('Ref', `${at.owner}/${at.name}:${ref}`),
    name: ({ ref }: RefSource) => ref.replace(/^refs\/(?:heads|tags)\//, ''),
    prefix: ({ ref }: RefSource) => /^refs\/(?:heads|tags)\//.exec(ref)?.[0] ?? 'refs/',
    target: ({ at, sha, type }: RefSource, _, context) =>
      type === 'tag' ? { __typename: 'Tag', at, oid: sha } : objectWithId(context, at, sha),
    repository: ({ at }: RefSource, _, context) => repositoryNamed(context, at),
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
      args: Paging & {
        path?: string
        since?: string
        until?: string
        author?: { id?: string; emails?: string[] } | null
      },
      context,
    ) {
      const { path, since, until } = args
      const author = args.author ? await authorOf(context, args.author) : undefined
      if (args.author && !author) return connectAll(args, [])
      const filter = {
        ...at,
        ref: oid,
        ...(path ? { path } : {}),
        ...(since ? { since } : {}),
        ...(until ? { until } : {}),
        ...(author ? { author } : {}),
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
      return items.map((item) => sourceOfEntry(at, item))
    },
  },
  TreeEntry: {
    nameRaw: ({ name }: EntrySource) => Buffer.from(name).toString('base64'),
    pathRaw: ({ path }: EntrySource) => Buffer.from(path).toString('base64'),
    // Its commit is in `oid`; what .gitmodules says of it is in the file.
    submodule: () => null,
    extension: ({ name, type }: EntrySource) => (type === 'blob' ? extname(name) : null),
    repository: ({ at }: EntrySource, _, context) => repositoryNamed(context, at),
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
