import { type Address, client } from './client.ts'

export type { Job, Run, Step as JobStep } from '@devflow/sdk'

export const runs = {
  list: ({ owner, name }: Address) => client.runs.list({ owner, name, limit: 100 }),
  get: ({ owner, name }: Address, run: string) => client.runs.get({ owner, name, run }),
  cancel: ({ owner, name }: Address, run: string) => client.runs.cancel({ owner, name, run }),
  rerun: ({ owner, name }: Address, run: string) => client.runs.rerun({ owner, name, run }),
}
