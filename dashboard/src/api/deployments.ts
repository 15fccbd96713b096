import { type ActorRef, type Address, type List, path, request } from './client.ts'

export interface Deployment {
  id: string
  number: number
  environment: string
  sha: string
  state: 'queued' | 'building' | 'deploying' | 'live' | 'failed' | 'superseded' | 'stopped'
  kind: 'static' | 'node' | null
  reason: string | null
  url: string | null
  log: string | null
  buildMs: number | null
  deployMs: number | null
  createdBy: ActorRef
  spec: string | null
  pull: number | null
  createdAt: string
  liveAt: string | null
}

/** Requests a deployment answered: all of them, and minute by minute. */
export interface Traffic {
  items: (TrafficTotal & { minute: string })[]
  total: TrafficTotal
}

export interface TrafficTotal {
  requests: number
  errors: number
  p50Ms: number | null
  p95Ms: number | null
}

const all = ({ owner, name }: Address) => path`/projects/${owner}/${name}/deployments`

export const deployments = {
  list: (project: Address, query: { cursor?: string; limit?: number } = {}) =>
    request<List<Deployment>>('GET', all(project), { query }),
  get: (project: Address, deployment: string) => request<Deployment>('GET', `${all(project)}${path`/${deployment}`}`),
  traffic: (project: Address, deployment: string) =>
    request<Traffic>('GET', `${all(project)}${path`/${deployment}/metrics`}`, { query: { minutes: 60 } }),
  create: (project: Address, body: { ref: string; environment: string }) =>
    request<Deployment>('POST', all(project), { body }),
  rollback: (project: Address, deployment: string) =>
    request<Deployment>('POST', `${all(project)}${path`/${deployment}/rollback`}`, { body: {} }),
  stop: (project: Address, deployment: string) =>
    request<Deployment>('POST', `${all(project)}${path`/${deployment}/stop`}`, { body: {} }),
}
