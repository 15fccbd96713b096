import { join } from 'node:path'
import { z } from 'zod'
import { type Identity, Slug } from '#identity'
import { type Actor, event, type Kernel, newId, Problem, type Tx, type VerbContext, verb } from '#kernel'
import { selectCollaborators, selectProjectsOfTeam } from './access.sql.ts'
import { createAccess } from './access.ts'
import { ProjectAddress, ProjectName } from './address.ts'
import { deleteFormerNames, selectFormerNames } from './former-names.sql.ts'
import { findInNetwork } from './network.ts'
import { createOwners } from './owners.ts'
import {
  insertProject,
  lockProject,
  markProjectDeleted,
  markPushed,
  type NewProject,
  type Project,
  selectDeletion,
  selectForks,
  selectFormerProject,
  selectProject,
  selectProjectByDatabaseId,
  selectProjectById,
  selectProjects,
  selectPublicProjects,
  updateProject,
} from './projects.sql.ts'
import { followDefaultBranch } from './protection.ts'
import { projectRenamed, renameProject } from './rename.ts'
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

export const ProjectRef = z.object({ id: z.string(), owner: z.string(), name: z.string() }).meta({ id: 'ProjectRef' })

const Visibility = z.enum(['private', 'public'])
const Homepage = z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)])
const Description = z.string().max(500)
const BranchName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, 'is not a branch name')
const Topics = z
  .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'a topic has up to 50 small letters, digits and dashes'))
  .max(20)

