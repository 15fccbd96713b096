import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Org } from '../../api/identity.ts'
import { orgSecrets, orgSecretsQuery } from '../../api/secrets.ts'
import { SecretList } from '../project-settings/secret-list.tsx'

/** Secrets that all projects of an organisation share. */
export function OrgSecrets({ org, admin }: { org: Org; admin: boolean }) {
  const client = useQueryClient()
  const query = orgSecretsQuery(org.slug)
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey })
  return (
    <SecretList
      query={useQuery(query)}
      writes={admin}
      set={(name, value) => orgSecrets.set(org.slug, name, value).then(refresh)}
      remove={(name) => orgSecrets.remove(org.slug, name).then(refresh)}
    >
      Given to the runs and deployments of every project of {org.name}; a project’s own secret of the same name goes
      first.
    </SecretList>
  )
}
