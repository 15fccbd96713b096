import { useQuery, useQueryClient } from '@tanstack/react-query'
import { projects } from '../../api/projects.ts'
import { queries } from '../../api/queries.ts'
import { useMay } from '../../frame/role.tsx'
import type { SettingsProps } from './page.tsx'
import { SecretList } from './secret-list.tsx'
import { Variables } from './variables.tsx'

/** What runs and deployments are given: secrets, and variables that are none. */
export function Secrets({ project, writes }: SettingsProps) {
  const client = useQueryClient()
  const query = queries.secrets(project)
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey })
  const readsVariables = useMay(project, 'variables:read')
  const writesVariables = useMay(project, 'variables:write')
  return (
    <div className="flex flex-col gap-12">
      <SecretList
        query={useQuery(query)}
        writes={writes}
        set={(name, value) => projects.setSecret(project, name, value).then(refresh)}
        remove={(name) => projects.removeSecret(project, name).then(refresh)}
      >
        Given to runs and deployments as environment variables. Values are encrypted, never shown again, and masked in
        logs.
      </SecretList>
      {readsVariables && <Variables project={project} writes={writesVariables} />}
    </div>
  )
}
