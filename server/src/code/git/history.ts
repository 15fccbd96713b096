import type { GitCommand } from './command.ts'
import { type Commit, parseCommitObject, shorten } from './commit-object.ts'
import { isRefName, isSha, isTreePath } from './names.ts'
import type { Source } from './tree.ts'

export const FORMAT = '--format=%H%n%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B'

/**
 * The commit that a branch, tag, full ref name, `HEAD` or (abbreviated) object id means; undefined when there is none.
 * Revision expressions (`main~3`, `:/text`, `@{upstream}`) are not understood, so that no input can compute.
 */
export async function resolveCommit(git: GitCommand, gitDir: string, ref: string): Promise<string | undefined> {
  for (const name of candidates(ref)) {
    const found = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], {
      gitDir,
      okCodes: [0, 1, 128],
    })
    const sha = found.stdout.toString('utf8').trim()
    if (found.code === 0 && isSha(sha)) return sha
  }
  return undefined
}

/** The same, asked of the process that reads the repository. */
export async function findCommit(
  { objects, gitDir }: Pick<Source, 'objects' | 'gitDir'>,
  ref: string,
): Promise<string | undefined> {
  for (const name of candidates(ref)) {
    const sha = await objects.commit(gitDir, name)
    if (sha) return sha
  }
  return undefined
}

function candidates(ref: string): string[] {
  if (isSha(ref) || ref === 'HEAD') return [ref]
  if (ref.startsWith('refs/')) return isRefName(ref) ? [ref] : []
  const names = [`refs/heads/${ref}`, `refs/tags/${ref}`].filter(isRefName)
  return /^[0-9a-f]{7,39}$/.test(ref) ? [...names, ref] : names
}

export interface LogOptions {
  gitDir: string
  /** A commit id. */
  from: string
  /** Commits reachable from this one are left out. */
  notFrom?: string | undefined
  path?: string | undefined
  limit: number
  skip?: number
  /** Go on through renames of the one file at `path`. */
  follow?: boolean | undefined
  /** Moments as ISO 8601 prints them. */
  since?: string | undefined
  until?: string | undefined
  /** A part of the author's name or address. */
  author?: string | undefined
  env?: Record<string, string>
}

/** Commits, newest first. */
export async function readLog(git: GitCommand, options: LogOptions): Promise<Commit[]> {
  if (options.path && !isTreePath(options.path)) return []
  const range = options.notFrom ? [options.from, `^${options.notFrom}`] : [options.from]
  const paths = options.path ? ['--', options.path] : ['--']
  const follow = options.follow && options.path ? ['--follow'] : []
  const filters = printFilters(options)
  const { stdout } = await git.run(
    [
      'log',
      '-z',
      FORMAT,
      `--max-count=${options.limit}`,
      `--skip=${options.skip ?? 0}`,
      ...filters,
      ...follow,
      ...range,
      ...paths,
    ],
    { gitDir: options.gitDir, ...(options.env ? { env: options.env } : {}) },
  )
  return parseLog(stdout.toString('utf8'))
}

function printFilters({ since, until, author }: Pick<LogOptions, 'since' | 'until' | 'author'>): string[] {
  return [
    ...(since ? [`--since=${since}`] : []),
    ...(until ? [`--until=${until}`] : []),
    ...(author ? ['--fixed-strings', '--regexp-ignore-case', `--author=${author}`] : []),
  ]
}

/** How many commits the log of these options has. */
export async function countLog(
  git: GitCommand,
  options: Pick<LogOptions, 'gitDir' | 'from' | 'path' | 'since' | 'until' | 'author'>,
): Promise<number> {
  if (options.path && !isTreePath(options.path)) return 0
  const paths = options.path ? ['--', options.path] : ['--']
  const args = ['rev-list', '--count', ...printFilters(options), options.from, ...paths]
  return Number(await git.text(args, { gitDir: options.gitDir }))
}

/** These very commits, by their ids. */
export async function readCommits(
  { objects, gitDir }: Pick<Source, 'objects' | 'gitDir'>,
  shas: readonly string[],
): Promise<Map<string, Commit>> {
  const found = await objects.readAll(gitDir, shas)
  return new Map(
    found.flatMap((object) => (object?.type === 'commit' ? [[object.sha, parseCommitObject(object)]] : [])),
  )
}

function parseLog(text: string): Commit[] {
  return text.split('\0').filter(Boolean).map(parseCommit)
}

export function parseCommit(record: string): Commit {
  const [
    sha = '',
    tree = '',
    parents = '',
    author = '',
    email = '',
    at = '',
    committer = '',
    committerEmail = '',
    committed = '',
    ...body
  ] = record.split('\n')
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    message: shorten(body.join('\n')),
    author: { name: author, email, at },
    committer: { name: committer, email: committerEmail, at: committed },
  }
}

/** A repository, and the environment in which git sees further objects beside its own. */
type Where = string | { gitDir: string; env: Record<string, string> }

function whereOf(at: Where) {
  return typeof at === 'string' ? { gitDir: at } : at
}

/** How many commits each side has that the other has not. */
export async function countApart(git: GitCommand, at: Where, { base, head }: { base: string; head: string }) {
  const printed = await git.text(['rev-list', '--left-right', '--count', `${base}...${head}`, '--'], whereOf(at))
  const [behind, ahead] = printed.split('\t').map(Number) as [number, number]
  return { ahead, behind }
}

export async function isAncestor(
  git: GitCommand,
  options: { gitDir: string; ancestor: string; of: string; env?: Record<string, string> },
): Promise<boolean> {
  const { code } = await git.run(['merge-base', '--is-ancestor', options.ancestor, options.of], {
    gitDir: options.gitDir,
    okCodes: [0, 1],
    ...(options.env ? { env: options.env } : {}),
  })
  return code === 0
}

export async function mergeBase(git: GitCommand, at: Where, a: string, b: string): Promise<string | undefined> {
  const { code, stdout } = await git.run(['merge-base', a, b], { ...whereOf(at), okCodes: [0, 1] })
  return code === 0 ? stdout.toString('utf8').trim() : undefined
}

export interface Ref {
  ref: string
  sha: string
}

/** Every ref below the prefix, with the object it points to (of a tag, the tag object). */
export async function listRefs(git: GitCommand, gitDir: string, prefix = 'refs/'): Promise<Ref[]> {
  const printed = await git.text(['for-each-ref', '--format=%(objectname) %(refname)', prefix], { gitDir })
  return printed
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ sha: line.slice(0, 40), ref: line.slice(41) }))
}
