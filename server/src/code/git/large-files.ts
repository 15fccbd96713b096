import type { GitCommand } from './command.ts'
import { isSha } from './names.ts'

/** What stands in a tree instead of a large file. */
export interface LargeFilePointer {
  /** Hex SHA-256 of the content. */
  oid: string
  sizeBytes: number
}

/** docs/spec.md of Git LFS: a pointer has fewer bytes than this. */
const POINTER_BYTES = 1024
/** Names of small files of a history: some six million of them. */
const MOST_LISTED_BYTES = 256 * 1024 * 1024
/** Read by one process, each of at most a kibibyte. */
const READ_AT_ONCE = 5_000
/** Every file of a history of millions is looked at by name. */
const TIMEOUT_MS = 3_600_000

/** The large files that these commits name, and that the others do not. */
export async function findPointers(
  git: GitCommand,
  {
    gitDir,
    tips,
    notFrom,
    signal,
  }: { gitDir: string; tips: readonly string[]; notFrom: readonly string[]; signal?: AbortSignal | undefined },
): Promise<LargeFilePointer[]> {
  if (tips.length === 0) return []
  const filter = `--filter=combine:object:type=blob+blob:limit=${POINTER_BYTES}`
  const input = `${[...tips, ...notFrom.map((sha) => `^${sha}`)].join('\n')}\n`
  const options = { gitDir, signal, timeoutMs: TIMEOUT_MS, background: true }
  const listed = await git.run(
    ['rev-list', '--objects', '--no-object-names', '--missing=allow-any', filter, '--stdin'],
    {
      ...options,
      input,
      maxBytes: MOST_LISTED_BYTES,
    },
  )
  const names = listed.stdout.toString('latin1').split('\n').filter(isSha)
  const found = new Map<string, LargeFilePointer>()
  for (let at = 0; at < names.length; at += READ_AT_ONCE) {
    const some = `${names.slice(at, at + READ_AT_ONCE).join('\n')}\n`
    const { stdout } = await git.run(['cat-file', '--batch=%(objecttype) %(objectsize)'], { ...options, input: some })
    for (const content of contentsOf(stdout)) {
      const pointer = parsePointer(content)
      if (pointer) found.set(pointer.oid, pointer)
    }
  }
  return [...found.values()]
}

function* contentsOf(batch: Buffer): Generator<string> {
  let at = 0
  while (at < batch.length) {
    const end = batch.indexOf('\n', at)
    if (end < 0) return
    const [type, size] = batch.toString('latin1', at, end).split(' ')
    const from = end + 1
    at = from + Number(size) + 1
    // The tips themselves are listed whatever the filter says.
    if (type === 'blob' && Number(size) < POINTER_BYTES) yield batch.toString('utf8', from, at - 1)
  }
}

/** docs/spec.md: `version` comes first, the other keys in the order of the alphabet. */
export function parsePointer(content: string): LargeFilePointer | undefined {
  if (!/^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n/.test(content)) return undefined
  const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(content)?.[1]
  const size = /^size (\d{1,15})$/m.exec(content)?.[1]
  return oid && size ? { oid, sizeBytes: Number(size) } : undefined
}
