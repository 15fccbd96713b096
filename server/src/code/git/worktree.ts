import { constants } from 'node:fs'
import { access, copyFile, lstat, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type GitCommand, GitFailure } from './command.ts'
import { type DiffLimits, diffTrees, type FileDiff } from './diff.ts'
import { type Author, commitTree } from './merge.ts'

export interface Worktree {
  readonly id: string
  /** The folder an agent works in. Everything inside is untrusted. */
  readonly path: string
  /** git's record of this worktree, outside the folder; mount it read-only together with `repository` so that `git diff` works inside. */
  readonly gitDir: string
  /** The bare repository that the worktree belongs to. */
  readonly repository: string
  readonly branch: string
  /** The tree object of everything in the folder now, ignored files excepted. Fast when nothing has changed. */
  snapshot(): Promise<string>
  diffTrees(a: string, b: string, limits?: DiffLimits): Promise<FileDiff[]>
  /** Commits a snapshot of now onto the branch; undefined when it holds no change. */
  commit(options: { message: string; author: Author; trailers?: Record<string, string> }): Promise<string | undefined>
  /** Deletes folder and record. The branch stays. */
  remove(): Promise<void>
}

export interface WorktreeOptions {
  git: GitCommand
  id: string
  repository: string
  path: string
  branch: string
  /** Moves the branch from one commit to the next, with policies and announcement. */
  advance(move: { from: string; to: string }): Promise<void>
}

/** A single file larger than this is not kept as an action of an agent; it stays on disk and out of the tree. */
const MOST_SNAPSHOT_FILE_BYTES = 50 * 1024 * 1024
/** The folder is written to while it is read; what vanished or changed its kind in between is looked at again. */
const SNAPSHOT_TRIES = 4

/** git's own record of a worktree is `<repository>/worktrees/<last part of its path>`. */
function worktreeGitDir(repository: string, id: string): string {
  return join(repository, 'worktrees', id)
}

export async function addWorktree(options: WorktreeOptions): Promise<Worktree> {
  const { git, id, repository, path, branch } = options
  await removeWorktreeFiles({ repository, id, path })
  // --force: an earlier attempt of the same branch may have left its record behind.
  await git.run(['worktree', 'add', '--quiet', '--force', '--', path, branch], { gitDir: repository })
  await copyFile(join(worktreeGitDir(repository, id), 'index'), privateIndex(repository, id))
  return openWorktree(options)
}

