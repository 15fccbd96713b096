import { z } from 'zod'
import { type Kernel, Problem, type VerbContext, verb } from '#kernel'
import { type Project, ProjectAddress, type Projects } from '#projects'
import { diffTrees, FileDiff } from './diff.ts'
import { pushed } from './events.ts'
import { Commit, countApart, listRefs, mergeBase, readLog, resolveCommit } from './history.ts'
import { branchRef, EMPTY_TREE, LONGEST_REF, quote } from './names.ts'
import type { createRefs } from './refs.ts'
import { isAnnounced } from './refs.ts'
import type { Repositories } from './repositories.ts'
import { readBlob, readTree, TreeEntry } from './tree.ts'

const Address = ProjectAddress.shape
const RefInput = z.string().max(LONGEST_REF).describe('A branch, tag, full ref name or commit id.')
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

const MOST_COMPARED_COMMITS = 250
const MOST_REFS_AT_ONCE = 20_000

interface Deps {
  projects: Projects
  repositories: Repositories
  refs: ReturnType<typeof createRefs>
  isProtected(project: Project, branch: string): boolean
}

export type RecordPush = ReturnType<typeof createGitVerbs>['recordPush']

export function createGitVerbs(kernel: Kernel, { projects, repositories, refs, isProtected }: Deps) {
  const { git } = repositories

  async function open({ tx }: VerbContext, input: { owner: string; name: string }) {
    const project = await projects.get(tx, input)
    return { project, gitDir: await repositories.ensure(project) }
  }

  /** The commit a person named, or the default branch's. */
  async function commitOf(gitDir: string, project: Project, ref: string | undefined): Promise<string> {
    const sha = await resolveCommit(git, gitDir, ref ?? project.defaultBranch)
    if (sha) return sha
    const what =
      ref === undefined
        ? 'This repository is still empty; push a first commit.'
        : `There is no branch, tag or commit ${quote(ref)} here.`
    throw new Problem('not_found', 'git.ref_not_found', what)
  }

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
        const { project, gitDir } = await open(context, input)
        const ref = branchRef(input.branch)
        const sha = await commitOf(gitDir, project, input.from)
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
        const { project, gitDir } = await open(context, input)
        const ref = branchRef(input.branch)
        const sha = await commitOf(gitDir, project, ref)
        await refs.moveRef(context, project, { ref, from: sha, to: undefined })
        return {}
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
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z
          .string()
          .regex(/^\d{1,7}$/, 'is not a cursor of this list')
          .optional(),
      }),
      output: z.object({ items: z.array(Commit), next: z.string().optional() }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, path, limit, cursor, ...address }) {
        const { project, gitDir } = await open(context, address)
        const from =
          ref === undefined
            ? await resolveCommit(git, gitDir, project.defaultBranch)
            : await commitOf(gitDir, project, ref)
        if (!from) return { items: [] }
        const skip = Number(cursor ?? 0)
        const items = await readLog(git, { gitDir, from, path, limit: limit + 1, skip })
        return items.length > limit ? { items: items.slice(0, limit), next: String(skip + limit) } : { items }
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
        const { project, gitDir } = await open(context, address)
        const [commit] = await readLog(git, { gitDir, from: await commitOf(gitDir, project, sha), limit: 1 })
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
      input: z.object({ ...Address, ref: RefInput.optional(), path: z.string().default('') }),
      output: z.object({ sha: z.string(), path: z.string(), items: z.array(TreeEntry) }),
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { ref, path, ...address }) {
        const { project, gitDir } = await open(context, address)
        const sha = await commitOf(gitDir, project, ref)
        return { sha, path, items: await readTree(git, { gitDir, commit: sha, path }) }
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
        const { project, gitDir } = await open(context, address)
        const { content, ...blob } = await readBlob(git, { gitDir, commit: await commitOf(gitDir, project, ref), path })
        return { ...blob, content: blob.binary ? null : content.toString('utf8') }
      },
    }),

    compare: verb({
      name: 'git.compare',
      http: 'GET /projects/:owner/:name/compare',
      summary: 'Compare two commits from where they parted',
      input: z.object({ ...Address, base: RefInput, head: RefInput }),
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
        const { project, gitDir } = await open(context, input)
        const base = await commitOf(gitDir, project, input.base)
        const head = await commitOf(gitDir, project, input.head)
        const [common, apart, commits] = await Promise.all([
          mergeBase(git, gitDir, base, head),
          countApart(git, gitDir, { base, head }),
          readLog(git, { gitDir, from: head, notFrom: base, limit: MOST_COMPARED_COMMITS }),
        ])
        const files = await diffTrees(git, { gitDir, base: common ?? EMPTY_TREE, head })
        return { base, head, mergeBase: common ?? null, ...apart, commits, files }
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
