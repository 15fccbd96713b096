import { queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

/** What all projects of an organisation share, by its name; a project's own are in projects.ts. */
export const orgSecrets = {
  list: (org: string) => client.secrets.listForOrg({ org }),
  set: (org: string, key: string, value: string) => client.secrets.setForOrg({ org, key, value }),
  remove: (org: string, key: string) => client.secrets.deleteForOrg({ org, key }),
}

export const orgSecretsQuery = (org: string) =>
  queryOptions({ queryKey: ['secrets', org], queryFn: () => orgSecrets.list(org) })
