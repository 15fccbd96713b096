import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { newId, Problem } from '#kernel'
import { type GitCommand, GitFailure } from './command.ts'
import { parseSignature, type Signature } from './commit-object.ts'
import { isSha, quote, repositoryPath } from './names.ts'

/** Writes single objects. None is reachable until a ref is moved to it, so one that nobody uses is swept like any other leftover. */

export const TREE_MODES = ['100644', '100755', '040000', '160000', '120000'] as const

export interface TreeChange {
  path: string
  mode: (typeof TREE_MODES)[number]
  /** Null removes the path. */
  sha: string | null
}

export const ObjectSha = z.string().regex(/^[0-9a-f]{40}$/, 'is not the id of an object: 40 hexadecimal digits')

export async function writeBlob(git: GitCommand, gitDir: string, content: Buffer): Promise<string> {
  return git.text(['hash-object', '-w', '--stdin'], { gitDir, input: content })
}

/** A tree of these entries, on top of another where one is given. Throws `git.tree` for what no tree can hold. */
export async function writeTree(
  git: GitCommand,
  options: { gitDir: string; scratch: string; base: string | undefined; changes: readonly TreeChange[] },
): Promise<string> {
  const { gitDir, scratch, base, changes } = options
  const index = join(scratch, newId('idx'))
  const at = { gitDir, env: { GIT_INDEX_FILE: index } }
  try {
    await git.run(['read-tree', ...(base ? [base] : ['--empty'])], at)
    const lines = changes.map((change) => {
      const path = storablePath(change.path)
      return change.sha === null || change.mode === '040000'
        ? `0 ${'0'.repeat(40)}\t${path}`
        : `${change.mode} ${change.sha}\t${path}`
    })
    await git.run(['update-index', '-z', '--replace', '--index-info'], {
      ...at,
      input: lines.map((line) => `${line}\0`).join(''),
    })
    for (const { path, mode, sha } of changes) {
      if (mode !== '040000' || sha === null) continue
      await git
        .run(['rm', '-r', '--cached', '--quiet', '--ignore-unmatch', '--', storablePath(path)], at)
        .catch(() => undefined)
      await git.run(['read-tree', `--prefix=${storablePath(path)}/`, sha], at)
    }
    return await git.text(['write-tree'], at)
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error
    throw new Problem(
      'invalid',
      'git.tree',
      'No tree can be made of these entries; look at their ids, modes and paths.',
      {
        cause: error,
      },
    )
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}

/** Nothing may be stored that a checkout would refuse. */
export function storablePath(path: string): string {
  const clean = repositoryPath(path)
  const parts = clean.split('/')
  // What Windows and macOS take for .git is as dangerous as .git itself.
  const hostile = parts.some((part) =>
    /^(?:\.git|git~1)[ .]*$/i.test(
      part.normalize('NFKC').replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, ''),
    ),
  )
  if (clean !== '' && !hostile && !/[\n\r]/.test(clean)) return clean
  throw new Problem('invalid', 'git.path', `${quote(path)} cannot be stored in a repository.`)
}

export interface NewCommit {
  tree: string
  parents: readonly string[]
  message: string
  author: Signature
  committer: Signature
  /** An armoured signature of the commit. */
  signature?: string | undefined
}

export async function writeCommit(git: GitCommand, gitDir: string, commit: NewCommit): Promise<string> {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${printSignature(commit.author)}`,
    `committer ${printSignature(commit.committer)}`,
    ...(commit.signature ? [`gpgsig ${commit.signature.trimEnd().replaceAll('\n', '\n ')}`] : []),
    '',
    `${commit.message}`,
  ]
  return git.text(['hash-object', '-t', 'commit', '-w', '--stdin'], { gitDir, input: lines.join('\n') })
}

export interface NewTag {
  object: string
  type: 'commit' | 'tree' | 'blob'
  tag: string
  message: string
  tagger: Signature
}

export async function writeTag(git: GitCommand, gitDir: string, tag: NewTag): Promise<string> {
  const lines = [
    `object ${tag.object}`,
    `type ${tag.type}`,
    `tag ${tag.tag}`,
    `tagger ${printSignature(tag.tagger)}`,
    '',
    `${tag.message}\n`,
  ]
  return git.text(['hash-object', '-t', 'tag', '-w', '--stdin'], { gitDir, input: lines.join('\n') })
}

/** `name <email> seconds zone`, without what would break the line. */
function printSignature({ name, email, at }: Signature): string {
  const clean = (text: string) => text.replace(/[<>\n\r\0]/g, ' ').trim()
  const seconds = Math.floor(Date.parse(at) / 1000)
  const zone = /([+-]\d\d):?(\d\d)$/.exec(at)
  return `${clean(name) || 'nobody'} <${clean(email)}> ${seconds} ${zone ? `${zone[1]}${zone[2]}` : '+0000'}`
}

export interface ReadTag extends NewTag {
  sha: string
}

/** What an annotated tag says; undefined for anything else. */
export function parseTag(sha: string, content: string): ReadTag | undefined {
  const [head = '', ...message] = content.split('\n\n')
  const fields = new Map(
    head.split('\n').map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  )
  const object = fields.get('object') ?? ''
  const type = fields.get('type')
  if (!isSha(object) || (type !== 'commit' && type !== 'tree' && type !== 'blob')) return undefined
  return {
    sha,
    object,
    type,
    tag: fields.get('tag') ?? '',
    tagger: parseSignature(fields.get('tagger') ?? ''),
    message: message.join('\n\n').trimEnd(),
  }
}
