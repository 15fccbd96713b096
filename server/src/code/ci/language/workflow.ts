import type { Template } from './template.ts'

/**
 * One workflow file, parsed and checked: plain JSON, so that a run keeps the definition it began with.
 * Conditions already contain a status function (`success() && (…)` where the author wrote none).
 */
export interface Workflow {
  /** Where it lies in the repository: `.github/workflows/ci.yml`. */
  path: string
  name: string
  runName?: Template
  triggers: Triggers
  env?: Template
  defaults?: Template
  concurrency?: Template
  jobs: JobDefinition[]
}

export interface JobDefinition {
  key: string
  line: number
  name?: Template
  needs: string[]
  if: string
  runsOn: Template
  strategy?: Template
  env?: Template
  defaults?: Template
  outputs?: Template
  timeoutMinutes?: Template
  continueOnError?: Template
  environment?: Template
  steps: StepDefinition[]
}

export interface StepDefinition {
  line: number
  id?: string
  name?: Template
  if: string
  run?: Template
  uses?: string
  with?: Template
  shell?: Template
  workingDirectory?: Template
  env?: Template
  timeoutMinutes?: Template
  continueOnError?: Template
}

export interface Triggers {
  push?: PushTrigger
  pull_request?: PullTrigger
  workflow_dispatch?: DispatchTrigger
  repository_dispatch?: { types?: string[] } | null
  /** Events this server does not send yet: valid, kept, never fired. */
  [event: string]: unknown
}

export interface PathFilter {
  paths?: string[]
  'paths-ignore'?: string[]
}

export interface BranchFilter {
  branches?: string[]
  'branches-ignore'?: string[]
}

interface PushTrigger extends PathFilter, BranchFilter {
  tags?: string[]
  'tags-ignore'?: string[]
}

interface PullTrigger extends PathFilter, BranchFilter {
  types?: string[]
}

export interface DispatchTrigger {
  inputs?: Record<
    string,
    { type?: string; required?: boolean; default?: string | boolean | number; options?: string[] }
  >
}

/** What is wrong with a file, for its author. */
export interface WorkflowProblem {
  path: string
  line: number
  message: string
}

/** `.github/workflows/ci.yml:7: …` */
export function printProblem({ path, line, message }: WorkflowProblem): string {
  return `${path}:${line}: ${message}`
}
