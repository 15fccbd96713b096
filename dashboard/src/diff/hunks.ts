import type { FileDiff } from '../api/code.ts'
import { type DiffLine, type Hunk, parsePatch } from './parse-patch.ts'

interface HunkOptions {
  /** Lines that differ in nothing but white space count as unchanged. */
  ignoreSpace: boolean
  /** All lines of the file after the change, where they were asked for: then nothing is left out between hunks. */
  whole?: readonly string[] | undefined
}

// Folding a file or opening a comment must not parse ten thousand lines again.
const parsed = new WeakMap<FileDiff, Hunk[]>()
const spaceless = new WeakMap<FileDiff, Hunk[]>()

export function hunksOf(file: FileDiff, { ignoreSpace, whole }: HunkOptions): Hunk[] {
  const hunks = remember(parsed, file, () => parsePatch(file.patch))
  const shown = ignoreSpace ? remember(spaceless, file, () => hunks.map(withoutSpace)) : hunks
  return whole ? [wholeFile(shown, whole)] : shown
}

function remember(known: WeakMap<FileDiff, Hunk[]>, file: FileDiff, make: () => Hunk[]): Hunk[] {
  const made = known.get(file) ?? make()
  known.set(file, made)
  return made
}

const squeeze = (text: string) => text.replace(/\s+/g, '')

function withoutSpace(hunk: Hunk): Hunk {
  const lines: DiffLine[] = []
  for (const { removed, added, context } of blocksOf(hunk.lines)) {
    if (context) lines.push(context)
    else if (removed.length !== added.length) lines.push(...removed, ...added)
    else lines.push(...equalPairs(removed, added))
  }
  return { ...hunk, lines }
}

function equalPairs(removed: readonly DiffLine[], added: readonly DiffLine[]): DiffLine[] {
  const lines: DiffLine[] = []
  let open: [DiffLine[], DiffLine[]] = [[], []]
  for (const [index, before] of removed.entries()) {
    const after = added[index]!
    if (squeeze(before.text) === squeeze(after.text)) {
      lines.push(...open[0], ...open[1], { kind: 'context', old: before.old, new: after.new, text: after.text })
      open = [[], []]
    } else {
      open[0].push(before)
      open[1].push(after)
    }
  }
  return [...lines, ...open[0], ...open[1]]
}

export interface Block {
  removed: DiffLine[]
  added: DiffLine[]
  context?: DiffLine
}

/** Runs of removed and added lines that belong together, and the lines between them one by one. */
export function blocksOf(lines: readonly DiffLine[]): Block[] {
  const blocks: Block[] = []
  for (const line of lines) {
    const last = blocks.at(-1)
    if (line.kind === 'context') blocks.push({ removed: [], added: [], context: line })
    else if (!last || last.context || (line.kind === 'removed' && last.added.length > 0))
      blocks.push({ removed: [], added: [], [line.kind]: [line] })
    else last[line.kind].push(line)
  }
  return blocks
}

/** The hunks with everything that stands before, between and behind them. */
function wholeFile(hunks: readonly Hunk[], whole: readonly string[]): Hunk {
  const lines: DiffLine[] = []
  let next = 1
  let shift = 0 // how much lower a line stands now than before
  const fill = (until: number) => {
    for (; next < until; next++)
      lines.push({ kind: 'context', old: next - shift, new: next, text: whole[next - 1] ?? '' })
  }
  for (const hunk of hunks) {
    const first = hunk.lines.find((line) => line.new !== null)?.new
    fill(first ?? next)
    lines.push(...hunk.lines)
    for (const line of hunk.lines) {
      if (line.new !== null) next = line.new + 1
      if (line.kind === 'added') shift++
      if (line.kind === 'removed') shift--
    }
  }
  fill(whole.length + 1)
  return { context: '', range: 'The whole file', lines }
}
