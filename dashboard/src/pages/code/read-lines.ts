import type { Address } from '../../api/client.ts'
import { code } from '../../api/code.ts'

/** All lines of a file of a commit, to be shown around a change. Throws where it has none to show. */
export async function readLines(project: Address, sha: string, path: string): Promise<string[]> {
  const { content, truncated } = await code.blob(project, { ref: sha, path })
  if (content === null || truncated) throw new Error(`${path} cannot be shown as a whole`)
  return content.replace(/\n$/, '').split('\n')
}
