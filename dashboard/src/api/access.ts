import type { Collaborator, TeamsCreateInput, TeamsUpdateInput } from '@devflow/sdk'
import { type Address, client } from './client.ts'

export type { Team } from '@devflow/sdk'
export type ProjectRole = Collaborator['role']

/** Who works on a project besides the members of its organisation. */
export const access = {
  collaborators: ({ owner, name }: Address) => client.collaborators.list({ owner, name }),
  setCollaborator: ({ owner, name }: Address, user: string, role: ProjectRole) =>
    client.collaborators.set({ owner, name, user, role }),
  removeCollaborator: ({ owner, name }: Address, user: string) => client.collaborators.remove({ owner, name, user }),
  teams: ({ owner, name }: Address) => client.projects.teams({ owner, name }),
  setTeam: ({ owner, name }: Address, team: string, role: ProjectRole) =>
    client.projects.setTeam({ owner, name, team, role }),
  removeTeam: ({ owner, name }: Address, team: string) => client.projects.removeTeam({ owner, name, team }),
}

/** Teams of an organisation, by its name and theirs. */
export const teams = {
  list: (org: string) => client.teams.list({ org }),
  get: (org: string, team: string) => client.teams.get({ org, team }),
  projects: (org: string, team: string) => client.teams.projects({ org, team }),
  edit: (org: string, team: string, body: Omit<TeamsUpdateInput, 'org' | 'team'>) =>
    client.teams.update({ org, team, ...body }),
  members: (org: string, team: string) => client.teams.members({ org, team }),
  create: (body: TeamsCreateInput) => client.teams.create(body),
  remove: (org: string, team: string) => client.teams.delete({ org, team }),
  setMember: (org: string, team: string, user: string, role: 'member' | 'maintainer') =>
    client.teams.setMember({ org, team, user, role }),
  removeMember: (org: string, team: string, user: string) => client.teams.removeMember({ org, team, user }),
}
