import { z } from 'zod'
import { actorRef, newId, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import { deployKeyCreated, deployKeyDeleted } from './events.ts'
import { PageInput, SshKey, Title, toSshKey } from './key-view.ts'
import { LONGEST_LINE, parsePublicKey } from './public-key.ts'
import { inUse, noKey, refuseTooMany } from './refusals.ts'
import { deleteSshKey, insertSshKey, lockKeysOf, selectSshKey, selectSshKeys } from './ssh-keys.sql.ts'

/** Keys of machines: each opens one project and nothing else. */
export function createDeployKeys({ projects }: { projects: Projects }) {
  const one = ProjectAddress.extend({ deployKey: z.string() })

  return {
    list: verb({
      name: 'deploy-keys.list',
      http: 'GET /projects/:owner/:name/keys',
      summary: 'List the deploy keys of a project',
      input: ProjectAddress.extend(PageInput),
      output: z.object({ items: z.array(SshKey), total: z.number() }),
      needs: 'keys:read',
      scope: projects.scope,
      async run({ tx, org }, { page, limit, ...address }) {
        const project = await projects.get(tx, address)
        const { rows, total } = await selectSshKeys(tx, { org, project: project.id }, { page, limit })
        return { items: rows.map(toSshKey), total }
      },
    }),

    get: verb({
      name: 'deploy-keys.get',
      http: 'GET /projects/:owner/:name/keys/:deployKey',
      summary: 'Show a deploy key',
      input: one,
      output: SshKey,
      needs: 'keys:read',
      scope: projects.scope,
      async run({ tx, org }, { deployKey, ...address }) {
        const project = await projects.get(tx, address)
        const row = await selectSshKey(tx, { org, project: project.id }, deployKey)
        if (!row) throw noKey('deploy key', deployKey)
        return toSshKey(row)
      },
    }),

    create: verb({
      name: 'deploy-keys.create',
      http: 'POST /projects/:owner/:name/keys',
      summary: 'Let a key read, or push to, this one project',
      input: ProjectAddress.extend({
        title: Title.default('').describe('Default: the comment of the key.'),
        key: z.string().max(LONGEST_LINE).describe('The line in the id_….pub file.'),
        readOnly: z.boolean().default(true),
      }),
      output: SshKey,
      needs: 'keys:write',
      scope: projects.scope,
      status: 201,
      // A private key that somebody pastes by mistake is refused, and must not be in the record of it.
      secret: ['key'],
      emits: [deployKeyCreated.name],
      async run({ actor, org, tx, emit }, { title, key, readOnly, ...address }) {
        const project = await projects.get(tx, address)
        const { comment, ...parsed } = parsePublicKey(key)
        const holder = { org, project: project.id }
        await lockKeysOf(tx, holder)
        refuseTooMany((await selectSshKeys(tx, holder, { page: 1, limit: 1 })).total)
        const row = await insertSshKey(tx, {
          ...parsed,
          id: newId('key'),
          title: title || comment.slice(0, 100) || parsed.type,
          user: null,
          ...holder,
          readOnly,
          addedBy: actorRef(actor),
        })
        if (!row) throw inUse(parsed.fingerprint)
        const fact = { key: row.id, title: row.title, fingerprint: row.fingerprint, readOnly }
        emit(deployKeyCreated, { project: project.id, data: fact })
        return toSshKey(row)
      },
    }),

    delete: verb({
      name: 'deploy-keys.delete',
      http: 'DELETE /projects/:owner/:name/keys/:deployKey',
      summary: 'Remove a deploy key',
      input: one,
      output: z.object({}),
      needs: 'keys:write',
      scope: projects.scope,
      emits: [deployKeyDeleted.name],
      async run({ org, tx, emit }, { deployKey, ...address }) {
        const project = await projects.get(tx, address)
        const row = await selectSshKey(tx, { org, project: project.id }, deployKey)
        if (!row) throw noKey('deploy key', deployKey)
        await deleteSshKey(tx, row.id)
        const fact = { key: row.id, title: row.title, fingerprint: row.fingerprint, row: toSshKey(row) }
        emit(deployKeyDeleted, { project: project.id, data: fact })
        return {}
      },
    }),
  }
}
