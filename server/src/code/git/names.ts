import { Problem } from '#kernel'

/** The object id git prints for "nothing": the other side of a created or deleted ref. */
export const ZERO = '0'.repeat(40)
/** The tree without files, present in every repository: the base for diffing a root commit. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** Long enough for any real branch, short enough for every file system once `.lock` is appended. */
export const LONGEST_REF = 240

const SHA = /^[0-9a-f]{40}$/

export function isSha(text: string): boolean {
  return SHA.test(text)
}

/**
 * Whether git accepts this full ref name (`refs/heads/main`): the rules of `git check-ref-format`, in one pure function,
 * and beyond them our own limit on length and no component that begins with a dash, so that no name can be read as an option.
 */
export function isRefName(ref: string): boolean {
  if (ref.length > LONGEST_REF || !ref.startsWith('refs/') || ref.endsWith('.')) return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not pass
  if (/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{/.test(ref)) return false
  const parts = ref.split('/')
  return parts.length >= 2 && parts.every((part) => part !== '' && !/^[.-]|\.lock$/.test(part))
}

/** Whether a file can be there: what leads out of the repository is refused by git as a mistake, and is none of a reader's. */
export function isTreePath(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..')
}

export function isBranchName(branch: string): boolean {
  return branch !== 'HEAD' && isRefName(`refs/heads/${branch}`)
}

export function isTagName(tag: string): boolean {
  return isRefName(`refs/tags/${tag}`)
}

/** `refs/heads/<branch>`. Throws `git.branch_name` with a sentence for a person. */
export function branchRef(branch: string): string {
  if (isBranchName(branch)) return `refs/heads/${branch}`
  throw new Problem(
    'invalid',
    'git.branch_name',
    `${quote(branch)} is not a branch name git accepts; use letters, digits, dashes and slashes, such as feature/login.`,
  )
}

/** The branch that a ref names; undefined for tags and everything else. */
export function branchOf(ref: string): string | undefined {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined
}

/** A path inside a repository, `''` for its root. Throws `git.path` for anything that is not plainly inside. */
export function repositoryPath(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  if (trimmed === '') return ''
  const parts = trimmed.split('/')
  const inside = parts.every((part) => part !== '' && part !== '.' && part !== '..')
  if (inside && !trimmed.includes('\0') && trimmed.length <= 4096) return trimmed
  throw new Problem(
    'invalid',
    'git.path',
    `${quote(path)} is not a path inside the repository; write it like src/main.ts.`,
  )
}

/** Foreign text in a sentence: shortened, with control characters made visible. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
