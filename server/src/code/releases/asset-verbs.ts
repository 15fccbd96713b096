import type { Readable } from 'node:stream'
import { z } from 'zod'
import { printSize } from '#git'
import { type Actor, actorRef, newId, Problem, type Tx, type VerbContext, verb } from '#kernel'
import type { Project } from '#projects'
import {
  type AssetRow,
  deleteAsset,
  insertAsset,
  selectAsset,
  selectAssetsOf,
  updateAsset,
  weighAssets,
} from './assets.sql.ts'
import { bounded } from './bounded.ts'
import { Address, type Desk, type DeskDeps, printAsset } from './desk.ts'
import { releaseEdited } from './events.ts'
import { Asset } from './release.ts'
import { factOf, ReleaseAddress } from './release-verbs.ts'
import { lockReleases, type ReleaseRow, selectRelease } from './releases.sql.ts'

/** GitHub's limit for one file. */
const MOST_ASSET_BYTES = 2 * 1024 ** 3
/** A blob that an upload left without a row, because the server died in between, is collected this much later. */
const COLLECT_LATER_MS = 3_600_000
/** GitHub's limit for one release. */
const MOST_ASSETS = 1000

/** GitHub's rule: what might trouble a shell, a path or a header becomes a dot. */
const AssetName = z
  .string()
  .min(1)
  .max(255)
  .transform((name) => name.replace(/\.*[^A-Za-z0-9._+@~-]+\.*/g, '.').replace(/^\.+(?=.)/, ''))
  .refine((name) => /[A-Za-z0-9]/.test(name), 'needs a letter or a digit')
const Label = z.string().trim().max(255)
const ContentType = z
  .string()
  .max(200)
  .regex(/^[\w.+-]+\/[\w.+-]+(?:\s*;[ -~]*)?$/, 'is no content type; write it like application/zip')
const AssetAddress = Address.extend({
  asset: z.string().max(60).describe('Its id, or the number GitHub clients know it by.'),
})

export interface Upload {
  release: string
  name: string
  label?: string | null
  contentType: string
  /** What the client announced; undefined: it did not. */
  sizeBytes?: number | undefined
  content: Readable
}

