import { z } from 'zod'
import type { Identity } from '#identity'
import { newId, Problem, verb } from '#kernel'
import { DatabaseId, Installation } from './app.ts'
import { selectApp, selectAppBySlug } from './apps.sql.ts'
import type { Desk } from './desk.ts'
import {
  installationAccepted,
  installationCreated,
  installationDeleted,
  installationProjectsChanged,
  installationSuspended,
  installationUnsuspended,
} from './events.ts'
import {
  agreeInstallation,
  insertInstallation,
  selectInstallations,
  setInstallationProjects,
} from './installations.sql.ts'

const InOrg = z.object({ org: z.string().max(60) })
const OfOrg = InOrg.extend({ installation: DatabaseId })
const MAX_CHOSEN = 1_000
const Chosen = z
  .array(z.string().max(200))
  .max(MAX_CHOSEN)
  .nullable()
  .describe('Names of projects; null: all of the organisation, those to come included.')

/** What an organisation decides about the apps that are installed in it. */
export function createInstallationVerbs({ identity, desk }: { identity: Identity; desk: Desk }) {
  return {
    list: verb({
      name: 'installations.list',
      http: 'GET /orgs/:org/installations',
      summary: 'List the apps that are installed in an organisation',
      input: InOrg,
      output: z.object({ items: z.array(Installation) }),
      needs: 'apps:read',
      scope: identity.orgId,
      async run({ tx, org }) {
        const rows = await selectInstallations(tx, { org })
        return { items: await Promise.all(rows.map((row) => desk.view(tx, row))) }
      },
    }),

    create: verb({
      name: 'installations.create',
      http: 'POST /orgs/:org/installations',
      summary: 'Install an app with the permissions it asks for',
      input: InOrg.extend({ app: z.string().max(100), projects: Chosen.default(null) }),
      output: Installation,
      needs: 'apps:write',
      scope: identity.orgId,
      status: 201,
      emits: [installationCreated.name],
      async run({ tx, org, emit }, { app: slug, projects }) {
        const app = await selectAppBySlug(tx, slug)
        if (!app || (app.org !== org && !app.public)) {
          throw new Problem('not_found', 'apps.not_found', `There is no app "${slug}" that may be installed here.`)
        }
        const chosen = projects === null ? ('all' as const) : await desk.idsOf(tx, org, projects)
        const id = newId('inst')
        const { permissions, events } = app
        const row = { id, org, app: app.id, allProjects: chosen === 'all', permissions, events }
        if (!(await insertInstallation(tx, row))) {
          throw new Problem(
            'conflict',
            'apps.installed',
            `${app.name} is installed here already; change that installation.`,
          )
        }
        if (chosen !== 'all') await setInstallationProjects(tx, { id, org }, [...new Set(chosen)])
        const made = (await desk.findInstallation(tx, { org, app: app.id }))!
        const shown = await desk.view(tx, made)
        emit(installationCreated, { data: desk.fact(made, shown) })
        return shown
      },
    }),

    setProjects: verb({
      name: 'installations.setProjects',
      http: 'PUT /orgs/:org/installations/:installation/projects',
      summary: 'Choose the projects that an installed app sees',
      input: OfOrg.extend({ projects: Chosen }),
      output: Installation,
      needs: 'apps:write',
      scope: identity.orgId,
      emits: [installationProjectsChanged.name],
      async run(context, { installation, projects }) {
        const { tx, org } = context
        const row = await desk.getInstallation(tx, { org, databaseId: installation })
        return desk.setProjects(context, row, projects === null ? 'all' : await desk.idsOf(tx, org, projects))
      },
    }),

    accept: verb({
      name: 'installations.accept',
      http: 'PUT /orgs/:org/installations/:installation/permissions',
      summary: 'Agree to the permissions that an installed app asks for by now',
      input: OfOrg,
      output: Installation,
      needs: 'apps:write',
      scope: identity.orgId,
      emits: [installationAccepted.name],
      async run({ tx, org, emit }, { installation }) {
        const row = await desk.getInstallation(tx, { org, databaseId: installation })
        await agreeInstallation(tx, row.id, (await selectApp(tx, row.app))!)
        await desk.revoke(tx, row)
        const agreed = (await desk.findInstallation(tx, { databaseId: installation }))!
        const shown = await desk.view(tx, agreed)
        emit(installationAccepted, { data: desk.fact(agreed, shown) })
        return shown
      },
    }),

    suspend: verb({
      name: 'installations.suspend',
      http: 'PUT /orgs/:org/installations/:installation/suspension',
      summary: 'Suspend an installed app: it acts no more and hears nothing',
      input: OfOrg,
      output: Installation,
      needs: 'apps:write',
      scope: identity.orgId,
      emits: [installationSuspended.name],
      run: async (context, { installation }) =>
        desk.suspend(
          context,
          await desk.getInstallation(context.tx, { org: context.org, databaseId: installation }),
          true,
        ),
    }),

    unsuspend: verb({
      name: 'installations.unsuspend',
      http: 'DELETE /orgs/:org/installations/:installation/suspension',
      summary: 'Let a suspended app act again',
      input: OfOrg,
      output: Installation,
      needs: 'apps:write',
      scope: identity.orgId,
      emits: [installationUnsuspended.name],
      run: async (context, { installation }) =>
        desk.suspend(
          context,
          await desk.getInstallation(context.tx, { org: context.org, databaseId: installation }),
          false,
        ),
    }),

    delete: verb({
      name: 'installations.delete',
      http: 'DELETE /orgs/:org/installations/:installation',
      summary: 'Remove an app from an organisation',
      input: OfOrg,
      output: z.object({}),
      needs: 'apps:write',
      scope: identity.orgId,
      status: 204,
      emits: [installationDeleted.name],
      run: async (context, { installation }) =>
        desk.uninstall(context, await desk.getInstallation(context.tx, { org: context.org, databaseId: installation })),
    }),
  }
}
