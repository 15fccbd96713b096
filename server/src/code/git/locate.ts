import { Problem } from '#kernel'
import { findCommit, listRefs } from './history.ts'
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
 * branch that begins it wins, then the longest tag, then a commit id; `refs/tags/v1` says which is meant. Throws `git.ref_not_found`.
 */
export async function locate(source: Source, address: string): Promise<Located> {
  const whole = address.split('/').filter(Boolean).join('/')
  for (const [kind, folder] of KINDS) {
    const rest = whole.startsWith('refs/') ? whole.slice(folder.length) : whole
    if (whole.startsWith('refs/') && !whole.startsWith(folder)) continue
    const name = await longestRef(source, { folder, address: rest })
    if (name === undefined) continue
    const sha = await findCommit(source, `${folder}${name}`)
    if (sha) return { kind, ref: name, sha, path: rest.slice(name.length + 1) }
  }
  const [first = '', ...path] = whole.split('/')
  const sha = await findCommit(source, first.slice(0, LONGEST_REF))
  if (sha) return { kind: 'commit', ref: first, sha, path: path.join('/') }
  throw new Problem('not_found', 'git.ref_not_found', `There is no branch, tag or commit ${quote(first)} here.`)
}

const KINDS = [
  ['branch', 'refs/heads/'],
  ['tag', 'refs/tags/'],
] as const

async function longestRef(
  { git, gitDir }: Source,
  { folder, address }: { folder: string; address: string },
): Promise<string | undefined> {
  const first = address.split('/')[0] ?? ''
  if (!isRefName(`${folder}${first}`)) return undefined
  const names = (await listRefs(git, gitDir, `${folder}${first}`)).map(({ ref }) => ref.slice(folder.length))
  const beginning = names.filter((name) => address === name || address.startsWith(`${name}/`))
  return beginning.sort((a, b) => b.length - a.length)[0]
}
