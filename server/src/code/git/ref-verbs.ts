import { z } from 'zod'
import { type Kernel, Problem, verb } from '#kernel'
import { isMeant, NamePatterns } from '#projects'
import { pushed } from './events.ts'
import { isAncestor, listRefs } from './history.ts'
import { isRefName, LONGEST_REF, quote } from './names.ts'
import { createObjectDesk, type ObjectDeps } from './object-desk.ts'
import { ObjectSha } from './objects.ts'
import { Address, type Opened } from './opening.ts'
import { MOVED_AT_ONCE } from './refs.ts'

const RefName = z.string().max(LONGEST_REF).refine(isRefName, 'is not a full ref name, such as refs/heads/main')
/** Enough to see that a pattern means what it should; the rest is a number. */
const MOST_SHOWN = 100
const Ref = z.object({ ref: z.string(), sha: z.string(), type: z.enum(['commit', 'tag', 'tree', 'blob']) })

/** Branches and tags by their full names. */
export function createRefVerbs(kernel: Kernel, deps: ObjectDeps) {
  const { projects, repositories, refs } = deps
  const { git, objects } = repositories
  const { open, expectObjects, refAt } = createObjectDesk(deps)
  const read = { needs: 'git:read', scope: projects.scope } as const
  const write = { needs: 'git:push', scope: projects.scope, status: 201 } as const

  const verbs = {
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

    matching: verb({
      name: 'git.matching',
      http: 'POST /projects/:owner/:name/matching-refs',
      summary: 'Try out patterns: the branches or tags that a rule with them would be for',
      input: z.object({ ...Address, ...NamePatterns.shape }),
      output: z.object({ items: z.array(z.string()), total: z.number().int() }),
      // Whoever may not make a rule does not try one out: a pattern is work for the server.
      needs: 'projects:write',
      scope: projects.scope,
      async run(context, { target, patterns, exclude, ...address }) {
        const { gitDir } = await open(context, address)
        const prefix = target === 'branch' ? 'refs/heads/' : 'refs/tags/'
        const names = (await listRefs(git, gitDir))
          .filter(({ ref }) => ref.startsWith(prefix))
          .map(({ ref }) => ref.slice(prefix.length))
          .filter((name) => isMeant(name, { patterns, exclude }))
        return { items: names.slice(0, MOST_SHOWN), total: names.length }
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
        const type = await expectTarget(source, ref, sha)
        if (await refAt(source, ref))
          throw new Problem('conflict', 'git.ref_exists', `Reference already exists: ${ref}.`)
        await refs.moveRef(context, source.project, { ref, from: undefined, to: sha })
        return { ref, sha, type }
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
        const from = await refAt(source, ref)
        if (!from) throw new Problem('not_found', 'git.ref_not_found', `There is no ref ${quote(ref)} here.`)
        const type = await expectTarget(source, ref, sha)
        if (!force) await expectForward(source, { ref, from, to: sha, type })
        if (from !== sha) await refs.moveRef(context, source.project, { ref, from, to: sha })
        return { ref, sha, type }
      },
    }),

    updateRefs: verb({
      name: 'git.updateRefs',
      http: 'POST /projects/:owner/:name/ref-updates',
      summary: 'Create, move and delete several branches and tags: all of them or none',
      input: z.object({
        ...Address,
        updates: z
          .array(
            z.object({
              ref: RefName,
              before: ObjectSha.nullable()
                .optional()
                .describe('Where it must be now; null: it must not be there. Default: wherever it is.'),
              after: ObjectSha.nullable().describe('Null deletes it.'),
              force: z.boolean().default(false).describe('Move it also where that loses commits.'),
            }),
          )
          .min(1)
          .max(MOVED_AT_ONCE),
      }),
      output: z.object({ items: z.array(z.object({ ref: z.string(), sha: z.string().nullable() })) }),
      emits: [pushed.name],
      ...write,
      status: 200,
      async run(context, { updates, ...address }) {
        const source = await open(context, address)
        const now = new Map((await listRefs(git, source.gitDir)).map(({ ref, sha }) => [ref, sha]))
        const seen = new Set<string>()
        const moves: { ref: string; from: string | undefined; to: string | undefined }[] = []
        for (const { ref, before, after, force } of updates) {
          const from = now.get(ref)
          if (seen.has(ref))
            throw new Problem('invalid', 'git.ref_twice', `${quote(ref)} is named twice; name each ref once.`)
          seen.add(ref)
          if (before !== undefined && before !== (from ?? null))
            throw new Problem(
              'conflict',
              'git.ref_moved',
              `${ref} is at ${from ?? 'nothing'}, not at ${before ?? 'nothing'}; look again and repeat.`,
            )
          if (after === null) {
            if (!from) throw new Problem('invalid', 'git.ref_not_found', `Reference does not exist: ${ref}.`)
          } else {
            const type = await expectTarget(source, ref, after)
            if (from && !force) await expectForward(source, { ref, from, to: after, type })
          }
          if ((from ?? null) !== after) moves.push({ ref, from, to: after ?? undefined })
        }
        if (moves.length > 0) await refs.moveRefs(context, source.project, { moves })
        return { items: updates.map(({ ref, after }) => ({ ref, sha: after })) }
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
  }
  kernel.verbs.register(...Object.values(verbs))
  return verbs

  /** What the ref shall name is there, and a branch names a commit. */
  async function expectTarget(source: Opened, ref: string, sha: string): Promise<z.output<typeof Ref>['type']> {
    const [info] = await objects.info(source.gitDir, [sha])
    if (!info) throw new Problem('invalid', 'git.no_object', `There is no object ${sha} in this repository.`)
    if (ref.startsWith('refs/heads/')) await expectObjects(source, [sha], 'commit')
    return info.type
  }

  async function expectForward(
    { gitDir }: Opened,
    { ref, from, to, type }: { ref: string; from: string; to: string; type: z.output<typeof Ref>['type'] },
  ): Promise<void> {
    if (type === 'commit' && (await isAncestor(git, { gitDir, ancestor: from, of: to }))) return
    throw new Problem(
      'invalid',
      'git.would_lose_commits',
      `Update is not a fast forward: ${ref} would lose commits; send "force" if that is meant.`,
    )
  }
}
