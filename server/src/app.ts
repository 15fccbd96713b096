import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIdentity } from '#identity'
import { createKernel, type Verb } from '#kernel'
import { createProjects } from '#projects'
import { createSpecs } from '#specs'
import { type Config, readConfig } from './config.ts'
import { createAuthenticate } from './protocols/credentials.ts'
import { createDashboard } from './protocols/dashboard/index.ts'
import { createSessionDoor } from './protocols/session/index.ts'
import { serve } from './serve.ts'

export type App = Awaited<ReturnType<typeof createApp>>

/** The composition root. Its order is the order of dependence, so a cycle cannot be written. */
export async function createApp(config: Config) {
  const kernel = await createKernel(config)
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })

  const specs = createSpecs(kernel, { projects })

  const modules = { identity, projects, specs }
  const server = serve(kernel, createAuthenticate(identity))
  const protocols = [createSessionDoor(server.door, { identity })]
  server.mount(protocols, createDashboard(join(import.meta.dirname, '../../dashboard/dist')))

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
