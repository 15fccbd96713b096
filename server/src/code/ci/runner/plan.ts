import type { Result } from '../language/conditions.ts'
import type { Template } from '../language/template.ts'
import type { ValueObject } from '../language/values.ts'
import type { StepDefinition } from '../language/workflow.ts'

/** Everything the runner must know of one job; it asks nobody for more. */
export interface JobPlan {
  /** Names the sandbox. */
  id: string
  name: string
  key: string
  steps: readonly StepDefinition[]
  workflowEnv?: Template
  workflowDefaults?: Template
  env?: Template
  defaults?: Template
  outputs?: Template
  timeoutMinutes?: Template
  environment?: Template
  /** github (without workspace, event_path, token), vars, secrets, needs, matrix, strategy, inputs. */
  contexts: { readonly [name: string]: ValueObject }
  /** Hidden beside the secrets, such as the job's own token. */
  masks: readonly string[]
  /** The job's token, for GITHUB_TOKEN, DEVFLOW_TOKEN and `secrets.GITHUB_TOKEN`. */
  token: string
  /** Addresses and names that steps find in their environment. */
  variables: Record<string, string>
}

export interface StepState {
  number: number
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Result | null
  startedAt: Date | null
  completedAt: Date | null
  /** Number of the first line it wrote into the job's log. */
  firstLine: number | null
}

export interface Annotation {
  path: string
  line: number
  level: 'notice' | 'warning' | 'failure'
  message: string
}

export interface JobOutcome {
  conclusion: 'success' | 'failure' | 'cancelled'
  /** One sentence, when it is not a success. */
  reason: string | null
  outputs: Record<string, string>
  annotations: Annotation[]
  /** What steps wrote to GITHUB_STEP_SUMMARY, in order. */
  summary: string
}