/** Files of releases. Their bytes pass beside the verbs: `upload` and `open` are streams with the same permissions. */
export function createAssetVerbs(
  { kernel, projects }: DeskDeps,
  desk: Desk,
  collect: (context: { tx: Tx }, blobs: readonly string[], runAt?: Date) => Promise<void>,
) {
  const common = { scope: projects.scope, output: Asset }

  async function openAsset(context: VerbContext, input: { owner: string; name: string; asset: string }) {
    const project = await projects.get(context.tx, input)
    const row = await selectAsset(context.tx, project.id, { asset: input.asset, ...desk.sight(context) })
    if (row) return { project, row }
    throw new Problem(
      'not_found',
      'releases.no_asset',
      `There is no asset ${input.asset} in the releases of ${input.owner}/${input.name}.`,
    )
  }

  async function edited({ tx, emit }: VerbContext, project: Project, { release }: AssetRow): Promise<void> {
    const row = (await selectRelease(tx, project.id, { release, drafts: true }))!
    emit(releaseEdited, { project: project.id, data: { ...factOf(row), draft: row.draft, fields: ['assets'] } })
  }

  /** Whether there is room for one more asset of that name and size. */
  async function refuseAsset(
    tx: Tx,
    { project, row }: { project: Project; row: ReleaseRow },
    { file, sizeBytes }: { file: string; sizeBytes: number },
  ): Promise<void> {
    const there = await selectAssetsOf(tx, [row.id])
    if (there.some(({ name }) => name === file)) {
      throw new Problem(
        'conflict',
        'releases.asset_taken',
        `The release ${row.tag} has an asset ${file} already; delete that one first, or give this another name.`,
      )
    }
    if (there.length >= MOST_ASSETS)
      throw new Problem('conflict', 'releases.too_many_assets', `A release has ${MOST_ASSETS} assets at most.`)
    const limit = kernel.config.repositoryLimitBytes
    const sum = (await weighAssets(tx, project.id)) + sizeBytes
    if (sum <= limit) return
    throw new Problem(
      'too_large',
      'releases.quota',
      `The assets of ${project.owner}/${project.name} would be ${printSize(sum)} together, and ${printSize(limit)} is the most here; delete old ones, or ask the operator to raise DEVFLOW_REPOSITORY_LIMIT.`,
    )
  }

  const plan = {
    ...ReleaseAddress.shape,
    file: AssetName,
    sizeBytes: z.number().int().min(0).max(MOST_ASSET_BYTES, 'is more than an asset may have (2 GiB)'),
    contentType: ContentType,
  }

  /** Has no door: asked before the first byte of an upload is read, so that what will be refused is not sent. */
  const planUpload = verb({
    name: 'releases.planUpload',
    http: 'GET /projects/:owner/:name/releases/:release/assets/plan',
    summary: 'Whether an asset may be uploaded',
    input: z.object(plan),
    output: z.object({}),
    needs: 'releases:write',
    scope: projects.changeScope,
    async run(context, { file, sizeBytes, ...address }) {
      await refuseAsset(context.tx, await desk.open(context, address), { file, sizeBytes })
      return {}
    },
  })

  /** Has no door: what it records is true only at the end of the stream that was just hashed. */
  const recordAsset = verb({
    name: 'releases.upload',
    http: 'POST /projects/:owner/:name/releases/:release/assets',
    summary: 'Record an asset that was uploaded',
    input: z.object({ ...plan, label: Label.nullable(), sha256: z.string() }),
    ...common,
    needs: 'releases:write',
    scope: projects.changeScope,
    emits: [releaseEdited.name],
    async run(context, { file, label, sizeBytes, contentType, sha256, ...address }) {
      const { tx, org, actor } = context
      await lockReleases(tx, (await projects.get(tx, address)).id)
      const { project, row } = await desk.open(context, address)
      await refuseAsset(tx, { project, row }, { file, sizeBytes })
      if (!(await kernel.blobKeeping.claim(tx, sha256)))
        throw new Problem('unavailable', 'releases.collected', `${file} was removed while it was uploaded; try again.`)
      const id = newId('ast')
      const asset = { id, release: row.id, name: file, label: label || null, contentType, sizeBytes, sha256 }
      await insertAsset(tx, { ...asset, org, project: project.id, uploader: actorRef(actor) })
      const stored = (await selectAsset(tx, project.id, { asset: id, drafts: true }))!
      await edited(context, project, stored)
      return printAsset(stored)
    },
  })

  const verbs = {
    asset: verb({
      name: 'releases.asset',
      http: 'GET /projects/:owner/:name/release-assets/:asset',
      summary: 'Show an asset of a release',
      input: AssetAddress,
      ...common,
      needs: 'releases:read',
      run: async (context, input) => printAsset((await openAsset(context, input)).row),
    }),

    updateAsset: verb({
      name: 'releases.updateAsset',
      http: 'PATCH /projects/:owner/:name/release-assets/:asset',
      summary: 'Rename or relabel an asset',
      input: AssetAddress.extend({ file: AssetName.optional(), label: Label.nullable().optional() }),
      ...common,
      needs: 'releases:write',
      scope: projects.changeScope,
      emits: [releaseEdited.name],
      async run(context, { file, label, ...address }) {
        const { tx } = context
        await lockReleases(tx, (await projects.get(tx, address)).id)
        const { project, row } = await openAsset(context, address)
        const changed = { ...row, name: file ?? row.name, label: label === undefined ? row.label : label || null }
        if (!(await updateAsset(tx, changed))) {
          throw new Problem(
            'conflict',
            'releases.asset_taken',
            `The release has an asset ${changed.name} already; choose another name.`,
          )
        }
        await edited(context, project, row)
        return printAsset((await selectAsset(tx, project.id, { asset: row.id, drafts: true }))!)
      },
    }),

    deleteAsset: verb({
      name: 'releases.deleteAsset',
      http: 'DELETE /projects/:owner/:name/release-assets/:asset',
      summary: 'Delete an asset of a release',
      input: AssetAddress,
      output: z.object({}),
      needs: 'releases:write',
      scope: projects.changeScope,
      emits: [releaseEdited.name],
      async run(context, address) {
        const { tx } = context
        await lockReleases(tx, (await projects.get(tx, address)).id)
        const { project, row } = await openAsset(context, address)
        await deleteAsset(tx, row.id)
        await collect(context, [row.sha256])
        await edited(context, project, row)
        return {}
      },
    }),
  }

  return {
    verbs,

    /** Streams an asset in. Nothing of it is seen before all of it is there; what is refused is not kept. */
    async upload(
      actor: Actor | undefined,
      address: { owner: string; name: string },
      { content, name: file, label = null, release, contentType, sizeBytes }: Upload,
    ): Promise<Asset> {
      const about = { ...address, release, file, contentType }
      await kernel.call(planUpload, { ...about, sizeBytes: sizeBytes ?? 0 }, { actor })
      const blob = await kernel.blobs.put(bounded(content, { file, limitBytes: MOST_ASSET_BYTES }))
      await kernel.db.system((tx) => collect({ tx }, [blob.sha256], new Date(Date.now() + COLLECT_LATER_MS)))
      return kernel.call(recordAsset, { ...about, label, ...blob }, { actor })
    },
  }
}
