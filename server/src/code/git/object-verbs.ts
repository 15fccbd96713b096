import { z } from 'zod'
import { type Kernel, Problem, verb } from '#kernel'
import { Commit, Signature } from './commit-object.ts'
import { readCommits } from './history.ts'
import { isRefName, LONGEST_REF, quote } from './names.ts'
import {
  createObjectDesk,
  decode,
  Message,
  MOST_CONTENT,
  MOST_OBJECT_BYTES,
  type ObjectDeps,
  Person,
} from './object-desk.ts'
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
import { Address } from './opening.ts'

const MOST_TREE_CHANGES = 10_000
/** As GitHub: a recursive listing is cut here, and says so. */
const MOST_LISTED = 100_000

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

/** Objects one by one, for programs that make commits without a clone. */
export function createObjectVerbs(kernel: Kernel, deps: ObjectDeps) {
  const { projects, repositories } = deps
  const { git, objects, scratch } = repositories
  const { open, commitOf, expectObjects, signature } = createObjectDesk(deps)
  const read = { needs: 'git:read', scope: projects.scope } as const
  const write = { needs: 'git:push', scope: projects.scope, status: 201 } as const

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
  }
  kernel.verbs.register(...Object.values(verbs))
  return verbs
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
