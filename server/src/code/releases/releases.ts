import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { type Actor, type ByteRange, type Kernel, may, Problem, type Tx } from '#kernel'
import { projectDeleted } from '#projects'
import { createAssetVerbs } from './asset-verbs.ts'
import { holdsAsset, selectBlobsOf } from './assets.sql.ts'
import { createDesk, type ReleasesDeps } from './desk.ts'
import { createDownloads } from './downloads.ts'
import { createNotesVerb } from './notes-verb.ts'
import type { Asset } from './release.ts'
import { createReleaseVerbs } from './release-verbs.ts'
import { deleteReleases, selectProjectOf, selectRelease } from './releases.sql.ts'

export type Releases = ReturnType<typeof createReleases>

/** Which file to download: by its id, or by its name in the release of a tag or in the latest one. */
export type Download = { asset: string } | { tag: string; file: string } | { latest: true; file: string }

/** Releases: a tag with a title, notes and files to download. */
export function createReleases(kernel: Kernel, modules: ReleasesDeps) {
  kernel.migrations('releases', join(import.meta.dirname, 'migrations'))
  kernel.blobKeeping.heldBy(holdsAsset)
  const deps = { kernel, ...modules }
  const desk = createDesk(deps)
  const downloads = createDownloads(kernel)
  modules.issues.reactTo('release', async ({ tx, actor, org }, project, release) =>
    selectRelease(tx, project.id, { release, drafts: may(actor, org, 'releases:write') }),
  )

  const collectBlob = kernel.jobs.define('releases.collect', z.object({ sha256: z.string() }), async ({ sha256 }) => {
    await kernel.blobKeeping.collect(sha256)
  })
  async function collect({ tx }: { tx: Tx }, blobs: readonly string[], runAt?: Date): Promise<void> {
    for (const sha256 of new Set(blobs)) await collectBlob.add(tx, { sha256 }, runAt ? { runAt } : {})
  }

  kernel.events.subscribe({
    name: 'releases.projects',
    on: [projectDeleted.name],
    async run({ project }, tx) {
      if (!project) return
      const blobs = await selectBlobsOf(tx, project)
      await deleteReleases(tx, project)
      await collect({ tx }, blobs)
    },
  })

  const assets = createAssetVerbs(deps, desk, collect)
  const verbs = { ...createReleaseVerbs(deps, desk, collect), ...createNotesVerb(deps), ...assets.verbs }
  // The addresses of `latest`, `by-tag` and `notes` come before that of any one release.
  const { latest, getByTag, notes, ...others } = verbs
  kernel.verbs.register(latest, getByTag, notes, ...Object.values(others))

  async function find(actor: Actor | undefined, address: { owner: string; name: string }, which: Download) {
    if ('asset' in which) return kernel.call(verbs.asset, { ...address, asset: which.asset }, { actor })
    const release =
      'latest' in which
        ? await kernel.call(verbs.latest, address, { actor })
        : await kernel.call(verbs.getByTag, { ...address, tag: which.tag }, { actor })
    const asset = release.assets.find(({ name }) => name === which.file)
    if (asset) return asset
    throw new Problem('not_found', 'releases.no_asset', `The release ${release.tag} has no asset ${which.file}.`)
  }

  return {
    verbs,
    upload: assets.upload,

    /** Where it is, for doors that are given nothing but an id; who may see it is the verbs'. */
    locate: (release: string) =>
      kernel.db.system(async (tx) => {
        const found = await selectProjectOf(tx, release)
        const project = found && (await modules.projects.findById(tx, found))
        return project ? { owner: project.owner, name: project.name } : undefined
      }),

    /** An asset with its bytes, for whoever may read the release. */
    async open(
      actor: Actor | undefined,
      address: { owner: string; name: string },
      which: Download,
    ): Promise<{ asset: Asset; read(range?: ByteRange): Promise<Readable> }> {
      const asset = await find(actor, address, which)
      return {
        asset,
        async read(range) {
          // Parts of one download come as several requests; its beginning is counted.
          if (!range || range.first === 0) downloads.count(asset.id)
          return kernel.blobs.get(asset.sha256, range)
        },
      }
    },
  }
}
