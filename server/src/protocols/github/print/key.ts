import type { components } from '@octokit/openapi-types'
import type { Urls } from '../urls.ts'

interface KeyView {
  databaseId: number
  title: string
  key: string
  readOnly: boolean
  addedBy: { name: string }
  createdAt: string
  lastUsedAt: string | null
}

/** Whoever is here was let in by an admin, and with them their keys. */
const VERIFIED = true

export function printKey(key: KeyView, urls: Urls): components['schemas']['key'] {
  return { ...common(key), url: `${urls.api}/user/keys/${key.databaseId}` }
}

export function printDeployKey(
  key: KeyView,
  { owner, repo, urls }: { owner: string; repo: string; urls: Urls },
): components['schemas']['deploy-key'] {
  const url = `${urls.api}/repos/${owner}/${repo}/keys/${key.databaseId}`
  return { ...common(key), url, added_by: key.addedBy.name, enabled: true }
}

function common(key: KeyView) {
  return {
    id: key.databaseId,
    key: key.key,
    title: key.title,
    verified: VERIFIED,
    created_at: key.createdAt,
    read_only: key.readOnly,
    last_used: key.lastUsedAt,
  }
}
