import { z } from 'zod'
import { type Kernel, Problem, verb } from '#kernel'
import { Commit } from './commit-object.ts'
import { pushed } from './events.ts'
import { listRefs, readCommits } from './history.ts'
import { importCommit } from './import.ts'
import { branchRef, LONGEST_REF, quote } from './names.ts'
import { createObjectDesk, decode, Message, MOST_CONTENT, type ObjectDeps, Person } from './object-desk.ts'
import { ObjectSha, storablePath } from './objects.ts'
import { Address, type Opened } from './opening.ts'
import { type FoundFile, findFile } from './tree.ts'

const MOST_FILES = 1000
const PLAIN_FILE = '100644'

/** Files by their path, changed in one commit without a clone. */
export function createFileVerbs(kernel: Kernel, deps: ObjectDeps) {
  const { projects, repositories, refs } = deps
  const { git } = repositories
  const { open, refAt, signature } = createObjectDesk(deps)
  const write = { needs: 'git:push', scope: projects.scope, status: 201 } as const

  const verbs = {
    commitFiles: verb({
      name: 'git.commitFiles',
      http: 'POST /projects/:owner/:name/files',
      summary: 'Write, replace and remove files in one commit on a branch',
      input: z.object({
        ...Address,
        branch: z
          .string()
          .max(LONGEST_REF)
          .optional()
          .describe('Default: the default branch. Made where the repository is empty.'),
        message: Message,
        files: z
          .array(
            z.object({
              path: z.string().min(1).max(4096),
              content: z.string().max(MOST_CONTENT).nullable().describe('In base64; null removes the file.'),
              /** The blob that is replaced, so that nobody's change is lost. Null: there must be none. */
              replaces: ObjectSha.nullable().optional(),
            }),
          )
          .max(MOST_FILES)
          .describe('None: a commit that changes nothing, such as one that wakes the checks.'),
        expectedHead: ObjectSha.optional().describe('Where the branch must be now.'),
        author: Person.optional(),
        committer: Person.optional(),
      }),
      output: z.object({ commit: Commit, branch: z.string(), blobs: z.record(z.string(), z.string()) }),
      secret: ['files'],
      emits: [pushed.name],
      ...write,
      async run(context, { message, files, expectedHead, ...input }) {
        const source = await open(context, input)
        const { gitDir, project } = source
        const branch = input.branch ?? project.defaultBranch
        const ref = branchRef(branch)
        const from = await refAt(source, ref)
        if (!from && (await listRefs(git, gitDir, 'refs/heads/')).length > 0)
          throw new Problem('not_found', 'git.ref_not_found', `Branch ${branch} not found; create it first.`)
        if (expectedHead !== undefined && expectedHead !== from)
          throw new Problem(
            'conflict',
            'git.ref_moved',
            `${branch} is at ${from ?? 'nothing'}, not at ${expectedHead}; look again and repeat.`,
          )
        const modes = new Map<string, string>()
        for (const file of files) {
          const path = storablePath(file.path)
          if (modes.has(path))
            throw new Problem('invalid', 'git.path_twice', `${quote(path)} is named twice; name each file once.`)
          modes.set(path, (await expectReplaced(source, from, file))?.mode ?? PLAIN_FILE)
        }
        const by = await signature(context.actor, input.author)
        const committer = input.committer ? await signature(context.actor, input.committer) : by
        const written = await importCommit(git, {
          gitDir,
          source: Object.fromEntries(
            files.flatMap(({ path: given, content }) => {
              const path = storablePath(given)
              // What was executable stays so.
              return content === null ? [] : [[path, { content: decode(content, 'base64'), mode: modes.get(path)! }]]
            }),
          ),
          removed: files.flatMap(({ path, content }) => (content === null ? [storablePath(path)] : [])),
          parent: from,
          message,
          author: by,
          committer,
        })
        try {
          await refs.moveRef(context, project, { ref, from, to: written.sha })
        } finally {
          await written.release()
        }
        const commit = (await readCommits(source, [written.sha])).get(written.sha)!
        const blobs: Record<string, string> = {}
        for (const { path, content } of files)
          if (content !== null) blobs[path] = (await findFile(source, { commit: written.sha, path })).sha
        return { commit, branch, blobs }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  return verbs

  /** What stands at the path now, if it is what shall be replaced. */
  async function expectReplaced(
    source: Opened,
    commit: string | undefined,
    { path, content, replaces }: { path: string; content: string | null; replaces?: string | null | undefined },
  ): Promise<FoundFile | undefined> {
    const now = commit
      ? await findFile(source, { commit, path: storablePath(path) }).catch((error) => {
          if (error instanceof Problem && error.kind === 'not_found') return undefined
          throw error
        })
      : undefined
    if (content === null && !now)
      throw new Problem('not_found', 'git.path_not_found', `There is no file ${quote(path)} to remove.`)
    if (replaces === undefined || replaces === (now?.sha ?? null)) return now
    if (replaces === null)
      throw new Problem('invalid', 'git.sha_missing', `${quote(path)} exists; "sha" wasn't supplied.`)
    throw new Problem(
      'conflict',
      'git.sha_stale',
      `${quote(path)} does not match ${replaces}; read it again and repeat.`,
    )
  }
}
