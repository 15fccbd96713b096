import { z } from 'zod'
import type { Identity } from '#identity'
import { newId, Problem, type Tx, verb } from '#kernel'
import { refuseOthers } from './account-keys.ts'
import { gpgKeyCreated, gpgKeyDeleted } from './events.ts'
import { type Gpg, LONGEST_GPG_KEY } from './gpg.ts'
import { deleteGpgKey, type GpgKeyRow, insertGpgKey, selectGpgKey, selectGpgKeys } from './gpg-keys.sql.ts'
import { PageInput, Title } from './key-view.ts'
import { noKey, refuseTooMany } from './refusals.ts'
import { lockKeysOf } from './ssh-keys.sql.ts'

const Powers = {
  keyId: z.string(),
  fingerprint: z.string(),
  canSign: z.boolean(),
  canEncrypt: z.boolean(),
  canCertify: z.boolean(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
}
const GpgKey = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    title: z.string(),
    /** Armored, as it was added. */
    key: z.string(),
    emails: z.array(z.string()),
    /** Those of them that are known to be its owner's. */
    confirmedEmails: z.array(z.string()),
    ...Powers,
    subkeys: z.array(z.object(Powers)),
    addedAt: z.string(),
  })
  .meta({ id: 'GpgKey' })
export type GpgKey = z.infer<typeof GpgKey>
/** What its owner calls it is not public. */
export const PublicGpgKey = GpgKey.omit({ title: true }).meta({ id: 'PublicGpgKey' })

/** The GPG keys a person signs commits with. */
export function createGpgKeys({ gpg, identity }: { gpg: Gpg; identity: Identity }) {
  const one = z.object({ gpgKey: z.string() })

  return {
    list: verb({
      name: 'gpg-keys.list',
      http: 'GET /gpg-keys',
      summary: 'List the GPG keys you sign commits with',
      input: z.object(PageInput),
      output: z.object({ items: z.array(GpgKey), total: z.number() }),
      needs: 'account:read',
      scope: 'account',
      async run({ actor, tx }, page) {
        const { rows, total } = await selectGpgKeys(tx, actor.id, page)
        return { items: await toGpgKeys(tx, identity, rows), total }
      },
    }),

    get: verb({
      name: 'gpg-keys.get',
      http: 'GET /gpg-keys/:gpgKey',
      summary: 'Show a GPG key you sign commits with',
      input: one,
      output: GpgKey,
      needs: 'account:read',
      scope: 'account',
      async run({ actor, tx }, { gpgKey }) {
        const row = await selectGpgKey(tx, actor.id, gpgKey)
        if (!row) throw noKey('GPG key', gpgKey)
        return toGpgKey(tx, identity, row)
      },
    }),

    create: verb({
      name: 'gpg-keys.create',
      http: 'POST /gpg-keys',
      summary: 'Add a GPG key you sign commits with',
      input: z.object({
        title: Title.default('').describe('Default: the address of the key.'),
        key: z.string().max(LONGEST_GPG_KEY).describe('The output of `gpg --armor --export`.'),
      }),
      output: GpgKey,
      needs: 'account:write',
      scope: 'account',
      status: 201,
      // A private key that somebody pastes by mistake is refused, and must not be in the record of it.
      secret: ['key'],
      emits: [gpgKeyCreated.name],
      async run({ actor, tx, emit }, { title, key }) {
        refuseOthers(actor)
        const facts = await gpg.inspect(key)
        await lockKeysOf(tx, { user: actor.id })
        refuseTooMany((await selectGpgKeys(tx, actor.id, { page: 1, limit: 1 })).total)
        const row = await insertGpgKey(tx, {
          id: newId('gpg'),
          user: actor.id,
          armored: key.trim(),
          facts,
          title: title || facts.emails[0] || facts.keyId,
        })
        if (!row) throw new Problem('conflict', 'keys.in_use', `You have the GPG key ${facts.keyId} already.`)
        emit(gpgKeyCreated, { data: { key: row.id, title: row.title, fingerprint: row.fingerprint } })
        return toGpgKey(tx, identity, row)
      },
    }),

    delete: verb({
      name: 'gpg-keys.delete',
      http: 'DELETE /gpg-keys/:gpgKey',
      summary: 'Remove a GPG key you sign commits with',
      input: one,
      output: z.object({}),
      needs: 'account:write',
      scope: 'account',
      emits: [gpgKeyDeleted.name],
      async run({ actor, tx, emit }, { gpgKey }) {
        const row = await selectGpgKey(tx, actor.id, gpgKey)
        if (!row) throw noKey('GPG key', gpgKey)
        await deleteGpgKey(tx, row.id)
        emit(gpgKeyDeleted, { data: { key: row.id, title: row.title, fingerprint: row.fingerprint } })
        return {}
      },
    }),
  }
}

/** Keys of one person. */
export async function toGpgKeys(tx: Tx, identity: Identity, rows: readonly GpgKeyRow[]): Promise<GpgKey[]> {
  const [first] = rows
  const emails = first ? await identity.accounts.emailsOf(tx, first.user) : []
  const confirmed = new Set(emails.filter(({ verified }) => verified).map(({ email }) => email))
  return rows.map(({ id, databaseId, title, armored, facts, createdAt }) => ({
    ...{ id, databaseId, title, key: armored, ...facts },
    confirmedEmails: facts.emails.filter((email) => confirmed.has(email)),
    addedAt: createdAt.toISOString(),
  }))
}

async function toGpgKey(tx: Tx, identity: Identity, row: GpgKeyRow): Promise<GpgKey> {
  const [key] = await toGpgKeys(tx, identity, [row])
  return key!
}
