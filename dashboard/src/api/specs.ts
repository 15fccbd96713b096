import type { ChainStep, SpecsCreateInput, SpecsListInput, SpecsUpdateInput } from '@devflow/sdk'
import { client } from './client.ts'

export type { ChainStep as Step, Evidence, Spec, SpecVersion } from '@devflow/sdk'
export type StepKey = ChainStep['key']
export type StepState = ChainStep['state']

export const specs = {
  list: (query: SpecsListInput) => client.specs.list(query),
  create: (body: SpecsCreateInput) => client.specs.create(body),
  edit: (spec: string, body: Omit<SpecsUpdateInput, 'spec'>) => client.specs.update({ spec, ...body }),
  submit: (spec: string) => client.specs.submit({ spec }),
  /** Approves the text that was shown: another version is refused. */
  approve: (spec: string, version: number) => client.specs.approve({ spec, version }),
  reject: (spec: string, reason: string) => client.specs.reject({ spec, reason }),
  reopen: (spec: string) => client.specs.reopen({ spec }),
  evidence: (spec: string) => client.specs.evidence({ spec }),
  versions: (spec: string) => client.specs.versions({ spec }),
  comments: (spec: string) => client.specs.comments({ spec }),
  comment: (spec: string, body: string) => client.specs.comment({ spec, body }),
}
