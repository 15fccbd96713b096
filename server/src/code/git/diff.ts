import { once } from 'node:events'
import { z } from 'zod'
import { type GitCommand, GitFailure, killGroup } from './command.ts'

export const FileDiff = z.object({
  path: z.string(),
  oldPath: z.string().optional(),
  status: z.enum(['added', 'modified', 'deleted', 'renamed']),
  /** The blob of the new side; of a deleted file, the old one. */
  blob: z.string(),
  /** Git's mode before and after, unless both are of a plain file (100644); a side that is not there has none. */
  oldMode: z.string().optional(),
  mode: z.string().optional(),
  additions: z.number().int(),
  deletions: z.number().int(),
  binary: z.boolean(),
  /** Unified diff with its headers. Empty when binary. */
  patch: z.string(),
  /** The patch was cut at a limit; the numbers above are still of the whole change. */
  truncated: z.boolean(),
})
export type FileDiff = z.infer<typeof FileDiff>

export interface DiffLimits {
  /** Of one file's patch. */
  filePatchBytes?: number
  /** Of all patches together; later files are listed without theirs. 0: no patches are made at all, only counts. */
  totalPatchBytes?: number
  files?: number
}

/** A screen shows no more of one file, and no reviewer reads more; a lock file of megabytes must not crowd out the rest. */
const FILE_PATCH_BYTES = 200_000
const TOTAL_PATCH_BYTES = 4_000_000
/** Beyond this a list is no longer reviewed but sampled. */
const MOST_FILES = 10_000

/**
 * Compares two trees (or commits). One git process prints the changed paths, their counts and their patches;
 * it is read as a stream, so that memory is bounded by the limits whatever the size of the change.
 */
export async function diffTrees(
  git: GitCommand,
  options: {
    gitDir: string
    base: string
    head: string
    /** Of these alone; of a renamed file both names. */
    paths?: readonly string[]
    env?: Record<string, string>
    limits?: DiffLimits
  },
): Promise<FileDiff[]> {
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '-M',
    '--raw',
    '--numstat',
    '--no-abbrev',
    ...(options.limits?.totalPatchBytes === 0 ? [] : ['-p']),
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
  ]
  const sides = ['--src-prefix=a/', '--dst-prefix=b/', options.base, options.head]
  const child = git.spawn([...args, ...sides, '--', ...(options.paths ?? [])], {
    gitDir: options.gitDir,
    ...(options.env ? { env: options.env } : {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < 4096) stderr += text
  })
  const reader = createDiffReader(options.limits)
  try {
    for await (const chunk of child.stdout!) reader.push(chunk as Buffer)
  } finally {
    killGroup(child)
  }
  const [code] = (await closed) as [number | null]
  if (code !== 0) throw new GitFailure(args, { code, stderr })
  return reader.finish()
}

interface RawRecord {
  status: string
  blob: string
  modes: Pick<FileDiff, 'oldMode' | 'mode'>
  path: string
  oldPath: string | undefined
}

