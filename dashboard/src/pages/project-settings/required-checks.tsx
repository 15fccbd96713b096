import { useQuery } from '@tanstack/react-query'
import { forgeQueries } from '../../api/forge-queries.ts'
import type { Project } from '../../api/projects.ts'
import { Button } from '../../parts/button.tsx'
import { NameList } from '../../parts/name-list.tsx'

interface RequiredChecksProps {
  project: Project
  names: string[]
  onChange: (names: string[]) => void
}

/** How many are offered as buttons; all of them are offered while typing. */
const MOST_BUTTONS = 12

export function RequiredChecks({ project, names, onChange }: RequiredChecksProps) {
  const seen = useQuery(forgeQueries.checkNames(project)).data?.items ?? []
  const offered = seen.filter((name) => !names.includes(name))
  return (
    <div className="flex flex-col gap-2">
      <NameList
        label="Required checks"
        names={names}
        onChange={onChange}
        known={seen}
        hint={
          seen.length > 0
            ? 'They must pass. Any name will do; those reported here of late are offered.'
            : 'They must pass. None has been reported here yet, so write the name as it will be reported.'
        }
      />
      {offered.length > 0 && (
        <fieldset className="flex min-w-0 flex-wrap gap-1">
          <legend className="sr-only">Checks that were reported of late</legend>
          {offered.slice(0, MOST_BUTTONS).map((name) => (
            <Button key={name} className="h-7 max-w-full px-2 text-xs" onClick={() => onChange([...names, name])}>
              <span className="min-w-0 truncate">+ {name}</span>
            </Button>
          ))}
        </fieldset>
      )}
    </div>
  )
}
