import { z } from 'zod'
import type { Identity } from '#identity'
import { type Kernel, Problem, verb } from '#kernel'
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
  return {
    owner: verb({
      name: 'owners.get',
      http: 'GET /owners/:login',
      summary: 'Show a person or an organisation',
      input: z.object({ login: z.string().max(60) }),
      output: Owner,
      needs: 'account:read',
      scope: 'account',
      async run({ actor, tx }, { login }) {
        const account = await identity.accounts.byLogin(login)
        const seen =
          account !== undefined &&
          (account.id in actor.orgs ||
            (await identity.findOrg(tx, account.login)) !== undefined ||
            (account.user !== null && (await identity.findUser(tx, account.login)) !== undefined) ||
            (await kernel.db.system((system) => selectPublicProjects(system, account.login))).length > 0)
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
