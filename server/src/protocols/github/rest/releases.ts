import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { z } from 'zod'
import { Problem } from '#kernel'
import type { Asset, Release } from '#releases'
import { sendContent } from '../../content.ts'
import type { Github } from '../github.ts'
import { placeOf, projectOf } from '../issues.ts'
import { printAsset, printRelease } from '../print/release.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'

const Fields = z.object({
  tag_name: z.string().optional(),
  target_commitish: z.string().optional(),
  name: z.string().nullish(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
  prerelease: z.boolean().optional(),
  make_latest: z.enum(['true', 'false', 'legacy']).optional(),
})
const NewRelease = Fields.extend({ tag_name: z.string(), generate_release_notes: z.boolean().default(false) })
const NotesOf = z.object({
  tag_name: z.string(),
  target_commitish: z.string().optional(),
  previous_tag_name: z.string().optional(),
  configuration_file_path: z.string().optional(),
})

const DOWNLOAD = 'application/octet-stream'

/** Releases and the files in them. */
export function releaseRoutes(github: Github, rest: Rest): void {
  const { releases } = github
  const { verbs } = releases
  const base = '/repos/:owner/:repo/releases'

  rest.get(base, async (ask) => {
    const list = await ask.call(verbs.list, { ...ask.repo(), ...ask.page })
    return pageOf(ask, await print(ask, list.items), list)
  })

  rest.post(base, async (ask) => {
    const { generate_release_notes: generate, ...input } = await ask.body(NewRelease)
    const fields = readFields(input)
    const written = generate
      ? await ask.call(verbs.notes, {
          ...ask.repo(),
          tag: input.tag_name,
          ...(fields.target ? { target: fields.target } : {}),
        })
      : undefined
    const made = await ask.call(verbs.create, {
      ...ask.repo(),
      ...fields,
      ...(written
        ? {
            title: fields.title || written.name,
            body: [fields.body, written.body].filter(Boolean).join('\n\n'),
          }
        : {}),
      tag: input.tag_name,
    })
    const [release] = await print(ask, [made])
    return answer(201, release, { Location: release!.url })
  })

  rest.post(`${base}/generate-notes`, async (ask) => {
    const input = await ask.body(NotesOf)
    const { name, body } = await ask.call(verbs.notes, {
      ...ask.repo(),
      tag: input.tag_name,
      ...(input.target_commitish ? { target: input.target_commitish } : {}),
      ...(input.previous_tag_name ? { previousTag: input.previous_tag_name } : {}),
      ...(input.configuration_file_path ? { configPath: input.configuration_file_path } : {}),
    })
    return { name, body }
  })

  rest.get(`${base}/latest`, async (ask) => (await print(ask, [await ask.call(verbs.latest, ask.repo())]))[0])

  rest.get(`${base}/tags/:tag{.+}`, async (ask) => {
    const found = await ask.call(verbs.getByTag, { ...ask.repo(), tag: ask.param('tag') })
    return (await print(ask, [found]))[0]
  })

  rest.get(`${base}/assets/:asset`, async (ask) => {
    if (ask.c.req.header('accept')?.includes(DOWNLOAD)) {
      const { asset, read } = await releases.open(ask.actor, ask.repo(), { asset: assetOf(ask) })
      return sendContent(ask.c, { ...asset, contentType: DOWNLOAD, file: asset.name, read })
    }
    return printOne(ask, await ask.call(verbs.asset, { ...ask.repo(), asset: assetOf(ask) }))
  })

  rest.patch(`${base}/assets/:asset`, async (ask) => {
    const { name: file, label } = await ask.body(z.object({ name: z.string().optional(), label: z.string().nullish() }))
    const change = { ...(file === undefined ? {} : { file }), ...(label === undefined ? {} : { label }) }
    return printOne(ask, await ask.call(verbs.updateAsset, { ...ask.repo(), asset: assetOf(ask), ...change }))
  })

  rest.delete(`${base}/assets/:asset`, async (ask) => {
    await ask.call(verbs.deleteAsset, { ...ask.repo(), asset: assetOf(ask) })
    return answer(204)
  })

  rest.get(`${base}/:release`, async (ask) => (await print(ask, [await ask.call(verbs.get, one(ask))]))[0])

  rest.patch(`${base}/:release`, async (ask) => {
    const { tag_name: tag, ...input } = await ask.body(Fields)
    const change = { ...readFields(input), ...(tag === undefined ? {} : { tag }) }
    return (await print(ask, [await ask.call(verbs.update, { ...one(ask), ...change })]))[0]
  })

  rest.delete(`${base}/:release`, async (ask) => {
    await ask.call(verbs.delete, one(ask))
    return answer(204)
  })

  rest.get(`${base}/:release/assets`, async (ask) => {
    const release = await ask.call(verbs.get, one(ask))
    const { items, total } = pageOfAll(ask, release.assets)
    return pageOf(ask, await printAssets(ask, items, release), { total })
  })

  uploadRoutes(github, { ...rest, post: (path, handler) => rest.post(`/uploads${path}`, handler) })

  async function print(ask: Ask, shown: readonly Release[]) {
    const people = shown.flatMap(({ author, assets }) => [author, ...assets.map(({ uploader }) => uploader)])
    const place = await placeOf(github, ask, await projectOf(github, ask), people)
    return shown.map((release) => printRelease(release, place))
  }

  async function printAssets(ask: Ask, assets: readonly Asset[], release: Pick<Release, 'tag'>) {
    const people = assets.map(({ uploader }) => uploader)
    const place = await placeOf(github, ask, await projectOf(github, ask), people)
    return assets.map((asset) => printAsset(asset, release, place))
  }

  async function printOne(ask: Ask, asset: Asset) {
    const release = await ask.call(verbs.get, { ...ask.repo(), release: asset.release })
    return (await printAssets(ask, [asset], release))[0]
  }
}

/** Where the files of releases are sent: the addresses of `upload_url`. */
export function uploadRoutes(github: Github, rest: Pick<Rest, 'post'>): void {
  const { releases } = github

  rest.post('/repos/:owner/:repo/releases/:release/assets', async (ask) => {
    const { release } = one(ask)
    const name = ask.query('name')
    if (!name) throw new Problem('invalid', 'releases.asset_name', 'Name the file in the address: ?name=tool.zip.')
    const { body } = ask.c.req.raw
    const length = ask.c.req.header('content-length')
    const asset = await releases.upload(ask.actor, ask.repo(), {
      release,
      name,
      label: ask.query('label') ?? null,
      contentType: ask.c.req.header('content-type') ?? DOWNLOAD,
      sizeBytes: length === undefined ? undefined : Number(length),
      content: body ? Readable.fromWeb(body as ReadableStream) : Readable.from([]),
    })
    const { tag } = await ask.call(releases.verbs.get, { ...ask.repo(), release })
    const place = await placeOf(github, ask, await projectOf(github, ask), [asset.uploader])
    const printed = printAsset(asset, { tag }, place)
    return answer(201, printed, { Location: printed.url })
  })
}

function one(ask: Ask): { owner: string; name: string; release: string } {
  return { ...ask.repo(), release: String(ask.number('release')) }
}

function assetOf(ask: Ask): string {
  return String(ask.number('asset'))
}

function readFields(input: Omit<z.output<typeof Fields>, 'tag_name'>) {
  return {
    ...(input.target_commitish ? { target: input.target_commitish } : {}),
    ...(input.name === undefined ? {} : { title: input.name ?? '' }),
    ...(input.body === undefined ? {} : { body: input.body ?? '' }),
    ...(input.draft === undefined ? {} : { draft: input.draft }),
    ...(input.prerelease === undefined ? {} : { prerelease: input.prerelease }),
    ...(input.make_latest === undefined ? {} : { makeLatest: input.make_latest }),
  }
}
