import { join } from 'node:path'
import { z } from 'zod'
import type { Identity } from '#identity'
import { type Actor, type Kernel, Problem, systemActor, type VerbContext } from '#kernel'
import { type Project, type Projects, rulesFor } from '#projects'
import { type ArchiveFormat, type ObjectStream, streamArchive, streamBlob } from './archive.ts'
import { createBranchGuests } from './branch-guests.ts'
import { createBrowseVerbs } from './browse-verbs.ts'
import { checkoutFiles } from './checkout.ts'
import type { Commit } from './commit-object.ts'
import { type DiffLimits, diffTrees, type FileDiff } from './diff.ts'
import { createDiffVerbs } from './diff-verbs.ts'
import { pushed } from './events.ts'
import { createFileVerbs } from './file-verbs.ts'
import { deleteProjectRows, insertAnnouncedRefs } from './git.sql.ts'
import { countApart, findCommit, isAncestor, listRefs, mergeBase, type Ref, readLog, resolveCommit } from './history.ts'
import { type ImportSource, importCommit } from './import.ts'
import { createJournal } from './journal.ts'
import { findPointers, type LargeFilePointer } from './large-files.ts'
import { type Author, type MergeMethod, mergeCommits, mergeTrees } from './merge.ts'
import { createModulesPolicy } from './modules.ts'
import { branchRef, EMPTY_TREE } from './names.ts'
import { createObjectVerbs } from './object-verbs.ts'
import type { PushPolicy } from './policy.ts'
import { createPresence } from './presence.ts'
import { createProtection } from './protection.ts'
import { createQuota, packedSize } from './quota.ts'
import { createRefVerbs } from './ref-verbs.ts'
import { createRefs } from './refs.ts'
import { createRemotes, type Remote } from './remote.ts'
import { createRepositories } from './repositories.ts'
import { createServing } from './serving.ts'
import { createSignatures } from './signatures.ts'
import { readTouchingCommits, type TouchingCommit } from './touched-paths.ts'
import { type Blob, readBlob, readTree, type Source, type TreeEntry } from './tree.ts'
import { createTurnstile } from './turnstile.ts'
import { createUpkeep } from './upkeep.ts'
import { createGitVerbs, type RecordPush } from './verbs.ts'
import { createWorktrees } from './worktrees.ts'

export type Git = ReturnType<typeof createGit>

export interface ImportOptions {
  branch: string
  files: ImportSource
  message: string
  author: Author
  actor?: Actor
}

/** Repositories of one network share nearly everything; what takes longer is no pull request. */
const TAKE_TIMEOUT_MS = 50_000

/** One project takes a commit and its history over from another of its network. */
export interface Take {
  from: string
  to: string
  commit: string
}

/** Refs that clients can fetch or not even see, and never push. */
export type ServerRef = `refs/pull/${number}/${'head' | 'merge'}` | `refs/devflow/${string}`

/** Each compresses on a core of its own; slow readers hold theirs for long. */
const ARCHIVES_AT_ONCE = 16

