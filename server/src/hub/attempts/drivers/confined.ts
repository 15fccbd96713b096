import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { Problem } from '#kernel'

/**
 * The real path of `path` inside `root`, following every link on the way, or a refusal. The file itself need not exist.
 * An agent writes its worktree at will, so a link in it may point anywhere on this machine; what counts is where it ends.
 */
export async function confinedPath(root: string, path: string): Promise<string> {
  if (path.includes('\0')) throw outside(path)
  const realRoot = await realpath(root)
  const absolute = isAbsolute(path) ? resolve(path) : resolve(realRoot, path)
  // Named by the root's unresolved spelling, as agents were told it.
  const asked = isInside(root, absolute) ? join(realRoot, relative(root, absolute)) : absolute
  const real = await realPathOfMaybeMissing(asked)
  if (!isInside(realRoot, real)) throw outside(path)
  // git's own data is not the agent's to write: a config or hook there would run outside the sandbox.
  const first = relative(realRoot, real).split(sep)[0]
  if (first?.toLowerCase() === '.git') throw outside(path)
  return real
}

/** Relative to the root where it is inside, else as given: for showing and for constraints. */
export function shownPath(root: string, path: string): string {
  const absolute = isAbsolute(path) ? path : resolve(root, path)
  return isInside(root, absolute) ? relative(root, absolute) || '.' : absolute
}

async function realPathOfMaybeMissing(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  // A dangling link would be created at its target by a write: refuse rather than guess where that is.
  const entry = await lstat(path).catch(() => undefined)
  if (entry?.isSymbolicLink()) throw outside(path)
  const parent = dirname(path)
  if (parent === path) return path
  return join(await realPathOfMaybeMissing(parent), basename(path))
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

function outside(path: string): Problem {
  return new Problem(
    'forbidden',
    'attempts.outside_worktree',
    `${JSON.stringify(path)} is outside the worktree; use paths inside it.`,
  )
}
