import { z } from 'zod'
import { event } from '#kernel'
import { SshKey } from './key-view.ts'

const Fact = z.object({ key: z.string(), title: z.string(), fingerprint: z.string() })

export const keyCreated = event('key.created', Fact)
export const keyDeleted = event('key.deleted', Fact)
export const signingKeyCreated = event('signing_key.created', Fact)
export const signingKeyDeleted = event('signing_key.deleted', Fact)
export const gpgKeyCreated = event('gpg_key.created', Fact)
export const gpgKeyDeleted = event('gpg_key.deleted', Fact)
export const deployKeyCreated = event('deploy_key.created', Fact.extend({ readOnly: z.boolean() }))
/** The row is gone; `row` is what it was. */
export const deployKeyDeleted = event('deploy_key.deleted', Fact.extend({ row: SshKey }))
