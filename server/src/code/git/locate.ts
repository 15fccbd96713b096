import { Problem } from '#kernel'
import { listRefs, resolveCommit } from './history.ts'
import { isRefName, LONGEST_REF, quote } from './names.ts'
import type { Source } from './tree.ts'

export interface Located {
  kind: 'branch' | 'tag' | 'commit'
  /** As it stands in the address. */
  ref: string
  /** The commit. */
  sha: string
  path: string
}

/**
 * What `feature/one/src/a.ts` means: a branch may contain slashes, so that the address alone does not say where it ends. The longest
 * branch that begins it wins, then the longest tag, then a commit id. Throws `git.ref_not_found`.
 */
export async function locate(source: Source, address: string): Promise<Located> {
  const parts = address.split('/').filter(Boolean)
  const first = parts[0] ?? ''
  for (const [kind, folder] of KINDS) {
    const name = await longestRef(source, { folder, address: parts.join('/'), first })
    if (name === undefined) continue
    const sha = await resolveCommit(source.git, source.gitDir, `${folder}${name}`)
    if (sha) return { kind, ref: name, sha, path: parts.join('/').slice(name.length + 1) }
  }
  const sha = await resolveCommit(source.git, source.gitDir, first.slice(0, LONGEST_REF))
  if (sha) return { kind: 'commit', ref: first, sha, path: parts.slice(1).join('/') }
  throw new Problem('not_found', 'git.ref_not_found', `There is no branch, tag or commit ${quote(first)} here.`)
}

const KINDS = [
  ['branch', 'refs/heads/'],
  ['tag', 'refs/tags/'],
] as const

async function longestRef(
  { git, gitDir }: Source,
  { folder, address, first }: { folder: string; address: string; first: string },
): Promise<string | undefined> {
  if (!isRefName(`${folder}${first}`)) return undefined
  const names = (await listRefs(git, gitDir, `${folder}${first}`)).map(({ ref }) => ref.slice(folder.length))
  const beginning = names.filter((name) => address === name || address.startsWith(`${name}/`))
  return beginning.sort((a, b) => b.length - a.length)[0]
}
