import { type List, path, request } from './client.ts'

export interface Task {
  id: string
  project: { id: string; owner: string; name: string } | null
  title: string
  description: string
  kind: 'implement' | 'fix' | 'review' | 'other'
  status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled'
  priority: number
  agent: { id: string; name: string } | null
  capabilities: string[]
  parent: string | null
  spec: string | null
  attempts: number
  maxAttempts: number
  availableAt: string
  leaseUntil: string | null
  result: unknown
  reason: string | null
  createdAt: string
  startedAt: string | null
  completedAt: string | null
}

export interface Attempt {
  id: string
  task: string
  agent: { id: string; name: string }
  number: number
  state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost'
  rehearsal: boolean
  branch: string
  baseSha: string | null
  headSha: string | null
  sandbox: 'bubblewrap' | 'process'
  inputTokens: number
  outputTokens: number
  costUsd: number
  summary: string | null
  confidence: number | null
  reason: string | null
  log: string | null
  startedAt: string
  endedAt: string | null
}

export const tasks = {
  list: (query: { status?: string; spec?: string; cursor?: string; limit?: number }) =>
    request<List<Task>>('GET', '/tasks', { query }),
  cancel: (task: string) => request<Task>('POST', path`/tasks/${task}/cancel`, { body: {} }),
  retry: (task: string) => request<Task>('POST', path`/tasks/${task}/retry`, { body: {} }),
  cancelAttempt: (attempt: string) => request<Attempt>('POST', path`/attempts/${attempt}/cancel`, { body: {} }),
}
