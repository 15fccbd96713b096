import { createHash, randomBytes } from 'node:crypto'
import type { Egress } from '#egress'
import type { Identity } from '#identity'
import { type Actor, actorRef, newId, Problem, type Tx, type VerbContext } from '#kernel'
import type { Projects } from '#projects'
import type { Secrets } from '#secrets'
import { type App, type AppChange, type Installation, type NewApp, viewInstallation } from './app.ts'
import { createAppKey } from './app-key.ts'
import {
  type AppRow,
  countApps,
  insertApp,
  insertKey,
  selectApp,
  selectAppBySlug,
  selectKeys,
  updateApp,
} from './apps.sql.ts'
import {
  appChanged,
  appCreated,
  appKeyCreated,
  installationDeleted,
  installationProjectsChanged,
  installationSuspended,
  installationUnsuspended,
} from './events.ts'
import {
  deleteInstallation,
  type InstallationFilter,
  type InstallationRow,
  selectInstallations,
  setInstallationProjects,
  suspendInstallation,
} from './installations.sql.ts'

/** GitHub's limits. */
export const MAX_APPS = 100
export const MAX_KEYS = 25

export interface DeskDeps {
  identity: Identity
  projects: Projects
  secrets: Secrets
  egress: Egress
}

export type Desk = ReturnType<typeof createDesk>

