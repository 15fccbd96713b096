import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Problem } from '#kernel'
import { type GitCommand, GitFailure, killGroup } from './command.ts'
import { findFile, readBlob, type Source } from './tree.ts'

const BlamedCommit = z
  .object({
    sha: z.string(),
    subject: z.string(),
    author: z.object({ name: z.string(), email: z.string(), at: z.string() }),
    /** Where the file was in this commit. */
    path: z.string(),
    /** The commit and the path before this change, to look further back. */
    previous: z.object({ sha: z.string(), path: z.string() }).optional(),
  })
  .meta({ id: 'BlamedCommit' })
type BlamedCommit = z.infer<typeof BlamedCommit>

export const Blame = z.object({
  path: z.string(),
  commits: z.array(BlamedCommit),
  /** Lines `start` to `end` (from 1, both included) are from `commits[commit]`. They cover the file without a gap. */
  ranges: z.array(z.object({ start: z.number().int(), end: z.number().int(), commit: z.number().int() })),
})
export type Blame = z.infer<typeof Blame>

/** A file beyond this is generated, and its blame is nobody's reading. */
const MOST_BLAMED_BYTES = 4 * 1024 * 1024
const MOST_MS = 20_000
/** Commits that only reformat, one id a line, as git and other forges read it. */
const IGNORED = '.git-blame-ignore-revs'
const MOST_IGNORED_BYTES = 256 * 1024

/** Who last changed each line of a file. Throws `git.path_not_found`. */
export async function blameFile(
  source: Source,
  { commit, path, scratch }: { commit: string; path: string; scratch: string },
): Promise<Blame> {
  const file = await findFile(source, { commit, path })
  if (file.sizeBytes > MOST_BLAMED_BYTES)
    throw new Problem(
      'too_large',
      'git.blame_too_large',
      `Files of more than ${MOST_BLAMED_BYTES / 1024 / 1024} MiB are not blamed here; clone the repository and run git blame.`,
    )
  const ignored = await ignoredCommits(source, commit)
  const list = ignored.length > 0 ? join(scratch, `ignored-${randomUUID()}`) : undefined
  if (list) await writeFile(list, ignored.join('\n'))
  try {
    const args = ['blame', '--porcelain', ...(list ? ['--ignore-revs-file', list] : []), commit, '--', file.path]
    return { path: file.path, ...(await runBlame(source.git, { gitDir: source.gitDir, args })) }
  } finally {
    if (list) await rm(list, { force: true })
  }
}

/** Only whole ids count: anything else in the file could mean something to git. */
async function ignoredCommits(source: Source, commit: string): Promise<string[]> {
  const file = await readBlob(source, { commit, path: IGNORED, maxBytes: MOST_IGNORED_BYTES }).catch((error) => {
    if (error instanceof Problem && error.kind === 'not_found') return undefined
    throw error
  })
  const lines = file?.content.toString('utf8').split('\n') ?? []
  return lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => /^[0-9a-f]{40}$/.test(line))
}

async function runBlame(git: GitCommand, { gitDir, args }: { gitDir: string; args: string[] }) {
  const child = git.spawn(args, { gitDir, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close')
  let late = false
  const timer = setTimeout(() => {
    late = true
    killGroup(child)
  }, MOST_MS)
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < 4096) stderr += text
  })
  const reader = createBlameReader()
  try {
    for await (const chunk of child.stdout!) reader.push(chunk as Buffer)
  } finally {
    clearTimeout(timer)
    killGroup(child)
  }
  const [code] = (await closed) as [number | null]
  if (late)
    throw new Problem(
      'unavailable',
      'git.blame_too_long',
      'The history of this file is too long to be blamed here; clone the repository and run git blame.',
    )
  if (code !== 0) throw new GitFailure(args, { code, stderr })
  return reader.finish()
}

/** Reads `git blame --porcelain`: `<sha> <line then> <line now> [<count>]`, facts of the commit when it is new, and the line behind a tab. */
function createBlameReader() {
  const commits: BlamedCommit[] = []
  const places = new Map<string, number>()
  const ranges: Blame['ranges'] = []
  let rest: Buffer = Buffer.alloc(0)
  let current = -1

  function head(line: string): void {
    const [sha = '', , now] = line.split(' ')
    current = places.get(sha) ?? -1
    if (current < 0) {
      current = commits.length
      places.set(sha, current)
      commits.push({ sha, subject: '', author: { name: '', email: '', at: '' }, path: '' })
    }
    const start = Number(now)
    const last = ranges.at(-1)
    if (last?.commit === current && last.end === start - 1) last.end = start
    else ranges.push({ start, end: start, commit: current })
  }

  function fact(line: string): void {
    const commit = commits[current]!
    const space = line.indexOf(' ')
    const value = line.slice(space + 1)
    switch (line.slice(0, space)) {
      case 'author':
        commit.author.name = value
        break
      case 'author-mail':
        commit.author.email = value.replace(/^<|>$/g, '')
        break
      case 'author-time':
        commit.author.at = new Date(Number(value) * 1000).toISOString()
        break
      case 'summary':
        commit.subject = value
        break
      case 'filename':
        commit.path ||= unquote(value)
        break
      case 'previous':
        commit.previous = { sha: value.slice(0, 40), path: unquote(value.slice(41)) }
        break
    }
  }

  let expectsHead = true
  function record(line: Buffer): void {
    if (line[0] === 9) expectsHead = true
    else if (expectsHead) {
      expectsHead = false
      head(line.toString('utf8'))
    } else fact(line.toString('utf8'))
  }

  return {
    push(chunk: Buffer): void {
      const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      let from = 0
      for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, from)) {
        record(data.subarray(from, end))
        from = end + 1
      }
      rest = data.subarray(from)
    },
    finish: () => ({ commits, ranges }),
  }
}

/** git writes a name with special characters as a C string. */
function unquote(name: string): string {
  if (!name.startsWith('"')) return name
  const bytes: number[] = []
  const inner = Buffer.from(name.slice(1, -1), 'utf8')
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] !== 92) {
      bytes.push(inner[at]!)
      continue
    }
    const octal = /^[0-7]{3}/.exec(inner.toString('latin1', at + 1, at + 4))?.[0]
    const letter = String.fromCharCode(inner[at + 1]!)
    bytes.push(octal ? Number.parseInt(octal, 8) : (ESCAPES[letter] ?? inner[at + 1]!))
    at += octal ? 3 : 1
  }
  return Buffer.from(bytes).toString('utf8')
}

const ESCAPES: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }
