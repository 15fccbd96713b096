import { z } from 'zod'
import { type Kernel, Problem, type VerbContext, verb } from '#kernel'
import type { Projects } from '#projects'
import { Commit, Signature } from './commit-object.ts'
import { pushed } from './events.ts'
import { isAncestor, listRefs, readCommits } from './history.ts'
import { importCommit } from './import.ts'
import { branchRef, isRefName, LONGEST_REF, quote } from './names.ts'
import {
  ObjectSha,
  parseTag,
  storablePath,
  TREE_MODES,
  writeBlob,
  writeCommit,
  writeTag,
  writeTree,
} from './objects.ts'
import { Address, createOpening, type Opened } from './opening.ts'
import type { createRefs } from './refs.ts'
import type { Repositories } from './repositories.ts'
import { findFile } from './tree.ts'

/** A single object written over the API; what is larger is pushed, or kept by LFS. */
const MOST_OBJECT_BYTES = 40 * 1024 * 1024
/** In base64, four characters stand for three bytes. */
const MOST_CONTENT = Math.ceil((MOST_OBJECT_BYTES * 4) / 3) + 4
const MOST_TREE_CHANGES = 10_000
const MOST_FILES = 1000
/** As GitHub: a recursive listing is cut here, and says so. */
const MOST_LISTED = 100_000
const MOST_MESSAGE = 65_536

const RefName = z.string().max(LONGEST_REF).refine(isRefName, 'is not a full ref name, such as refs/heads/main')
const Ref = z.object({ ref: z.string(), sha: z.string(), type: z.enum(['commit', 'tag', 'tree', 'blob']) })
const Message = z.string().min(1).max(MOST_MESSAGE)
const Person = z.object({
  name: z.string().min(1).max(200),
  email: z.string().min(1).max(254),
  at: z.iso.datetime({ offset: true }).optional(),
})
const TreeItem = z.object({
  path: z.string(),
  mode: z.string(),
  type: z.enum(['blob', 'tree', 'commit']),
  sha: z.string(),
  sizeBytes: z.number().int().nullable(),
})
const Tag = z.object({
  sha: z.string(),
  tag: z.string(),
  message: z.string(),
  tagger: Signature,
  object: z.string(),
  type: z.enum(['commit', 'tree', 'blob']),
})

interface Deps {
  projects: Projects
  repositories: Repositories
  refs: ReturnType<typeof createRefs>
  /** Whose name stands on what an actor writes here. */
  author(actor: VerbContext['actor']): Promise<{ name: string; email: string }>
}

