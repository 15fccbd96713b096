import type { FileDiff } from '../api/code.ts'
import { type DiffLine, type Hunk, parsePatch } from './parse-patch.ts'

// Folding a file or opening a comment must not parse ten thousand lines again.
const parsed = new WeakMap<FileDiff, Hunk[]>()
const spaceless = new WeakMap<FileDiff, Hunk[]>()

/** With `ignoreSpace`, lines that differ in nothing but white space count as unchanged. */
export function hunksOf(file: FileDiff, { ignoreSpace }: { ignoreSpace: boolean }): Hunk[] {
  const hunks = remember(parsed, file, () => parsePatch(file.patch))
  return ignoreSpace ? remember(spaceless, file, () => hunks.map(withoutSpace).filter(changesSomething)) : hunks
}

function remember(known: WeakMap<FileDiff, Hunk[]>, file: FileDiff, make: () => Hunk[]): Hunk[] {
  const made = known.get(file) ?? make()
  known.set(file, made)
  return made
}

const changesSomething = (hunk: Hunk) => hunk.lines.some(({ kind }) => kind !== 'context')
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
