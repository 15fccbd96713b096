import { z } from 'zod'
import type { GitCommand } from './command.ts'
import { loadLanguages } from './file-language.ts'
import { EMPTY_TREE } from './names.ts'
import type { ObjectReader } from './object-reader.ts'

export const Language = z
  .object({ name: z.string(), colour: z.string().nullable(), sizeBytes: z.number().int() })
  .meta({ id: 'Language' })
export type Language = z.infer<typeof Language>

interface Measured {
  tree: string
  /** Bytes by language. */
  sizes: Map<string, { sizeBytes: number; colour: string | null }>
}

/** Repositories whose last measure is kept, so that the next push costs only what it changed. */
const MOST_MEASURED = 500
const MOST_LISTED_BYTES = 256 * 1024 * 1024
/** Asked at once, so that a repository of a million files does not become one message. */
const INFO_BATCH = 5000
/** Copies of other people's code say nothing about a project. */
const VENDORED = /(^|\/)(node_modules|bower_components|vendor|third_party|dist|\.yarn)\//

/** What a repository is written in, by bytes: names of linguist, counted where they are programs or markup. */
export function createLanguages(git: GitCommand, objects: ObjectReader) {
  const measured = new Map<string, Measured>()
  const turns = new Map<string, Promise<Measured>>()

  /** Counts the difference to what was measured last: the sizes of what went are taken away, of what came are added. */
  async function measure(gitDir: string, tree: string): Promise<Measured> {
    const last = measured.get(gitDir)
    if (last?.tree === tree) return last
    const sizes = new Map(last?.sizes)
    const { stdout } = await git.run(
      ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', last?.tree ?? EMPTY_TREE, tree],
      { gitDir, maxBytes: MOST_LISTED_BYTES },
    )
    const languageOf = await loadLanguages()
    const counted = readChanges(stdout).flatMap((change) => {
      const language = VENDORED.test(change.path) ? undefined : languageOf(change.path)
      return language?.counted ? [{ ...change, language }] : []
    })
    for (let at = 0; at < counted.length; at += INFO_BATCH) {
      const part = counted.slice(at, at + INFO_BATCH)
      const shas = part.map(({ sha }) => sha)
      const infos = await objects.info(gitDir, shas)
      for (const [index, { language, sign }] of part.entries()) {
        const before = sizes.get(language.group)
        const sizeBytes = (before?.sizeBytes ?? 0) + sign * (infos[index]?.sizeBytes ?? 0)
        const colour = language.name === language.group ? (language.colour ?? null) : (before?.colour ?? null)
        sizes.set(language.group, { sizeBytes, colour })
      }
    }
    const now = { tree, sizes }
    measured.delete(gitDir)
    measured.set(gitDir, now)
    if (measured.size > MOST_MEASURED) measured.delete(measured.keys().next().value!)
    return now
  }

  /** Largest first. */
  return async function languagesOf(gitDir: string, tree: string): Promise<Language[]> {
    const turn = (turns.get(gitDir) ?? Promise.resolve()).then(
      () => measure(gitDir, tree),
      () => measure(gitDir, tree),
    )
    turns.set(gitDir, turn)
    try {
      const { sizes } = await turn
      return [...sizes]
        .map(([name, size]) => ({ name, ...size }))
        .filter(({ sizeBytes }) => sizeBytes > 0)
        .sort((a, b) => b.sizeBytes - a.sizeBytes)
    } finally {
      if (turns.get(gitDir) === turn) turns.delete(gitDir)
    }
  }
}

/** `:mode mode sha sha status\0path\0`: what a change took away and what it brought. Links and submodules are no source. */
function readChanges(printed: Buffer): { path: string; sha: string; sign: 1 | -1 }[] {
  const records = printed.toString('utf8').split('\0')
  const changes: { path: string; sha: string; sign: 1 | -1 }[] = []
  for (let at = 0; at + 1 < records.length; at += 2) {
    const [modeBefore = '', modeAfter = '', before = '', after = ''] = records[at]!.slice(1).split(' ')
    const path = records[at + 1]!
    if (modeBefore.startsWith('100')) changes.push({ path, sha: before, sign: -1 })
    if (modeAfter.startsWith('100')) changes.push({ path, sha: after, sign: 1 })
  }
  return changes
}
