import type { FileDiff } from '../api/code.ts'

const LINK = '120000'
const SUBMODULE = '160000'
const PROGRAM = '100755'
const PLAIN = '100644'

/** What became of a file besides its lines: links, submodules, permissions. */
export function factsOf(file: FileDiff): string[] {
  const { mode, oldMode, status } = file
  if (isSubmodule(file)) return [submodule(file)]
  const facts: string[] = []
  if (mode === LINK && oldMode === undefined) facts.push('A symbolic link; its target is the line below.')
  else if (mode === PROGRAM && oldMode === undefined) facts.push('An executable file.')
  else if (mode !== oldMode && status !== 'deleted')
    facts.push(`Was ${nameOf(oldMode)} (${oldMode ?? PLAIN}), is now ${nameOf(mode)} (${mode ?? PLAIN}).`)
  return facts
}

/** Its lines are not a text: they name a commit of another repository. */
export function isSubmodule({ mode, oldMode }: FileDiff): boolean {
  return mode === SUBMODULE || (mode === undefined && oldMode === SUBMODULE)
}

export function isPicture(path: string): boolean {
  return /\.(avif|bmp|gif|ico|jpe?g|png|svg|webp)$/i.test(path)
}

function submodule({ patch, status }: FileDiff): string {
  const commit = (sign: string) =>
    new RegExp(`^\\${sign}Subproject commit ([0-9a-f]{7,64})`, 'm').exec(patch)?.[1]?.slice(0, 7) ?? 'another commit'
  if (status === 'added') return `A submodule at ${commit('+')}.`
  if (status === 'deleted') return `The submodule at ${commit('-')} is gone.`
  return `The submodule moved from ${commit('-')} to ${commit('+')}.`
}

function nameOf(mode: string | undefined): string {
  if (mode === LINK) return 'a symbolic link'
  if (mode === SUBMODULE) return 'a submodule'
  return mode === PROGRAM ? 'executable' : 'a plain file'
}
