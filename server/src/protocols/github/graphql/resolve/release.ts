import type { Asset, Release } from '#releases'
import { printNodeId } from '../../node-id.ts'
import { connectAll, connectPages, type Paging, readAll } from '../connection.ts'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
import { refNamed, sourceOfCommit } from './git.ts'
import { groupReactions, type ReactionArguments, reactionCounts, reactionsTo } from './reaction.ts'
import { permits, type RepositorySource, sourceOfRepository } from './repository.ts'
import { escapeHtml, htmlOf } from './text.ts'

export interface ReleaseSource {
  __typename: 'Release'
  source: RepositorySource
  release: Release
}

interface AssetSource {
  source: RepositorySource
  release: Release
  asset: Asset
}

export function sourceOfRelease(source: RepositorySource, release: Release): ReleaseSource {
  return { __typename: 'Release', source, release }
}

// A draft has no tag yet, and its page is found by its number.
const page = ({ source: { at }, release }: ReleaseSource) =>
  `/${at.owner}/${at.name}/releases/tag/${release.draft ? `untagged-${release.databaseId}` : encodeURIComponent(release.tag)}`

export const releaseResolvers: Resolvers = {
  Repository: {
    async releases(
      source: RepositorySource,
      { orderBy, ...paging }: Paging & { orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null },
      { github, call },
    ) {
      const read = (asked: { page: number; limit: number }) =>
        call(github.releases.verbs.list, { ...source.at, ...asked })
      const toSource = (release: Release) => sourceOfRelease(source, release)
      // The verb lists the newest first; in any other order all of them are read.
      if (!orderBy || (orderBy.field === 'CREATED_AT' && orderBy.direction === 'DESC'))
        return connectPages(paging, async (asked) => {
          const { items, total } = await read(asked)
          return { items: items.map(toSource), total }
        })
      const key = (release: Release) => (orderBy.field === 'NAME' ? release.name : release.createdAt)
      const all = (await readAll(read)).toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
      return connectAll(paging, (orderBy.direction === 'DESC' ? all.reverse() : all).map(toSource))
    },
    async release(source: RepositorySource, { tagName: tag }: { tagName: string }, { github, call }) {
      const published = await call(github.releases.verbs.getByTag, { ...source.at, tag }).catch(() => undefined)
      if (published) return sourceOfRelease(source, published)
      // A draft has no tag yet; who may see it finds it by the one it is to get. The list has it for nobody else.
      const all = await readAll((page) => call(github.releases.verbs.list, { ...source.at, ...page }))
      const draft = all.find((release) => release.draft && release.tag === tag)
      return draft ? sourceOfRelease(source, draft) : null
    },
    latestRelease: (source: RepositorySource, _, { github, call }) =>
      call(github.releases.verbs.latest, source.at).then(
        (release) => sourceOfRelease(source, release),
        () => null,
      ),
  },
  Release: {
    id: ({ release }: ReleaseSource) => printNodeId('Release', release.id),
    databaseId: ({ release }: ReleaseSource) => release.databaseId,
    name: ({ release }: ReleaseSource) => release.name || null,
    tagName: ({ release }: ReleaseSource) => release.tag,
    tag: ({ source, release }: ReleaseSource, _, context) =>
      release.draft ? null : refNamed(context, source.at, `refs/tags/${release.tag}`),
    async tagCommit({ source, release }: ReleaseSource, _, context) {
      if (release.draft) return null
      const { items } = await context
        .call(context.github.git.verbs.commits, { ...source.at, ref: `refs/tags/${release.tag}`, limit: 1 })
        .catch(() => ({ items: [] }))
      return items[0] ? sourceOfCommit(source.at, items[0]) : null
    },
    descriptionHTML: ({ release }: ReleaseSource, _, context) =>
      release.body.trim() === '' ? null : htmlOf(context, release.body),
    shortDescriptionHTML: ({ release }: ReleaseSource, { limit }: { limit: number }) =>
      escapeHtml(release.body.slice(0, Math.max(0, limit))),
    description: ({ release }: ReleaseSource) => release.body || null,
    isDraft: ({ release }: ReleaseSource) => release.draft,
    isPrerelease: ({ release }: ReleaseSource) => release.prerelease,
    isLatest: ({ release }: ReleaseSource) => release.latest,
    createdAt: ({ release }: ReleaseSource) => release.createdAt,
    publishedAt: ({ release }: ReleaseSource) => release.publishedAt,
    updatedAt: ({ release }: ReleaseSource) => release.updatedAt,
    author: ({ release }: ReleaseSource, _, context) => sourceOfActor(context, release.author),
    url: (found: ReleaseSource, _, { urls }) => `${urls.web}${page(found)}`,
    resourcePath: page,
    repository: ({ source }: ReleaseSource, _, context) => sourceOfRepository(context, source.project),
    reactionGroups: async (found: ReleaseSource, _, context) =>
      groupReactions(
        found.source,
        {
          kind: 'release',
          id: found.release.id,
          reactions: await reactionCounts(context, found.release.id),
        },
        found,
      ),
    viewerCanReact: ({ source }: ReleaseSource, _, context) => permits(context, source.project, 'issues:create'),
    reactions: ({ source, release }: ReleaseSource, args: ReactionArguments, context) =>
      reactionsTo(context, source, { kind: 'release', id: release.id }, args),
    releaseAssets: ({ source, release }: ReleaseSource, args: Paging & { name?: string | null }) =>
      connectAll(
        args,
        release.assets
          .filter(({ name }) => !args.name || name === args.name)
          .map((asset) => ({ source, release, asset })),
      ),
  },
  ReleaseAsset: {
    id: ({ asset }: AssetSource) => printNodeId('ReleaseAsset', asset.id),
    name: ({ asset }: AssetSource) => asset.name,
    contentType: ({ asset }: AssetSource) => asset.contentType,
    size: ({ asset }: AssetSource) => asset.sizeBytes,
    downloadCount: ({ asset }: AssetSource) => asset.downloads,
    downloadUrl: ({ source: { at }, release, asset }: AssetSource, _, { urls }) =>
      `${urls.web}/${at.owner}/${at.name}/releases/download/${encodeURIComponent(release.tag)}/${encodeURIComponent(asset.name)}`,
    createdAt: ({ asset }: AssetSource) => asset.createdAt,
    updatedAt: ({ asset }: AssetSource) => asset.updatedAt,
    uploadedBy: ({ asset }: AssetSource, _, context) => sourceOfActor(context, asset.uploader),
  },
}
