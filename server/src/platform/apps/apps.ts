import { join } from 'node:path'
import type { Egress } from '#egress'
import type { Identity } from '#identity'
import type { Actor, Kernel, StoredEvent, Tx } from '#kernel'
import { type Projects, projectDeleted } from '#projects'
import type { Secrets } from '#secrets'
import { isJwt, readIssuer, verifyAppToken } from './app-key.ts'
import { createAppVerbs } from './app-verbs.ts'
import { type AppRow, selectApp, selectAppByIssuer, selectAppBySlug, selectKeys } from './apps.sql.ts'
import { createDesk } from './desk.ts'
import { createInstallationVerbs } from './installation-verbs.ts'
import { deleteInstallationProject, selectListening } from './installations.sql.ts'
import { mayHear } from './permissions.ts'
import { createSelfVerbs } from './self-verbs.ts'

export interface AppsDeps {
  identity: Identity
  projects: Projects
  secrets: Secrets
  egress: Egress
}

export type Apps = ReturnType<typeof createApps>

/** Programs that act by themselves where they are installed, with what was agreed to there. */
export function createApps(kernel: Kernel, { identity, projects, secrets, egress }: AppsDeps) {
  kernel.migrations('apps', join(import.meta.dirname, 'migrations'))
  const desk = createDesk({ identity, projects, secrets, egress })
  const sealSecret = (app: string, secret: string) => secrets.sealForServer(`app ${app}`, secret)
  const verbs = {
    owned: createAppVerbs(kernel, { identity, desk, sealSecret }),
    installed: createInstallationVerbs({ identity, desk }),
    self: createSelfVerbs(kernel, { identity, projects, desk }),
  }
  for (const family of Object.values(verbs)) kernel.verbs.register(...Object.values(family))

  kernel.events.subscribe({
    name: 'apps.projects',
    on: [projectDeleted.name],
    async run({ project }, tx) {
      if (project) await deleteInstallationProject(tx, project)
    },
  })

  identity.authenticateAlso(async (credential): Promise<Actor | undefined> => {
    if (!isJwt(credential)) return undefined
    const issuer = readIssuer(credential)
    const found = await kernel.db.system(async (tx) => {
      const app = await selectAppByIssuer(tx, issuer)
      return app && { app, keys: await selectKeys(tx, app.id) }
    })
    await verifyAppToken(
      credential,
      (found?.keys ?? []).map((key) => key.publicKey),
    )
    const { app } = found!
    return { kind: 'system', id: `app-key:${app.id}`, name: app.slug, orgs: {}, server: ['app:act'] }
  })

  const hookOf = (app: AppRow) =>
    app.hookUrl === null
      ? undefined
      : {
          databaseId: app.databaseId,
          org: app.org,
          url: app.hookUrl,
          contentType: app.hookContentType,
          insecureTls: app.hookInsecureTls,
          secret: app.sealedHookSecret ? secrets.openForServer(`app ${app.id}`, app.sealedHookSecret) : undefined,
        }

  return {
    verbs,
    self: desk.self,

    /** For showing who acted; `id` as in an actor. */
    async findByActor(actor: string) {
      const id = /^app:(.+)$/.exec(actor)?.[1]
      return id ? kernel.db.system((tx) => selectApp(tx, id)) : undefined
    },

    /** Who is told of an event besides hooks. An app always hears of its own installations. */
    async listening(tx: Tx, event: StoredEvent) {
      if (event.org === null) return []
      if (event.name.startsWith('installation.')) {
        const app = await selectApp(tx, event.data.app)
        if (!app?.hookActive || app.hookUrl === null) return []
        const { databaseId } = event.data as { databaseId: number }
        const { id, slug, org, hookUrl: url } = app
        return [{ app: id, slug, org, url, installation: databaseId, reports: false, hears: () => true }]
      }
      const found = await selectListening(tx, { org: event.org, project: event.project, at: event.at })
      return found.map(({ app, slug, owner, url, databaseId, permissions, events }) => ({
        app,
        slug,
        org: owner,
        url,
        installation: databaseId,
        /** Whether it finds out about commits, and wants to be asked to. */
        reports: permissions.checks === 'write' && events.includes('check_suite'),
        hears: (name: string) => events.includes(name) && mayHear(permissions, name),
      }))
    },

    /** By the number that other APIs know it by. */
    findByDatabaseId: (id: number) => kernel.db.system((tx) => selectAppByIssuer(tx, String(id))),
    findBySlug: (slug: string) => kernel.db.system((tx) => selectAppBySlug(tx, slug)),

    /** Where and how an app is told. Undefined: it is gone, or wants to hear nothing. */
    async findHook(tx: Tx, id: string) {
      const app = await selectApp(tx, id)
      return app && hookOf(app)
    },
  }
}
