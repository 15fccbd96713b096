import { z } from 'zod'
import { type Actor, type Kernel, Problem, verb } from '#kernel'
import type { Project, Projects } from '#projects'
import { Commit } from './commit-object.ts'
import { compareCommits, findForkCommit } from './compare.ts'
import { diffTrees, FileDiff } from './diff.ts'
import { pushed } from './events.ts'
import { countLog, findCommit, isAncestor, listRefs, readLog, resolveCommit } from './history.ts'
import { mergeCommits } from './merge.ts'
import { branchRef, EMPTY_TREE } from './names.ts'
import { Address, createOpening, RefInput, TreePage } from './opening.ts'
import type { createRefs } from './refs.ts'
import { isAnnounced } from './refs.ts'
import type { Repositories } from './repositories.ts'
import { readBlob, readTree, TreeEntry } from './tree.ts'

const Branch = z
  .object({ name: z.string(), sha: z.string(), default: z.boolean(), protected: z.boolean() })
  .meta({ id: 'Branch' })
const File = z
  .object({
    path: z.string(),
    sha: z.string(),
    mode: z.string(),
    sizeBytes: z.number(),
    binary: z.boolean(),
    truncated: z.boolean(),
    /** Text; null for a binary file. */
    content: z.string().nullable(),
  })
  .meta({ id: 'File' })

const MOST_REFS_AT_ONCE = 20_000

interface Deps {
  projects: Projects
  repositories: Repositories
  refs: ReturnType<typeof createRefs>
  isProtected(project: Project, branch: string): boolean
  /** Whose name stands on what an actor makes here. */
  author(actor: Actor): Promise<{ name: string; email: string }>
}

export type RecordPush = ReturnType<typeof createGitVerbs>['recordPush']

