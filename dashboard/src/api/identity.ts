import type { IdentityMeOutput, OrgsMembersOutput, TokensCreateInput } from '@devflow/sdk'
import { client } from './client.ts'

export type Me = IdentityMeOutput
export type Org = Me['orgs'][number]
export type Role = OrgsMembersOutput['items'][number]['role']

export const identity = {
  server: () => client.server.get(),
  me: () => client.identity.me(),
  rename: (name: string) => client.identity.rename({ name }),
  signIn: (code: string) => client.session.create({ code }),
  signOut: () => client.session.delete(),
  tokens: () => client.tokens.list(),
  createToken: (body: TokensCreateInput) => client.tokens.create(body),
  revokeToken: (token: string) => client.tokens.revoke({ token }),
  createUser: (login: string) => client.users.create({ login }),
  createOrg: (slug: string) => client.orgs.create({ slug }),
  owner: (login: string) => client.owners.get({ login }),
  editOrg: (org: string, body: { name: string; description: string }) => client.orgs.update({ org, ...body }),
  members: (org: string) => client.orgs.members({ org }),
  /** `user` is a login. */
  setMember: (org: string, user: string, role: Role) => client.orgs.setMember({ org, user, role }),
  removeMember: (org: string, user: string) => client.orgs.removeMember({ org, user }),
}
