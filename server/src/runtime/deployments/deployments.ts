import { join } from 'node:path'
import { z } from 'zod'
import { type Actor, actorRef, type Kernel, newId, Problem, type Tx, type VerbContext, verb } from '#kernel'
import { type Project, ProjectAddress, type Projects, projectDeleted, projectRenamed } from '#projects'
import type { SandboxService } from '#sandbox'
import { createApplications } from './applications.ts'
import { createDeployer } from './deployer.ts'
import { type AppAddress, appUrl, Deployment, type DeploymentState, EnvironmentName, PRODUCTION } from './deployment.ts'
import {
  type DeploymentRow,
  insertDeployment,
  type NewDeployment,
  selectDeployment,
  selectDeployments,
  selectInStates,
} from './deployments.sql.ts'
import { deployQueued, deployStopped } from './events.ts'
import { createReleases } from './releases.ts'
import { selectTraffic } from './traffic.sql.ts'
import { createTraffic, percentile } from './traffic.ts'

export interface DeploymentsDeps {
  projects: Projects
  git: {
    resolve(project: string, ref: string): Promise<string | undefined>
    checkout(project: string, sha: string, directory: string): Promise<unknown>
  }
  sandbox: SandboxService
  /** A project's secrets and variables, already masked in every log. */
  environment(project: string): Promise<Record<string, string>>
  /** Where people reach this server; applications are hosts below it. */
  publicUrl(): string
}

export type Deployments = ReturnType<typeof createDeployments>

const DeploymentAddress = ProjectAddress.extend({ deployment: z.string().max(60) })
const UNDERWAY: readonly DeploymentState[] = ['queued', 'building', 'deploying', 'live']

