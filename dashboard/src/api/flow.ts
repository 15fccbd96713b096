import { type Address, type List, path, request } from './client.ts'
import type { Spec, Step } from './specs.ts'

export type ColumnKey = 'draft' | 'review' | 'building' | 'checking' | 'deploying' | 'live' | 'failed'

export interface Card {
  spec: Spec
  chain: Step[]
}

export interface Board {
  columns: { key: ColumnKey; items: (Card & { costUsd: number | null })[] }[]
  metrics: FlowMetrics
}

/** One figure people decide by: its median over the period and the one before, with the specs behind it. */
export interface Series {
  value: number | null
  previous: number | null
  unit: 'ms' | 'usd'
  points: { at: string; value: number; spec: string; title: string }[]
}

export interface FlowMetrics {
  periodDays: number
  specsLive: number
  specsFailed: number
  leadTime: Series
  costPerPull: Series
  buildTime: Series
  deployTime: Series
}

export interface WorkItem {
  id: string
  kind: 'project' | 'spec' | 'task' | 'attempt' | 'pull' | 'check' | 'run' | 'deployment' | 'metric'
  title: string
  state: string
  project: { id: string; owner: string; name: string }
  at: string
  href: string
}

export interface ProjectFlow {
  project: Address
  specs: Card[]
  metrics: FlowMetrics
}

export const flow = {
  board: () => request<Board>('GET', '/board'),
  project: ({ owner, name }: Address) => request<ProjectFlow>('GET', path`/workflow/flow/${owner}/${name}`),
  workItems: (query: { kind?: string; project?: string; limit?: number }) =>
    request<List<WorkItem>>('GET', '/workflow/workitems', { query }),
}
