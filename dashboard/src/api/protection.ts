import type { GitMatchingInput } from '@devflow/sdk'
import { type Address, client } from './client.ts'
import type { ProjectSettings } from './projects.ts'

export type ProtectionRule = ProjectSettings['protection'][number]
export type Principals = ProtectionRule['bypass']
export type Patterns = Required<Omit<GitMatchingInput, keyof Address>>

/** What somebody who makes a rule is shown and offered. */
export const protection = {
  matching: ({ owner, name }: Address, patterns: Patterns) => client.git.matching({ owner, name, ...patterns }),
  checkNames: ({ owner, name }: Address) => client.checks.names({ owner, name }),
}
