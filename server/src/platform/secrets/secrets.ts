import { join } from 'node:path'
import { z } from 'zod'
import type { Identity } from '#identity'
import { type Kernel, Problem, type Tx, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import { createKeyring } from './keyring.ts'
import {
  countOthers,
  deleteSecret,
  lockPlace,
  type SecretPlace,
  selectNames,
  selectSealed,
  upsertSecret,
} from './secrets.sql.ts'

/** GitHub's limits, so that a workflow's secrets move here unchanged. */
export const MAX_VALUE_BYTES = 48 * 1024
export const MAX_SECRETS = 100
/** Shorter values cannot be masked in logs without masking ordinary words. */
const MIN_VALUE_LENGTH = 6

const SecretName = z
  .string()
  .max(100)
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'A secret is named with letters, digits and underscores and does not begin with a digit.',
  )
  .refine((name) => !/^GITHUB_/i.test(name), 'Names that begin with GITHUB_ are reserved for workflows.')
  .transform((name) => name.toUpperCase())

const SecretValue = z
  .string()
  .min(
    MIN_VALUE_LENGTH,
    `A secret has at least ${MIN_VALUE_LENGTH} characters; shorter ones could not be masked in logs.`,
  )
  .refine((value) => Buffer.byteLength(value) <= MAX_VALUE_BYTES, `A secret has at most ${MAX_VALUE_BYTES / 1024} KiB.`)
  .refine((value) => !value.includes('\0'), 'A secret is text; encode binary ones, for example in base64.')

const Secret = z.object({ name: z.string(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() })
const SecretList = z.object({ items: z.array(Secret) })
const InOrg = z.object({ org: z.string() })
const Nothing = z.object({})

export type Secrets = ReturnType<typeof createSecrets>

/** What projects and organisations entrust to the server, sealed at rest and shown to nobody. */
export function createSecrets(kernel: Kernel, { identity, projects }: { identity: Identity; projects: Projects }) {
  kernel.migrations('secrets', join(import.meta.dirname, 'migrations'))
  const keyring = createKeyring(kernel)

  const present = ({ name, createdAt, updatedAt }: { name: string; createdAt: Date; updatedAt: Date }) => ({
    name,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  })

  async function list(tx: Tx, place: SecretPlace): Promise<z.infer<typeof SecretList>> {
    const rows = await selectNames(tx, place)
    return { items: rows.map(present) }
  }

  async function set(
    tx: Tx,
    place: SecretPlace,
    secret: { name: string; value: string },
  ): Promise<z.infer<typeof Secret>> {
    await lockPlace(tx, place)
    if ((await countOthers(tx, place, secret.name)) >= MAX_SECRETS) {
      throw new Problem(
        'conflict',
        'secrets.too_many',
        `There are ${MAX_SECRETS} secrets here already; delete one first.`,
      )
    }
    const sealed = await keyring.seal(tx, place, secret)
    return present(await upsertSecret(tx, place, { name: secret.name, sealed }))
  }

  async function remove(tx: Tx, place: SecretPlace, name: string): Promise<Record<string, never>> {
    if (await deleteSecret(tx, place, name)) return {}
    throw new Problem('not_found', 'secrets.not_found', `There is no secret named ${name} here.`)
  }

  const inProject = async (tx: Tx, org: string, address: z.infer<typeof ProjectAddress>): Promise<SecretPlace> => ({
    org,
    project: (await projects.get(tx, address)).id,
  })

  const verbs = {
    list: verb({
      name: 'secrets.list',
      http: 'GET /projects/:owner/:name/secrets',
      summary: "List the names of a project's secrets",
      input: ProjectAddress,
      output: SecretList,
      needs: 'secrets:read',
      scope: projects.scope,
      run: async ({ tx, org }, address) => list(tx, await inProject(tx, org, address)),
    }),
    set: verb({
      name: 'secrets.set',
      http: 'PUT /projects/:owner/:name/secrets/:key',
      summary: 'Set a secret of a project; its value is never shown again',
      input: ProjectAddress.extend({ key: SecretName, value: SecretValue }),
      output: Secret,
      needs: 'secrets:write',
      scope: projects.scope,
      secret: ['value'],
      run: async ({ tx, org }, { key, value, ...address }) =>
        set(tx, await inProject(tx, org, address), { name: key, value }),
    }),
    delete: verb({
      name: 'secrets.delete',
      http: 'DELETE /projects/:owner/:name/secrets/:key',
      summary: 'Delete a secret of a project',
      input: ProjectAddress.extend({ key: SecretName }),
      output: Nothing,
      needs: 'secrets:write',
      scope: projects.scope,
      status: 204,
      run: async ({ tx, org }, { key, ...address }) => remove(tx, await inProject(tx, org, address), key),
    }),
    listForOrg: verb({
      name: 'secrets.listForOrg',
      http: 'GET /orgs/:org/secrets',
      summary: 'List the names of the secrets that all projects of an organisation share',
      input: InOrg,
      output: SecretList,
      needs: 'secrets:read',
      scope: identity.orgId,
      run: ({ tx, org }) => list(tx, { org, project: null }),
    }),
    setForOrg: verb({
      name: 'secrets.setForOrg',
      http: 'PUT /orgs/:org/secrets/:key',
      summary: 'Set a secret that all projects of an organisation share',
      input: InOrg.extend({ key: SecretName, value: SecretValue }),
      output: Secret,
      needs: 'secrets:write',
      scope: identity.orgId,
      secret: ['value'],
      run: ({ tx, org }, { key, value }) => set(tx, { org, project: null }, { name: key, value }),
    }),
    deleteForOrg: verb({
      name: 'secrets.deleteForOrg',
      http: 'DELETE /orgs/:org/secrets/:key',
      summary: 'Delete a secret that all projects of an organisation share',
      input: InOrg.extend({ key: SecretName }),
      output: Nothing,
      needs: 'secrets:write',
      scope: identity.orgId,
      status: 204,
      run: ({ tx, org }, { key }) => remove(tx, { org, project: null }, key),
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return {
    verbs,

    /** Everything a project's jobs and applications are given, the project's own over the organisation's. Server only. */
    async reveal(projectId: string): Promise<Record<string, string>> {
      const revealed = await kernel.db.system(async (tx) => {
        const { org } = await projects.getById(tx, projectId)
        const rows = await selectSealed(tx, { org, project: projectId })
        const entries: [string, string][] = []
        for (const row of rows) entries.push([row.name, await keyring.open(tx, { org, project: row.project }, row)])
        return Object.fromEntries(entries)
      })
      for (const value of Object.values(revealed)) {
        kernel.masks.add(value)
        kernel.masks.add(Buffer.from(value).toString('base64'))
      }
      return revealed
    },

    /** A key of the server's own for one purpose, the same as long as its master key is. */
    keyFor: keyring.keyFor,

    /** For secrets of the server itself, which other modules keep in tables of their own. */
    sealForServer: (name: string, value: string): Buffer => keyring.sealForServer(name, value),
    openForServer: (name: string, sealed: Buffer): string => keyring.openForServer(name, sealed),
  }
}