function openWorktree({ git, id, repository, path, branch, advance }: WorktreeOptions): Worktree {
  const gitDir = worktreeGitDir(repository, id)
  const index = privateIndex(repository, id)
  // Never the `.git` file inside the folder: an agent may have replaced it.
  const at = { gitDir, workTree: path, env: { GIT_INDEX_FILE: index } }
  let lastTree: string | undefined
  let queue: Promise<unknown> = Promise.resolve()

  async function takeSnapshot(): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        const changed = await listChanges()
        if (changed.length > 0 || lastTree === undefined) {
          await stage(changed)
          lastTree = await git.text(['write-tree'], at)
        }
        return lastTree
      } catch (error) {
        if (attempt === SNAPSHOT_TRIES || !(error instanceof GitFailure)) throw error
      }
    }
  }

  /** Paths that differ from the private index. Nested repositories, which git would make submodules, are listed as the files they are. */
  async function listChanges(): Promise<string[]> {
    const { stdout } = await git.run(
      ['ls-files', '-z', '--modified', '--deleted', '--others', '--exclude-standard'],
      at,
    )
    const listed = [...new Set(stdout.toString('utf8').split('\0').filter(Boolean))]
    const nested = await Promise.all(
      listed.filter((name) => name.endsWith('/')).map((name) => listFiles(path, name.slice(0, -1))),
    )
    const inNested = nested.flat()
    const ignored = inNested.length > 0 ? await listIgnored(inNested) : new Set<string>()
    return [...listed.filter((name) => !name.endsWith('/')), ...inNested.filter((name) => !ignored.has(name))]
  }

  async function listIgnored(paths: string[]): Promise<Set<string>> {
    // The command takes pathspecs, and `./` keeps it from seeing magic in a name.
    const { stdout } = await git.run(['check-ignore', '-z', '--stdin', '--no-index'], {
      ...at,
      env: { ...at.env, GIT_LITERAL_PATHSPECS: '0' },
      input: paths.map((name) => `./${name}`).join('\0'),
      okCodes: [0, 1],
    })
    return new Set(
      stdout
        .toString('utf8')
        .split('\0')
        .filter(Boolean)
        .map((name) => name.slice(2)),
    )
  }

  async function stage(changed: string[]): Promise<void> {
    const kinds = createKinds(path)
    const gone: string[] = []
    const present: string[] = []
    for (const name of changed) {
      const kind = await kinds(name)
      if (kind === 'keep') present.push(name)
      else if (kind === 'gone') gone.push(name)
    }
    if (gone.length > 0) {
      await git.run(['update-index', '-z', '--force-remove', '--stdin'], { ...at, input: gone.join('\0') })
    }
    if (present.length > 0) {
      await git.run(['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], {
        ...at,
        input: present.join('\0'),
      })
    }
  }

  async function commit({
    message,
    author,
    trailers = {},
  }: Parameters<Worktree['commit']>[0]): Promise<string | undefined> {
    const tree = await takeSnapshot()
    const parent = await git.text(['rev-parse', '--verify', `refs/heads/${branch}`], { gitDir: repository })
    if ((await git.text(['rev-parse', '--verify', `${parent}^{tree}`], { gitDir: repository })) === tree)
      return undefined
    const lines = Object.entries(trailers).map(([name, value]) => `${name}: ${value.replace(/\s+/g, ' ')}`)
    const full = lines.length > 0 ? `${message.trim()}\n\n${lines.join('\n')}` : message
    const sha = await commitTree(git, { gitDir: repository, tree, parents: [parent], message: full, author })
    await advance({ from: parent, to: sha })
    await copyFile(index, join(gitDir, 'index')) // so that the agent's own `git status` is clean again
    return sha
  }

  /** The private index is one file: snapshots and commits of one worktree wait for each other. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = queue.then(run)
    queue = result.catch(() => undefined)
    return result
  }

  return {
    id,
    path,
    gitDir,
    repository,
    branch,
    snapshot: () => inTurn(takeSnapshot),
    diffTrees: (a, b, limits) =>
      diffTrees(git, { gitDir: repository, base: a, head: b, ...(limits ? { limits } : {}) }),
    commit: (options) => inTurn(() => commit(options)),
    remove: () => inTurn(() => removeWorktreeFiles({ repository, id, path })),
  }
}

/** Not `git worktree remove`, which believes the `.git` file in the folder. */
export async function removeWorktreeFiles({
  repository,
  id,
  path,
}: {
  repository: string
  id: string
  path: string
}): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 })
  await rm(worktreeGitDir(repository, id), { recursive: true, force: true })
}

function privateIndex(repository: string, id: string): string {
  return join(worktreeGitDir(repository, id), 'devflow-index')
}

type Kind = 'keep' | 'gone' | 'skip'

/** Tells what a tree can hold, which is small enough files that can be read, and symlinks, from what took their place. */
function createKinds(root: string): (name: string) => Promise<Kind> {
  const folders = new Map<string, Promise<boolean>>()

  /** A folder that is a symlink now no longer has the files git knows below it. */
  function isFolder(folder: string): Promise<boolean> {
    if (folder === '.') return Promise.resolve(true)
    let answer = folders.get(folder)
    if (!answer) {
      const self = lstat(join(root, folder)).then(
        (stat) => stat.isDirectory(),
        () => false,
      )
      answer = isFolder(dirname(folder)).then((above) => above && self)
      folders.set(folder, answer)
    }
    return answer
  }

  return async (name) => {
    const file = join(root, name)
    const stat = (await isFolder(dirname(name))) ? await lstat(file).catch(() => undefined) : undefined
    if (!stat) return 'gone'
    if (stat.isSymbolicLink()) return 'keep'
    if (!stat.isFile()) return 'gone' // a folder, socket or device took the place of a file
    if (stat.size > MOST_SNAPSHOT_FILE_BYTES) return 'skip'
    return access(file, constants.R_OK).then(
      () => 'keep',
      () => 'skip',
    )
  }
}

/** All files and symlinks below a folder, never following a link, without anybody's `.git`. */
async function listFiles(root: string, folder: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
    const path = `${folder}/${entry.name}`
    if (entry.name.toLowerCase() === '.git') continue
    if (entry.isDirectory()) found.push(...(await listFiles(root, path)))
    else if (entry.isFile() || entry.isSymbolicLink()) found.push(path)
  }
  return found
}
