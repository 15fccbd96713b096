import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { readMapping } from './parse.ts'
import type { WorkflowProblem } from './workflow.ts'

/** Actions this server carries out itself, whatever their version. */
const BUILT_IN_ACTIONS = ['actions/checkout', 'actions/setup-node'] as const
export type BuiltInAction = (typeof BUILT_IN_ACTIONS)[number]

export function builtInAction(uses: string): BuiltInAction | undefined {
  const name = uses.replace(/@.*$/s, '').toLowerCase()
  return BUILT_IN_ACTIONS.find((action) => action === name)
}

const NOT_YET = 'not supported yet by this server'

const JOB_FIELDS: Record<string, string> = {
  uses: `Reusable workflows are ${NOT_YET}; write the job's steps here.`,
  container: `Container jobs are ${NOT_YET}; the job can run on the host without "container".`,
  services: `Service containers are ${NOT_YET}; start the service in a run step.`,
  concurrency: `Concurrency of a single job is ${NOT_YET}; use "concurrency" of the whole workflow.`,
  snapshot: `Snapshots are ${NOT_YET}.`,
}

const STEP_FIELDS = ['background', 'wait', 'wait-all', 'cancel', 'parallel']

/** Everything a valid workflow asks for that would otherwise be left out silently. */
export function findUnsupported(path: string, jobs: TemplateToken): WorkflowProblem[] {
  const found: WorkflowProblem[] = []
  const refuse = (token: TemplateToken, message: string) => found.push({ path, line: token.line ?? 1, message })
  for (const job of readMapping(jobs).values()) {
    const fields = readMapping(job)
    for (const [field, message] of Object.entries(JOB_FIELDS)) {
      const token = fields.get(field)
      if (token) refuse(token, message)
    }
    for (const step of fields.get('steps')?.assertSequence('steps') ?? []) {
      const stepFields = readMapping(step)
      const uses = stepFields.get('uses')
      if (uses && !builtInAction(uses.toString())) {
        refuse(
          uses,
          `Actions other than ${BUILT_IN_ACTIONS.join(' and ')} are ${NOT_YET}: ${uses.toString()}; use run steps.`,
        )
      }
      for (const field of STEP_FIELDS) {
        const token = stepFields.get(field)
        if (token) refuse(token, `Steps with "${field}" are ${NOT_YET}.`)
      }
    }
  }
  return found
}
