import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitCommand } from './command.ts'
import { listRefs } from './history.ts'
import { isRefName, isSha } from './names.ts'

/** More than this are read faster all at once. */
const FEW_REFS = 8

/** What these refs point to now; those that do not exist are left out. */
export async function readRefs(git: GitCommand, gitDir: string, refs: readonly string[]): Promise<Map<string, string>> {
  if (refs.length > FEW_REFS) {
    const wanted = new Set(refs)
    const all = await listRefs(git, gitDir)
    return new Map(all.filter(({ ref }) => wanted.has(ref)).map(({ ref, sha }) => [ref, sha]))
  }
  const found = await Promise.all(refs.map(async (ref) => [ref, await readRef(git, gitDir, ref)] as const))
  return new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** A ref that has just moved is a file of its own, which needs no process to be read; others are git's business. */
async function readRef(git: GitCommand, gitDir: string, ref: string): Promise<string | undefined> {
  if (!isRefName(ref)) return undefined
  const loose = await readFile(join(gitDir, ref), 'latin1').then(
    (text) => text.trimEnd(),
    () => '',
  )
  if (isSha(loose)) return loose
  return (await listRefs(git, gitDir, ref)).find((found) => found.ref === ref)?.sha
}