/** Bare repositories, one for each project, driven by the real git binary. */
export function createGit(kernel: Kernel, { identity, projects }: { identity: Identity; projects: Projects }) {
  kernel.migrations('git', join(import.meta.dirname, 'migrations'))
  const repositories = createRepositories(kernel.config)
  const { git } = repositories
  const guests = createBranchGuests(projects)
  const takers: ((take: Take) => Promise<void>)[] = []
  const policies: PushPolicy[] = [
    createProtection({ git, projects, judge: (block) => signatures.judge(block) }),
    createQuota(kernel.config),
    createPresence(kernel, projects),
    guests.policy,
    createModulesPolicy(git),
  ]
  const refs = createRefs(kernel, {
    projects,
    repositories,
    journal: createJournal(repositories.journal),
    policies,
    recordPush: (): RecordPush => verbs.recordPush,
  })
  const isProtected = (project: Project, branch: string) =>
    rulesFor(project.settings.protection, { target: 'branch', name: branch }).length > 0
  const verbs = createGitVerbs(kernel, {
    projects,
    repositories,
    refs,
    isProtected,
    author: identity.accounts.author,
  })
  const objectDeps = { projects, repositories, refs, author: identity.accounts.author }
  const objectVerbs = {
    ...createObjectVerbs(kernel, objectDeps),
    ...createRefVerbs(kernel, objectDeps),
    ...createFileVerbs(kernel, objectDeps),
  }
  const browseVerbs = createBrowseVerbs(kernel, { projects, repositories, isProtected })
  const diffVerbs = createDiffVerbs(kernel, { projects, repositories })
  const archives = createTurnstile({ atOnce: ARCHIVES_AT_ONCE, mostWaiting: 4 * ARCHIVES_AT_ONCE })
  const worktrees = createWorktrees(kernel, { projects, repositories, refs })

  const serving = createServing(kernel, { projects, repositories, refs, policies, guests })
  const upkeep = createUpkeep(kernel, repositories)
  const remotes = createRemotes({ git, limitBytes: kernel.config.repositoryLimitBytes })

  const projectOf = (id: string): Promise<Project> => kernel.db.system((tx) => projects.getById(tx, id))

  /** Verbs call this while they hold a transaction, so a repository that is there is found without another one. */
  async function gitDirOf(id: string): Promise<string> {
    return (await repositories.has(id)) ? repositories.path(id) : repositories.ensure(await projectOf(id))
  }

  const signatures = createSignatures(kernel, { projects, objects: repositories.objects, gitDirOf })

  async function sourceOf(id: string): Promise<Source> {
    return { git, objects: repositories.objects, gitDir: await gitDirOf(id) }
  }

  const removeRepository = kernel.jobs.define('git.remove', z.object({ project: z.string() }), async ({ project }) => {
    await repositories.remove(project)
    await kernel.db.system((tx) => deleteProjectRows(tx, project))
  })
  const moveHead = kernel.jobs.define('git.head', z.object({ project: z.string() }), async ({ project }) =>
    repositories.setHead(await projectOf(project)),
  )
  kernel.events.subscribe({
    name: 'git.projects',
    on: ['project.changed', 'project.deleted', pushed.name],
    async run({ name, project }, tx) {
      if (!project) return
      if (name === pushed.name) {
        await projects.touchPushed(tx, project)
        return upkeep.later(tx, project)
      }
      const job = name === 'project.deleted' ? removeRepository : moveHead
      await job.add(tx, { project }, { key: `${job.name}:${project}` })
    },
  })
  kernel.onStart(async () => {
    await repositories.prepare()
    await worktrees.removeOrphans()
    await refs.reconcile()
  })
  kernel.onStop(async () => {
    repositories.objects.stop()
    await refs.stop()
  })

  return {
    verbs: { ...verbs, ...objectVerbs, ...browseVerbs, ...diffVerbs, ...signatures.verbs },
    ...serving,
    path: repositories.path,
    create: gitDirOf,
    createWorktree: worktrees.createWorktree,
    updateRef: refs.updateRef,
    updateRefs: refs.updateRefs,
    moveRef: refs.moveRef,
    reconcile: refs.reconcileProject,
    settleJournal: refs.reconcile,
    removeOrphans: worktrees.removeOrphans,
    tidy: upkeep.tidy,

    /** On disk, in packs. */
    sizeBytes: async (projectId: string): Promise<number> => packedSize(await gitDirOf(projectId)),
    signature: signatures.signature,
    judgeSignaturesBy: signatures.judgeBy,
    forgetSignatures: signatures.forget,

    /** Policies run in the order they are added, all of them, before any ref of a push moves. */
    addPolicy(policy: PushPolicy): void {
      policies.push(policy)
    },

    async resolve(projectId: string, ref: string): Promise<string | undefined> {
      return resolveCommit(git, await gitDirOf(projectId), ref)
    },

    async createBranch(projectId: string, options: { branch: string; from: string; actor?: Actor }): Promise<string> {
      const project = await projectOf(projectId)
      const ref = branchRef(options.branch)
      const to = await resolveCommit(git, await repositories.ensure(project), options.from)
      if (!to)
        throw new Problem(
          'not_found',
          'git.ref_not_found',
          `There is no branch or commit ${JSON.stringify(options.from)} to start from.`,
        )
      await refs.updateRef(projectId, {
        ref,
        from: undefined,
        to,
        actor: options.actor ?? systemActor(project.org, 'git'),
      })
      return to
    },

    async deleteBranch(projectId: string, options: { branch: string; actor?: Actor }): Promise<void> {
      const project = await projectOf(projectId)
      const ref = branchRef(options.branch)
      const from = await resolveCommit(git, await repositories.ensure(project), ref)
      if (from)
        await refs.updateRef(projectId, {
          ref,
          from,
          to: undefined,
          actor: options.actor ?? systemActor(project.org, 'git'),
        })
    },

    /** One commit of plain files on the branch: on top of what it has, or as its first. Answers the commit. */
    async importFiles(projectId: string, { branch, files, message, author, actor }: ImportOptions): Promise<string> {
      const project = await projectOf(projectId)
      const gitDir = await repositories.ensure(project)
      const ref = branchRef(branch)
      const from = await resolveCommit(git, gitDir, ref)
      const { sha, release } = await importCommit(git, { gitDir, source: files, parent: from, message, author })
      try {
        await refs.updateRef(projectId, {
          ref,
          from,
          to: sha,
          actor: actor ?? systemActor(project.org, 'git'),
          via: 'import',
        })
      } finally {
        await release()
      }
      return sha
    },

    /** A commit of plain files on top of another. No branch moves; the caller moves one before it releases the commit. */
    async commitFiles(
      projectId: string,
      commit: { parent: string; files: ImportSource; message: string; author: Author },
    ): Promise<{ sha: string; release(): Promise<void> }> {
      return importCommit(git, { gitDir: await gitDirOf(projectId), source: commit.files, ...commit })
    },

    async mergeBase(projectId: string, a: string, b: string): Promise<string | undefined> {
      return mergeBase(git, await gitDirOf(projectId), a, b)
    },
    async isAncestor(projectId: string, { ancestor, of }: { ancestor: string; of: string }): Promise<boolean> {
      return isAncestor(git, { gitDir: await gitDirOf(projectId), ancestor, of })
    },
    async countApart(projectId: string, sides: { base: string; head: string }) {
      return countApart(git, await gitDirOf(projectId), sides)
    },
    /** Straight from one commit or tree to the other; for what a branch adds, start from the merge base. */
    async diff(projectId: string, base: string, head: string, limits?: DiffLimits): Promise<FileDiff[]> {
      return diffTrees(git, { gitDir: await gitDirOf(projectId), base, head, ...(limits ? { limits } : {}) })
    },
    /** The commit that merges `head` into `base`; no ref moves. */
    async merge(
      projectId: string,
      options: { base: string; head: string; method: MergeMethod; message: string; author: Author },
    ): Promise<{ sha: string } | { conflicts: string[] }> {
      return mergeCommits(git, { gitDir: await gitDirOf(projectId), ...options })
    },
    /** The paths in which two commits contradict each other; empty when they merge. */
    async conflicts(projectId: string, { base, head }: { base: string; head: string }): Promise<string[]> {
      const merged = await mergeTrees(git, { gitDir: await gitDirOf(projectId), ours: base, theirs: head })
      return 'conflicts' in merged ? merged.conflicts : []
    },
    async log(
      projectId: string,
      options: { from: string; notFrom?: string; path?: string; limit?: number },
    ): Promise<Commit[]> {
      return readLog(git, { gitDir: await gitDirOf(projectId), limit: 100, ...options })
    },
    /** Commits by their ids, with the paths they touch. */
    async touching(projectId: string, shas: readonly string[]): Promise<TouchingCommit[]> {
      return readTouchingCommits(git, { gitDir: await gitDirOf(projectId), shas })
    },
    async tree(projectId: string, ref: string, path = ''): Promise<TreeEntry[]> {
      const source = await sourceOf(projectId)
      return (await readTree(source, { commit: await commitOf(source.gitDir, ref), path })).items
    },
    async blob(projectId: string, ref: string, path: string, maxBytes?: number): Promise<Blob> {
      const source = await sourceOf(projectId)
      return readBlob(source, { commit: await commitOf(source.gitDir, ref), path, ...(maxBytes ? { maxBytes } : {}) })
    },
    /** A blob by its id, whatever its size. Whoever asks has found the id by a verb. */
    async streamBlob(projectId: string, sha: string): Promise<ObjectStream> {
      return streamBlob(git, { gitDir: await gitDirOf(projectId), sha })
    },
    async archive(
      projectId: string,
      options: { commit: string; format: ArchiveFormat; folder: string },
    ): Promise<ObjectStream> {
      const gitDir = await gitDirOf(projectId)
      const { promise, resolve, reject } = Promise.withResolvers<ObjectStream>()
      const make = async () => {
        const stream = streamArchive(git, { gitDir, ...options })
        const sent = new Promise((done) => stream.output.once('close', done))
        resolve(stream)
        await sent
      }
      archives.pass(make).catch(reject)
      return promise
    },
    /** Plain files of a commit in an empty folder: no .git, no symlink that leads out. */
    async checkout(projectId: string, sha: string, directory: string): Promise<void> {
      const gitDir = await gitDirOf(projectId)
      await checkoutFiles(git, {
        gitDir,
        commit: await commitOf(gitDir, sha),
        directory,
        scratch: repositories.scratch,
      })
    },
    /** Keeps a commit reachable under a name of the server's own. Nothing is announced. */
    async keepRef(projectId: string, ref: ServerRef, sha: string): Promise<void> {
      await git.run(['update-ref', ref, sha], { gitDir: await gitDirOf(projectId) })
    },
    async dropRef(projectId: string, ref: ServerRef): Promise<void> {
      await git.run(['update-ref', '-d', ref], { gitDir: await gitDirOf(projectId) })
    },

    /** The large files that commits name and others do not. */
    async pointers(
      projectId: string,
      options: Omit<Parameters<typeof findPointers>[1], 'gitDir'>,
    ): Promise<LargeFilePointer[]> {
      return findPointers(git, { gitDir: await gitDirOf(projectId), ...options })
    },
    /** Who may push to single branches of a project that they may not push to. */
    admitToBranches: guests.admitBy,
    /** Whoever keeps something beside repositories hears here that one takes commits over from another. */
    onTake(hear: (take: Take) => Promise<void>): void {
      takers.push(hear)
    },

    defaultBranchOf: remotes.defaultBranch,
    lfsAccessOf: remotes.lfsAccess,
    async rememberPushed(projectId: string, id: string, refs: readonly Ref[]): Promise<void> {
      await remotes.remember(await gitDirOf(projectId), id, refs)
    },
    async fetchFrom(projectId: string, remote: Remote, options: Parameters<typeof remotes.fetch>[2]) {
      return remotes.fetch(await gitDirOf(projectId), remote, options)
    },
    async pushTo(projectId: string, remote: Remote, options: Parameters<typeof remotes.push>[2]) {
      return remotes.push(await gitDirOf(projectId), remote, options)
    },
    async forgetRemote(projectId: string, id: string): Promise<void> {
      if (await repositories.has(projectId)) await remotes.forget(repositories.path(projectId), id)
    },

    /** Makes the repository of a new project from another's, inside the verb that makes the project. Nothing is announced. */
    async copy(
      { tx }: Pick<VerbContext, 'tx'>,
      from: string,
      to: Project,
      options: { branch?: string | undefined } = {},
    ): Promise<void> {
      await gitDirOf(from)
      try {
        await repositories.copy(from, to, options)
        const refs = await listRefs(git, repositories.path(to.id))
        await insertAnnouncedRefs(tx, { org: to.org, project: to.id, refs })
      } catch (error) {
        await repositories.remove(to.id)
        throw error
      }
    },

    /** Brings a branch of another repository here, under a name of the server's own. Answers its commit; undefined when it has none. */
    async takeBranch(
      projectId: string,
      { from, branch, into }: { from: string; branch: string; into: ServerRef },
    ): Promise<string | undefined> {
      const source = await gitDirOf(from)
      const ref = branchRef(branch)
      const tip = await resolveCommit(git, source, ref)
      if (!tip) return undefined
      const gitDir = await gitDirOf(projectId)
      const known = await resolveCommit(git, gitDir, tip)
      await git.run(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', source, `+${ref}:${into}`], {
        gitDir,
        timeoutMs: TAKE_TIMEOUT_MS,
        env: { GIT_ALLOW_PROTOCOL: 'file' },
      })
      const commit = await resolveCommit(git, gitDir, into)
      if (commit && !known) for (const hear of takers) await hear({ from, to: projectId, commit })
      return commit
    },

    /** All refs with their values. */
    async refs(projectId: string, prefix?: string) {
      return listRefs(git, await gitDirOf(projectId), prefix)
    },
    emptyTree: EMPTY_TREE,
    /** Whose name and address stand in the commits that the server makes for somebody. */
    authorOf: identity.accounts.author,
  }

  async function commitOf(gitDir: string, ref: string): Promise<string> {
    const sha = await findCommit({ objects: repositories.objects, gitDir }, ref)
    if (sha) return sha
    throw new Problem(
      'not_found',
      'git.ref_not_found',
      `There is no branch, tag or commit ${JSON.stringify(ref.slice(0, 80))} here.`,
    )
  }
}
