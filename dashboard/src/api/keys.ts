import type { DeployKeysCreateInput } from '@devflow/sdk'
import { type Address, client } from './client.ts'

export type { GpgKey, SigningKey, SshKey } from '@devflow/sdk'
export interface NewKey {
  title?: string
  key: string
}

export const keys = {
  list: () => client.keys.list({ limit: 100 }),
  create: (body: NewKey) => client.keys.create(body),
  remove: (sshKey: string) => client.keys.delete({ sshKey }),
}

export const signingKeys = {
  list: () => client['signing-keys'].list({ limit: 100 }),
  create: (body: NewKey) => client['signing-keys'].create(body),
  remove: (signingKey: string) => client['signing-keys'].delete({ signingKey }),
}

export const gpgKeys = {
  list: () => client['gpg-keys'].list({ limit: 100 }),
  create: (body: NewKey) => client['gpg-keys'].create(body),
  remove: (gpgKey: string) => client['gpg-keys'].delete({ gpgKey }),
}

export const deployKeys = {
  list: ({ owner, name }: Address) => client['deploy-keys'].list({ owner, name, limit: 100 }),
  create: ({ owner, name }: Address, body: Omit<DeployKeysCreateInput, keyof Address>) =>
    client['deploy-keys'].create({ owner, name, ...body }),
  remove: ({ owner, name }: Address, deployKey: string) => client['deploy-keys'].delete({ owner, name, deployKey }),
}

export const emails = {
  list: () => client.emails.list(),
  add: (email: string) => client.emails.add({ email }),
  remove: (email: string) => client.emails.remove({ email }),
  /** Of everybody; for a server admin. */
  unconfirmed: () => client.emails.unconfirmed(),
  confirm: (email: string) => client.emails.confirm({ email }),
}
