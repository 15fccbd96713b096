import type { Conclusion } from './checks.ts'
import { type ActorRef, type Address, type List, path, request } from './client.ts'

export interface Run {
  id: string
  number: number
  workflow: string
  path: string
  event: string
  branch: string
  sha: string
  pull: number | null
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  /** Why it failed before any job could run. */
  reason: string | null
  jobs: Job[]
  actor: ActorRef
  createdAt: string
  startedAt: string | null
  completedAt: string | null
}

export interface Job {
  id: string
  key: string
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  /** Why it failed, in one sentence. */
  reason: string | null
  needs: string[]
  waitingFor: string | null
  log: string | null
  steps: JobStep[]
  check: string | null
  startedAt: string | null
  completedAt: string | null
}

export interface JobStep {
  number: number
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  startedAt: string | null
  completedAt: string | null
  /** Number of the step's first line in the job's log; null while it has printed nothing. */
  firstLine: number | null
}

export const runs = {
  list: ({ owner, name }: Address, query: { branch?: string; cursor?: string; limit?: number } = {}) =>
    request<List<Run>>('GET', path`/projects/${owner}/${name}/runs`, { query }),
  get: ({ owner, name }: Address, run: string) => request<Run>('GET', path`/projects/${owner}/${name}/runs/${run}`),
  cancel: ({ owner, name }: Address, run: string) =>
    request<Run>('POST', path`/projects/${owner}/${name}/runs/${run}/cancel`, { body: {} }),
  rerun: ({ owner, name }: Address, run: string) =>
    request<Run>('POST', path`/projects/${owner}/${name}/runs/${run}/rerun`, { body: {} }),
}