/** Puts commits into environments: build, start beside the old version, check, switch. */
export function createDeployments(kernel: Kernel, deps: DeploymentsDeps) {
  kernel.migrations('deployments', join(import.meta.dirname, 'migrations'))
  const { projects, git } = deps
  const releases = createReleases(kernel.config.dataDir)
  const applications = createApplications(kernel, { ...deps, releases })
  const deployer = createDeployer(kernel, { ...deps, releases, applications })
  const traffic = createTraffic(kernel)

  async function get(tx: Tx, project: Project, id: string): Promise<DeploymentRow> {
    const row = await selectDeployment(tx, project.id, id)
    if (row) return row
    throw new Problem('not_found', 'deployments.not_found', `${project.owner}/${project.name} has no deployment ${id}.`)
  }

  async function queue(
    { tx, actor, emit }: VerbContext,
    project: Project,
    wanted: Omit<NewDeployment, 'id' | 'org' | 'project' | 'log' | 'createdBy' | 'release'> & { release?: string },
  ): Promise<Deployment> {
    const id = newId('dep')
    const log = await kernel.logStreams.create(tx, {
      org: project.org,
      project: project.id,
      title: `Deployment of ${wanted.sha.slice(0, 7)} to ${wanted.environment}`,
    })
    const row = await insertDeployment(tx, {
      release: id,
      ...wanted,
      id,
      log,
      org: project.org,
      project: project.id,
      createdBy: actorRef(actor),
    })
    emit(deployQueued, { project: project.id, links: linksOf(row), data: factOf(row) })
    await deployer.add(tx, { project: project.id, environment: row.environment })
    return view(row, project)
  }

  function view(row: DeploymentRow, project: Pick<Project, 'owner' | 'name'>): Deployment {
    const { org: _org, project: _project, release: _release, server: _server, startedAt: _started, ...rest } = row
    const address = { owner: project.owner, name: project.name, environment: row.environment }
    return {
      ...rest,
      url: appUrl(address, deps.publicUrl()),
      createdAt: row.createdAt.toISOString(),
      liveAt: row.liveAt?.toISOString() ?? null,
    }
  }

  const verbs = {
    list: verb({
      name: 'deployments.list',
      http: 'GET /projects/:owner/:name/deployments',
      summary: 'List deployments, newest first',
      input: ProjectAddress.extend({
        environment: EnvironmentName.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.coerce.number().int().optional(),
      }),
      output: z.object({ items: z.array(Deployment), next: z.string().optional() }),
      needs: 'deployments:read',
      scope: projects.scope,
      async run({ tx }, { environment, limit, cursor, ...address }) {
        const project = await projects.get(tx, address)
        const rows = await selectDeployments(tx, project.id, { environment, before: cursor, limit: limit + 1 })
        const items = rows.slice(0, limit).map((row) => view(row, project))
        return { items, ...(rows.length > limit ? { next: String(items.at(-1)?.number) } : {}) }
      },
    }),

    create: verb({
      name: 'deployments.create',
      http: 'POST /projects/:owner/:name/deployments',
      summary: 'Deploy a commit',
      input: ProjectAddress.extend({
        sha: z
          .string()
          .regex(/^[0-9a-f]{7,64}$/, 'is not a commit id')
          .optional(),
        ref: z.string().min(1).max(250).optional(),
        environment: EnvironmentName.default(PRODUCTION),
        spec: z.string().max(60).optional(),
        pull: z.number().int().positive().optional(),
      }),
      output: Deployment,
      needs: 'deployments:write',
      status: 201,
      emits: ['deploy.queued'],
      scope: projects.scope,
      async run(context, { sha, ref, environment, spec, pull, ...address }) {
        const project = await projects.get(context.tx, address)
        if (!project.settings.deploy.enabled) {
          throw new Problem(
            'conflict',
            'deployments.disabled',
            `Deploying is switched off for ${address.owner}/${address.name}; switch it on in the project's settings.`,
          )
        }
        const wanted = sha ?? ref ?? project.defaultBranch
        const commit = await git.resolve(project.id, wanted)
        if (!commit) {
          throw new Problem(
            'not_found',
            'deployments.no_commit',
            `There is no commit ${JSON.stringify(wanted)} to deploy.`,
          )
        }
        return queue(context, project, { sha: commit, environment, spec: spec ?? null, pull: pull ?? null })
      },
    }),

    get: verb({
      name: 'deployments.get',
      http: 'GET /projects/:owner/:name/deployments/:deployment',
      summary: 'Show a deployment',
      input: DeploymentAddress,
      output: Deployment,
      needs: 'deployments:read',
      scope: projects.scope,
      async run({ tx }, { deployment, ...address }) {
        const project = await projects.get(tx, address)
        return view(await get(tx, project, deployment), project)
      },
    }),

    rollback: verb({
      name: 'deployments.rollback',
      http: 'POST /projects/:owner/:name/deployments/:deployment/rollback',
      summary: 'Go back to an earlier deployment',
      input: DeploymentAddress,
      output: Deployment,
      needs: 'deployments:write',
      status: 201,
      emits: ['deploy.queued'],
      scope: projects.scope,
      async run(context, { deployment, ...address }) {
        const project = await projects.get(context.tx, address)
        const target = await get(context.tx, project, deployment)
        if (!target.liveAt) {
          throw new Problem(
            'conflict',
            'deployments.never_live',
            `Deployment ${target.number} was never live, so there is nothing to go back to.`,
          )
        }
        const { sha, environment, spec, pull, release } = target
        return queue(context, project, { sha, environment, spec, pull, release })
      },
    }),

    stop: verb({
      name: 'deployments.stop',
      http: 'POST /projects/:owner/:name/deployments/:deployment/stop',
      summary: 'Stop a deployment, whether it is live or on its way',
      input: DeploymentAddress,
      output: Deployment,
      needs: 'deployments:write',
      emits: ['deploy.stopped'],
      scope: projects.scope,
      async run({ tx, actor, emit }, { deployment, ...address }) {
        const project = await projects.get(tx, address)
        const row = await get(tx, project, deployment)
        const stopped = await deployer.stop(tx, row, `Stopped by ${actor.name}.`)
        if (!stopped) {
          throw new Problem(
            'conflict',
            'deployments.illegal_state',
            `Deployment ${row.number} is ${row.state} and can no longer be stopped.`,
          )
        }
        emit(deployStopped, { project: project.id, links: linksOf(row), data: factOf(row) })
        return view(stopped, project)
      },
    }),

    metrics: verb({
      name: 'deployments.metrics',
      http: 'GET /projects/:owner/:name/deployments/:deployment/metrics',
      summary: 'Requests, errors and latency of a deployment, by minute',
      input: DeploymentAddress.extend({ minutes: z.coerce.number().int().min(1).max(43_200).default(60) }),
      output: z.object({ items: z.array(TrafficView), total: TrafficView.omit({ minute: true }) }),
      needs: 'deployments:read',
      scope: projects.scope,
      async run({ tx }, { deployment, minutes, ...address }) {
        const project = await projects.get(tx, address)
        const row = await get(tx, project, deployment)
        const rows = await selectTraffic(tx, row.id, minutes)
        const merged = rows.reduce<number[]>((sum, { latencies }) => latencies.map((n, i) => n + (sum[i] ?? 0)), [])
        const total = { requests: sum(rows.map((r) => r.requests)), errors: sum(rows.map((r) => r.errors)) }
        return {
          items: rows.map(({ minute, latencies, ...counts }) => ({
            minute: minute.toISOString(),
            ...counts,
            ...quantiles(latencies),
          })),
          total: { ...total, ...quantiles(merged) },
        }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  kernel.events.subscribe({
    name: 'deployments.projects',
    on: [projectDeleted.name, projectRenamed.name],
    async run({ name, project, data }, tx) {
      if (!project) return
      if (name === projectRenamed.name) {
        const { owner, name: now } = projectRenamed.data.parse(data)
        return applications.named({ id: project, owner, name: now }, await projects.formerNames(tx, project))
      }
      await deployer.clean(tx, project)
      for (const row of await selectInStates(tx, { project }, UNDERWAY)) {
        if (await deployer.stop(tx, row, 'The project was deleted.')) await deployer.announceStopped(tx, row)
      }
    },
  })

  return {
    verbs,
    /** For other modules and jobs; the same key twice is one deployment. */
    create: (input: z.input<typeof verbs.create.input>, options: { actor: Actor; key?: string }) =>
      kernel.call(verbs.create, input, options),
    /** The newest deployment of a spec, for its evidence. */
    async findBySpec(tx: Tx, spec: string, project: Pick<Project, 'owner' | 'name'>): Promise<Deployment | undefined> {
      const [row] = await selectInStates(tx, { spec }, Deployment.shape.state.options)
      return row && view(row, project)
    },
    /** What serves an address right now; for the proxy. */
    application: (address: AppAddress) => applications.find(address),
    /** Why nothing serves an address: for the page that says so. Nothing of it is secret. */
    async status(tx: Tx, address: AppAddress): Promise<DeploymentState | 'never_deployed' | 'unknown'> {
      const project = await projects.find(tx, address)
      if (!project) return 'unknown'
      const [newest] = await selectDeployments(tx, project.id, { environment: address.environment, limit: 1 })
      return newest?.state ?? 'never_deployed'
    },
    recordRequest: traffic.record,
    flushTraffic: traffic.flush,
  }
}

const TrafficView = z
  .object({
    minute: z.string(),
    requests: z.number().int(),
    errors: z.number().int(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
  })
  .meta({ id: 'Traffic' })

function quantiles(latencies: number[]) {
  return { p50Ms: percentile(latencies, 0.5), p95Ms: percentile(latencies, 0.95) }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}

function linksOf({ id, sha, spec }: DeploymentRow) {
  return { deployment: id, commit: sha, ...(spec ? { spec } : {}) }
}

function factOf({ id, number, environment, sha }: DeploymentRow) {
  return { deployment: id, number, environment, sha }
}
