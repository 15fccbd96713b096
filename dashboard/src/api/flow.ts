import { type Address, type List, path, request } from './client.ts'
import type { Spec, Step } from './specs.ts'

export type ColumnKey = 'draft' | 'review' | 'building' | 'checking' | 'deploying' | 'live' | 'failed'

export interface Card {
  spec: Spec
  chain: Step[]
}

export interface Board {
  columns: { key: ColumnKey; items: Card[] }[]
  metrics: FlowMetrics
}

/** One figure people decide by: its value now, the period it speaks of, and the points behind it where there are any. */
export interface Figure {
  value: number | null
  previous?: number | null
  count?: number
  points?: { at: string; value: number; spec?: string }[]
}

export interface FlowMetrics {
  periodDays: number
  leadTimeMs: Figure
  costPerPullUsd: Figure
  buildMs: Figure
  deployMs: Figure
}

export interface WorkItem {
  id: string
  kind: 'spec' | 'task' | 'pull' | 'check' | 'run' | 'deployment' | 'attempt'
  title: string
  state: string
  project: { owner: string; name: string } | null
  at: string
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
