import type { ProjectsUpdateInput } from '@devflow/sdk'
import { type Address, client } from './client.ts'

export type { Project, ProjectSettings } from '@devflow/sdk'
/** As a change gives it: what is left out is as it is by default. */
export type BranchProtection = NonNullable<NonNullable<ProjectsUpdateInput['settings']>['protection']>[number]
export type ProjectEdit = Omit<ProjectsUpdateInput, keyof Address>

export const projects = {
  list: () => client.projects.list(),
  create: (body: Address & { description: string }) => client.projects.create(body),
  get: ({ owner, name }: Address) => client.projects.get({ owner, name }),
  edit: ({ owner, name }: Address, body: ProjectEdit) => client.projects.update({ owner, name, ...body }),
  remove: ({ owner, name }: Address) => client.projects.delete({ owner, name, confirm: `${owner}/${name}` }),
  powers: ({ owner, name }: Address) => client.projects.powers({ owner, name }),
  secrets: ({ owner, name }: Address) => client.secrets.list({ owner, name }),
  setSecret: ({ owner, name }: Address, key: string, value: string) => client.secrets.set({ owner, name, key, value }),
  removeSecret: ({ owner, name }: Address, key: string) => client.secrets.delete({ owner, name, key }),
}
