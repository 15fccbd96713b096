import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { actorRef, type EventType, type Kernel, Problem, systemActor, type Tx } from '#kernel'
import type { Project, Projects } from '#projects'
import type { SandboxService } from '#sandbox'
import { type Applications, addressOf } from './applications.ts'
import { buildRelease } from './build.ts'
import { appUrl, type DeploymentState, ENDED } from './deployment.ts'
import {
  adoptDeployment,
  type DeploymentRow,
  lockEnvironment,
  moveDeployment,
  selectDeploymentById,
  selectInStates,
  selectOldReleases,
  selectReleases,
  setRelease,
} from './deployments.sql.ts'
import { deployFailed, deployStarted, deployStopped, deploySuperseded, deployWentLive } from './events.ts'
import { Failure, Interrupted } from './failure.ts'
import type { Release, Releases } from './releases.ts'

/** Releases of an environment that are kept besides the live one, for going back without a build. */
const KEPT_RELEASES = 3
const CLEAN_AFTER_MS = 60_000
/** Applications that answer within this are up before the server says it is ready. */
const READY_WAIT_MS = 1_000
const ACTIVE: readonly DeploymentState[] = ['building', 'deploying']

export interface DeployerDeps {
  projects: Projects
  git: { checkout(project: string, sha: string, directory: string): Promise<unknown> }
  sandbox: SandboxService
  releases: Releases
  applications: Applications
  environment(project: string): Promise<Record<string, string>>
  publicUrl(): string
}

const Environment = z.object({ project: z.string(), environment: z.string() })
type Environment = z.output<typeof Environment>

/**
 * Takes the newest queued deployment of an environment through building and deploying to live or failed. One at a time
 * for each environment; whatever a killed server left half done is begun again, since every step may be repeated.
 */
