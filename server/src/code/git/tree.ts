import { z } from 'zod'
import { Problem } from '#kernel'
import type { GitCommand } from './command.ts'
import { quote, repositoryPath } from './names.ts'

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

/** What a page shows of one file; whoever needs all of it clones. */
const MOST_BLOB_BYTES = 2 * 1024 * 1024
/** A NUL byte this early makes a file binary: git's own rule. */
const BINARY_PROBE_BYTES = 8000

/** One folder of a commit: folders first, then names. Throws `git.path_not_found`. */
export async function readTree(
  git: GitCommand,
  options: { gitDir: string; commit: string; path: string },
): Promise<TreeEntry[]> {
  const path = repositoryPath(options.path)
  if (path !== '') {
    const entry = await findEntry(git, { ...options, path })
    if (entry?.type !== 'tree') throw pathNotFound(path, 'folder')
  }
  const { stdout } = await git.run(['ls-tree', '-z', '-l', `${options.commit}:${path}`], { gitDir: options.gitDir })
  return parseTree(stdout, path).sort(
    (a, b) => Number(b.type === 'tree') - Number(a.type === 'tree') || (a.name < b.name ? -1 : 1),
  )
}

interface BlobAddress {
  gitDir: string
  commit: string
  path: string
  maxBytes?: number
  env?: Record<string, string>
}

/** One file of a commit, up to `maxBytes` of it. Throws `git.path_not_found`. */
export async function readBlob(git: GitCommand, address: BlobAddress): Promise<Blob> {
  const blob = await findBlob(git, address)
  if (!blob) throw pathNotFound(address.path, 'file')
  return blob
}

export async function findBlob(git: GitCommand, address: BlobAddress): Promise<Blob | undefined> {
  const { gitDir, commit, maxBytes = MOST_BLOB_BYTES, env } = address
  const path = repositoryPath(address.path)
  const entry = path === '' ? undefined : await findEntry(git, { gitDir, commit, path, env })
  if (!entry || (entry.type !== 'blob' && entry.type !== 'symlink')) return undefined
  const { stdout, truncated } = await git.run(['cat-file', 'blob', entry.sha], {
    gitDir,
    maxBytes,
    ...(env ? { env } : {}),
  })
  return {
    path,
    sha: entry.sha,
    mode: entry.mode,
    sizeBytes: entry.sizeBytes ?? stdout.length,
    binary: stdout.subarray(0, BINARY_PROBE_BYTES).includes(0),
    truncated,
    content: stdout,
  }
}

async function findEntry(
  git: GitCommand,
  at: { gitDir: string; commit: string; path: string; env?: Record<string, string> | undefined },
): Promise<TreeEntry | undefined> {
  const { gitDir, commit, path, env } = at
  const { stdout } = await git.run(['ls-tree', '-z', '-l', '--full-tree', commit, '--', path], {
    gitDir,
    ...(env ? { env } : {}),
  })
  return parseTree(stdout, path.split('/').slice(0, -1).join('/')).find((entry) => entry.path === path)
}

/** `<mode> <type> <sha> <size>\t<name>` records; a name that is a whole path keeps its last part as name. */
function parseTree(printed: Buffer, folder: string): TreeEntry[] {
  return printed
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
    .map((record) => {
      const tab = record.indexOf('\t')
      const [mode = '', type = '', sha = '', size = ''] = record.slice(0, tab).split(/ +/)
      const name = record
        .slice(tab + 1)
        .split('/')
        .at(-1)!
      return {
        name,
        path: folder === '' ? name : `${folder}/${name}`,
        type: mode === '120000' ? 'symlink' : (type as 'tree' | 'blob' | 'commit'),
        mode,
        sha,
        sizeBytes: size === '-' ? null : Number(size),
      }
    })
}

function pathNotFound(path: string, what: string): Problem {
  return new Problem('not_found', 'git.path_not_found', `There is no ${what} ${quote(path)} in this commit.`)
}
