import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { Org } from '../../api/identity.ts'
import { queries } from '../../api/queries.ts'

interface ProjectChoiceProps {
  org: Org
  /** Names; null: all, those to come included. */
  value: string[] | null
  onChange: (value: string[] | null) => void
}

/** All projects of an organisation, or some of them. */
export function ProjectChoice({ org, value, onChange }: ProjectChoiceProps) {
  const group = useId()
  const all = useQuery(queries.projects()).data?.items.filter((project) => project.org === org.id) ?? []
  const radio = (label: string, checked: boolean, choose: () => void) => (
    <label className="flex items-center gap-2 text-sm">
      <input type="radio" name={group} checked={checked} onChange={choose} className="size-4 accent-ink" />
      {label}
    </label>
  )
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-2 text-sm font-medium">Projects</legend>
      {radio('All, those to come included', value === null, () => onChange(null))}
      {radio('Only those I choose', value !== null, () => onChange(value ?? []))}
      {value !== null && (
        <ul aria-label="Projects to choose" className="max-h-60 divide-y overflow-y-auto rounded-md border">
          {all.map(({ id, name }) => (
            <li key={id}>
              <label className="flex items-center gap-2 px-3 py-1.5 text-sm wrap-anywhere hover:bg-hover">
                <input
                  type="checkbox"
                  checked={value.includes(name)}
                  onChange={(event) =>
                    onChange(event.target.checked ? [...value, name] : value.filter((each) => each !== name))
                  }
                  className="size-4 shrink-0 accent-ink"
                />
                {name}
              </label>
            </li>
          ))}
          {all.length === 0 && <li className="px-3 py-2 text-sm text-muted">{org.name} has no project yet.</li>}
        </ul>
      )}
    </fieldset>
  )
}
