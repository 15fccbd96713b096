import type { Git } from '#git'
import type { Identity } from '#identity'
import type { ActorRef, Tx } from '#kernel'
import type { Projects } from '#projects'
import type { SandboxService } from '#sandbox'
import type { Annotation } from './runner/plan.ts'

/** What CI needs of the modules below it. */
export interface CiDeps {
  projects: Projects
  identity: Pick<Identity, 'issueToken' | 'revokeTokens'>
  git: Pick<Git, 'tree' | 'blob' | 'diff' | 'log' | 'mergeBase' | 'resolve' | 'checkout'>
  sandbox: Pick<SandboxService, 'spawn' | 'current'>
  /** The project's secrets, in clear. */
  secrets(projectId: string): Promise<Record<string, string>>
  checks: {
    /** Creates or changes the check run of this name and commit; answers its id. */
    report(tx: Tx, check: CheckReport): Promise<{ id: string }>
  }
  pulls: {
    /** The pull request a `pull.…` event is about; undefined when it is gone. */
    find(tx: Tx, id: string): Promise<PullFacts | undefined>
  }
}

export interface CheckReport {
  org: string
  project: string
  sha: string
  name: string
  source: 'ci'
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null
  title: string
  summary: string
  annotations: Annotation[]
  log: string | null
  run: string
  startedAt: Date | null
  completedAt: Date | null
}

/** What workflows may read of a pull request. */
export interface PullFacts {
  id: string
  number: number
  title: string
  body: string
  state: string
  head: { branch: string; sha: string }
  base: { branch: string; sha: string }
  author: ActorRef
  labels?: string[]
}
