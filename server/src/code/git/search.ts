import { once } from 'node:events'
import { z } from 'zod'
import { Problem } from '#kernel'
import { type GitCommand, GitFailure, killGroup } from './command.ts'
import { quote } from './names.ts'

export const FoundInFile = z
  .object({
    path: z.string(),
    lines: z.array(z.object({ line: z.number().int(), text: z.string() })),
    /** The file has further matches. */
    more: z.boolean(),
  })
  .meta({ id: 'FoundInFile' })
type FoundInFile = z.infer<typeof FoundInFile>

export interface SearchOptions {
  git: GitCommand
  gitDir: string
  /** A commit id. */
  commit: string
  pattern: string
  /** POSIX extended; otherwise the text itself. */
  regex: boolean
  ignoreCase: boolean
  /** Only below this folder, or this file. */
  path: string
  timeoutMs?: number
}

export const LONGEST_PATTERN = 256
const MOST_FILES = 100
const MOST_LINES_OF_A_FILE = 10
/** A minified file is one line of megabytes. */
const LONGEST_LINE = 400
/** A regular expression can take for ever: the process is killed, and what it found until then is the answer. */
const MOST_MS = 5_000
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024

/** Where a text stands in the files of a commit. Binary files are left out. */
export async function searchFiles(
  options: SearchOptions,
): Promise<{ items: FoundInFile[]; cut: 'files' | 'time' | undefined }> {
  const { git, gitDir, commit, pattern, regex, ignoreCase, path } = options
  const args = [
    'grep',
    '--no-color',
    '--no-textconv',
    '-I',
    '-n',
    '-z',
    '--full-name',
    '--threads=1',
    regex ? '-E' : '-F',
    ...(ignoreCase ? ['-i'] : []),
    '-e',
    pattern,
    commit,
    '--',
    ...(path === '' ? [] : [path]),
  ]
  const child = git.spawn(args, { gitDir, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close')
  let cut: 'files' | 'time' | undefined
  const timer = setTimeout(() => {
    cut ??= 'time'
    killGroup(child)
  }, options.timeoutMs ?? MOST_MS)
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < 4096) stderr += text
  })
  const reader = createMatchReader(commit)
  let sizeBytes = 0
  try {
    for await (const chunk of child.stdout!) {
      sizeBytes += (chunk as Buffer).length
      if (reader.push(chunk as Buffer) && sizeBytes < MOST_OUTPUT_BYTES) continue
      cut ??= 'files'
      break
    }
  } finally {
    clearTimeout(timer)
    killGroup(child)
  }
  const [code] = (await closed) as [number | null]
  if (!cut && code !== 0 && code !== 1) throw explain(pattern, new GitFailure(args, { code, stderr }))
  return { items: reader.items, cut }
}

function explain(pattern: string, failure: GitFailure): Error {
  if (!/^fatal: .*-e option|regex|brace|bracket|parenthes|repetition|back reference/im.test(failure.stderr))
    return failure
  const why = failure.stderr.trim().split(': ').at(-1)
  return new Problem(
    'invalid',
    'git.search_pattern',
    `${quote(pattern)} is not a regular expression: ${why}. Mend it, or search for the plain text.`,
    { cause: failure },
  )
}

/** Reads `<commit>:<path>\0<line>\0<text>\n`. `push` answers false when enough is known. */
function createMatchReader(commit: string) {
  const items: FoundInFile[] = []
  const prefix = commit.length + 1
  let rest: Buffer = Buffer.alloc(0)

  function match(path: string, line: number, text: Buffer): boolean {
    let file = items.at(-1)
    if (file?.path !== path) {
      if (items.length >= MOST_FILES) return false
      file = { path, lines: [], more: false }
      items.push(file)
    }
    if (file.lines.length >= MOST_LINES_OF_A_FILE) file.more = true
    else file.lines.push({ line, text: text.toString('utf8', 0, LONGEST_LINE * 4).slice(0, LONGEST_LINE) })
    return true
  }

  return {
    items,
    push(chunk: Buffer): boolean {
      const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      let from = 0
      for (;;) {
        const name = data.indexOf(0, from)
        const number = name < 0 ? -1 : data.indexOf(0, name + 1)
        const end = number < 0 ? -1 : data.indexOf(10, number + 1)
        if (end < 0) break
        const path = data.toString('utf8', from + prefix, name)
        const line = Number(data.toString('latin1', name + 1, number))
        if (!match(path, line, data.subarray(number + 1, end))) return false
        from = end + 1
      }
      rest = data.subarray(from)
      return true
    },
  }
}