export function createGitVerbs(kernel: Kernel, { projects, repositories, refs, isProtected, author }: Deps) {
  const { git } = repositories

  const { open, commitOf } = createOpening({ projects, repositories })

  const verbs = {
    branches: verb({
      name: 'git.branches',
      http: 'GET /projects/:owner/:name/branches',
      summary: 'List branches',
      input: z.object(Address),
      output: z.object({ items: z.array(Branch) }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, input) {
        const { project, gitDir } = await open(context, input)
        const items = (await listRefs(git, gitDir, 'refs/heads/')).map(({ ref, sha }) => {
          const name = ref.slice('refs/heads/'.length)
          return { name, sha, default: name === project.defaultBranch, protected: isProtected(project, name) }
        })
        return { items: items.sort((a, b) => Number(b.default) - Number(a.default)) }
      },
    }),

    createBranch: verb({
      name: 'git.createBranch',
      http: 'POST /projects/:owner/:name/branches',
      summary: 'Create a branch',
      input: z.object({
        ...Address,
        branch: z.string(),
        from: RefInput.optional().describe('Default: the default branch.'),
      }),
      output: Branch,
      needs: 'git:push',
      scope: projects.scope,
      emits: [pushed.name],
      status: 201,
      async run(context, input) {
        const source = await open(context, input)
        const { project, gitDir } = source
        const ref = branchRef(input.branch)
        const sha = await commitOf(source, input.from)
        if (await resolveCommit(git, gitDir, ref))
          throw new Problem('conflict', 'git.branch_exists', `The branch ${input.branch} exists already.`)
        await refs.moveRef(context, project, { ref, from: undefined, to: sha })
        return {
          name: input.branch,
          sha,
          default: input.branch === project.defaultBranch,
          protected: isProtected(project, input.branch),
        }
      },
    }),

    deleteBranch: verb({
      name: 'git.deleteBranch',
      http: 'DELETE /projects/:owner/:name/branches/:branch',
      summary: 'Delete a branch',
      input: z.object({ ...Address, branch: z.string() }),
      output: z.object({}),
      needs: 'git:push',
      scope: projects.scope,
      emits: [pushed.name],
      async run(context, input) {
        const source = await open(context, input)
        const { project } = source
        const ref = branchRef(input.branch)
        const sha = await commitOf(source, ref)
        await refs.moveRef(context, project, { ref, from: sha, to: undefined })
        return {}
      },
    }),

    renameBranch: verb({
      name: 'git.renameBranch',
      http: 'POST /projects/:owner/:name/branches/:branch/rename',
      summary: 'Rename a branch; if it is the default branch, it stays that',
      input: z.object({ ...Address, branch: z.string(), to: z.string() }),
      output: z.object({}),
      needs: 'projects:write',
      scope: projects.scope,
      emits: [pushed.name],
      async run(context, { branch, to, ...address }) {
        const { project, gitDir } = await open(context, address)
        const [from, target] = [branchRef(branch), branchRef(to)]
        const sha = await resolveCommit(git, gitDir, from)
        if (!sha)
          throw new Problem('not_found', 'git.ref_not_found', `There is no branch ${JSON.stringify(branch)} here.`)
        if (await resolveCommit(git, gitDir, target))
          throw new Problem('conflict', 'git.branch_exists', `The branch ${to} exists already.`)
        await refs.moveRef(context, project, { ref: target, from: undefined, to: sha })
        const isDefault = branch === project.defaultBranch
        if (isDefault) await context.call(projects.verbs.update, { ...address, defaultBranch: to })
        const renamed = isDefault ? { ...project, defaultBranch: to } : project
        await refs.moveRef(context, renamed, { ref: from, from: sha, to: undefined })
        return {}
      },
    }),

    mergeBranch: verb({
      name: 'git.mergeBranch',
      http: 'POST /projects/:owner/:name/branches/:branch/merge',
      summary: 'Merge a branch or commit into a branch, without a pull request',
      input: z.object({ ...Address, branch: z.string(), head: RefInput, message: z.string().max(65_536).optional() }),
      output: z.object({ sha: z.string().nullable().describe('Null: everything was there already.') }),
      needs: 'git:push',
      scope: projects.scope,
      emits: [pushed.name],
      async run(context, { branch, head, message, ...address }) {
        const source = await open(context, address)
        const { project, gitDir } = source
        const ref = branchRef(branch)
        const [base, theirs] = [await commitOf(source, ref), await commitOf(source, head)]
        if (await isAncestor(git, { gitDir, ancestor: theirs, of: base })) return { sha: null }
        const merged = await mergeCommits(git, {
          gitDir,
          base,
          head: theirs,
          method: 'merge',
          message: message ?? `Merge ${head} into ${branch}`,
          author: await author(context.actor),
        })
        if ('conflicts' in merged)
          throw new Problem(
            'conflict',
            'git.merge_conflict',
            `Merge conflict in ${merged.conflicts.slice(0, 3).join(', ')}; merge ${branch} into ${head} and resolve it there.`,
          )
        await refs.moveRef(context, project, { ref, from: base, to: merged.sha })
        return { sha: merged.sha }
      },
    }),

    commits: verb({
      name: 'git.commits',
      http: 'GET /projects/:owner/:name/commits',
      summary: 'List commits, newest first',
      input: z.object({
        ...Address,
        ref: RefInput.optional(),
        path: z.string().optional(),
        follow: z.boolean().default(false).describe('Go on through renames of the one file at the path.'),
        since: z.iso.datetime({ offset: true }).optional(),
        until: z.iso.datetime({ offset: true }).optional(),
        author: z.string().min(1).max(300).optional().describe("A part of the author's name or address."),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z
          .string()
          .regex(/^\d{1,7}$/, 'is not a cursor of this list')
          .optional(),
      }),
      output: z.object({ items: z.array(Commit), next: z.string().optional() }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, path, follow, limit, cursor, since, until, author, ...address }) {
        const source = await open(context, address)
        const { project, gitDir } = source
        const from = ref === undefined ? await findCommit(source, project.defaultBranch) : await commitOf(source, ref)
        if (!from) return { items: [] }
        const skip = Number(cursor ?? 0)
        const items = await readLog(git, {
          gitDir,
          from,
          path,
          follow,
          since,
          until,
          author,
          limit: limit + 1,
          skip,
        })
        return items.length > limit ? { items: items.slice(0, limit), next: String(skip + limit) } : { items }
      },
    }),

    countCommits: verb({
      name: 'git.countCommits',
      http: 'GET /projects/:owner/:name/commits/count',
      summary: 'Count the commits of a branch',
      input: z.object({
        ...Address,
        ref: RefInput.optional(),
        path: z.string().optional(),
        since: z.iso.datetime({ offset: true }).optional(),
        until: z.iso.datetime({ offset: true }).optional(),
        author: z.string().min(1).max(300).optional(),
      }),
      output: z.object({ total: z.number().int() }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, ...input }) {
        const source = await open(context, input)
        return { total: await countLog(git, { ...input, gitDir: source.gitDir, from: await commitOf(source, ref) }) }
      },
    }),

    commit: verb({
      name: 'git.commit',
      http: 'GET /projects/:owner/:name/commits/:sha',
      summary: 'Show a commit with its changes',
      input: z.object({ ...Address, sha: RefInput }),
      output: Commit.extend({ files: z.array(FileDiff) }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { sha, ...address }) {
        const source = await open(context, address)
        const { gitDir } = source
        const [commit] = await readLog(git, { gitDir, from: await commitOf(source, sha), limit: 1 })
        return {
          ...commit!,
          files: await diffTrees(git, { gitDir, base: commit!.parents[0] ?? EMPTY_TREE, head: commit!.sha }),
        }
      },
    }),

    tree: verb({
      name: 'git.tree',
      http: 'GET /projects/:owner/:name/tree',
      summary: 'List a folder of a commit',
      input: z.object({ ...Address, ref: RefInput.optional(), path: z.string().default(''), ...TreePage }),
      output: z.object({
        sha: z.string().describe('The commit.'),
        tree: z.string(),
        path: z.string(),
        items: z.array(TreeEntry),
        total: z.number().int(),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, path, page, limit, ...address }) {
        const source = await open(context, address)
        const commit = await commitOf(source, ref)
        const { sha: tree, ...listed } = await readTree(source, { commit, path, skip: (page - 1) * limit, limit })
        return { sha: commit, tree, path, ...listed }
      },
    }),

    blob: verb({
      name: 'git.blob',
      http: 'GET /projects/:owner/:name/blob',
      summary: 'Show a file of a commit',
      input: z.object({ ...Address, ref: RefInput.optional(), path: z.string() }),
      output: File,
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, path, ...address }) {
        const source = await open(context, address)
        const { content, ...blob } = await readBlob(source, { commit: await commitOf(source, ref), path })
        return { ...blob, content: blob.binary ? null : content.toString('utf8') }
      },
    }),

    compare: verb({
      name: 'git.compare',
      http: 'GET /projects/:owner/:name/compare',
      summary: 'Compare two commits from where they parted',
      input: z.object({
        ...Address,
        base: RefInput,
        head: RefInput.describe('A branch, tag or commit id; `owner:branch` when it is in a fork.'),
      }),
      output: z.object({
        base: z.string(),
        head: z.string(),
        mergeBase: z.string().nullable(),
        ahead: z.number().int(),
        behind: z.number().int(),
        commits: z.array(Commit),
        files: z.array(FileDiff),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, input) {
        const source = await open(context, input)
        const base = await commitOf(source, input.base)
        const { sha: head, env } = input.head.includes(':')
          ? await findForkCommit(
              { projects, repositories },
              { actor: context.actor, project: source.project, name: input.head },
            )
          : { sha: await commitOf(source, input.head), env: {} }
        return { base, head, ...(await compareCommits(source, { base, head, env })) }
      },
    }),

    /** What a push ends with. It reads the repository itself, so a caller can repeat it and cannot claim what is not so. */
    recordPush: verb({
      name: 'git.recordPush',
      http: 'POST /projects/:owner/:name/refs/record',
      summary: 'Announce refs that have moved',
      input: z.object({ ...Address, refs: z.array(z.string().max(1000)).min(1).max(MOST_REFS_AT_ONCE) }),
      output: z.object({ updates: z.number().int() }),
      needs: 'git:push',
      scope: projects.scope,
      emits: [pushed.name],
      async run(context, { refs: names, ...address }) {
        const project = await projects.get(context.tx, address)
        return { updates: await refs.announce(context, project, [...new Set(names)].filter(isAnnounced)) }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  return verbs
}