const ProjectView = z
  .object({
    id: z.string(),
    org: z.string().describe('The organisation it belongs to.'),
    owner: z.string(),
    name: z.string(),
    description: z.string(),
    defaultBranch: z.string(),
    rehearsal: z.boolean(),
    settings: ProjectSettings,
    databaseId: z.number().int(),
    visibility: Visibility,
    parent: z.string().nullable().describe('The id of the project it was forked from.'),
    archivedAt: z.string().nullable(),
    homepage: z.string(),
    topics: z.array(z.string()),
    createdAt: z.string(),
    updatedAt: z.string(),
    pushedAt: z.string().nullable(),
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

  /** Of what is said or changed in a project: one that is archived is read and no more. */
  async function changeScope(tx: Tx, { owner, name }: { owner: string; name: string }): Promise<string> {
    const { org, archivedAt } = await get(tx, { owner, name })
    if (archivedAt === null) return org
    throw new Problem(
      'forbidden',
      'projects.archived',
      `${owner}/${name} is archived and read-only; unarchive it in its settings first.`,
    )
  }

  const verbs = {
    list: verb({
      name: 'projects.list',
      http: 'GET /projects',
      summary: 'List projects',
      input: z.object({
        owner: z.string().optional(),
        public: z.boolean().default(false).describe('Also the public projects of others.'),
      }),
      output: z.object({ items: z.array(ProjectView) }),
      needs: 'projects:read',
      scope: 'account',
      async run({ tx }, { owner, public: everybodys }) {
        const own = await selectProjects(tx, { owner })
        if (!everybodys) return { items: own }
        // Row-level security hides what belongs to others, public or not.
        const open = await kernel.db.system((system) => selectPublicProjects(system, owner))
        const known = new Set(own.map(({ id }) => id))
        return { items: [...own, ...open.filter(({ id }) => !known.has(id))] }
      },
    }),

    listPublic: verb({
      name: 'projects.listPublic',
      http: 'GET /public-projects',
      summary: 'List the projects that are open to everybody',
      input: z.object({ owner: z.string().max(60).optional() }),
      output: z.object({ items: z.array(ProjectView) }),
      needs: 'projects:read',
      scope: 'public',
      // Row-level security hides what belongs to others, public or not.
      run: async (_context, { owner }) => ({
        items: await kernel.db.system((system) => selectPublicProjects(system, owner)),
      }),
    }),

    create: verb({
      name: 'projects.create',
      http: 'POST /projects',
      summary: 'Create a project with an empty repository',
      input: z.object({
        owner: Slug,
        name: ProjectName,
        description: Description.default(''),
        defaultBranch: BranchName.default('main'),
        settings: ProjectSettingsChange.default({}),
        rehearsal: z.boolean().default(false),
        visibility: Visibility.default('private'),
        homepage: Homepage.default(''),
      }),
      output: ProjectView,
      needs: 'projects:write',
      status: 201,
      emits: ['project.created'],
      scope: (tx, { owner }, actor) => identity.orgId(tx, { org: owner }, actor),
      async run({ org, tx, emit }, { owner, name, settings, homepage, ...input }) {
        const defaults = ProjectSettings.parse({ protection: [{ pattern: input.defaultBranch, requirePull: true }] })
        const project = await create(
          { tx, emit },
          { org, owner, name, parent: null, settings: changeSettings(defaults, settings), ...input },
        )
        return homepage ? updateProject(tx, { ...project, homepage }) : project
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
      summary: 'Change the name, description or settings of a project',
      input: ProjectAddress.extend({
        description: Description.optional(),
        defaultBranch: BranchName.optional(),
        settings: ProjectSettingsChange.optional(),
        visibility: Visibility.optional(),
        archived: z.boolean().optional(),
        homepage: Homepage.optional(),
        topics: Topics.optional(),
        rename: ProjectName.optional().describe('The old name leads to the project until another one takes it.'),
      }),
      output: ProjectView,
      needs: 'projects:write',
      scope,
      emits: [projectChanged.name, projectRenamed.name],
      async run({ tx, emit }, { owner, name, settings, rename, ...change }) {
        const { id } = await get(tx, { owner, name })
        // Two changes at once are made one upon the other.
        await lockProject(tx, id)
        const now = await getById(tx, id)
        if (change.visibility === 'public') await refusePublicFork(now)
        const defaultBranch = change.defaultBranch ?? now.defaultBranch
        const changed = await updateProject(tx, {
          ...now,
          description: change.description ?? now.description,
          defaultBranch,
          settings: followDefaultBranch(
            settings ? changeSettings(now.settings, settings) : now.settings,
            defaultBranch,
          ),
          visibility: change.visibility ?? now.visibility,
          archivedAt: archivedAt(now, change.archived),
          homepage: change.homepage ?? now.homepage,
          topics: change.topics ? [...new Set(change.topics)] : now.topics,
        })
        const fields = [...Object.keys(change), ...Object.keys(settings ?? {}).map((key) => `settings.${key}`)]
        if (fields.length > 0) emit(projectChanged, { project: now.id, data: { project: now.id, fields } })
        if (rename === undefined || rename === now.name) return changed
        await renameProject({ tx, emit }, now, rename)
        return { ...changed, name: rename }
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
        // What it is called now: nobody deletes by a name that it had once.
        const address = `${project.owner}/${project.name}`
        if (confirm.toLowerCase() !== address.toLowerCase()) {
          throw new Problem('invalid', 'projects.confirm', `To delete this project send "confirm": "${address}".`)
        }
        await markProjectDeleted(tx, project.id)
        const data = { project: project.id, owner: project.owner, name: project.name }
        emit(projectDeleted, { project: project.id, data })
        return {}
      },
    }),
  }
  const access = createAccess(kernel, { identity, scope, get })
  const owners = createOwners(kernel, { identity })
  kernel.verbs.register(...Object.values(verbs), ...Object.values(access.verbs), ...Object.values(owners))

  /** What was private where it came from does not become public by being copied. */
  async function refusePublicFork({ owner, name, parent }: Project): Promise<void> {
    const source = parent === null ? undefined : await kernel.db.system((system) => selectProjectById(system, parent))
    if (source?.visibility !== 'private') return
    throw new Problem(
      'forbidden',
      'projects.private_parent',
      `${owner}/${name} is a fork of a private project and stays private; make its parent public first.`,
    )
  }

  /** A new project inside a verb; also how forks and imports begin. Throws `projects.name_taken`. */
  async function create(
    { tx, emit }: Pick<VerbContext, 'tx' | 'emit'>,
    input: Omit<NewProject, 'id'>,
  ): Promise<Project> {
    const { owner, name } = input
    const project = await insertProject(tx, { id: newId('prj'), ...input })
    if (!project)
      throw new Problem('conflict', 'projects.name_taken', `${owner}/${name} exists already; choose another name.`)
    await deleteFormerNames(tx, { owner, name })
    emit(projectCreated, { org: project.org, project: project.id, data: { project: project.id, owner, name } })
    return project
  }

  return {
    verbs: { ...verbs, ...access.verbs, ...owners },
    scope,
    changeScope,
    get,
    getById,
    create,
    /** The actor with what they may do in this project from outside. For doors that stream; verbs do it by themselves. */
    admit: access.admit,
    isAmong: access.isAmong,
    rulesBinding: access.rulesBinding,
    find: selectProject,
    /** Names that a project had before, where they still lead to it. */
    formerNames: selectFormerNames,
    findById: selectProjectById,
    findFormer: selectFormerProject,
    /** When a project of this address was deleted; undefined: there never was one that the actor may know of. */
    findDeletion: selectDeletion,
    findByDatabaseId: selectProjectByDatabaseId,
    list: selectProjects,
    forksOf: selectForks,
    findInNetwork: (wanted: { actor: Actor; project: Project; owner: string }) =>
      findInNetwork({ kernel, admit: access.admit }, wanted),
    collaborators: selectCollaborators,
    ofTeam: selectProjectsOfTeam,
    touchPushed: markPushed,
  }
}

/** A moment to be kept, so that archiving twice does not move it. */
function archivedAt(now: Project, archived: boolean | undefined): string | null {
  if (archived === undefined) return now.archivedAt
  return archived ? (now.archivedAt ?? new Date().toISOString()) : null
}
