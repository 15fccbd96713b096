import { type List, path, request } from './client.ts'

export interface Me {
  user: { id: string; login: string; name: string }
  orgs: Org[]
  serverAdmin: boolean
}

export type Role = 'admin' | 'supervisor' | 'viewer'

export interface Org {
  id: string
  slug: string
  name: string
  kind: 'person' | 'organisation'
  role: Role
}

export interface Token {
  id: string
  name: string
  createdAt: string
  lastUsedAt?: string | null
  expiresAt?: string | null
}

export interface Member {
  id: string
  login: string
  name: string
  role: Role
}

export const identity = {
  me: () => request<Me>('GET', '/me'),
  signIn: (code: string) => request<unknown>('POST', '/session', { body: { code } }),
  signOut: () => request<void>('DELETE', '/session'),
  tokens: () => request<List<Token>>('GET', '/tokens'),
  createToken: (body: { name: string }) => request<{ id: string; token: string }>('POST', '/tokens', { body }),
  revokeToken: (token: string) => request<void>('DELETE', path`/tokens/${token}`),
  createUser: (body: { login: string; name?: string }) =>
    request<{ code: string; expiresAt: string }>('POST', '/users', { body }),
  createOrg: (body: { slug: string; name?: string }) => request<Org>('POST', '/orgs', { body }),
  members: (org: string) => request<List<Member>>('GET', path`/orgs/${org}/members`),
  /** `user` is a login. */
  setMember: (org: string, user: string, role: Role) =>
    request<unknown>('PUT', path`/orgs/${org}/members/${user}`, { body: { role } }),
  removeMember: (org: string, user: string) => request<void>('DELETE', path`/orgs/${org}/members/${user}`),
}
