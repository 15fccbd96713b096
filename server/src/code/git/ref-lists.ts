import { z } from 'zod'
import type { GitCommand } from './command.ts'
import { Commit } from './commit-object.ts'
import { countApart, readCommits } from './history.ts'
import type { ObjectReader } from './object-reader.ts'

export const BranchDetail = z
  .object({
    name: z.string(),
    commit: Commit,
    default: z.boolean(),
    protected: z.boolean(),
    /** Commits that the default branch has not, and that it has and this one has not. */
    ahead: z.number().int(),
    behind: z.number().int(),
  })
  .meta({ id: 'BranchDetail' })

export const Tag = z
  .object({
    name: z.string(),
    /** The commit. */
    sha: z.string(),
    /** The tag object; null for a tag without message. */
    object: z.string().nullable(),
    message: z.string(),
    tagger: z.object({ name: z.string(), email: z.string(), at: z.string() }).nullable(),
    /** When it was made, or when its commit was. */
    at: z.string(),
  })
  .meta({ id: 'Tag' })
export type Tag = z.infer<typeof Tag>

const LONGEST_MESSAGE = 20_000
/** Each line ends with a NUL, so that messages may have several. */
const TAG_FORMAT = [
  '%(refname:strip=2)',
  '%(objecttype)',
  '%(objectname)',
  '%(*objecttype)',
  '%(*objectname)',
  '%(taggername)',
  '%(taggeremail:trim)',
  '%(taggerdate:iso8601-strict)',
  '%(creatordate:iso8601-strict)',
  '%(contents)',
].join('%00')

interface Page {
  page: number
  limit: number
}

/** Newest first. Tags of anything but commits are left out. */
export async function listTags(
  git: GitCommand,
  { gitDir, page, limit }: Page & { gitDir: string },
): Promise<{ items: Tag[]; total: number }> {
  const all = await listSorted(git, { gitDir, prefix: 'refs/tags/', sort: '-creatordate' })
  const shown = all.slice((page - 1) * limit, page * limit)
  if (shown.length === 0) return { items: [], total: all.length }
  const format = `--format=${TAG_FORMAT}%00%01`
  const printed = await git.text(['for-each-ref', format, ...shown.map(({ name }) => `refs/tags/${name}`)], { gitDir })
  const tags = new Map(
    printed
      .split('\0\x01')
      .filter((record) => record.trim() !== '')
      .flatMap((record) => parseTag(record.replace(/^\n/, '')) ?? [])
      .map((tag) => [tag.name, tag]),
  )
  return { items: shown.flatMap(({ name }) => tags.get(name) ?? []), total: all.length }
}

function parseTag(record: string): Tag | undefined {
  const [name = '', type, object = '', targetType, target = '', ...facts] = record.split('\0')
  const [tagger = '', email = '', taggedAt = '', at = '', ...message] = facts
  const annotated = type === 'tag'
  if ((annotated ? targetType : type) !== 'commit') return undefined
  return {
    name,
    sha: annotated ? target : object,
    object: annotated ? object : null,
    message: annotated ? message.join('\0').trimEnd().slice(0, LONGEST_MESSAGE) : '',
    tagger: annotated && taggedAt ? { name: tagger, email, at: taggedAt } : null,
    at,
  }
}

/** Branches with their newest commit: the default one first, then by when they were last worked on. */
export async function listBranches(
  git: GitCommand,
  options: Page & { objects: ObjectReader; gitDir: string; defaultBranch: string; query: string },
): Promise<{ items: Omit<z.infer<typeof BranchDetail>, 'protected'>[]; total: number }> {
  const { objects, gitDir, defaultBranch, query, page, limit } = options
  const all = await listSorted(git, { gitDir, prefix: 'refs/heads/', sort: '-committerdate' })
  const asked = query.toLowerCase()
  const branches = all
    .filter(({ name }) => name.toLowerCase().includes(asked))
    .sort((a, b) => Number(b.name === defaultBranch) - Number(a.name === defaultBranch))
  const shown = branches.slice((page - 1) * limit, page * limit)
  const commits = await readCommits(
    { objects, gitDir },
    shown.map(({ sha }) => sha),
  )
  const trunk = all.find(({ name }) => name === defaultBranch)?.sha
  const items = []
  for (const { name, sha } of shown) {
    const apart = trunk && trunk !== sha ? await countApart(git, gitDir, { base: trunk, head: sha }) : EVEN
    items.push({ name, commit: commits.get(sha)!, default: name === defaultBranch, ...apart })
  }
  return { items, total: branches.length }
}

const EVEN = { ahead: 0, behind: 0 }

async function listSorted(
  git: GitCommand,
  { gitDir, prefix, sort }: { gitDir: string; prefix: string; sort: string },
): Promise<{ name: string; sha: string }[]> {
  const format = '--format=%(objectname) %(refname:strip=2)'
  const printed = await git.text(['for-each-ref', `--sort=${sort}`, format, prefix], { gitDir })
  return printed
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ sha: line.slice(0, 40), name: line.slice(41) }))
}
