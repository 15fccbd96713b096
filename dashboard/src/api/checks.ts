import { type Address, type List, path, request } from './client.ts'

export type Conclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required'

export interface CheckRun {
  id: string
  name: string
  source: 'ci' | 'guardian' | 'external'
  sha: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  title: string
  summary: string
  annotations: { path: string; line: number; level: string; message: string }[]
  log: string | null
  run: string | null
  startedAt: string | null
  completedAt: string | null
}

export const checks = {
  forCommit: ({ owner, name }: Address, sha: string) =>
    request<List<CheckRun>>('GET', path`/projects/${owner}/${name}/commits/${sha}/checks`),
}