/** Objects and refs one by one, for programs that make commits without a clone. */
export function createObjectVerbs(kernel: Kernel, { projects, repositories, refs, author }: Deps) {
  const { git, objects, scratch } = repositories
  const { open, commitOf } = createOpening({ projects, repositories })
  const read = { needs: 'git:read', scope: projects.scope } as const
  const write = { needs: 'git:push', scope: projects.scope, status: 201 } as const

  /** Refuses what is not there, or is something else. */
  async function expectObjects(
    { gitDir }: Opened,
    shas: readonly string[],
    type: 'commit' | 'tree' | undefined,
  ): Promise<void> {
    const found = await objects.info(gitDir, shas)
    for (const [i, info] of found.entries()) {
      if (info && (type === undefined || info.type === type)) continue
      throw new Problem(
        'invalid',
        'git.no_object',
        `There is no ${type ?? 'object'} ${shas[i]} in this repository; write it first.`,
      )
    }
  }

  async function signature(
    actor: VerbContext['actor'],
    given: z.output<typeof Person> | undefined,
  ): Promise<Signature> {
    const { name, email } = given ?? (await author(actor))
    return { name, email, at: given?.at ?? new Date().toISOString() }
  }

  async function refAt({ gitDir }: Opened, ref: string): Promise<string | undefined> {
    return (await listRefs(git, gitDir, ref)).find((found) => found.ref === ref)?.sha
  }

  const verbs = {
    blobById: verb({
      name: 'git.blobById',
      http: 'GET /projects/:owner/:name/blobs/:sha',
      summary: 'Read a blob by its id, in base64',
      input: z.object({ ...Address, sha: ObjectSha }),
      output: z.object({ sha: z.string(), sizeBytes: z.number().int(), content: z.string() }),
      ...read,
      async run(context, { sha, ...address }) {
        const { gitDir } = await open(context, address)
        const [info] = await objects.info(gitDir, [sha])
        if (info?.type !== 'blob') throw noObject('blob', sha)
        if (info.sizeBytes > MOST_OBJECT_BYTES)
          throw new Problem(
            'too_large',
            'git.blob_size',
            `The blob ${sha} has ${info.sizeBytes} bytes; clone the repository to read it.`,
          )
        const blob = await objects.read(gitDir, sha)
        return { sha, sizeBytes: info.sizeBytes, content: blob!.content.toString('base64') }
      },
    }),

    createBlob: verb({
      name: 'git.createBlob',
      http: 'POST /projects/:owner/:name/blobs',
      summary: 'Write a blob',
      input: z.object({
        ...Address,
        content: z.string().max(MOST_CONTENT),
        encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
      }),
      output: z.object({ sha: z.string() }),
      secret: ['content'],
      ...write,
      async run(context, { content, encoding, ...address }) {
        const { gitDir } = await open(context, address)
        return { sha: await writeBlob(git, gitDir, decode(content, encoding)) }
      },
    }),

    treeById: verb({
      name: 'git.treeById',
      http: 'GET /projects/:owner/:name/trees/:sha',
      summary: 'List a tree by its id or that of its commit, with everything below where wanted',
      input: z.object({ ...Address, sha: z.string().max(LONGEST_REF), recursive: z.boolean().default(false) }),
      output: z.object({ sha: z.string(), items: z.array(TreeItem), truncated: z.boolean() }),
      ...read,
      async run(context, { sha: named, recursive, ...address }) {
        const source = await open(context, address)
        const { gitDir } = source
        const [info] = /^[0-9a-f]{40}$/.test(named) ? await objects.info(gitDir, [named]) : []
        const treeish = info?.type === 'tree' ? named : await commitOf(source, named)
        const sha = await git.text(['rev-parse', '--verify', '--end-of-options', `${treeish}^{tree}`], { gitDir })
        const { stdout } = await git.run(['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), sha], { gitDir })
        const lines = stdout.toString('utf8').split('\0').filter(Boolean)
        return { sha, items: lines.slice(0, MOST_LISTED).map(parseTreeLine), truncated: lines.length > MOST_LISTED }
      },
    }),

    createTree: verb({
      name: 'git.createTree',
      http: 'POST /projects/:owner/:name/trees',
      summary: 'Write a tree',
      input: z.object({
        ...Address,
        base: ObjectSha.optional().describe('A tree or commit to start from.'),
        changes: z
          .array(
            z.object({
              path: z.string().min(1).max(4096),
              mode: z.enum(TREE_MODES).default('100644'),
              sha: ObjectSha.nullable().optional().describe('Null removes the path.'),
              content: z.string().max(MOST_CONTENT).optional().describe('Instead of the id, the text of a new blob.'),
            }),
          )
          .min(1)
          .max(MOST_TREE_CHANGES),
      }),
      output: z.object({ sha: z.string() }),
      secret: ['changes'],
      ...write,
      async run(context, { base, changes, ...address }) {
        const source = await open(context, address)
        const { gitDir } = source
        const entries = []
        for (const { path, mode, sha, content } of changes) {
          if (sha === undefined && content === undefined)
            throw new Problem('invalid', 'git.tree', `Give "sha" or "content" for ${quote(path)}.`)
          storablePath(path)
          entries.push({
            path,
            mode,
            sha: sha === undefined ? await writeBlob(git, gitDir, Buffer.from(content!)) : sha,
          })
        }
        const ids = entries.flatMap(({ sha, mode }) => (sha === null || mode === '160000' ? [] : [sha]))
        await expectObjects(source, [...ids, ...(base ? [base] : [])], undefined)
        return { sha: await writeTree(git, { gitDir, scratch, base, changes: entries }) }
      },
    }),

    commitById: verb({
      name: 'git.commitById',
      http: 'GET /projects/:owner/:name/git-commits/:sha',
      summary: 'Read a commit by its id, without its changes',
      input: z.object({ ...Address, sha: ObjectSha }),
      output: Commit,
      ...read,
      async run(context, { sha, ...address }) {
        const commit = (await readCommits(await open(context, address), [sha])).get(sha)
        if (!commit) throw noObject('commit', sha)
        return commit
      },
    }),

    createCommit: verb({
      name: 'git.createCommit',
      http: 'POST /projects/:owner/:name/git-commits',
      summary: 'Write a commit; no branch moves',
      input: z.object({
        ...Address,
        message: Message,
        tree: ObjectSha,
        parents: z.array(ObjectSha).max(64).default([]),
        author: Person.optional(),
        committer: Person.optional(),
        signature: z.string().max(20_000).optional(),
      }),
      output: Commit,
      ...write,
      async run(context, { message, tree, parents, signature: signed, ...input }) {
        const source = await open(context, input)
        await expectObjects(source, [tree], 'tree')
        await expectObjects(source, parents, 'commit')
        const by = await signature(context.actor, input.author)
        const committer = input.committer ? await signature(context.actor, input.committer) : by
        const sha = await writeCommit(git, source.gitDir, {
          tree,
          parents,
          message,
          author: by,
          committer,
          signature: signed,
        })
        return (await readCommits(source, [sha])).get(sha)!
      },
    }),

    tagById: verb({
      name: 'git.tagById',
      http: 'GET /projects/:owner/:name/tag-objects/:sha',
      summary: 'Read an annotated tag by its id',
      input: z.object({ ...Address, sha: ObjectSha }),
      output: Tag,
      ...read,
      async run(context, { sha, ...address }) {
        const { gitDir } = await open(context, address)
        const [info] = await objects.info(gitDir, [sha])
        const object = info?.type === 'tag' ? await objects.read(gitDir, sha) : undefined
        const tag = object && parseTag(sha, object.content.toString('utf8'))
        if (!tag) throw noObject('tag', sha)
        return tag
      },
    }),

    createTag: verb({
      name: 'git.createTag',
      http: 'POST /projects/:owner/:name/tag-objects',
      summary: 'Write an annotated tag; no ref is made',
      input: z.object({
        ...Address,
        tag: z.string().refine((tag) => isRefName(`refs/tags/${tag}`), 'is not a tag name git accepts'),
        message: Message,
        object: ObjectSha,
        type: z.enum(['commit', 'tree', 'blob']).default('commit'),
        tagger: Person.optional(),
      }),
      output: Tag,
      ...write,
      async run(context, { tag, message, object, type, tagger, ...address }) {
        const source = await open(context, address)
        const [info] = await objects.info(source.gitDir, [object])
        if (info?.type !== type)
          throw new Problem('invalid', 'git.no_object', `There is no ${type} ${object} in this repository.`)
        const by = await signature(context.actor, tagger)
        const sha = await writeTag(git, source.gitDir, { tag, message, object, type, tagger: by })
        return { sha, tag, message, tagger: by, object, type }
      },
    }),

    refs: verb({
      name: 'git.refs',
      http: 'GET /projects/:owner/:name/refs',
      summary: 'List refs',
      input: z.object({
        ...Address,
        prefix: z.string().max(LONGEST_REF).default('refs/'),
        page: z.number().int().min(1).default(1),
        limit: z.number().int().min(1).max(100).default(30),
      }),
      output: z.object({ items: z.array(Ref), total: z.number().int() }),
      ...read,
      async run(context, { prefix, page, limit, ...address }) {
        const { gitDir } = await open(context, address)
        const all = (await listRefs(git, gitDir)).filter(
          ({ ref }) => ref.startsWith(prefix) && !ref.startsWith('refs/devflow/'),
        )
        const shown = all.slice((page - 1) * limit, page * limit)
        const types = await objects.info(
          gitDir,
          shown.map(({ sha }) => sha),
        )
        return { items: shown.map((ref, i) => ({ ...ref, type: types[i]?.type ?? 'commit' })), total: all.length }
      },
    }),

    createRef: verb({
      name: 'git.createRef',
      http: 'POST /projects/:owner/:name/refs',
      summary: 'Create a branch or tag at an object',
      input: z.object({ ...Address, ref: RefName, sha: ObjectSha }),
      output: Ref,
      emits: [pushed.name],
      ...write,
      async run(context, { ref, sha, ...address }) {
        const source = await open(context, address)
        const [info] = await objects.info(source.gitDir, [sha])
        if (!info) throw new Problem('invalid', 'git.no_object', `There is no object ${sha} in this repository.`)
        if (ref.startsWith('refs/heads/')) await expectObjects(source, [sha], 'commit')
        if (await refAt(source, ref))
          throw new Problem('conflict', 'git.ref_exists', `Reference already exists: ${ref}.`)
        await refs.moveRef(context, source.project, { ref, from: undefined, to: sha })
        return { ref, sha, type: info.type }
      },
    }),

    updateRef: verb({
      name: 'git.updateRef',
      http: 'PATCH /projects/:owner/:name/refs',
      summary: 'Move a branch or tag',
      input: z.object({ ...Address, ref: RefName, sha: ObjectSha, force: z.boolean().default(false) }),
      output: Ref,
      emits: [pushed.name],
      ...write,
      status: 200,
      async run(context, { ref, sha, force, ...address }) {
        const source = await open(context, address)
        const { gitDir } = source
        const from = await refAt(source, ref)
        if (!from) throw new Problem('not_found', 'git.ref_not_found', `There is no ref ${quote(ref)} here.`)
        const [info] = await objects.info(gitDir, [sha])
        if (!info) throw new Problem('invalid', 'git.no_object', `There is no object ${sha} in this repository.`)
        if (ref.startsWith('refs/heads/')) await expectObjects(source, [sha], 'commit')
        const forward = info.type === 'commit' && (await isAncestor(git, { gitDir, ancestor: from, of: sha }))
        if (!force && !forward)
          throw new Problem(
            'invalid',
            'git.not_fast_forward',
            `Update is not a fast forward: ${ref} would lose commits; send "force" if that is meant.`,
          )
        if (from !== sha) await refs.moveRef(context, source.project, { ref, from, to: sha })
        return { ref, sha, type: info.type }
      },
    }),

    deleteRef: verb({
      name: 'git.deleteRef',
      http: 'DELETE /projects/:owner/:name/refs',
      summary: 'Delete a branch or tag',
      input: z.object({ ...Address, ref: RefName }),
      output: z.object({}),
      emits: [pushed.name],
      ...write,
      status: 200,
      async run(context, { ref, ...address }) {
        const source = await open(context, address)
        const from = await refAt(source, ref)
        if (!from) throw new Problem('invalid', 'git.ref_not_found', `Reference does not exist: ${ref}.`)
        await refs.moveRef(context, source.project, { ref, from, to: undefined })
        return {}
      },
    }),

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
          .min(1)
          .max(MOST_FILES),
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
        for (const file of files) await expectReplaced(source, from, file)
        const by = await signature(context.actor, input.author)
        const committer = input.committer ? await signature(context.actor, input.committer) : by
        const written = await importCommit(git, {
          gitDir,
          source: Object.fromEntries(
            files.flatMap(({ path, content }) =>
              content === null ? [] : [[storablePath(path), decode(content, 'base64')]],
            ),
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

  async function expectReplaced(
    source: Opened,
    commit: string | undefined,
    { path, content, replaces }: { path: string; content: string | null; replaces?: string | null | undefined },
  ): Promise<void> {
    const now = commit
      ? await findFile(source, { commit, path: storablePath(path) }).catch((error) => {
          if (error instanceof Problem && error.kind === 'not_found') return undefined
          throw error
        })
      : undefined
    if (content === null && !now)
      throw new Problem('not_found', 'git.path_not_found', `There is no file ${quote(path)} to remove.`)
    if (replaces === undefined || replaces === (now?.sha ?? null)) return
    if (replaces === null)
      throw new Problem('invalid', 'git.sha_missing', `${quote(path)} exists; "sha" wasn't supplied.`)
    throw new Problem(
      'conflict',
      'git.sha_stale',
      `${quote(path)} does not match ${replaces}; read it again and repeat.`,
    )
  }
}

function decode(content: string, encoding: 'utf-8' | 'base64'): Buffer {
  if (encoding === 'utf-8') return Buffer.from(content, 'utf8')
  const plain = content.replace(/\s+/g, '')
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) return Buffer.from(plain, 'base64')
  throw new Problem('invalid', 'git.base64', 'content is not valid Base64.')
}

function parseTreeLine(line: string): z.input<typeof TreeItem> {
  const tab = line.indexOf('\t')
  const [mode = '', type = 'blob', sha = '', size = '-'] = line.slice(0, tab).split(/ +/)
  return {
    path: line.slice(tab + 1),
    mode,
    type: type as 'blob' | 'tree' | 'commit',
    sha,
    sizeBytes: size === '-' ? null : Number(size),
  }
}

function noObject(type: string, sha: string): Problem {
  return new Problem('not_found', 'git.no_object', `There is no ${type} ${sha} in this repository.`)
}
