import { z } from 'zod'
import { Problem, type Tx, verb } from '#kernel'
import { type Project, ProjectAddress, type Projects } from '#projects'
import { workflowDisabled, workflowEnabled } from './events.ts'
import { markWorkflow, selectWorkflow, selectWorkflows, type WorkflowRow } from './workflows.sql.ts'

const WorkflowView = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    path: z.string(),
    name: z.string(),
    /** `deleted`: the default branch no longer has the file. */
    state: z.enum(['active', 'disabled', 'deleted']),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Workflow' })
export type WorkflowView = z.infer<typeof WorkflowView>

const One = ProjectAddress.extend({
  workflow: z.string().max(250).describe('Id, number, path or file name of the workflow.'),
})

/** The workflow files of a project, and whether they may run. */
export function createWorkflowVerbs({ projects }: { projects: Projects }) {
  async function get(tx: Tx, { workflow, ...address }: z.output<typeof One>) {
    const project = await projects.get(tx, address)
    return { project, row: await getWorkflow(tx, project, workflow) }
  }

  const set = (disabled: boolean) =>
    verb({
      name: disabled ? 'workflows.disable' : 'workflows.enable',
      http: `POST /projects/:owner/:name/workflows/:workflow/${disabled ? 'disable' : 'enable'}`,
      summary: disabled ? 'Stop a workflow from being run by anything' : 'Let a workflow run again',
      input: One,
      output: WorkflowView,
      needs: 'runs:configure',
      scope: projects.scope,
      emits: [disabled ? workflowDisabled.name : workflowEnabled.name],
      async run({ tx, emit }, input) {
        const { project, row } = await get(tx, input)
        if ((row.disabledAt !== null) !== disabled) {
          await markWorkflow(tx, row.id, { disabled })
          const data = { workflow: row.id, path: row.path }
          emit(disabled ? workflowDisabled : workflowEnabled, { project: project.id, data })
        }
        return present(await getWorkflow(tx, project, row.id))
      },
    })

  return {
    workflows: verb({
      name: 'workflows.list',
      http: 'GET /projects/:owner/:name/workflows',
      summary: 'List the workflows of a project',
      input: ProjectAddress,
      output: z.object({ items: z.array(WorkflowView) }),
      needs: 'runs:read',
      scope: projects.scope,
      run: async ({ tx }, address) => ({
        items: (await selectWorkflows(tx, (await projects.get(tx, address)).id)).map(present),
      }),
    }),
    workflow: verb({
      name: 'workflows.get',
      http: 'GET /projects/:owner/:name/workflows/:workflow',
      summary: 'Show a workflow',
      input: One,
      output: WorkflowView,
      needs: 'runs:read',
      scope: projects.scope,
      run: async ({ tx }, input) => present((await get(tx, input)).row),
    }),
    enableWorkflow: set(false),
    disableWorkflow: set(true),
  }
}

async function getWorkflow(tx: Tx, project: Project, name: string): Promise<WorkflowRow> {
  const row = await selectWorkflow(tx, project.id, name)
  if (row) return row
  throw new Problem(
    'not_found',
    'workflows.not_found',
    `There is no workflow ${JSON.stringify(name)} in ${project.owner}/${project.name}.`,
  )
}

function present({ disabledAt, deletedAt, createdAt, updatedAt, ...row }: WorkflowRow): WorkflowView {
  return {
    ...row,
    state: deletedAt ? 'deleted' : disabledAt ? 'disabled' : 'active',
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
