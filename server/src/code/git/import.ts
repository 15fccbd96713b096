import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { newId, Problem } from '#kernel'
import type { GitCommand } from './command.ts'
import type { Author } from './merge.ts'
import { quote, repositoryPath } from './names.ts'

/** A folder on disk, or paths with their contents. */
export type ImportSource = string | Record<string, string | Buffer | { content: string | Buffer; mode: string }>

interface ImportedFile {
  path: string
  mode: '100644' | '100755' | '120000'
  content: Buffer
}

interface ImportedCommit {
  gitDir: string
  source: ImportSource
  /** Paths that the commit takes away. */
  removed?: readonly string[]
  parent: string | undefined
  message: string
  author: Author & { at?: string }
  /** Default: the author. */
  committer?: Author & { at?: string }
}

/**
 * Makes one commit of plain files on top of `parent` with `git fast-import`, and answers its id. No branch moves and no work tree is
 * needed; a scratch ref holds the commit until the caller has moved the branch, then `release` drops it.
 */
export async function importCommit(
  git: GitCommand,
  options: ImportedCommit,
): Promise<{ sha: string; release(): Promise<void> }> {
  const { gitDir, source, removed = [], parent, message, author, committer } = options
  const files = typeof source === 'string' ? await readFolder(source) : readRecord(source)
  const scratch = `refs/devflow/import/${newId('imp')}`
  const seconds = Math.floor(Date.now() / 1000)
  const text = Buffer.from(message)
  const stream: (string | Buffer)[] = [
    `feature done\ncommit ${scratch}\n`,
    ...(committer ? [`author ${printPerson(author, seconds)}\n`] : []),
    `committer ${printPerson(committer ?? author, seconds)}\n`,
    `data ${text.length}\n`,
    text,
    '\n',
    ...(parent ? [`from ${parent}\n`] : []),
    ...removed.map((path) => `D ${quotePath(importablePath(path))}\n`),
    ...files.flatMap(({ mode, path, content }) => [
      `M ${mode} inline ${quotePath(path)}\ndata ${content.length}\n`,
      content,
      '\n',
    ]),
    'done\n',
  ]
  const input = Buffer.concat(stream.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  await git.run(['fast-import', '--quiet'], { gitDir, input })
  const sha = await git.text(['rev-parse', '--verify', scratch], { gitDir })
  return { sha, release: async () => void (await git.run(['update-ref', '-d', scratch], { gitDir })) }
}

function printPerson({ name, email, at }: Author & { at?: string }, now: number): string {
  const seconds = at === undefined ? now : Math.floor(Date.parse(at) / 1000)
  const zone = /([+-]\d\d):?(\d\d)$/.exec(at ?? '')
  const clean = name.replace(/[<>\n\0]/g, ' ')
  return `${clean} <${email.replace(/[<>\s\0]/g, '')}> ${seconds} ${zone ? `${zone[1]}${zone[2]}` : '+0000'}`
}

function readRecord(files: Exclude<ImportSource, string>): ImportedFile[] {
  return Object.entries(files).map(([path, file]) => {
    const { content, mode } = typeof file === 'object' && 'mode' in file ? file : { content: file, mode: '100644' }
    return {
      path: importablePath(path),
      mode: mode === '100755' ? mode : '100644',
      content: Buffer.from(content as string),
    }
  })
}

async function readFolder(root: string, folder = ''): Promise<ImportedFile[]> {
  const names = (await readdir(join(root, folder))).filter((name) => name.toLowerCase() !== '.git').sort()
  const found: ImportedFile[] = []
  for (const name of names) {
    const path = folder === '' ? name : `${folder}/${name}`
    const file = join(root, path)
    const stat = await lstat(file)
    if (stat.isDirectory()) found.push(...(await readFolder(root, path)))
    else if (stat.isSymbolicLink()) found.push({ path, mode: '120000', content: Buffer.from(await readlink(file)) })
    else if (stat.isFile())
      found.push({ path, mode: stat.mode & 0o111 ? '100755' : '100644', content: await readFile(file) })
  }
  return found
}

/** fast-import trusts its input, so nothing may pass that a checkout would refuse. */
function importablePath(path: string): string {
  const clean = repositoryPath(path)
  if (clean !== '' && !clean.split('/').some((part) => part.toLowerCase() === '.git')) return clean
  throw new Problem('invalid', 'git.path', `${quote(path)} cannot be stored in a repository.`)
}

/** C-style quoting, which fast-import always accepts. */
function quotePath(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