/** What is done with apps and installations, whoever asks for it. */
export function createDesk({ identity, projects, secrets, egress }: DeskDeps) {
  const seal = (app: string, secret: string | null): Buffer | null =>
    secret === null ? null : secrets.sealForServer(`app ${app}`, secret)

  async function getOwn(tx: Tx, org: string, slug: string): Promise<AppRow> {
    const app = await selectAppBySlug(tx, slug)
    if (app?.org === org) return app
    throw new Problem(
      'not_found',
      'apps.not_found',
      `This organisation has no app "${slug}"; list its apps to see theirs.`,
    )
  }

  async function create({ org, tx, emit }: VerbContext, { hookSecret, ...input }: NewApp): Promise<AppRow> {
    if (input.hookUrl !== null) egress.check(input.hookUrl)
    if ((await countApps(tx, org)) >= MAX_APPS) {
      throw new Problem(
        'conflict',
        'apps.too_many',
        `This organisation has ${MAX_APPS} apps already; delete one first.`,
      )
    }
    const id = newId('app')
    const slug = slugOf(input.name)
    const app = await insertApp(tx, {
      ...input,
      id,
      org,
      slug,
      clientId: `Iv1.${randomBytes(8).toString('hex')}`,
      clientSecretHash: hash(randomBytes(20).toString('hex')),
      sealedHookSecret: seal(id, hookSecret),
    })
    if (!app) throw new Problem('conflict', 'apps.name_taken', `The name "${slug}" is taken; choose another.`)
    emit(appCreated, { data: { app: id, slug } })
    return app
  }

  async function change({ org, tx, emit }: VerbContext, app: AppRow, change: AppChange): Promise<AppRow> {
    const { hookSecret, ...fields } = change
    if (fields.hookUrl) egress.check(fields.hookUrl)
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    const changed = await updateApp(tx, {
      ...app,
      ...given,
      sealedHookSecret: hookSecret === undefined ? app.sealedHookSecret : seal(app.id, hookSecret),
    })
    const names = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]))
    emit(appChanged, { org: org || app.org, data: { app: app.id, slug: app.slug, fields: names } })
    return changed
  }

  async function addKey({ tx, emit }: Pick<VerbContext, 'tx' | 'emit'>, app: AppRow) {
    if ((await selectKeys(tx, app.id)).length >= MAX_KEYS) {
      throw new Problem('conflict', 'apps.too_many_keys', `The app has ${MAX_KEYS} keys already; delete one first.`)
    }
    const { publicKey, privateKey, fingerprint } = await createAppKey()
    const id = newId('key')
    await insertKey(tx, { id, org: app.org, app: app.id, publicKey, fingerprint })
    emit(appKeyCreated, { org: app.org, data: { app: app.id, slug: app.slug, key: id } })
    return { id, fingerprint, privateKey }
  }

  async function projectsOf(tx: Tx, org: string) {
    const owner = (await identity.accounts.byId(org))?.login
    return owner ? projects.list(tx, { owner }) : []
  }

  async function findInstallation(tx: Tx, filter: InstallationFilter): Promise<InstallationRow | undefined> {
    return (await selectInstallations(tx, filter))[0]
  }

  async function getInstallation(
    tx: Tx,
    filter: InstallationFilter & { databaseId: number },
  ): Promise<InstallationRow> {
    const found = await findInstallation(tx, filter)
    if (found) return found
    throw new Problem('not_found', 'apps.no_installation', `There is no installation ${filter.databaseId} here.`)
  }

  async function view(tx: Tx, row: InstallationRow): Promise<Installation> {
    return viewInstallation(row, (await selectApp(tx, row.app))!)
  }

  const fact = (row: InstallationRow, shown: Installation) => ({
    app: row.app,
    installation: row.id,
    databaseId: row.databaseId,
    row: { ...shown },
  })

  /** What was narrowed or taken back must not live on in tokens. */
  const revoke = (tx: Tx, { id }: InstallationRow) => identity.revokeTokens(tx, { kind: 'installation', subject: id })

  return {
    getOwn,
    create,
    change,
    addKey,
    findInstallation,
    getInstallation,
    view,
    fact,
    revoke,

    /** The app that asks with its own key. */
    async self(tx: Tx, actor: Actor): Promise<AppRow> {
      const id = /^app-key:(.+)$/.exec(actor.id)?.[1]
      const app = id ? await selectApp(tx, id) : undefined
      if (app) return app
      throw new Problem(
        'forbidden',
        'apps.not_an_app',
        'Only an app asks this, with a JSON web token that one of its keys signed.',
      )
    },

    /** Ids of projects of the organisation, given by name or number. */
    async idsOf(tx: Tx, org: string, names: readonly (string | number)[]): Promise<string[]> {
      const all = await projectsOf(tx, org)
      return names.map((name) => {
        const found = all.find((project) =>
          typeof name === 'number'
            ? project.databaseId === name
            : project.name.toLowerCase() === name.toLowerCase().replace(/^.*\//, ''),
        )
        if (found) return found.id
        throw new Problem(
          'invalid',
          'apps.project',
          `There is no project "${name}" here; name one of the organisation's.`,
        )
      })
    },

    async setProjects(
      context: VerbContext,
      row: InstallationRow,
      to: readonly string[] | 'all',
    ): Promise<Installation> {
      const { tx, emit } = context
      const all = (await projectsOf(tx, row.org)).map(({ id }) => id)
      const before = new Set(row.allProjects ? all : row.projects)
      const after = new Set(to === 'all' ? all : to)
      await setInstallationProjects(tx, row, to === 'all' ? 'all' : [...after])
      await revoke(tx, row)
      const changed = (await findInstallation(tx, { databaseId: row.databaseId }))!
      const shown = await view(tx, changed)
      const added = [...after].filter((id) => !before.has(id))
      const removed = [...before].filter((id) => !after.has(id))
      if (added.length + removed.length > 0) {
        emit(installationProjectsChanged, { org: row.org, data: { ...fact(changed, shown), added, removed } })
      }
      return shown
    },

    async suspend({ tx, emit, actor }: VerbContext, row: InstallationRow, suspended: boolean): Promise<Installation> {
      const was = row.suspendedAt !== null
      await suspendInstallation(tx, row.id, suspended ? actorRef(actor) : null)
      if (suspended) await revoke(tx, row)
      const changed = (await findInstallation(tx, { databaseId: row.databaseId }))!
      const shown = await view(tx, changed)
      if (was !== suspended) {
        emit(suspended ? installationSuspended : installationUnsuspended, { org: row.org, data: fact(changed, shown) })
      }
      return shown
    },

    async uninstall({ tx, emit }: VerbContext, row: InstallationRow): Promise<Record<string, never>> {
      const shown = await view(tx, row)
      await revoke(tx, row)
      await deleteInstallation(tx, row.id)
      emit(installationDeleted, { org: row.org, data: fact(row, shown) })
      return {}
    },
  }
}

export function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** As in addresses, and in the name the app acts under. */
function slugOf(name: string): App['slug'] {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
