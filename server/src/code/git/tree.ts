import { z } from 'zod'
import { Problem } from '#kernel'
import type { GitCommand } from './command.ts'
import { quote, repositoryPath } from './names.ts'
import type { ObjectReader } from './object-reader.ts'

export const TreeEntry = z.object({
  name: z.string(),
  path: z.string(),
  type: z.enum(['tree', 'blob', 'symlink', 'commit']),
  mode: z.string(),
  sha: z.string(),
  /** Of files and symlinks. */
  sizeBytes: z.number().int().nullable(),
})
export type TreeEntry = z.infer<typeof TreeEntry>

export interface Blob {
  path: string
  sha: string
  mode: string
  sizeBytes: number
  binary: boolean
  /** `content` holds only the beginning. */
  truncated: boolean
  content: Buffer
}

/** Where objects are read: the repository, and the readers of it. */
export interface Source {
  git: GitCommand
  objects: ObjectReader
  gitDir: string
}

/** What a page shows of one file; whoever needs all of it clones. */
const MOST_BLOB_BYTES = 2 * 1024 * 1024
/** A NUL byte this early makes a file binary: git's own rule. */
const BINARY_PROBE_BYTES = 8000
/** A folder of a million files; reading one larger would fill the memory of the server. */
const MOST_TREE_BYTES = 64 * 1024 * 1024

/** One folder of a commit: folders first, then names; a part of it where asked. Throws `git.path_not_found`. */
export async function readTree(
  source: Source,
  options: { commit: string; path: string; skip?: number; limit?: number },
): Promise<{ sha: string; items: TreeEntry[]; total: number }> {
  const path = repositoryPath(options.path)
  const folder = await findEntry(source, { commit: options.commit, path })
  if (folder?.type !== 'tree') throw pathNotFound(path, 'folder')
  const entries = (await readEntries(source, folder.sha)).sort(
    (a, b) => Number(b.type === 'tree') - Number(a.type === 'tree') || (a.name < b.name ? -1 : 1),
  )
  const skip = options.skip ?? 0
  const shown = entries.slice(skip, options.limit === undefined ? undefined : skip + options.limit)
  const files = shown.filter(({ type }) => type === 'blob' || type === 'symlink').map(({ sha }) => sha)
  const sizes = new Map((await source.objects.info(source.gitDir, files)).map((info) => [info?.sha, info?.sizeBytes]))
  const items = shown.map((entry) => ({
    ...entry,
    path: path === '' ? entry.name : `${path}/${entry.name}`,
    sizeBytes: sizes.get(entry.sha) ?? null,
  }))
  return { sha: folder.sha, items, total: entries.length }
}

/** One file of a commit, up to `maxBytes` of it. Throws `git.path_not_found`. */
export async function readBlob(
  source: Source,
  address: { commit: string; path: string; maxBytes?: number },
): Promise<Blob> {
  const { maxBytes = MOST_BLOB_BYTES } = address
  const file = await findFile(source, address)
  const content =
    file.sizeBytes <= maxBytes
      ? (await source.objects.read(source.gitDir, file.sha))!.content
      : (await source.git.run(['cat-file', 'blob', file.sha], { gitDir: source.gitDir, maxBytes })).stdout
  return { ...file, binary: isBinary(content), truncated: file.sizeBytes > maxBytes, content }
}

export interface FoundFile {
  path: string
  sha: string
  mode: string
  sizeBytes: number
}

/** Which blob a path of a commit is, without reading it. Throws `git.path_not_found`. */
export async function findFile(source: Source, address: { commit: string; path: string }): Promise<FoundFile> {
  const path = repositoryPath(address.path)
  const entry = await findEntry(source, { commit: address.commit, path })
  if (entry?.type !== 'blob' && entry?.type !== 'symlink') throw pathNotFound(address.path, 'file')
  const [info] = await source.objects.info(source.gitDir, [entry.sha])
  if (!info) throw pathNotFound(address.path, 'file')
  return { path, sha: entry.sha, mode: entry.mode, sizeBytes: info.sizeBytes }
}

