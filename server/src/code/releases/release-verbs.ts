import { z } from 'zod'
import { isTagName } from '#git'
import { actorRef, newId, Problem, type VerbContext, verb } from '#kernel'
import type { Project } from '#projects'
import { selectAssetsOf } from './assets.sql.ts'
import { Address, type Desk, type DeskDeps } from './desk.ts'
import { releaseDeleted, releaseDrafted, releaseEdited, releasePublished } from './events.ts'
import { MakeLatest, Release } from './release.ts'
import {
  countReleases,
  deleteRelease,
  insertRelease,
  lockReleases,
  type ReleaseRow,
  selectLatestRelease,
  selectRelease,
  selectReleaseByTag,
  selectReleases,
  updateRelease,
} from './releases.sql.ts'
import { isHigherVersion } from './version.ts'

const Tag = z.string().max(200).refine(isTagName, 'is not a tag name git accepts; write it like v1.2.0')
const Target = z.string().min(1).max(240)
const Name = z.string().trim().max(300)
const Body = z.string().max(125_000)
export const ReleaseAddress = Address.extend({
  release: z.string().max(60).describe('Its id, or the number GitHub clients know it by.'),
})

/** Writing, publishing and finding releases. `collect` is told which blobs a deleted release has let go of. */
export function createReleaseVerbs(
  { projects, git }: DeskDeps,
  desk: Desk,
  collect: (context: VerbContext, blobs: readonly string[]) => Promise<void>,
) {
  const common = { scope: projects.scope, output: Release }

  const presentOne = async ({ tx }: VerbContext, row: ReleaseRow): Promise<Release> =>
    (await desk.present(tx, [row]))[0]!

  /** The tag of a release that is published: there already, or made where the release says. */
  async function ensureTag(context: VerbContext, project: Project, { tag, target }: ReleaseRow): Promise<void> {
    const ref = `refs/tags/${tag}`
    if (await git.resolve(project.id, ref)) return
    const to = await git.resolve(project.id, target)
    if (!to) {
      throw new Problem(
        'not_found',
        'releases.no_target',
        `There is no branch or commit ${JSON.stringify(target)} to put the tag ${tag} on; name one that is there.`,
      )
    }
    await git.moveRef(context, project, { ref, from: undefined, to })
  }

  async function refuseTaken({ tx }: VerbContext, project: Project, tag: string, by?: string): Promise<void> {
    const other = await selectReleaseByTag(tx, project.id, tag)
    if (!other || other.id === by) return
    throw new Problem(
      'conflict',
      'releases.tag_taken',
      `The tag ${tag} has a release already; edit that one, or choose another tag.`,
    )
  }

  /** When the release became the latest; what is asked for decides, and otherwise publishing does. */
  async function latestAt(
    { tx }: VerbContext,
    row: Pick<ReleaseRow, 'project' | 'tag' | 'draft' | 'prerelease' | 'latestAt' | 'publishedAt'>,
    asked: z.infer<typeof MakeLatest> | undefined,
    publishes: boolean,
  ): Promise<Date | null> {
    if (row.draft || row.prerelease) return null
    if (asked === 'false') return null
    if (asked === 'legacy') {
      const now = await selectLatestRelease(tx, row.project)
      return !now || isHigherVersion(row.tag, now.tag) ? new Date() : row.latestAt
    }
    return asked === 'true' || publishes ? new Date() : row.latestAt
  }

  return {
    latest: verb({
      name: 'releases.latest',
      http: 'GET /projects/:owner/:name/releases/latest',
      summary: 'Show the latest release',
      input: Address,
      ...common,
      needs: 'releases:read',
      async run(context, address) {
        const project = await projects.get(context.tx, address)
        const row = await selectLatestRelease(context.tx, project.id)
        if (row) return presentOne(context, row)
        throw new Problem(
          'not_found',
          'releases.none',
          `${address.owner}/${address.name} has no published release that is not a prerelease.`,
        )
      },
    }),

    getByTag: verb({
      name: 'releases.getByTag',
      http: 'GET /projects/:owner/:name/releases/by-tag',
      summary: 'Show the published release of a tag',
      input: Address.extend({ tag: Tag }),
      ...common,
      needs: 'releases:read',
      async run(context, { tag, ...address }) {
        const project = await projects.get(context.tx, address)
        const row = await selectReleaseByTag(context.tx, project.id, tag)
        if (row) return presentOne(context, row)
        throw new Problem('not_found', 'releases.not_found', `The tag ${tag} has no published release.`)
      },
    }),

    list: verb({
      name: 'releases.list',
      http: 'GET /projects/:owner/:name/releases',
      summary: 'List releases, newest first',
      input: Address.extend({
        page: z.number().int().min(1).max(100_000).default(1),
        limit: z.number().int().min(1).max(100).default(30),
      }),
      output: z.object({ items: z.array(Release), total: z.number().int() }),
      needs: 'releases:read',
      scope: projects.scope,
      async run(context, { page, limit, ...address }) {
        const { tx } = context
        const project = await projects.get(tx, address)
        const sight = desk.sight(context)
        const rows = await selectReleases(tx, project.id, { ...sight, limit, offset: (page - 1) * limit })
        return { items: await desk.present(tx, rows), total: await countReleases(tx, project.id, sight) }
      },
    }),

    get: verb({
      name: 'releases.get',
      http: 'GET /projects/:owner/:name/releases/:release',
      summary: 'Show a release',
      input: ReleaseAddress,
      ...common,
      needs: 'releases:read',
      run: async (context, input) => presentOne(context, (await desk.open(context, input)).row),
    }),

    create: verb({
      name: 'releases.create',
      http: 'POST /projects/:owner/:name/releases',
      summary: 'Publish a release, or draft one; the tag is made if it is missing',
      input: Address.extend({
        tag: Tag,
        target: Target.optional().describe('Where a missing tag is made. Default: the default branch.'),
        title: Name.default(''),
        body: Body.default(''),
        draft: z.boolean().default(false),
        prerelease: z.boolean().default(false),
        makeLatest: MakeLatest.optional(),
      }),
      ...common,
      needs: 'releases:write',
      scope: projects.changeScope,
      status: 201,
      emits: [releasePublished.name, releaseDrafted.name, 'git.pushed'],
      async run(context, { owner, name, tag, target, title, body, draft, prerelease, makeLatest }) {
        const { tx, org, actor, emit } = context
        const project = await projects.get(tx, { owner, name })
        await lockReleases(tx, project.id)
        if (!draft) await refuseTaken(context, project, tag)
        const publishedAt = draft ? null : new Date()
        const facts = { project: project.id, tag, draft, prerelease, latestAt: null, publishedAt }
        const row = {
          ...facts,
          id: newId('rel'),
          org,
          target: target ?? project.defaultBranch,
          name: title,
          body,
          latestAt: await latestAt(context, facts, makeLatest, true),
          author: actorRef(actor),
        }
        await insertRelease(tx, row)
        const stored = (await selectRelease(tx, project.id, { release: row.id, drafts: true }))!
        if (!draft) await ensureTag(context, project, stored)
        emit(draft ? releaseDrafted : releasePublished, { project: project.id, data: factOf(stored) })
        return presentOne(context, stored)
      },
    }),

    update: verb({
      name: 'releases.update',
      http: 'PATCH /projects/:owner/:name/releases/:release',
      summary: 'Edit or publish a release',
      input: ReleaseAddress.extend({
        tag: Tag.optional(),
        target: Target.optional(),
        title: Name.optional(),
        body: Body.optional(),
        draft: z.boolean().optional(),
        prerelease: z.boolean().optional(),
        makeLatest: MakeLatest.optional(),
      }),
      ...common,
      needs: 'releases:write',
      scope: projects.changeScope,
      emits: [releasePublished.name, releaseEdited.name, 'git.pushed'],
      async run(context, { title, makeLatest, owner, name, release, ...change }) {
        const { tx, emit } = context
        await lockReleases(tx, (await projects.get(tx, { owner, name })).id)
        const { project, row } = await desk.open(context, { owner, name, release })
        const changed: ReleaseRow = {
          ...row,
          tag: change.tag ?? row.tag,
          target: change.target ?? row.target,
          name: title ?? row.name,
          body: change.body ?? row.body,
          draft: change.draft ?? row.draft,
          prerelease: change.prerelease ?? row.prerelease,
        }
        const publishes = row.draft && !changed.draft
        if (!changed.draft) await refuseTaken(context, project, changed.tag, row.id)
        changed.publishedAt = changed.draft ? null : (row.publishedAt ?? new Date())
        changed.latestAt = await latestAt(context, changed, makeLatest, publishes)
        await updateRelease(tx, changed)
        if (!changed.draft) await ensureTag(context, project, changed)
        const fields = (['tag', 'target', 'name', 'body', 'draft', 'prerelease'] as const).filter(
          (field) => changed[field] !== row[field],
        )
        const data = factOf(changed)
        if (publishes) emit(releasePublished, { project: project.id, data })
        else emit(releaseEdited, { project: project.id, data: { ...data, draft: changed.draft, fields } })
        return presentOne(context, (await selectRelease(tx, project.id, { release: row.id, drafts: true }))!)
      },
    }),

    delete: verb({
      name: 'releases.delete',
      http: 'DELETE /projects/:owner/:name/releases/:release',
      summary: 'Delete a release with its assets; the tag stays',
      input: ReleaseAddress,
      output: z.object({}),
      needs: 'releases:write',
      scope: projects.changeScope,
      emits: [releaseDeleted.name],
      async run(context, address) {
        const { tx, emit } = context
        await lockReleases(tx, (await projects.get(tx, address)).id)
        const { project, row } = await desk.open(context, address)
        const assets = await selectAssetsOf(tx, [row.id])
        const shown = await presentOne(context, row)
        await deleteRelease(tx, row.id)
        await collect(
          context,
          assets.map(({ sha256 }) => sha256),
        )
        const { databaseId, draft } = row
        emit(releaseDeleted, { project: project.id, data: { ...factOf(row), databaseId, draft, row: shown } })
        return {}
      },
    }),
  }
}

export function factOf({ id, tag, name, prerelease }: Pick<ReleaseRow, 'id' | 'tag' | 'name' | 'prerelease'>) {
  return { release: id, tag, name, prerelease }
}
