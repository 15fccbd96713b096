import type { Kernel } from '#kernel'
import type { Project } from '#projects'
import type { SandboxService } from '#sandbox'
import { type Application, createApplication } from './application.ts'
import { type AppAddress, appUrl, hostLabel } from './deployment.ts'
import type { DeploymentRow } from './deployments.sql.ts'
import { Failure } from './failure.ts'
import { createNodeApplication } from './node-application.ts'
import { createPorts } from './ports.ts'
import type { Release, Releases } from './releases.ts'

export interface ApplicationsDeps {
  sandbox: SandboxService
  releases: Releases
  /** The secrets and variables of a project. */
  environment(project: string): Promise<Record<string, string>>
  publicUrl(): string
}

export interface StartRequest {
  row: DeploymentRow
  project: Project
  release: Release
}

/** What is being served right now, by environment; the one place the proxy looks. */
export function createApplications(kernel: Kernel, deps: ApplicationsDeps) {
  const { sandbox, releases } = deps
  const ports = createPorts()
  const live = new Map<string, Serving>()
  /** Which project a host name means; several may mean the same one, since a name that it had before still leads to it. */
  const names = new Map<string, string>()
  const retiring = new Set<Promise<void>>()

  /** Starts a deployment beside whatever serves its environment; throws Failure when it does not get healthy. */
  async function start(request: StartRequest, signal: AbortSignal): Promise<Application> {
    const { application, node } = await prepare(request)
    try {
      await node?.start(signal)
      return application
    } catch (error) {
      // The deployment goes on or fails with its own log; only the process has to go.
      await node?.stop()
      throw error
    }
  }

  /** Serves a deployment that was live when the server stopped. Answers a promise of its first answer in an object. */
  async function restore(
    request: StartRequest & { formerNames: readonly string[] },
  ): Promise<{ answers: Promise<void> }> {
    const { application, node } = await prepare(request)
    live.set(keyOf(request.row), { application, row: request.row })
    named(request.project, request.formerNames)
    return { answers: node?.keepUp() ?? Promise.resolve() }
  }

  async function prepare({ row, project, release }: StartRequest) {
    const address = addressOf({ row, project })
    const ended = () => kernel.logStreams.finish(row.log)
    if (release.kind === 'static') {
      const folder = await releases.site(row.release, release.folder)
      if (!folder) throw new Failure('The folder of the site does not exist in the release.')
      return { application: createApplication({ deployment: row.id, running: { folder }, ended }), node: undefined }
    }
    const url = new URL(appUrl(address, deps.publicUrl()))
    const env = {
      ...(await deps.environment(project.id)),
      DEVFLOW_DEPLOYMENT: row.id,
      DEVFLOW_ENVIRONMENT: row.environment,
      DEVFLOW_COMMIT: row.sha,
      DEVFLOW_APP_URL: url.href.replace(/\/$/, ''),
    }
    const node = createNodeApplication(
      { sandbox, ports },
      {
        deployment: row.id,
        directory: releases.files(row.release),
        command: release.start,
        env,
        host: url.host,
        health: {
          path: project.settings.deploy.healthPath,
          timeoutMs: project.settings.deploy.startTimeoutSeconds * 1000,
        },
        write: (text) => kernel.logStreams.append(row.log, text),
      },
    )
    return { application: createApplication({ deployment: row.id, running: node, ended }), node }
  }

  /** From this moment requests go to the new application; the old one answers what it has, then ends. */
  function replace(place: Pick<StartRequest, 'row' | 'project'>, application: Application): void {
    const key = keyOf(place.row)
    const old = live.get(key)
    live.set(key, { application, row: place.row })
    named(place.project)
    if (old) retire(old.application)
  }

  /** What the project is called now, and what it was called. A former name gives way to whoever bears it. */
  function named({ id, owner, name }: Pick<Project, 'id' | 'owner' | 'name'>, former: readonly string[] = []): void {
    for (const each of former) if (!names.has(hostOf(owner, each))) names.set(hostOf(owner, each), id)
    names.set(hostOf(owner, name), id)
  }

  /** Nothing serves the environment any more. */
  function remove(place: { project: string; environment: string }): void {
    const serving = live.get(keyOf(place))
    if (!serving) return
    live.delete(keyOf(place))
    retire(serving.application)
  }

  function retire(application: Application): void {
    const gone = application
      .retire()
      .catch((error) => kernel.log.warn({ err: error }, 'an application did not end cleanly'))
      .finally(() => retiring.delete(gone))
    retiring.add(gone)
  }

  kernel.onStop(async () => {
    const all = [...live.values()]
    live.clear()
    await Promise.all([...all.map(({ application }) => application.stop()), ...retiring])
  })

  function find({ owner, name, environment }: AppAddress): Application | undefined {
    const project = names.get(hostOf(owner, name))
    return project === undefined ? undefined : live.get(keyOf({ project, environment }))?.application
  }

  return { start, restore, replace, remove, named, find }
}

interface Serving {
  application: Application
  row: DeploymentRow
}

export type Applications = ReturnType<typeof createApplications>

export function addressOf({ row, project }: Pick<StartRequest, 'row' | 'project'>): AppAddress {
  return { owner: project.owner, name: project.name, environment: row.environment }
}

function keyOf({ project, environment }: { project: string; environment: string }): string {
  return `${project}/${environment}`
}

function hostOf(owner: string, name: string): string {
  return `${owner.toLowerCase()}/${hostLabel(name)}`
}
