import { z } from 'zod'

export const DeploymentState = z.enum(['queued', 'building', 'deploying', 'live', 'failed', 'superseded', 'stopped'])
export type DeploymentState = z.output<typeof DeploymentState>

/** What may follow what. A state that is not here as a key has an end in it. */
const NEXT: Partial<Record<DeploymentState, readonly DeploymentState[]>> = {
  queued: ['building', 'failed', 'superseded', 'stopped'],
  building: ['deploying', 'failed', 'stopped'],
  deploying: ['live', 'failed', 'stopped'],
  live: ['superseded', 'stopped', 'failed'],
}

/** The states from which `to` may be reached. */
export function sourcesOf(to: DeploymentState): DeploymentState[] {
  return DeploymentState.options.filter((from) => NEXT[from]?.includes(to))
}

export const ENDED: readonly DeploymentState[] = DeploymentState.options.filter((state) => !NEXT[state])

/** `production`, `preview`, `pr-7`: a DNS label, for it becomes part of a host name. */
export const EnvironmentName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'use 1 to 40 small letters, digits and inner dashes')

export const Deployment = z
  .object({
    id: z.string(),
    number: z.number().int(),
    environment: z.string(),
    sha: z.string(),
    state: DeploymentState,
    kind: z.enum(['static', 'node']).nullable(),
    reason: z.string().nullable(),
    url: z.string(),
    log: z.string(),
    buildMs: z.number().int().nullable(),
    deployMs: z.number().int().nullable(),
    createdBy: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() }),
    spec: z.string().nullable(),
    pull: z.number().int().nullable(),
    createdAt: z.string(),
    liveAt: z.string().nullable(),
  })
  .meta({ id: 'Deployment' })
export type Deployment = z.output<typeof Deployment>

/** An environment of a project, as a host name names it. */
export interface AppAddress {
  owner: string
  name: string
  environment: string
}

export const PRODUCTION = 'production'

/** `<name>.<owner>.<host>`; other environments stand before it. */
function appHost({ owner, name, environment }: AppAddress, host: string): string {
  return `${environment === PRODUCTION ? '' : `${environment}.`}${hostLabel(name)}.${owner}.${host}`
}

/** Repository names may hold what a label of a host name may not; of two that become the same, the one deployed last answers. */
export function hostLabel(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

/** The base of applications' host names: `localhost` unless the server has a name of its own. */
export function baseHost(publicUrl: string): string {
  const { hostname } = new URL(publicUrl)
  return /^[\d.]+$|^\[/.test(hostname) ? 'localhost' : hostname
}

export function appUrl(address: AppAddress, publicUrl: string): string {
  const { protocol, port } = new URL(publicUrl)
  return `${protocol}//${appHost(address, baseHost(publicUrl))}${port ? `:${port}` : ''}`
}
