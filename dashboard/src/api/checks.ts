import { type Address, client } from './client.ts'

export type { CheckRun } from '@devflow/sdk'

export const checks = {
  forCommit: ({ owner, name }: Address, sha: string) => client.checks.list({ owner, name, sha }),
}
