import { queryOptions } from '@tanstack/react-query'
import { type Address, client } from './client.ts'

export type { Variable } from '@devflow/sdk'

/** What workflows read as `vars`: no secret, shown to whoever may read it. */
export const variables = {
  list: ({ owner, name }: Address) => client.variables.list({ owner, name }),
  create: ({ owner, name }: Address, variable: string, value: string) =>
    client.variables.create({ owner, name, variable, value }),
  change: ({ owner, name }: Address, variable: string, value: string) =>
    client.variables.update({ owner, name, variable, value }),
  remove: ({ owner, name }: Address, variable: string) => client.variables.delete({ owner, name, variable }),
}

export const variablesQuery = (p: Address) =>
  queryOptions({ queryKey: ['variables', p.owner, p.name], queryFn: () => variables.list(p) })
