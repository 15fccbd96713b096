import { Problem } from '#kernel'
import type { GitCommand } from './command.ts'
import { ZERO } from './names.ts'
import { readSignatureBlock } from './signature-block.ts'
import type { SignatureJudge, SignatureReason } from './signatures.ts'

/** Each may take a process of its own to verify, and whoever pushes waits for all of them. */
const MOST_COMMITS = 1000

interface Move {
  gitDir: string
  /** The new objects may still be in quarantine. */
  env: Record<string, string>
  before: string
  after: string
  /** Of a name that is new: what its commits are new to, where that exists. */
  trunk: string
}

/** The first of the commits that a name takes up whose signature proves nothing, and why; undefined when all are proven. */
export async function findUnsigned(
  git: GitCommand,
  judge: SignatureJudge,
  { gitDir, env, before, after, trunk }: Move,
): Promise<{ sha: string; reason: SignatureReason } | undefined> {
  const known =
    before === ZERO
      ? await git.text(['rev-parse', '--verify', '--quiet', trunk], { gitDir, env, okCodes: [0, 1] })
      : before
  const most = `--max-count=${MOST_COMMITS + 1}`
  const listed = await git.text(['rev-list', most, after, ...(known ? [`^${known}`] : []), '--'], { gitDir, env })
  const shas = listed.split('\n').filter(Boolean)
  if (shas.length > MOST_COMMITS) {
    throw new Problem(
      'too_large',
      'protection.signature_count',
      `The signatures of at most ${MOST_COMMITS} commits are verified at once; push them in several steps.`,
    )
  }
  for (const { sha, content } of await readCommits(git, { gitDir, env, shas })) {
    const block = readSignatureBlock('commit', content)
    const reason = block ? (await judge(block)).reason : 'unsigned'
    if (reason !== 'valid') return { sha, reason }
  }
  return undefined
}

/** By a process of its own: the one that the pages read from does not see what is in quarantine. */
async function readCommits(
  git: GitCommand,
  { gitDir, env, shas }: { gitDir: string; env: Record<string, string>; shas: readonly string[] },
): Promise<{ sha: string; content: Buffer }[]> {
  if (shas.length === 0) return []
  const { stdout, truncated } = await git.run(['cat-file', '--batch'], { gitDir, env, input: `${shas.join('\n')}\n` })
  if (truncated) {
    throw new Problem(
      'too_large',
      'protection.signature_size',
      'These commits are too large to verify their signatures at once; push them in several steps.',
    )
  }
  const commits: { sha: string; content: Buffer }[] = []
  let at = 0
  for (const sha of shas) {
    const end = stdout.indexOf('\n', at)
    const [, , size] = stdout.toString('latin1', at, end).split(' ')
    const from = end + 1
    const to = from + Number(size)
    if (end < 0 || !(to < stdout.length)) throw new Error(`git cat-file --batch did not answer for ${sha}`)
    commits.push({ sha, content: stdout.subarray(from, to) })
    at = to + 1
  }
  return commits
}
