import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createAgents } from '#agents'
import { createApps } from '#apps'
import { createAttempts } from '#attempts'
import { createAutomation } from '#automation'
import { askAppsForChecks, createChecks } from '#checks'
import { createCi } from '#ci'
import { createDeployments } from '#deployments'
import { createEgress } from '#egress'
import { createForks } from '#forks'
import { createGit } from '#git'
import { createGuardian } from '#guardian'
import { createHooks } from '#hooks'
import { createIdentity } from '#identity'
import { createIssues } from '#issues'
import { createKernel, dormant, type Verb } from '#kernel'
import { createKeys } from '#keys'
import { createLfs } from '#lfs'
import { createMarkdown } from '#markdown'
import { createMirrors } from '#mirrors'
import { createModels } from '#models'
import { createProjects } from '#projects'
import { createPulls } from '#pulls'
import { createRehearsal } from '#rehearsal'
import { createReleases } from '#releases'
import { createSandbox } from '#sandbox'
import { createSecrets } from '#secrets'
import { createSettings } from '#settings'
import { createSpecs } from '#specs'
import { createTasks } from '#tasks'
import { createWorkflow } from '#workflow'
import { type Config, PRODUCTS, readConfig } from './config.ts'
import { createAppsProxy } from './protocols/apps/index.ts'
import { createAvatarsDoor } from './protocols/avatars/index.ts'
import { createAuthenticate } from './protocols/credentials.ts'
import { createDashboard } from './protocols/dashboard/index.ts'
import { createDocsDoor } from './protocols/docs/index.ts'
import { createDownloadsDoor } from './protocols/downloads/index.ts'
import { createFilesDoor } from './protocols/files/index.ts'
import { createGitDoor } from './protocols/git/index.ts'
import { createGithubDoors, createGithubUploads, createManifestDoor } from './protocols/github/index.ts'
import { createLfsDoor } from './protocols/lfs/index.ts'
import { createLlmDoor } from './protocols/llm/index.ts'
import { createMcpDoor } from './protocols/mcp/index.ts'
import { createSessionDoor } from './protocols/session/index.ts'
import { createSshDoor } from './protocols/ssh/index.ts'
import { serve } from './serve.ts'

export type App = Awaited<ReturnType<typeof createApp>>

/** Agent programs that were installed beside DevFlow are found before those of the system. */
const BUNDLED_PROGRAMS = join(import.meta.dirname, '../../node_modules/.bin')

