import { realpath } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'

/** The real path of a name below a folder; undefined where there is none, or where it or a link on the way leads outside. */
export async function findInside(folder: string, name: string): Promise<string | undefined> {
  try {
    const path = await realpath(join(folder, name))
    const rest = relative(await realpath(folder), path)
    return rest.startsWith('..') || isAbsolute(rest) ? undefined : path
  } catch {
    return undefined
  }
}
