import { z } from 'zod'
import type { Identity } from '#identity'
import { type Kernel, Problem, verb } from '#kernel'
import type { Projects } from '#projects'
import { AppChange, DatabaseId, Installation, OwnApp, viewOwnApp } from './app.ts'
import { selectKeys } from './apps.sql.ts'
import type { Desk } from './desk.ts'
import { appChanged, installationDeleted, installationSuspended, installationUnsuspended } from './events.ts'
import { selectInstallations } from './installations.sql.ts'
import { AppPermissions, exceeding, grantedBy } from './permissions.ts'

/** GitHub's. */
const TOKEN_HOURS = 1
/** GitHub's: more are asked for as all. */
const MAX_NARROWED = 500

const OfApp = z.object({ installation: DatabaseId })

/** What an app does about itself, proven by its own key. Row-level security shows it itself and where it is installed. */
export function createSelfVerbs(
  kernel: Kernel,
  { identity, projects, desk }: { identity: Identity; projects: Projects; desk: Desk },
) {
  return {
    get: verb({
      name: 'app.get',
      http: 'GET /app',
      summary: 'Show the app that asks',
      input: z.object({}),
      output: OwnApp,
      needs: 'app:act',
      scope: 'account',
      async run({ tx, actor }) {
        const app = await desk.self(tx, actor)
        return viewOwnApp(app, await selectKeys(tx, app.id))
      },
    }),

    setHook: verb({
      name: 'app.setHook',
      http: 'PATCH /app/hook',
      summary: 'Change where and how the app that asks is told of events',
      input: AppChange.pick({ hookUrl: true, hookSecret: true, hookContentType: true, hookInsecureTls: true }),
      output: OwnApp,
      needs: 'app:act',
      scope: 'account',
      secret: ['hookSecret', 'hookUrl', 'hook'],
      emits: [appChanged.name],
      run: async (context, change) =>
        viewOwnApp(await desk.change(context, await desk.self(context.tx, context.actor), change), []),
    }),

    installations: verb({
      name: 'app.installations',
      http: 'GET /app/installations',
      summary: 'List where the app that asks is installed',
      input: z.object({}),
      output: z.object({ items: z.array(Installation) }),
      needs: 'app:act',
      scope: 'account',
      async run({ tx, actor }) {
        const app = await desk.self(tx, actor)
        const rows = await selectInstallations(tx, { app: app.id })
        return { items: await Promise.all(rows.map((row) => desk.view(tx, row))) }
      },
    }),

    installation: verb({
      name: 'app.installation',
      http: 'GET /app/installations/:installation',
      summary: 'Show an installation of the app that asks',
      input: OfApp,
      output: Installation,
      needs: 'app:act',
      scope: 'account',
      async run({ tx, actor }, { installation }) {
        const app = await desk.self(tx, actor)
        return desk.view(tx, await desk.getInstallation(tx, { app: app.id, databaseId: installation }))
      },
    }),

    findInstallation: verb({
      name: 'app.findInstallation',
      http: 'GET /app/installation-of/:login',
      summary: 'Find the installation of the app that asks in an organisation, or for one project of it',
      input: z.object({ login: z.string().max(60), project: z.string().max(100).optional() }),
      output: Installation,
      needs: 'app:act',
      scope: 'account',
      async run({ tx, actor }, { login, project: name }) {
        const app = await desk.self(tx, actor)
        const account = await identity.accounts.byLogin(login)
        const row = account ? await desk.findInstallation(tx, { app: app.id, org: account.id }) : undefined
        // The app acts nowhere yet, so only the server can look whether the project is among those it sees.
        const project =
          row && name !== undefined
            ? await kernel.db.system((system) => projects.find(system, { owner: login, name }))
            : undefined
        const sees = name === undefined || (project && (row!.allProjects || row!.projects.includes(project.id)))
        if (row && sees) return desk.view(tx, row)
        const where = name === undefined ? login : `${login}/${name}`
        throw new Problem('not_found', 'apps.no_installation', `${app.name} is not installed for ${where}.`)
      },
    }),

    createToken: verb({
      name: 'app.createToken',
      http: 'POST /app/installations/:installation/access-tokens',
      summary: 'Make a token with which the app acts where it is installed, for an hour',
      input: OfApp.extend({
        permissions: AppPermissions.optional(),
        projects: z
          .array(z.union([z.string().max(200), z.number().int()]))
          .max(MAX_NARROWED)
          .optional()
          .describe('Names or numbers. Left out: all that the installation sees.'),
      }),
      output: z.object({
        token: z.string(),
        expiresAt: z.string(),
        permissions: AppPermissions,
        /** Ids of those it was narrowed to; null: all that the installation sees. */
        projects: z.array(z.string()).nullable(),
        allProjects: z.boolean(),
      }),
      needs: 'app:act',
      scope: 'account',
      status: 201,
      secret: ['token'],
      async run({ tx, actor }, { installation, permissions: asked, projects: named }) {
        const app = await desk.self(tx, actor)
        const row = await desk.getInstallation(tx, { app: app.id, databaseId: installation })
        if (row.suspendedAt) {
          throw new Problem(
            'forbidden',
            'apps.suspended',
            'This installation has been suspended; an admin of the organisation can end that.',
          )
        }
        const permissions: AppPermissions = asked ?? { metadata: 'read', ...row.permissions }
        const beyond = exceeding(permissions, row.permissions)
        if (beyond) {
          throw new Problem(
            'invalid',
            'apps.permission',
            `The permission "${beyond}" was not given to this installation as asked for; ask for less, or have it agreed to there.`,
          )
        }
        const expiresAt = new Date(Date.now() + TOKEN_HOURS * 3_600_000)
        // The organisation's rows are not the app's to see before it has the token.
        return kernel.db.system(async (system) => {
          const narrowed = named ? await desk.idsOf(system, row.org, named) : undefined
          const foreign = row.allProjects ? undefined : narrowed?.find((id) => !row.projects.includes(id))
          if (foreign) {
            throw new Problem(
              'invalid',
              'apps.project',
              'The installation does not see one of these projects; name only those that it lists.',
            )
          }
          const sees = narrowed ?? (row.allProjects ? undefined : row.projects)
          const { secret } = await identity.issueToken(system, {
            kind: 'installation',
            subject: row.id,
            name: `${app.slug}[bot]`,
            org: row.org,
            permissions: grantedBy(permissions),
            ...(sees ? { projects: sees } : {}),
            links: { app: app.id },
            expiresAt,
          })
          return {
            token: secret,
            expiresAt: expiresAt.toISOString(),
            permissions,
            projects: narrowed ?? null,
            allProjects: row.allProjects && !narrowed,
          }
        })
      },
    }),

    suspend: verb({
      name: 'app.suspend',
      http: 'PUT /app/installations/:installation/suspension',
      summary: 'Suspend an installation of the app that asks',
      input: OfApp,
      output: Installation,
      needs: 'app:act',
      scope: 'account',
      emits: [installationSuspended.name],
      async run(context, { installation }) {
        const app = await desk.self(context.tx, context.actor)
        const row = await desk.getInstallation(context.tx, { app: app.id, databaseId: installation })
        return desk.suspend(context, row, true)
      },
    }),

    unsuspend: verb({
      name: 'app.unsuspend',
      http: 'DELETE /app/installations/:installation/suspension',
      summary: 'End the suspension of an installation by the app that asks',
      input: OfApp,
      output: Installation,
      needs: 'app:act',
      scope: 'account',
      emits: [installationUnsuspended.name],
      async run(context, { installation }) {
        const app = await desk.self(context.tx, context.actor)
        const row = await desk.getInstallation(context.tx, { app: app.id, databaseId: installation })
        if (row.suspendedBy && row.suspendedBy.id !== context.actor.id) {
          throw new Problem(
            'forbidden',
            'apps.suspended',
            `${row.suspendedBy.name} suspended it; only there it can be ended.`,
          )
        }
        return desk.suspend(context, row, false)
      },
    }),

    uninstall: verb({
      name: 'app.uninstall',
      http: 'DELETE /app/installations/:installation',
      summary: 'Remove the app that asks from where it is installed',
      input: OfApp,
      output: z.object({}),
      needs: 'app:act',
      scope: 'account',
      status: 204,
      emits: [installationDeleted.name],
      async run(context, { installation }) {
        const app = await desk.self(context.tx, context.actor)
        return desk.uninstall(
          context,
          await desk.getInstallation(context.tx, { app: app.id, databaseId: installation }),
        )
      },
    }),
  }
}
