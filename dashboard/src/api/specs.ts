import type { CheckRun } from './checks.ts'
import type { ActorRef, List } from './client.ts'
import { path, request } from './client.ts'
import type { Deployment } from './deployments.ts'
import type { Pull } from './pulls.ts'
import type { Run } from './runs.ts'
import type { Attempt, Task } from './tasks.ts'

export interface Spec {
  id: string
  project: { id: string; owner: string; name: string }
  title: string
  body: string
  acceptance: string[]
  state: 'draft' | 'review' | 'approved' | 'implemented'
  version: number
  agent: string | null
  author: ActorRef
  branch: string | null
  pull: number | null
  outcome: null | 'running' | 'live' | 'failed' | 'refused'
  reason: string | null
  url: string | null
  rehearsal: boolean
  createdAt: string
  updatedAt: string
  submittedAt: string | null
  approvedAt: string | null
  implementedAt: string | null
}

export type StepKey = 'spec' | 'tasks' | 'changes' | 'pull_request' | 'checks' | 'merge' | 'deployment' | 'metrics'
export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'needs_person'

export interface Step {
  key: StepKey
  state: StepState
  label: string
  detail: string
  startedAt: string | null
  finishedAt: string | null
  costUsd: number | null
  href: string | null
}

export interface Evidence {
  spec: Spec
  chain: Step[]
  tasks: Task[]
  attempts: Attempt[]
  pull: Pull | null
  checks: CheckRun[]
  runs: Run[]
  deployment: Deployment | null
  metrics: {
    leadTimeMs: number | null
    costUsd: number | null
    buildMs: number | null
    deployMs: number | null
    inputTokens: number | null
    outputTokens: number | null
  } | null
}

export interface SpecVersion {
  version: number
  title: string
  body: string
  acceptance: string[]
  author: ActorRef
  createdAt: string
}

export interface SpecComment {
  id: string
  body: string
  author: ActorRef
  createdAt: string
}

export interface NewSpec {
  owner: string
  name: string
  title: string
  body: string
  acceptance: string[]
  agent?: string
}

export interface SpecEdit {
  title?: string
  body?: string
  acceptance?: string[]
  agent?: string | null
}

export const specs = {
  list: (query: { owner?: string; name?: string; state?: string; cursor?: string; limit?: number }) =>
    request<List<Spec>>('GET', '/specs', { query }),
  create: (body: NewSpec) => request<Spec>('POST', '/specs', { body }),
  get: (spec: string) => request<Spec>('GET', path`/specs/${spec}`),
  edit: (spec: string, body: SpecEdit) => request<Spec>('PATCH', path`/specs/${spec}`, { body }),
  submit: (spec: string) => request<Spec>('POST', path`/specs/${spec}/submit`, { body: {} }),
  /** Approves the text that was shown: another version is refused. */
  approve: (spec: string, version: number) =>
    request<Spec>('POST', path`/specs/${spec}/approve`, { body: { version } }),
  reopen: (spec: string) => request<Spec>('POST', path`/specs/${spec}/reopen`, { body: {} }),
  reject: (spec: string, reason: string) => request<Spec>('POST', path`/specs/${spec}/reject`, { body: { reason } }),
  evidence: (spec: string) => request<Evidence>('GET', path`/specs/${spec}/evidence`),
  versions: (spec: string) => request<List<SpecVersion>>('GET', path`/specs/${spec}/versions`),
  comments: (spec: string) => request<List<SpecComment>>('GET', path`/specs/${spec}/comments`),
  comment: (spec: string, body: string) =>
    request<SpecComment>('POST', path`/specs/${spec}/comments`, { body: { body } }),
}
