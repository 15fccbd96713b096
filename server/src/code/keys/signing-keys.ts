import { z } from 'zod'
import { newId, Problem, verb } from '#kernel'
import { refuseOthers } from './account-keys.ts'
import { signingKeyCreated, signingKeyDeleted } from './events.ts'
import { PageInput, printKey, Title } from './key-view.ts'
import { LONGEST_LINE, parsePublicKey } from './public-key.ts'
import { noKey, refuseTooMany } from './refusals.ts'
import {
  deleteSigningKey,
  insertSigningKey,
  type SigningKeyRow,
  selectSigningKey,
  selectSigningKeys,
} from './signing-keys.sql.ts'
import { lockKeysOf } from './ssh-keys.sql.ts'

const SigningKey = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    title: z.string(),
    key: z.string(),
    type: z.string(),
    fingerprint: z.string(),
    createdAt: z.string(),
  })
  .meta({ id: 'SigningKey' })

/** The SSH keys a person signs commits with. They open no door. */
export function createSigningKeys() {
  const one = z.object({ signingKey: z.string() })

  return {
    list: verb({
      name: 'signing-keys.list',
      http: 'GET /ssh-signing-keys',
      summary: 'List the SSH keys you sign commits with',
      input: z.object(PageInput),
      output: z.object({ items: z.array(SigningKey), total: z.number() }),
      needs: 'account:read',
      scope: 'account',
      async run({ actor, tx }, page) {
        const { rows, total } = await selectSigningKeys(tx, actor.id, page)
        return { items: rows.map(toSigningKey), total }
      },
    }),

    get: verb({
      name: 'signing-keys.get',
      http: 'GET /ssh-signing-keys/:signingKey',
      summary: 'Show an SSH key you sign commits with',
      input: one,
      output: SigningKey,
      needs: 'account:read',
      scope: 'account',
      async run({ actor, tx }, { signingKey }) {
        const row = await selectSigningKey(tx, actor.id, signingKey)
        if (!row) throw noKey('signing key', signingKey)
        return toSigningKey(row)
      },
    }),

    create: verb({
      name: 'signing-keys.create',
      http: 'POST /ssh-signing-keys',
      summary: 'Add an SSH key you sign commits with',
      input: z.object({
        title: Title.default('').describe('Default: the comment of the key.'),
        key: z.string().max(LONGEST_LINE).describe('The line in your id_….pub file.'),
      }),
      output: SigningKey,
      needs: 'account:write',
      scope: 'account',
      status: 201,
      // A private key that somebody pastes by mistake is refused, and must not be in the record of it.
      secret: ['key'],
      emits: [signingKeyCreated.name],
      async run({ actor, tx, emit }, { title, key }) {
        refuseOthers(actor)
        const { comment, ...parsed } = parsePublicKey(key)
        await lockKeysOf(tx, { user: actor.id })
        refuseTooMany((await selectSigningKeys(tx, actor.id, { page: 1, limit: 1 })).total)
        const row = await insertSigningKey(tx, {
          ...parsed,
          id: newId('sig'),
          user: actor.id,
          title: title || comment.slice(0, 100) || parsed.type,
        })
        if (!row)
          throw new Problem('conflict', 'keys.in_use', `You have the signing key ${parsed.fingerprint} already.`)
        emit(signingKeyCreated, { data: { key: row.id, title: row.title, fingerprint: row.fingerprint } })
        return toSigningKey(row)
      },
    }),

    delete: verb({
      name: 'signing-keys.delete',
      http: 'DELETE /ssh-signing-keys/:signingKey',
      summary: 'Remove an SSH key you sign commits with',
      input: one,
      output: z.object({}),
      needs: 'account:write',
      scope: 'account',
      emits: [signingKeyDeleted.name],
      async run({ actor, tx, emit }, { signingKey }) {
        const row = await selectSigningKey(tx, actor.id, signingKey)
        if (!row) throw noKey('signing key', signingKey)
        await deleteSigningKey(tx, row.id)
        emit(signingKeyDeleted, { data: { key: row.id, title: row.title, fingerprint: row.fingerprint } })
        return {}
      },
    }),
  }
}

function toSigningKey({ id, databaseId, title, type, fingerprint, blob, createdAt }: SigningKeyRow) {
  return { id, databaseId, title, type, fingerprint, key: printKey(type, blob), createdAt: createdAt.toISOString() }
}
