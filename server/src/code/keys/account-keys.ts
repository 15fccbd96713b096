import { z } from 'zod'
import { type Actor, actorRef, grants, newId, Problem, verb } from '#kernel'
import { keyCreated, keyDeleted } from './events.ts'
import { PageInput, SshKey, Title, toSshKey } from './key-view.ts'
import { LONGEST_LINE, parsePublicKey } from './public-key.ts'
import { inUse, noKey, refuseTooMany } from './refusals.ts'
import { deleteSshKey, insertSshKey, lockKeysOf, selectSshKey, selectSshKeys } from './ssh-keys.sql.ts'

/** The keys a person opens the SSH door with. */
export function createAccountKeys() {
  return {
    list: verb({
      name: 'keys.list',
      http: 'GET /ssh-keys',
      summary: 'List your SSH keys',
      input: z.object(PageInput),
      output: z.object({ items: z.array(SshKey), total: z.number() }),
      needs: 'account:read',
      scope: 'account',
      async run({ actor, tx }, page) {
        const { rows, total } = await selectSshKeys(tx, { user: actor.id }, page)
        return { items: rows.map(toSshKey), total }
      },
    }),

    get: verb({
      name: 'keys.get',
      http: 'GET /ssh-keys/:sshKey',
      summary: 'Show one of your SSH keys',
      input: z.object({ sshKey: z.string() }),
      output: SshKey,
      needs: 'account:read',
      scope: 'account',
      async run({ actor, tx }, { sshKey }) {
        const row = await selectSshKey(tx, { user: actor.id }, sshKey)
        if (!row) throw noKey('SSH key', sshKey)
        return toSshKey(row)
      },
    }),

    create: verb({
      name: 'keys.create',
      http: 'POST /ssh-keys',
      summary: 'Add an SSH key to your account',
      input: z.object({
        title: Title.default('').describe('Default: the comment of the key.'),
        key: z.string().max(LONGEST_LINE).describe('The line in your id_….pub file.'),
      }),
      output: SshKey,
      needs: 'account:write',
      scope: 'account',
      status: 201,
      // A private key that somebody pastes by mistake is refused, and must not be in the record of it.
      secret: ['key'],
      emits: [keyCreated.name],
      async run({ actor, tx, emit }, { title, key }) {
        refuseOthers(actor)
        refuseWidening(actor)
        const { comment, ...parsed } = parsePublicKey(key)
        const holder = { user: actor.id }
        await lockKeysOf(tx, holder)
        refuseTooMany((await selectSshKeys(tx, holder, { page: 1, limit: 1 })).total)
        const row = await insertSshKey(tx, {
          ...parsed,
          id: newId('key'),
          title: title || comment.slice(0, 100) || parsed.type,
          ...{ user: actor.id, org: null, project: null },
          readOnly: false,
          addedBy: actorRef(actor),
        })
        if (!row) throw inUse(parsed.fingerprint)
        emit(keyCreated, { data: { key: row.id, title: row.title, fingerprint: row.fingerprint } })
        return toSshKey(row)
      },
    }),

    delete: verb({
      name: 'keys.delete',
      http: 'DELETE /ssh-keys/:sshKey',
      summary: 'Remove one of your SSH keys',
      input: z.object({ sshKey: z.string() }),
      output: z.object({}),
      needs: 'account:write',
      scope: 'account',
      emits: [keyDeleted.name],
      async run({ actor, tx, emit }, { sshKey }) {
        const row = await selectSshKey(tx, { user: actor.id }, sshKey)
        if (!row) throw noKey('SSH key', sshKey)
        await deleteSshKey(tx, row.id)
        emit(keyDeleted, { data: { key: row.id, title: row.title, fingerprint: row.fingerprint } })
        return {}
      },
    }),
  }
}

/** Whoever holds the key pushes; a token that may not push itself would make itself a wider one. */
function refuseWidening({ scopes }: Actor): void {
  if (scopes === undefined || grants(scopes, 'git:push')) return
  throw new Problem(
    'forbidden',
    'keys.beyond_token',
    'An SSH key may push, and the token you use may not; use one with the permission git:push, or add the key in Settings.',
  )
}

export function refuseOthers(actor: Actor): void {
  if (actor.kind === 'person') return
  throw new Problem(
    'forbidden',
    'keys.not_a_person',
    'Only people have keys of their own; give a machine a deploy key of its project.',
  )
}
