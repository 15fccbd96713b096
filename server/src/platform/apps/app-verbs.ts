import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Identity } from '#identity'
import { type Kernel, Problem, verb } from '#kernel'
import { App, AppChange, NewApp, OwnApp, viewApp, viewOwnApp } from './app.ts'
import {
  deleteApp,
  deleteKey,
  insertManifestCode,
  selectApp,
  selectAppBySlug,
  selectApps,
  selectKeys,
  setClientSecret,
  updateApp,
  useManifestCode,
} from './apps.sql.ts'
import { type Desk, hash } from './desk.ts'
import { appChanged, appCreated, appDeleted, appKeyCreated, appKeyDeleted } from './events.ts'
import { selectInstallations } from './installations.sql.ts'

const InOrg = z.object({ org: z.string().max(60) })
const OfOrg = InOrg.extend({ app: z.string().max(100) })
const Nothing = z.object({})
const NewKey = z.object({ id: z.string(), fingerprint: z.string(), privateKey: z.string() })

/** GitHub's hour: long enough for a program to come back, short enough to be of no use in a log. */
const CODE_HOURS = 1

/** What an organisation does with the apps it owns. */
export function createAppVerbs(
  kernel: Kernel,
  { identity, desk, sealSecret }: { identity: Identity; desk: Desk; sealSecret(app: string, secret: string): Buffer },
) {
  return {
    list: verb({
      name: 'apps.list',
      http: 'GET /orgs/:org/apps',
      summary: 'List the apps that an organisation owns',
      input: InOrg,
      output: z.object({ items: z.array(App) }),
      needs: 'apps:read',
      scope: identity.orgId,
      run: async ({ tx, org }) => ({ items: (await selectApps(tx, org)).map(viewApp) }),
    }),

    get: verb({
      name: 'apps.get',
      http: 'GET /orgs/:org/apps/:app',
      summary: 'Show an app that an organisation owns, with its hook and keys',
      input: OfOrg,
      output: OwnApp,
      // The address of a hook often holds a secret, so who sees it is who runs the app.
      needs: 'apps:write',
      scope: identity.orgId,
      async run({ tx, org }, { app: slug }) {
        const app = await desk.getOwn(tx, org, slug)
        return viewOwnApp(app, await selectKeys(tx, app.id))
      },
    }),

    find: verb({
      name: 'apps.find',
      http: 'GET /apps/:app',
      summary: 'Show an app that you may install or that is installed where you are',
      input: z.object({ app: z.string().max(100) }),
      output: App,
      needs: 'apps:read',
      scope: 'public',
      async run({ tx }, { app: slug }) {
        const app = await selectAppBySlug(tx, slug)
        if (app) return viewApp(app)
        throw new Problem('not_found', 'apps.not_found', `There is no app "${slug}" that you can see.`)
      },
    }),

    create: verb({
      name: 'apps.create',
      http: 'POST /orgs/:org/apps',
      summary: 'Register an app, which can be installed and then acts by itself',
      input: InOrg.extend(NewApp.shape),
      output: OwnApp,
      needs: 'apps:write',
      scope: identity.orgId,
      status: 201,
      secret: ['hookSecret', 'hookUrl', 'hook'],
      emits: [appCreated.name],
      run: async (context, { org: _, ...app }) => viewOwnApp(await desk.create(context, app), []),
    }),

    update: verb({
      name: 'apps.update',
      http: 'PATCH /orgs/:org/apps/:app',
      summary: 'Change an app; what it may do where it is installed stays until somebody there agrees',
      input: OfOrg.extend(AppChange.shape),
      output: OwnApp,
      needs: 'apps:write',
      scope: identity.orgId,
      secret: ['hookSecret', 'hookUrl', 'hook'],
      emits: [appChanged.name],
      async run(context, { org: _, app: slug, ...change }) {
        const app = await desk.getOwn(context.tx, context.org, slug)
        return viewOwnApp(await desk.change(context, app, change), await selectKeys(context.tx, app.id))
      },
    }),

    delete: verb({
      name: 'apps.delete',
      http: 'DELETE /orgs/:org/apps/:app',
      summary: 'Delete an app wherever it is installed',
      input: OfOrg,
      output: Nothing,
      needs: 'apps:write',
      scope: identity.orgId,
      status: 204,
      emits: [appDeleted.name],
      async run({ tx, org, emit }, { app: slug }) {
        const app = await desk.getOwn(tx, org, slug)
        // Installations are of other organisations, so only the server sees all of them.
        const installed = await kernel.db.system((system) => selectInstallations(system, { app: app.id }))
        await kernel.db.system(async (system) => {
          for (const row of installed) await desk.revoke(system, row)
        })
        await deleteApp(tx, app.id)
        emit(appDeleted, { data: { app: app.id, slug } })
        return {}
      },
    }),

    createKey: verb({
      name: 'apps.createKey',
      http: 'POST /orgs/:org/apps/:app/keys',
      summary: 'Make a private key for an app; it is shown once',
      input: OfOrg,
      output: NewKey,
      needs: 'apps:write',
      scope: identity.orgId,
      status: 201,
      secret: ['privateKey'],
      emits: [appKeyCreated.name],
      run: async (context, { app }) => desk.addKey(context, await desk.getOwn(context.tx, context.org, app)),
    }),

    deleteKey: verb({
      name: 'apps.deleteKey',
      http: 'DELETE /orgs/:org/apps/:app/keys/:keyId',
      summary: 'Delete a key of an app; what it signs is refused from now on',
      input: OfOrg.extend({ keyId: z.string().max(100) }),
      output: Nothing,
      needs: 'apps:write',
      scope: identity.orgId,
      status: 204,
      emits: [appKeyDeleted.name],
      async run({ tx, org, emit }, { app: slug, keyId }) {
        const app = await desk.getOwn(tx, org, slug)
        if (!(await deleteKey(tx, app.id, keyId)))
          throw new Problem('not_found', 'apps.no_key', `The app ${slug} has no key ${keyId}.`)
        emit(appKeyDeleted, { data: { app: app.id, slug, key: keyId } })
        return {}
      },
    }),

    createFromManifest: verb({
      name: 'apps.createFromManifest',
      http: 'POST /orgs/:org/app-manifests',
      summary: 'Register an app that a program proposes; answers the code with which it fetches its secrets',
      input: InOrg.extend(NewApp.omit({ hookSecret: true }).shape),
      output: z.object({ code: z.string(), app: App }),
      needs: 'apps:write',
      scope: identity.orgId,
      status: 201,
      secret: ['code'],
      emits: [appCreated.name],
      async run(context, { org: _, ...input }) {
        const app = await desk.create(context, { ...input, hookSecret: null })
        const code = randomBytes(20).toString('hex')
        const expiresAt = new Date(Date.now() + CODE_HOURS * 3_600_000)
        await insertManifestCode(context.tx, { hash: hash(code), org: app.org, app: app.id, expiresAt })
        return { code, app: viewApp(app) }
      },
    }),

    convertManifest: verb({
      name: 'apps.convertManifest',
      http: 'POST /app-manifests/:code/conversions',
      summary: 'Fetch the secrets of an app that was registered by manifest, once',
      input: z.object({ code: z.string().max(100) }),
      output: z.object({
        app: App,
        privateKey: z.string(),
        hookSecret: z.string().nullable(),
        clientSecret: z.string(),
      }),
      needs: 'apps:write',
      scope: 'public',
      status: 201,
      secret: ['code', 'privateKey', 'hookSecret', 'clientSecret'],
      emits: [appKeyCreated.name],
      async run({ emit }, { code }) {
        // Whoever has the code is nobody yet: this one step is the server's own.
        return kernel.db.system(async (tx) => {
          const id = await useManifestCode(tx, hash(code))
          const app = id ? await selectApp(tx, id) : undefined
          if (!app) {
            throw new Problem(
              'not_found',
              'apps.code',
              'There is no such code: it was used already or is older than an hour; register the app again.',
            )
          }
          const { privateKey } = await desk.addKey({ tx, emit }, app)
          const clientSecret = randomBytes(20).toString('hex')
          await setClientSecret(tx, app.id, hash(clientSecret))
          const hookSecret = app.hookUrl === null ? null : randomBytes(20).toString('hex')
          if (hookSecret) await updateApp(tx, { ...app, sealedHookSecret: sealSecret(app.id, hookSecret) })
          return { app: viewApp(app), privateKey, hookSecret, clientSecret }
        })
      },
    }),
  }
}
