import type { components } from '@octokit/openapi-types'
import type { Asset, Release } from '#releases'
import { printNodeId } from '../node-id.ts'
import { api, type Place, printPerson } from './issue.ts'

type Schemas = components['schemas']

export function printRelease(release: Release, place: Place): Schemas['release'] {
  const { owner, name } = place.project
  const url = `${api(place)}/releases/${release.databaseId}`
  const tag = encodeURIComponent(release.tag)
  // A draft has no tag yet, and its page is found by its number.
  const page = release.draft ? `untagged-${release.databaseId}` : tag
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${place.urls.uploads}/repos/${owner}/${name}/releases/${release.databaseId}/assets{?name,label}`,
    html_url: `${place.urls.web}/${owner}/${name}/releases/tag/${page}`,
    id: release.databaseId,
    author: printPerson(release.author, place),
    node_id: printNodeId('Release', release.id),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name || null,
    draft: release.draft,
    immutable: false,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    updated_at: release.updatedAt,
    published_at: release.publishedAt,
    assets: release.assets.map((asset) => printAsset(asset, release, place)),
    tarball_url: release.draft ? null : `${api(place)}/tarball/${tag}`,
    zipball_url: release.draft ? null : `${api(place)}/zipball/${tag}`,
    body: release.body || null,
  }
}

export function printAsset(asset: Asset, { tag }: Pick<Release, 'tag'>, place: Place): Schemas['release-asset'] {
  const { owner, name } = place.project
  return {
    url: `${api(place)}/releases/assets/${asset.databaseId}`,
    id: asset.databaseId,
    node_id: printNodeId('ReleaseAsset', asset.id),
    name: asset.name,
    label: asset.label,
    uploader: printPerson(asset.uploader, place),
    content_type: asset.contentType,
    state: 'uploaded',
    size: asset.sizeBytes,
    digest: `sha256:${asset.sha256}`,
    download_count: asset.downloads,
    created_at: asset.createdAt,
    updated_at: asset.updatedAt,
    browser_download_url: `${place.urls.web}/${owner}/${name}/releases/download/${encodeURIComponent(tag)}/${encodeURIComponent(asset.name)}`,
  }
}