export function createDeployer(kernel: Kernel, deps: DeployerDeps) {
  const { projects, releases, applications } = deps
  /** What this process is working on. */
  const working = new Map<string, AbortController>()

  const job = kernel.jobs.define(
    'deployments.deploy',
    Environment,
    async (environment, { signal }) => {
      const row = await claim(environment)
      if (row) await work(row, signal)
    },
    { onDead: giveUp },
  )

  const reconcile = kernel.jobs.define('deployments.reconcile', Environment, async (environment) => {
    const rows = await kernel.db.system((tx) => selectInStates(tx, environment, [...ACTIVE, 'live']))
    for (const [id, controller] of working) {
      const row = await kernel.db.system((tx) => selectDeploymentById(tx, id))
      if (row && ENDED.includes(row.state)) controller.abort()
    }
    if (!rows.some(({ state }) => state === 'live')) applications.remove(environment)
  })

  /** Files of a project that was deleted. */
  const clean = kernel.jobs.define('deployments.clean', z.object({ project: z.string() }), async ({ project }) => {
    for (const release of await kernel.db.system((tx) => selectReleases(tx, project))) await releases.remove(release)
    await releases.removeCache(project)
  })

  /** Chooses what to work on, and says so in the same transaction. Undefined: nothing, or somebody else is at it. */
  async function claim(environment: Environment): Promise<DeploymentRow | undefined> {
    const alive = await kernel.servers.alive()
    let claimed: DeploymentRow | undefined
    try {
      await change(async (tx) => {
        claimed = undefined
        await lockEnvironment(tx, environment.project, environment.environment)
        const [active] = await selectInStates(tx, environment, ACTIVE)
        if (active) {
          if (working.has(active.id)) return
          if (active.server && active.server !== kernel.serverId && alive.includes(active.server)) return
          await adoptDeployment(tx, active.id, kernel.serverId)
          kernel.logStreams.append(active.log, 'Beginning again, because the server was restarted\n')
          claimed = active
        } else {
          claimed = await takeNewest(tx, environment)
        }
        // Before the commit: whoever waits for the lock must see it.
        if (claimed) working.set(claimed.id, new AbortController())
      })
      return claimed
    } catch (error) {
      if (claimed) working.delete(claimed.id)
      throw error
    }
  }

  async function takeNewest(tx: Tx, environment: Environment): Promise<DeploymentRow | undefined> {
    const [newest, ...older] = await selectInStates(tx, environment, ['queued'])
    if (!newest) return undefined
    for (const row of older) {
      await moveDeployment(tx, row.id, 'superseded', {
        reason: `Deployment ${newest.number} was asked for before this one began.`,
      })
      await announce(tx, row, deploySuperseded, {})
      await kernel.logStreams.finish(row.log)
    }
    await announce(tx, newest, deployStarted, {})
    return moveDeployment(tx, newest.id, 'building', { server: kernel.serverId })
  }

  async function work(row: DeploymentRow, stopping: AbortSignal): Promise<void> {
    const controller = working.get(row.id) as AbortController
    const signal = AbortSignal.any([stopping, controller.signal])
    try {
      const project = await kernel.db.system((tx) => projects.findById(tx, row.project))
      if (!project) throw new Failure('The project does not exist any more.')
      const built = await build(row, project, signal)
      await deploy(built.row, project, built.release, signal)
    } catch (error) {
      // The server is stopping: the job fails, and the next server begins again.
      if (stopping.aborted) throw error
      if (error instanceof Interrupted) await abandon(row)
      else if (error instanceof Failure || error instanceof Problem) await fail(row, error.message)
      else throw error
    } finally {
      working.delete(row.id)
    }
    await tidy(row)
  }

  async function build(row: DeploymentRow, project: Project, signal: AbortSignal) {
    const existing = await releases.read(row.release)
    if (row.state === 'deploying' && existing) return { row, release: existing }
    const began = performance.now()
    const release = existing ?? (await rebuild(row, project, signal))
    const buildMs = existing ? 0 : Math.round(performance.now() - began)
    const moved = await kernel.db.system(async (tx) =>
      row.state === 'deploying'
        ? selectDeploymentById(tx, row.id)
        : moveDeployment(tx, row.id, 'deploying', { kind: release.kind, buildMs }),
    )
    if (!moved || ENDED.includes(moved.state)) throw new Interrupted()
    return { row: moved, release }
  }

  async function rebuild(row: DeploymentRow, project: Project, signal: AbortSignal): Promise<Release> {
    if (row.release !== row.id) {
      // An earlier release to go back to, of which the files are gone.
      row.release = row.id
      await kernel.db.system((tx) => setRelease(tx, row.id, row.id))
    }
    return buildRelease(deps, {
      deployment: row.id,
      project: project.id,
      sha: row.sha,
      env: await deps.environment(project.id),
      signal,
      checkout: async (directory) => void (await deps.git.checkout(project.id, row.sha, directory)),
      write: (text) => kernel.logStreams.append(row.log, text),
    })
  }

  async function deploy(row: DeploymentRow, project: Project, release: Release, signal: AbortSignal): Promise<void> {
    const began = performance.now()
    const application = await applications.start({ row, project, release }, signal)
    const url = appUrl(addressOf({ row, project }), deps.publicUrl())
    const deployMs = Math.round(performance.now() - began)
    const live = await change(async (tx) => {
      await lockEnvironment(tx, row.project, row.environment)
      const { project: id, environment } = row
      const [old] = await selectInStates(tx, { project: id, environment }, ['live'])
      const current = await selectDeploymentById(tx, row.id)
      if (current?.state !== 'deploying') return false
      if (old) {
        await moveDeployment(tx, old.id, 'superseded', { reason: `Deployment ${row.number} took its place.` })
        await announce(tx, old, deploySuperseded, {})
      }
      await moveDeployment(tx, row.id, 'live', { deployMs })
      await announce(tx, row, deployWentLive, { url, buildMs: row.buildMs ?? 0, deployMs })
      return true
    })
    if (!live) {
      await application.stop()
      throw new Interrupted()
    }
    kernel.logStreams.append(row.log, `Live at ${url}\n`)
    applications.replace({ row, project }, application)
    // Stopped between the commit and this line? Then its reconciliation found nothing to end.
    const now = await kernel.db.system((tx) => selectDeploymentById(tx, row.id))
    if (now?.state === 'stopped') applications.remove(row)
  }

  /** Somebody stopped it; its state says so already. */
  async function abandon(row: DeploymentRow): Promise<void> {
    await kernel.logStreams.finish(row.log)
    if (row.release === row.id) await releases.remove(row.id)
  }

  async function fail(row: DeploymentRow, sentence: string): Promise<void> {
    const reason = kernel.masks.apply(sentence)
    kernel.logStreams.append(row.log, `${reason}\n`)
    await change(async (tx) => {
      const moved = await moveDeployment(tx, row.id, 'failed', { reason })
      if (moved) await announce(tx, moved, deployFailed, { reason })
    })
    await kernel.logStreams.finish(row.log)
    if (row.release === row.id) await releases.remove(row.id)
  }

  /** Old releases go; what was queued meanwhile is next. */
  async function tidy({ project, environment }: DeploymentRow): Promise<void> {
    const old = await kernel.db.system(async (tx) => {
      const [queued] = await selectInStates(tx, { project, environment }, ['queued'])
      if (queued) await add(tx, { project, environment })
      return selectOldReleases(tx, project, environment, KEPT_RELEASES + 1)
    })
    const present = new Set(await releases.list())
    for (const release of old.filter((id) => present.has(id))) await releases.remove(release)
  }

  async function giveUp(environment: Environment): Promise<void> {
    const rows = await kernel.db.system((tx) => selectInStates(tx, environment, ACTIVE))
    for (const row of rows) {
      if (!working.has(row.id))
        await fail(row, 'DevFlow could not finish this deployment; its own log says why. Deploy again.')
    }
  }

  /** After a start of the server: what was live is served again, what was half done goes on. */
  async function resume(): Promise<void> {
    const rows = await kernel.db.system((tx) => selectInStates(tx, {}, ['queued', ...ACTIVE, 'live']))
    const answers: Promise<void>[] = []
    for (const row of rows) {
      if (row.state === 'live') answers.push(...(await restore(row)))
      else await kernel.db.system((tx) => add(tx, row))
    }
    const patience = new AbortController()
    await Promise.race([
      Promise.all(answers),
      sleep(READY_WAIT_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ])
    patience.abort()
  }

  async function restore(row: DeploymentRow): Promise<Promise<void>[]> {
    const [project, formerNames] = await kernel.db.system(async (tx) => [
      await projects.findById(tx, row.project),
      await projects.formerNames(tx, row.project),
    ])
    const release = await releases.read(row.release)
    try {
      if (!project) throw new Failure('The project does not exist any more.')
      if (!release) throw new Failure('The built files of this deployment are gone; deploy again.')
      const { answers } = await applications.restore({ row, project, release, formerNames })
      return [answers]
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      await fail(row, error.message)
      return []
    }
  }

  /** Ends a deployment in the caller's transaction; a job then ends its process. */
  async function stop(tx: Tx, row: DeploymentRow, reason: string): Promise<DeploymentRow | undefined> {
    const stopped = await moveDeployment(tx, row.id, 'stopped', { reason })
    if (!stopped) return undefined
    await reconcile.add(tx, { project: row.project, environment: row.environment }, { key: `reconcile ${row.id}` })
    await add(tx, row)
    return stopped
  }

  function add(tx: Tx, { project, environment }: Environment): Promise<void> {
    return job.add(tx, { project, environment }, { key: `deploy ${project} ${environment}` })
  }

  /** A transaction of the server's own; readers of events are woken after it. */
  async function change<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await kernel.db.system(run)
    kernel.events.appended()
    return result
  }

  async function announce(tx: Tx, row: DeploymentRow, type: EventType, data: object): Promise<void> {
    const { id, number, environment, sha, spec } = row
    await kernel.events.append(tx, [
      {
        name: type.name,
        org_id: row.org,
        project_id: row.project,
        actor: actorRef(systemActor(row.org, 'deployments')),
        links: { deployment: id, commit: sha, ...(spec ? { spec } : {}) },
        data: type.data.parse({ deployment: id, number, environment, sha, ...data }),
        action_id: null,
      },
    ])
  }

  kernel.onStart(resume)
  kernel.onStop(async () => {
    for (const controller of working.values()) controller.abort()
  })

  return {
    add,
    stop,
    /** Some time after the stop, so that nothing still runs from the files. */
    clean: (tx: Tx, project: string) => clean.add(tx, { project }, { runAt: new Date(Date.now() + CLEAN_AFTER_MS) }),
    announceStopped: (tx: Tx, row: DeploymentRow) => announce(tx, row, deployStopped, {}),
  }
}
