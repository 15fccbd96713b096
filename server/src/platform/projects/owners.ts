import { z } from 'zod'
import type { Account, Identity } from '#identity'
import { type Actor, ANYBODY, type Kernel, Problem, type Tx, verb } from '#kernel'
import { worksWith } from './access.sql.ts'
import { selectPublicProjects } from './projects.sql.ts'

const Owner = z
  .object({
    id: z.string(),
    databaseId: z.number().int(),
    login: z.string(),
    name: z.string(),
    description: z.string(),
    kind: z.enum(['person', 'organisation']),
    /** Of a person. */
    user: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: 'Owner' })

/** People and organisations as others see them: those one belongs to or works with, and those with a public project. */
export function createOwners(kernel: Kernel, { identity }: { identity: Identity }) {
  /** Row-level security shows the actor their own organisations and who is in them. */
  async function isKnown(tx: Tx, actor: Actor, { id, user, login }: Account): Promise<boolean> {
    if (id in actor.orgs || (actor.kind === 'person' && actor.id === user)) return true
    if (actor === ANYBODY) return false
    if ((await identity.findOrg(tx, login)) || (user !== null && (await identity.findUser(tx, login)))) return true
    return kernel.db.system((system) => worksWith(system, actor, { org: id, user }))
  }

  const hasPublicProject = async (login: string): Promise<boolean> =>
    (await kernel.db.system((system) => selectPublicProjects(system, login))).length > 0

  return {
    owner: verb({
      name: 'owners.get',
      http: 'GET /owners/:login',
      summary: 'Show a person or an organisation',
      input: z.object({ login: z.string().max(60) }),
      output: Owner,
      needs: 'account:read',
      // Who has opened a project to everybody is known to everybody; the rest is decided below.
      scope: 'public',
      async run({ actor, tx }, { login }) {
        const account = await identity.accounts.byLogin(login)
        const seen =
          account !== undefined && ((await isKnown(tx, actor, account)) || (await hasPublicProject(account.login)))
        if (!account || !seen || account.kind === 'program')
          throw new Problem(
            'not_found',
            'identity.no_owner',
            `There is no person or organisation "${login}" that you can see.`,
          )
        return { ...account, kind: account.kind, createdAt: account.createdAt.toISOString() }
      },
    }),
  }
}
