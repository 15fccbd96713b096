import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { newId } from '#kernel'
import type { Config } from '../../config.ts'
import { createGitCommand, type GitCommand } from './command.ts'
import { createObjectReader, type ObjectReader } from './object-reader.ts'
import { PRE_RECEIVE } from './receive.ts'

/** Where the repositories are, and the one configuration git reads for all of them. */
export interface Repositories {
  git: GitCommand
  objects: ObjectReader
  /** `<dataDir>/repositories/<aa>/<project id>.git` */
  path(project: string): string
  repositoriesFolder: string
  worktreePath(id: string): string
  /** For index files and the like; emptied at every start. */
  scratch: string
  journal: string
  /** Makes folders, hooks and configuration. At start, before anything else. */
  prepare(): Promise<void>
  /** The path, after making the bare repository if it is not there yet. */
  ensure(project: { id: string; defaultBranch: string }): Promise<string>
  /** A repository with the branches and tags of another, or one of its branches alone. Objects are shared on disk as hard links. */
  copy(from: string, to: { id: string; defaultBranch: string }, options: { branch?: string | undefined }): Promise<void>
  /** Whether the repository is there. Looks at the disk at most once. */
  has(project: string): Promise<boolean>
  /** Points HEAD at the default branch. */
  setHead(project: { id: string; defaultBranch: string }): Promise<void>
  remove(project: string): Promise<void>
}

/** Linking every file of a large repository, or copying them where the disk has no links. */
const COPY_TIMEOUT_MS = 600_000

export function createRepositories(settings: Pick<Config, 'dataDir' | 'environment' | 'pushLimitBytes'>): Repositories {
  const { dataDir, environment, pushLimitBytes } = settings
  const home = join(dataDir, 'git')
  const hooks = join(home, 'hooks')
  const scratch = join(home, 'scratch')
  const journal = join(home, 'pushes')
  const config = join(home, 'config')
  const git = createGitCommand(config, environment.PATH)
  const objects = createObjectReader(git)
  const known = new Set<string>()

  async function has(project: string): Promise<boolean> {
    if (known.has(project)) return true
    const there = await exists(path(project))
    if (there) known.add(project)
    return there
  }

  const repositoriesFolder = join(dataDir, 'repositories')
  const path = (project: string) => join(repositoriesFolder, project.slice(-2), `${project}.git`)

  async function prepare(): Promise<void> {
    await rm(scratch, { recursive: true, force: true })
    for (const folder of [hooks, scratch, journal, join(dataDir, 'worktrees')]) await mkdir(folder, { recursive: true })
    await writeWhole(config, globalConfig(hooks, pushLimitBytes))
    await writeWhole(join(hooks, 'pre-receive'), PRE_RECEIVE)
    await chmod(join(hooks, 'pre-receive'), 0o755)
  }

  async function ensure({ id, defaultBranch }: { id: string; defaultBranch: string }): Promise<string> {
    const target = path(id)
    if (!(await has(id))) {
      const draft = join(scratch, newId('repo'))
      await git.run(['init', '--bare', '--quiet', '--template=', `--initial-branch=${defaultBranch}`, '--', draft])
      await mkdir(dirname(target), { recursive: true })
      await rename(draft, target).catch(async (error) => {
        await rm(draft, { recursive: true, force: true })
        if (!(await exists(target))) throw error // otherwise somebody else made it at the same moment
      })
    }
    known.add(id)
    return target
  }

  async function copy(
    from: string,
    { id, defaultBranch }: { id: string; defaultBranch: string },
    { branch }: { branch?: string | undefined },
  ): Promise<void> {
    const draft = join(scratch, newId('repo'))
    const only = branch === undefined ? [] : ['--single-branch', `--branch=${branch}`]
    try {
      // Links are made by path, without the protocol; `--local` says so even where git would not guess it.
      await git.run(['clone', '--bare', '--local', '--quiet', '--template=', ...only, '--', path(from), draft], {
        timeoutMs: COPY_TIMEOUT_MS,
        env: { GIT_ALLOW_PROTOCOL: 'file' },
      })
      await git.run(['config', '--remove-section', 'remote.origin'], { gitDir: draft })
      await git.run(['symbolic-ref', 'HEAD', `refs/heads/${defaultBranch}`], { gitDir: draft })
      await mkdir(dirname(path(id)), { recursive: true })
      await rename(draft, path(id))
      known.add(id)
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  }

  return {
    git,
    objects,
    copy,
    path,
    repositoriesFolder,
    worktreePath: (id) => join(dataDir, 'worktrees', id),
    scratch,
    journal,
    prepare,
    has,
    ensure,
    async setHead(project) {
      const gitDir = await ensure(project)
      await git.run(['symbolic-ref', 'HEAD', `refs/heads/${project.defaultBranch}`], { gitDir })
    },
    async remove(project) {
      known.delete(project)
      objects.close(path(project))
      await rm(path(project), { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/**
 * Everything git is told, in one file of ours: nothing a tree or a person's home contains can add to it. Objects that a push brings are
 * checked; housekeeping never starts by itself in the middle of a request.
 */
function globalConfig(hooks: string, pushLimitBytes: number): string {
  return `# Written by DevFlow at every start; changes here are lost.
[safe]
	directory = *
[core]
	hooksPath = ${JSON.stringify(hooks)}
	fsmonitor = false
	quotePath = false
	protectHFS = true
	protectNTFS = true
[gc]
	auto = 0
[maintenance]
	auto = false
[transfer]
	fsckObjects = true
	hideRefs = refs/devflow
[fsck]
	# Mistakes of old tools that real histories are full of and that harm nobody.
	zeroPaddedFilemode = ignore
	missingSpaceBeforeDate = ignore
	badTimezone = ignore
[receive]
	autogc = false
	advertisePushOptions = true
	denyDeletes = false
	denyNonFastForwards = false
	maxInputSize = ${pushLimitBytes}
[fetch "fsck"]
	zeroPaddedFilemode = ignore
	missingSpaceBeforeDate = ignore
	badTimezone = ignore
[receive "fsck"]
	zeroPaddedFilemode = ignore
	missingSpaceBeforeDate = ignore
	badTimezone = ignore
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[protocol]
	version = 2
	allow = never
[user]
	useConfigOnly = true
[commit]
	gpgSign = false
[pack]
	threads = 2
	writeBitmapHashCache = true
`
}

async function writeWhole(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return
  await writeFile(`${file}.draft`, text)
  await rename(`${file}.draft`, file)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
