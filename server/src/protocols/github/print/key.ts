import type { components } from '@octokit/openapi-types'
import { dearmor, type GpgKey } from '#keys'
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

type Power = Omit<GpgKey['subkeys'][number], 'fingerprint'>

export function printGpgKey(key: Omit<GpgKey, 'title'> & { title?: string }): components['schemas']['gpg-key'] {
  return {
    id: key.databaseId,
    name: key.title ?? null,
    primary_key_id: null,
    ...powers(key),
    public_key: dearmor(key.key).toString('base64'),
    emails: key.emails.map((email) => ({ email, verified: key.confirmedEmails.includes(email) })),
    subkeys: key.subkeys.map((subkey) => ({
      primary_key_id: key.databaseId,
      ...powers(subkey),
      emails: [],
      subkeys: [],
      revoked: false,
    })),
    revoked: false,
    raw_key: key.key,
  }
}

function powers(key: Power) {
  return {
    key_id: key.keyId,
    can_sign: key.canSign,
    can_encrypt_comms: key.canEncrypt,
    can_encrypt_storage: key.canEncrypt,
    can_certify: key.canCertify,
    created_at: key.createdAt,
    expires_at: key.expiresAt,
  }
}
