import { join } from 'node:path'
import { z } from 'zod'
import { type Identity, Slug } from '#identity'
import { event, type Kernel, newId, Problem, type Tx, verb } from '#kernel'
import {
  insertProject,
  markProjectDeleted,
  type Project,
  selectProject,
  selectProjectById,
  selectProjects,
  updateProject,
} from './projects.sql.ts'
import { changeSettings, ProjectSettings, ProjectSettingsChange } from './settings.ts'

export const projectCreated = event(
  'project.created',
  z.object({ project: z.string(), owner: z.string(), name: z.string() }),
)
export const projectChanged = event('project.changed', z.object({ project: z.string(), fields: z.array(z.string()) }))
export const projectDeleted = event(
  'project.deleted',
  z.object({ project: z.string(), owner: z.string(), name: z.string() }),
)

/** As in host names and clone addresses: a DNS label. */
const ProjectName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'use 1 to 60 small letters, digits and inner dashes')

/** `owner` and `name` of every verb about one project. */
export const ProjectAddress = z.object({ owner: z.string().max(60), name: z.string().max(100) })

export const ProjectRef = z.object({ id: z.string(), owner: z.string(), name: z.string() }).meta({ id: 'ProjectRef' })

const ProjectView = z
  .object({
    id: z.string(),
    owner: z.string(),
    name: z.string(),
    description: z.string(),
    defaultBranch: z.string(),
    rehearsal: z.boolean(),
    settings: ProjectSettings,
    createdAt: z.string(),
  })
  .meta({ id: 'Project' })

export type Projects = ReturnType<typeof createProjects>

/** Projects: one repository each, with everything that belongs to it, addressed owner/name. */
export function createProjects(kernel: Kernel, { identity }: { identity: Identity }) {
  kernel.migrations('projects', join(import.meta.dirname, 'migrations'))

  async function get(tx: Tx, address: { owner: string; name: string }): Promise<Project> {
    const project = await selectProject(tx, address)
    if (project) return project
    throw new Problem(
      'not_found',
      'projects.not_found',
      `There is no project ${address.owner}/${address.name} that you can see; create it with \`npx devflow projects create --owner ${address.owner} --name ${address.name}\` or by pushing to it.`,
    )
  }

  async function getById(tx: Tx, id: string): Promise<Project> {
    const project = await selectProjectById(tx, id)
    if (!project) throw new Problem('not_found', 'projects.not_found', 'The project does not exist any more.')
    return project
  }

  const scope = async (tx: Tx, address: { owner: string; name: string }): Promise<string> =>
    (await get(tx, address)).org

  const verbs = {
    list: verb({
      name: 'projects.list',
      http: 'GET /projects',
      summary: 'List projects',
      input: z.object({ owner: z.string().optional() }),
      output: z.object({ items: z.array(ProjectView) }),
      needs: 'projects:read',
      scope: 'account',
      run: async ({ tx }, filter) => ({ items: await selectProjects(tx, filter) }),
    }),

    create: verb({
      name: 'projects.create',
      http: 'POST /projects',
      summary: 'Create a project with an empty repository',
      input: z.object({
        owner: Slug,
        name: ProjectName,
        description: z.string().max(500).default(''),
        defaultBranch: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, 'is not a branch name')
          .default('main'),
        settings: ProjectSettingsChange.default({}),
        rehearsal: z.boolean().default(false),
      }),
      output: ProjectView,
      needs: 'projects:write',
      status: 201,
      emits: ['project.created'],
      scope: (tx, { owner }) => identity.orgId(tx, { org: owner }),
      async run({ org, tx, emit }, { owner, name, description, defaultBranch, settings, rehearsal }) {
        const defaults = ProjectSettings.parse({ protection: [{ pattern: defaultBranch, requirePull: true }] })
        const project = {
          id: newId('prj'),
          org,
          owner,
          name,
          description,
          defaultBranch,
          rehearsal,
          settings: changeSettings(defaults, settings),
        }
        if (!(await insertProject(tx, project))) {
          throw new Problem('conflict', 'projects.name_taken', `${owner}/${name} exists already; choose another name.`)
        }
        emit(projectCreated, { project: project.id, data: { project: project.id, owner, name } })
        return { ...project, createdAt: new Date().toISOString() }
      },
    }),

    get: verb({
      name: 'projects.get',
      http: 'GET /projects/:owner/:name',
      summary: 'Show a project',
      input: ProjectAddress,
      output: ProjectView,
      needs: 'projects:read',
      scope,
      run: ({ tx }, address) => get(tx, address),
    }),

    update: verb({
      name: 'projects.update',
      http: 'PATCH /projects/:owner/:name',
      summary: 'Change the description or settings of a project',
      input: ProjectAddress.extend({
        description: z.string().max(500).optional(),
        defaultBranch: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, 'is not a branch name')
          .optional(),
        settings: ProjectSettingsChange.optional(),
      }),
      output: ProjectView,
      needs: 'projects:write',
      scope,
      emits: ['project.changed'],
      async run({ tx, emit }, { owner, name, settings, ...change }) {
        const now = await get(tx, { owner, name })
        const changed = {
          ...now,
          description: change.description ?? now.description,
          defaultBranch: change.defaultBranch ?? now.defaultBranch,
          settings: settings ? changeSettings(now.settings, settings) : now.settings,
        }
        await updateProject(tx, changed)
        const fields = [...Object.keys(change), ...Object.keys(settings ?? {}).map((key) => `settings.${key}`)]
        emit(projectChanged, { project: now.id, data: { project: now.id, fields } })
        return changed
      },
    }),

    delete: verb({
      name: 'projects.delete',
      http: 'DELETE /projects/:owner/:name',
      summary: 'Delete a project with its repository and running application',
      input: ProjectAddress.extend({ confirm: z.string() }),
      output: z.object({}),
      needs: 'projects:delete',
      scope,
      emits: ['project.deleted'],
      async run({ tx, emit }, { owner, name, confirm }) {
        const project = await get(tx, { owner, name })
        if (confirm !== `${owner}/${name}`) {
          throw new Problem('invalid', 'projects.confirm', `To delete this project send "confirm": "${owner}/${name}".`)
        }
        await markProjectDeleted(tx, project.id)
        emit(projectDeleted, { project: project.id, data: { project: project.id, owner, name } })
        return {}
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return { verbs, scope, get, getById, find: selectProject, findById: selectProjectById, list: selectProjects }
}
