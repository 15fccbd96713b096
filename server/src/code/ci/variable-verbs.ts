import { z } from 'zod'
import { Problem, type Tx, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import {
  deleteVariable,
  insertVariable,
  lockVariables,
  selectVariable,
  selectVariables,
  updateVariable,
  type VariableRow,
} from './variables.sql.ts'

/** GitHub's limits, so that a workflow's variables move here unchanged. */
export const MOST_VARIABLES = 500
export const MAX_VARIABLE_BYTES = 48 * 1024

const VariableName = z
  .string()
  .max(100)
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'A variable is named with letters, digits and underscores and does not begin with a digit.',
  )
  .refine((name) => !/^GITHUB_/i.test(name), 'Names that begin with GITHUB_ are reserved for workflows.')
  .transform((name) => name.toUpperCase())

const VariableValue = z
  .string()
  .refine(
    (value) => Buffer.byteLength(value) <= MAX_VARIABLE_BYTES,
    `A variable has at most ${MAX_VARIABLE_BYTES / 1024} KiB.`,
  )

const Variable = z
  .object({ name: z.string(), value: z.string(), createdAt: z.string(), updatedAt: z.string() })
  .meta({ id: 'Variable' })

const One = ProjectAddress.extend({ variable: VariableName })

/** What workflows read as `vars`. */
export function createVariableVerbs({ projects }: { projects: Projects }) {
  const present = ({ name, value, createdAt, updatedAt }: VariableRow): z.infer<typeof Variable> => ({
    name,
    value,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  })

  async function get(tx: Tx, project: string, name: string): Promise<VariableRow> {
    const row = await selectVariable(tx, project, name)
    if (row) return row
    throw new Problem('not_found', 'variables.not_found', `There is no variable named ${name} here.`)
  }

  async function refuseTaken(tx: Tx, project: string, name: string): Promise<void> {
    if (!(await selectVariable(tx, project, name))) return
    throw new Problem('conflict', 'variables.exists', `There is a variable named ${name} already; change it instead.`)
  }

  return {
    variables: verb({
      name: 'variables.list',
      http: 'GET /projects/:owner/:name/variables',
      summary: 'List the variables of a project that its workflows read as vars',
      input: ProjectAddress,
      output: z.object({ items: z.array(Variable) }),
      needs: 'variables:read',
      scope: projects.scope,
      run: async ({ tx }, address) => ({
        items: (await selectVariables(tx, (await projects.get(tx, address)).id)).map(present),
      }),
    }),

    variable: verb({
      name: 'variables.get',
      http: 'GET /projects/:owner/:name/variables/:variable',
      summary: 'Show a variable',
      input: One,
      output: Variable,
      needs: 'variables:read',
      scope: projects.scope,
      run: async ({ tx }, { variable, ...address }) =>
        present(await get(tx, (await projects.get(tx, address)).id, variable)),
    }),

    createVariable: verb({
      name: 'variables.create',
      http: 'POST /projects/:owner/:name/variables',
      summary: 'Add a variable',
      input: One.extend({ value: VariableValue }),
      output: Variable,
      needs: 'variables:write',
      scope: projects.scope,
      status: 201,
      async run({ tx }, { variable, value, ...address }) {
        const project = await projects.get(tx, address)
        await lockVariables(tx, project.id)
        await refuseTaken(tx, project.id, variable)
        if ((await selectVariables(tx, project.id)).length >= MOST_VARIABLES) {
          throw new Problem(
            'conflict',
            'variables.too_many',
            `There are ${MOST_VARIABLES} variables here already; delete one first.`,
          )
        }
        await insertVariable(tx, { org: project.org, project: project.id, name: variable, value })
        return present(await get(tx, project.id, variable))
      },
    }),

    updateVariable: verb({
      name: 'variables.update',
      http: 'PATCH /projects/:owner/:name/variables/:variable',
      summary: 'Change or rename a variable',
      input: One.extend({ rename: VariableName.optional(), value: VariableValue.optional() }),
      output: Variable,
      needs: 'variables:write',
      scope: projects.scope,
      async run({ tx }, { variable, rename = variable, value, ...address }) {
        const { id: project } = await projects.get(tx, address)
        await lockVariables(tx, project)
        const now = await get(tx, project, variable)
        if (rename !== variable) await refuseTaken(tx, project, rename)
        await updateVariable(tx, project, variable, { name: rename, value: value ?? now.value })
        return present(await get(tx, project, rename))
      },
    }),

    deleteVariable: verb({
      name: 'variables.delete',
      http: 'DELETE /projects/:owner/:name/variables/:variable',
      summary: 'Delete a variable',
      input: One,
      output: z.object({}),
      needs: 'variables:write',
      scope: projects.scope,
      status: 204,
      async run({ tx }, { variable, ...address }) {
        const { id: project } = await projects.get(tx, address)
        await get(tx, project, variable)
        await deleteVariable(tx, project, variable)
        return {}
      },
    }),
  }
}
