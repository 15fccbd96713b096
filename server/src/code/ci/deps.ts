import type { Checks } from '#checks'
import type { Git } from '#git'
import type { Identity } from '#identity'
import type { Projects } from '#projects'
import type { Pulls } from '#pulls'
import type { SandboxService } from '#sandbox'
import type { Annotation } from './runner/plan.ts'
import type { Conclusion } from './shapes.ts'

/** What CI needs of the modules below it. */
export interface CiDeps {
  projects: Projects
  identity: Pick<Identity, 'issueToken' | 'revokeTokens'>
  git: Pick<Git, 'tree' | 'blob' | 'diff' | 'log' | 'mergeBase' | 'resolve' | 'checkout'>
  sandbox: Pick<SandboxService, 'spawn' | 'current'>
  /** The project's secrets, in clear. */
  secrets(projectId: string): Promise<Record<string, string>>
  checks: Pick<Checks, 'report'>
  pulls: Pick<Pulls, 'findById'>
  /** Where people and jobs reach this server. */
  publicUrl(): string
}

/** What a job says about its commit, in the transaction in which it became true. */
export interface CheckReport {
  org: string
  project: string
  sha: string
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  title: string
  summary: string
  annotations: Annotation[]
  log: string | null
  run: string | null
}