/** The composition root. Its order is the order of dependence, so a cycle cannot be written. */
export async function createApp(config: Config) {
  const kernel = await createKernel(config)

  // A product that is switched off is there without a voice; Flow runs through all three.
  const { products } = config
  const hub = products.has('hub') ? kernel : dormant(kernel)
  const runtime = products.has('runtime') ? kernel : dormant(kernel)
  const flow = PRODUCTS.every((product) => products.has(product)) ? kernel : dormant(kernel)

  const identity = createIdentity(kernel)
  const server = serve(kernel, createAuthenticate(identity))
  const { door } = server
  const projects = createProjects(kernel, { identity })
  const secrets = createSecrets(kernel, { identity, projects })
  const settings = createSettings(kernel, { secrets })
  const egress = createEgress({ allow: config.egressAllow })
  const apps = createApps(kernel, { identity, projects, secrets, egress })
  const sandbox = createSandbox(kernel, { environment: config.environment })

  const git = createGit(kernel, { identity, projects })
  const lfs = createLfs(kernel, { identity, projects, git, settings, publicUrl: door.publicUrl })
  const keys = createKeys(kernel, { identity, projects, git })
  const markdown = createMarkdown(kernel)
  const checks = createChecks(kernel, { projects })
  askAppsForChecks(kernel, { apps })
  const issues = createIssues(kernel, { identity, projects, git })
  const hooks = createHooks(kernel, { identity, projects, secrets, egress, apps })
  const forks = createForks(kernel, { identity, projects, git })
  const pulls = createPulls(kernel, { identity, projects, issues, git, checks })
  const releases = createReleases(kernel, { projects, git, issues, pulls, publicUrl: door.publicUrl })
  const mirrors = createMirrors(kernel, { identity, projects, secrets, egress, git, lfs })
  const ci = createCi(kernel, {
    projects,
    identity,
    git,
    sandbox,
    secrets: secrets.reveal,
    checks,
    pulls,
    publicUrl: door.publicUrl,
  })

  const environment = (project: string) => secrets.reveal(project)
  const deployments = createDeployments(runtime, { projects, git, sandbox, environment, publicUrl: door.publicUrl })

  const models = createModels(hub, { settings })
  const searchPath = [BUNDLED_PROGRAMS, ...(config.environment.PATH ?? '').split(delimiter)].filter(Boolean)
  const agents = createAgents(hub, { identity, searchPath })
  const tasks = createTasks(hub, { projects, agents })

  const specs = createSpecs(flow, { projects })
  const guardian = createGuardian(kernel, {
    projects,
    git,
    checks,
    pulls,
    costOf: async (tx, about) => (await models.costOf(tx, about)).costUsd,
  })
  const attempts = createAttempts(hub, {
    identity,
    projects,
    agents,
    tasks,
    git,
    sandbox,
    searchPath,
    address: server.loopback,
    modelName: async () => (await settings.model())?.model,
    costOf: models.costOf,
    settleUsage: models.flush,
    permit: (request, { project, agent, ...about }) => {
      const links = {
        task: about.task,
        attempt: about.attempt,
        agent: agent.id,
        ...(about.spec ? { spec: about.spec } : {}),
      }
      return guardian.permit(request, {
        project,
        actor: { kind: 'agent', ...agent },
        links,
        directory: about.directory,
      })
    },
    recording: async (task) => (task.project?.owner === 'examples' ? rehearsal.recording : undefined),
  })
  const automation = createAutomation(flow, {
    projects,
    settings,
    git,
    checks,
    pulls,
    ci,
    deployments,
    agents,
    tasks,
    specs,
  })
  const workflow = createWorkflow(flow, {
    projects,
    git,
    checks,
    pulls,
    ci,
    deployments,
    tasks,
    attempts,
    models,
    specs,
  })
  const rehearsal = createRehearsal(
    flow,
    { identity, projects, git, agents, specs },
    join(import.meta.dirname, '../../examples/moonlight'),
  )

  const modules = {
    identity,
    projects,
    secrets,
    settings,
    egress,
    apps,
    sandbox,
    git,
    lfs,
    keys,
    checks,
    issues,
    forks,
    pulls,
    releases,
    mirrors,
    ci,
    deployments,
    models,
    agents,
    tasks,
    attempts,
    specs,
    guardian,
    automation,
    workflow,
    rehearsal,
  }
  const githubModules = {
    markdown,
    identity,
    keys,
    projects,
    secrets,
    git,
    checks,
    issues,
    forks,
    pulls,
    ci,
    hooks,
    apps,
    releases,
  }
  const ssh = createSshDoor(kernel, { git, keys, lfs, publicUrl: door.publicUrl })
  door.sshUrl = ssh.url
  door.sshHostKey = ssh.hostKey
  const protocols = [
    createSessionDoor(door, { identity }),
    createDocsDoor(door),
    createAvatarsDoor(),
    createManifestDoor(door, { apps }),
    createMcpDoor(door),
    ...(products.has('hub') ? [createLlmDoor(door, { models })] : []),
    createLfsDoor(door, { lfs }),
    createDownloadsDoor(door, { releases }),
    createFilesDoor(door, { git }),
    createGitDoor(door, { git }),
    createGithubUploads(door, githubModules),
    ...createGithubDoors(door, githubModules),
  ]
  const applications = products.has('runtime')
    ? createAppsProxy(kernel, { deployments, publicUrl: door.publicUrl })
    : undefined
  server.mount(protocols, createDashboard(join(import.meta.dirname, '../../dashboard/dist')), applications)

  return {
    kernel,
    modules,
    protocols,
    get url() {
      return server.url()
    },
    ssh,
    async start() {
      await server.reserve()
      await ssh.reserve().catch(async (error) => {
        await server.close()
        throw error
      })
      await kernel.start()
      await server.open()
      await ssh.open()
    },
    async stop() {
      await Promise.all([server.close(), ssh.close()])
      await kernel.stop()
    },
  }
}

/** Every verb, for the generators: the modules are put together but nothing is started and no database is asked. */
export async function describeVerbs(): Promise<readonly Verb[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'devflow-describe-'))
  const app = await createApp({ ...readConfig({ DEVFLOW_DATA: dataDir }), databaseUrl: 'postgres://nowhere' })
  await app.kernel.stop()
  rmSync(dataDir, { recursive: true, force: true })
  return app.kernel.verbs.list()
}
