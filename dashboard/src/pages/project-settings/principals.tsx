import { useQuery } from '@tanstack/react-query'
import { appQueries } from '../../api/app-queries.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import type { Project } from '../../api/projects.ts'
import type { Principals } from '../../api/protection.ts'
import { useMember } from '../../frame/role.tsx'
import { NameList } from '../../parts/name-list.tsx'

interface PrincipalFieldsProps {
  project: Project
  title: string
  hint?: string
  value: Principals
  onChange: (value: Principals) => void
}

/** People, teams and apps by their names; those there are, as far as members see them, are offered. */
export function PrincipalFields({ project, title, hint, value, onChange }: PrincipalFieldsProps) {
  const member = useMember(project.owner)
  const people = useQuery(forgeQueries.assignable(project))
  const teams = useQuery({ ...forgeQueries.teams(project.owner), enabled: member })
  const apps = useQuery({ ...appQueries.installations(project.owner), enabled: member })
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="text-sm font-medium">{title}</legend>
      {hint && <p className="text-xs text-muted">{hint}</p>}
      <NameList
        label="People"
        names={value.people}
        known={people.data?.items.map((person) => person.name)}
        onChange={(to) => onChange({ ...value, people: to })}
      />
      <NameList
        label="Teams"
        names={value.teams}
        known={teams.data?.items.map(({ slug }) => slug)}
        onChange={(to) => onChange({ ...value, teams: to })}
      />
      <NameList
        label="Apps"
        names={value.apps}
        known={apps.data?.items.map(({ app }) => app.slug)}
        onChange={(to) => onChange({ ...value, apps: to })}
      />
    </fieldset>
  )
}