/** Reads `diff-tree -z --raw --numstat -p`: raw records, then counts, then an empty record, then patches in the same order. */
function createDiffReader(limits: DiffLimits = {}) {
  const filePatchBytes = limits.filePatchBytes ?? FILE_PATCH_BYTES
  const mostFiles = limits.files ?? MOST_FILES
  let totalLeft = limits.totalPatchBytes ?? TOTAL_PATCH_BYTES
  const files: (FileDiff & { sections: number })[] = []
  let raw: RawRecord | undefined
  let expected = 0
  let counts: { additions: number; deletions: number; binary: boolean } | undefined
  let counted = 0
  let inPatches = false
  let rest: Buffer = Buffer.alloc(0)
  let current = -1
  let sectionsLeft = 0
  let atLineStart = true
  const patches: Buffer[][] = []
  const patchSizes: number[] = []

  /** One NUL-terminated record of the first two parts. */
  function record(text: string): void {
    if (raw && expected > 0) {
      if (expected === 2) raw.oldPath = text
      else raw.path = text
      if (--expected === 0) addFile(raw)
    } else if (counts && expected > 0) {
      if (--expected === 0) addCounts()
    } else if (text.startsWith(':')) {
      const [from = '', to = '', before = '', after = '', status = ''] = text.split(' ')
      const modes = modesOf(from.slice(1), to)
      raw = { status, blob: status === 'D' ? before : after, modes, path: '', oldPath: undefined }
      expected = /^[RC]/.test(status) ? 2 : 1
    } else if (text === '') {
      inPatches = true
    } else {
      raw = undefined
      const [added, deleted, path] = text.split('\t') as [string, string, string]
      counts = { additions: Number(added) || 0, deletions: Number(deleted) || 0, binary: added === '-' }
      if (path === '')
        expected = 2 // a rename names both paths in records of their own
      else addCounts()
    }
  }

  function addFile({ status, blob, modes, path, oldPath }: RawRecord): void {
    raw = undefined
    const renamed = status.startsWith('R')
    files.push({
      path,
      ...(renamed && oldPath !== undefined ? { oldPath } : {}),
      status: renamed
        ? 'renamed'
        : status === 'A' || status.startsWith('C')
          ? 'added'
          : status === 'D'
            ? 'deleted'
            : 'modified',
      blob,
      ...modes,
      additions: 0,
      deletions: 0,
      binary: false,
      patch: '',
      truncated: false,
      sections: status === 'T' ? 2 : 1, // a file that became a symlink prints as deleted, then as added
    })
  }

  function addCounts(): void {
    Object.assign(files[counted++] ?? {}, counts)
    counts = undefined
  }

  /** Whole lines, or the beginning of one that is too long to wait for. */
  function patchText(line: Buffer): void {
    if (atLineStart && line.subarray(0, 11).equals(SECTION)) {
      if (sectionsLeft > 0) sectionsLeft--
      if (sectionsLeft === 0) {
        current++
        sectionsLeft = files[current]?.sections ?? 1
        patches[current] = []
        patchSizes[current] = 0
      }
    }
    atLineStart = line[line.length - 1] === 10
    const file = files[current]
    if (!file || file.truncated || file.binary) return
    if (patchSizes[current]! + line.length > filePatchBytes || line.length > totalLeft) {
      file.truncated = true
      return
    }
    patches[current]!.push(line)
    patchSizes[current]! += line.length
    totalLeft -= line.length
  }

  return {
    push(chunk: Buffer): void {
      let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      while (!inPatches) {
        const end = data.indexOf(0)
        if (end < 0) {
          rest = data
          return
        }
        record(data.toString('utf8', 0, end))
        data = data.subarray(end + 1)
      }
      let from = 0
      for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, from)) {
        patchText(data.subarray(from, end + 1))
        from = end + 1
      }
      rest = data.subarray(from)
      if (rest.length > filePatchBytes) {
        patchText(rest)
        rest = Buffer.alloc(0)
      }
    },
    finish(): FileDiff[] {
      if (inPatches && rest.length > 0) patchText(rest)
      return files.slice(0, mostFiles).map(({ sections: _, ...file }, index) => ({
        ...file,
        patch: file.binary ? '' : Buffer.concat(patches[index] ?? []).toString('utf8'),
      }))
    },
  }
}

const PLAIN = '100644'
const NONE = '000000'

function modesOf(before: string, after: string): Pick<FileDiff, 'oldMode' | 'mode'> {
  const told = [before, after].filter((mode) => mode !== NONE)
  if (told.every((mode) => mode === PLAIN)) return {}
  return {
    ...(before === NONE ? {} : { oldMode: before }),
    ...(after === NONE ? {} : { mode: after }),
  }
}

const SECTION = Buffer.from('diff --git ')
