import { type FileDiff, type Git, GitFailure } from '#git'
import { Problem } from '#kernel'
import { cutHunk, findPosition, lineAt, moveLine, parseHunks, type Side } from './position.ts'
import type { PullRow } from './pulls.sql.ts'
import type { Place } from './review.ts'
import type { ThreadRow } from './threads.sql.ts'

/** A comment may stand on any line a person can scroll to; the first screen of a diff is far smaller. */
const LIMITS = { filePatchBytes: 2_000_000, totalPatchBytes: 16_000_000 }

type Placed = Pick<
  ThreadRow,
  'subject' | 'path' | 'side' | 'startSide' | 'line' | 'startLine' | 'position' | 'sha' | 'diffHunk'
>

/** What a pull request changes up to one of its commits, from where the two branches parted. */
export async function changesOf(git: Git, pull: PullRow, sha: string): Promise<FileDiff[]> {
  const from = await git.mergeBase(pull.project, pull.baseSha, sha)
  return git.diff(pull.project, from ?? git.emptyTree, sha, LIMITS)
}

/** Finds the places of new comments in the changes of the commit that was shown. Refuses what the diff does not show. */
export function createPlacing(files: readonly FileDiff[], sha: string): (place: Place) => Placed {
  return (place) => {
    const { path, startLine } = place
    const file = files.find(
      (candidate) => candidate.path === path || (place.side === 'old' && candidate.oldPath === path),
    )
    if (!file) throw wrongPlace(`${path} is not changed by this pull request; comment on one of its files.`)
    const hunks = parseHunks(file.patch)
    const counted = place.line === undefined && place.position !== undefined
    const found = counted ? lineAt(hunks, place.position!) : undefined
    if (counted && !found) throw wrongPlace(`The diff of ${path} has no line ${place.position}; give a line it shows.`)
    const { line, side } = found ?? place
    const at = { path: file.path, side, sha }
    if (line === undefined) {
      return { ...at, subject: 'file', startSide: null, line: null, startLine: null, position: null, diffHunk: '' }
    }
    const startSide = startLine === undefined ? null : (place.startSide ?? side)
    if (startLine !== undefined && startSide === side && startLine >= line) {
      throw wrongPlace(`A range begins above its last line; ${startLine} does not stand above ${line}.`)
    }
    const position = findPosition(hunks, { side, line })
    const shown = startLine === undefined || findPosition(hunks, { side: startSide!, line: startLine }) !== undefined
    // Of a file whose patch was cut, every line is believed.
    if (!file.truncated && (position === undefined || !shown)) {
      throw wrongPlace(`Line ${line} of ${path} is not part of the changes; comment on a line that the diff shows.`)
    }
    return {
      ...at,
      subject: 'line',
      startSide,
      line,
      startLine: startLine ?? null,
      position: position ?? null,
      diffHunk: cutHunk(hunks, { side, line }),
    }
  }
}

function wrongPlace(sentence: string): Problem {
  return new Problem('invalid', 'pulls.comment_place', sentence)
}

/** Where threads stand after the head has moved: each line is followed through what changed; one that was changed is outdated. */
export async function followThreads(
  git: Git,
  { before, after, threads }: { before: PullRow; after: PullRow; threads: readonly ThreadRow[] },
): Promise<ThreadRow[]> {
  const open = threads.filter((thread) => !thread.outdated)
  if (open.length === 0) return []
  const [oldBase, newBase, changes] = await Promise.all([
    git.mergeBase(before.project, before.baseSha, before.headSha),
    git.mergeBase(after.project, after.baseSha, after.headSha),
    changesOf(git, after, after.headSha),
  ])
  const compared = new Map<string, Promise<FileDiff[] | undefined>>()
  /** Undefined: a commit is not there any more. */
  const between = (from: string, to: string) => {
    const key = `${from}..${to}`
    const known = compared.get(key)
    if (known) return known
    const made = git.diff(after.project, from, to, LIMITS).catch((error) => {
      if (error instanceof GitFailure) return undefined
      throw error
    })
    compared.set(key, made)
    return made
  }
  const moved: ThreadRow[] = []
  for (const thread of open) {
    const [from, to] =
      thread.side === 'new' ? [thread.sha, after.headSha] : [oldBase ?? git.emptyTree, newBase ?? git.emptyTree]
    const files = from === to ? [] : await between(from, to)
    moved.push(followThread(thread, { files, changes, sha: after.headSha }))
  }
  return moved
}

function followThread(
  thread: ThreadRow,
  { files, changes, sha }: { files: readonly FileDiff[] | undefined; changes: readonly FileDiff[]; sha: string },
): ThreadRow {
  const gone = { ...thread, line: null, startLine: null, position: null, outdated: true }
  if (!files) return gone
  const file = files.find(({ path, oldPath }) => (oldPath ?? path) === thread.path)
  if (file?.status === 'deleted' && thread.side === 'new') return gone
  const path = file?.path ?? thread.path
  const change = changes.find((candidate) => candidate.path === path)
  if (!change || file?.truncated) return gone
  if (thread.line === null) return { ...thread, path, sha }
  const hunks = parseHunks(file?.patch ?? '')
  const line = moveLine(hunks, thread.line)
  // The two sides of a range that spans both are followed on the side it ends on.
  const startLine = thread.startLine === null ? null : moveLine(hunks, thread.startLine)
  if (line === undefined || startLine === undefined) return gone
  const position = findPosition(parseHunks(change.patch), { side: thread.side as Side, line })
  if (position === undefined && !change.truncated) return gone
  return { ...thread, path, line, startLine, position: position ?? null, sha }
}
