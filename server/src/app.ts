import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChecks } from '#checks'
import { createDeployments } from '#deployments'
import { createGit } from '#git'
import { createIdentity } from '#identity'
import { createKernel, type Verb } from '#kernel'
import { createModels } from '#models'
import { createProjects } from '#projects'
import { createPulls } from '#pulls'
import { createSandbox } from '#sandbox'
import { createSecrets } from '#secrets'
import { createSettings } from '#settings'
import { createSpecs } from '#specs'
import { type Config, readConfig } from './config.ts'
import { createAppsProxy } from './protocols/apps/index.ts'
import { createAuthenticate } from './protocols/credentials.ts'
import { createDashboard } from './protocols/dashboard/index.ts'
import { createDocsDoor } from './protocols/docs/index.ts'
import { createGitDoor } from './protocols/git/index.ts'
import { createLlmDoor } from './protocols/llm/index.ts'
import { createMcpDoor } from './protocols/mcp/index.ts'
import { createSessionDoor } from './protocols/session/index.ts'
import { serve } from './serve.ts'

export type App = Awaited<ReturnType<typeof createApp>>

/** The composition root. Its order is the order of dependence, so a cycle cannot be written. */
export async function createApp(config: Config) {
  const kernel = await createKernel(config)

  const identity = createIdentity(kernel)
  const server = serve(kernel, createAuthenticate(identity))
  const { door } = server
  const projects = createProjects(kernel, { identity })
  const secrets = createSecrets(kernel, { identity, projects })
  const settings = createSettings(kernel, { secrets })
  const sandbox = createSandbox(kernel, { environment: config.environment })

  const git = createGit(kernel, { projects })
  const checks = createChecks(kernel, { projects })
  const pulls = createPulls(kernel, { projects, git, checks })

  const environment = (project: string) => secrets.reveal(project)
  const deployments = createDeployments(kernel, { projects, git, sandbox, environment, publicUrl: door.publicUrl })

  const models = createModels(kernel, { settings })

  const specs = createSpecs(kernel, { projects })

  const modules = { identity, projects, secrets, settings, sandbox, git, checks, pulls, deployments, models, specs }
  const protocols = [
    createSessionDoor(door, { identity }),
    createDocsDoor(door),
    createMcpDoor(door),
    createLlmDoor(door, { models }),
    createGitDoor(door, { git, projects }),
  ]
  const apps = createAppsProxy(kernel, { deployments, publicUrl: door.publicUrl })
  server.mount(protocols, createDashboard(join(import.meta.dirname, '../../dashboard/dist')), apps)

  return {
    kernel,
    modules,
    protocols,
    get url() {
      return server.url()
    },
    async start() {
      await server.reserve()
      await kernel.start()
      await server.open()
    },
    async stop() {
      await server.close()
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