/** A file of a commit that may still be in quarantine, where only a process of its own can see it. */
export async function findBlob(
  git: GitCommand,
  address: { gitDir: string; commit: string; path: string; maxBytes?: number; env: Record<string, string> },
): Promise<Blob | undefined> {
  const { gitDir, commit, maxBytes = MOST_BLOB_BYTES, env } = address
  const path = repositoryPath(address.path)
  if (path === '') return undefined
  const listed = await git.text(['ls-tree', '-z', '-l', '--full-tree', commit, '--', path], { gitDir, env })
  const [mode = '', type, sha = '', size] = listed.slice(0, listed.indexOf('\t')).split(/ +/)
  if (type !== 'blob') return undefined
  const { stdout, truncated } = await git.run(['cat-file', 'blob', sha], { gitDir, maxBytes, env })
  return { path, sha, mode, sizeBytes: Number(size), binary: isBinary(stdout), truncated, content: stdout }
}

export function isBinary(content: Buffer): boolean {
  return content.subarray(0, BINARY_PROBE_BYTES).includes(0)
}

type RawEntry = Pick<TreeEntry, 'name' | 'type' | 'mode' | 'sha'>

/**
 * The entry at a path, found by walking the tree objects and comparing names here: git never sees the path, so that no byte in it can be
 * read as anything else. The root is an entry, too.
 */
export async function findEntry(
  source: Source,
  { commit, path }: { commit: string; path: string },
): Promise<RawEntry | undefined> {
  let entry: RawEntry | undefined = { name: '', type: 'tree', mode: '040000', sha: await rootTree(source, commit) }
  for (const part of path === '' ? [] : path.split('/')) {
    if (entry.type !== 'tree') return undefined
    entry = (await readEntries(source, entry.sha)).find(({ name }) => name === part)
    if (!entry) return undefined
  }
  return entry
}

async function rootTree({ objects, gitDir }: Source, commit: string): Promise<string> {
  const object = await objects.read(gitDir, commit)
  const tree = /^tree ([0-9a-f]{40})\n/.exec(object?.content.toString('latin1', 0, 46) ?? '')?.[1]
  if (object?.type !== 'commit' || !tree) throw new Error(`${commit} is no commit of ${gitDir}`)
  return tree
}

async function readEntries({ objects, gitDir }: Source, sha: string): Promise<RawEntry[]> {
  const [info] = await objects.info(gitDir, [sha])
  if (info && info.sizeBytes > MOST_TREE_BYTES)
    throw new Problem(
      'too_large',
      'git.tree_too_large',
      'This folder has too many files to be listed; clone it instead.',
    )
  const tree = await objects.read(gitDir, sha)
  if (tree?.type !== 'tree') throw new Error(`${sha} is no tree of ${gitDir}`)
  return parseTree(tree.content)
}

/** A tree object: `<mode> <name>\0<20 bytes of id>`, again and again. */
function parseTree(content: Buffer): RawEntry[] {
  const entries: RawEntry[] = []
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at)
    const end = content.indexOf(0, space)
    if (space < 0 || end < 0) throw new Error('a tree object is cut off')
    const mode = content.toString('latin1', at, space).padStart(6, '0')
    entries.push({
      mode,
      type: typeOfMode(mode),
      name: content.toString('utf8', space + 1, end),
      sha: content.toString('hex', end + 1, end + 21),
    })
    at = end + 21
  }
  return entries
}

function typeOfMode(mode: string): TreeEntry['type'] {
  if (mode === '040000') return 'tree'
  if (mode === '120000') return 'symlink'
  return mode === '160000' ? 'commit' : 'blob'
}

function pathNotFound(path: string, what: string): Problem {
  return new Problem('not_found', 'git.path_not_found', `There is no ${what} ${quote(path)} in this commit.`)
}
