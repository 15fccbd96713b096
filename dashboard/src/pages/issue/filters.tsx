import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { merge } from '../../parts/class-names.ts'
import { Menu, MenuLine, MenuNote, MenuOption } from '../../parts/menu.tsx'
import { LabelDot } from './label.tsx'
import { toggled, valuesOf, withValue } from './query.ts'

const sorts = [
  ['created-desc', 'Newest'],
  ['created-asc', 'Oldest'],
  ['updated-desc', 'Recently changed'],
  ['comments-desc', 'Most discussed'],
  ['reactions-desc', 'Most reactions'],
] as const

interface FiltersProps {
  project: Address
  query: string
  onChange: (query: string) => void
}

/** Menus that write into the search box: what they do can be read there, and typed the next time. */
export function Filters({ project, query, onChange }: FiltersProps) {
  const labels = useQuery(forgeQueries.labels(project))
  const people = useQuery(forgeQueries.assignable(project))
  const milestones = useQuery(forgeQueries.milestones(project, 'open'))
  const chosen = (name: string) => valuesOf(query, name)
  const one = (name: string, value: string) =>
    onChange(withValue(query, name, chosen(name).includes(value) ? undefined : value))
  const no = (what: string) => (
    <MenuOption chosen={chosen('no').includes(what)} onSelect={() => onChange(toggled(query, 'no', what))}>
      None
    </MenuOption>
  )
  return (
    <div className="-mx-1 flex flex-wrap gap-1">
      <Filter label="Label" on={chosen('label').length > 0}>
        {labels.data?.items.length === 0 && <MenuNote>No label yet</MenuNote>}
        {no('label')}
        <MenuLine />
        {labels.data?.items.map((label) => (
          <MenuOption
            key={label.id}
            chosen={chosen('label').includes(label.name)}
            onSelect={() => onChange(toggled(query, 'label', label.name))}
          >
            <span className="flex items-center gap-2">
              <LabelDot color={label.color} />
              <span className="truncate">{label.name}</span>
            </span>
          </MenuOption>
        ))}
      </Filter>
      <Filter label="Assignee" on={chosen('assignee').length > 0}>
        {no('assignee')}
        <MenuLine />
        {people.data?.items.map((person) => (
          <MenuOption
            key={person.id}
            chosen={chosen('assignee').includes(person.name)}
            onSelect={() => one('assignee', person.name)}
          >
            {person.name}
          </MenuOption>
        ))}
      </Filter>
      <Filter label="Author" on={chosen('author').length > 0}>
        <MenuOption chosen={chosen('author').includes('@me')} onSelect={() => one('author', '@me')}>
          Me
        </MenuOption>
        <MenuLine />
        {people.data?.items.map((person) => (
          <MenuOption
            key={person.id}
            chosen={chosen('author').includes(person.name)}
            onSelect={() => one('author', person.name)}
          >
            {person.name}
          </MenuOption>
        ))}
      </Filter>
      <Filter label="Milestone" on={chosen('milestone').length > 0}>
        {no('milestone')}
        <MenuLine />
        {milestones.data?.items.length === 0 && <MenuNote>No open milestone</MenuNote>}
        {milestones.data?.items.map((milestone) => (
          <MenuOption
            key={milestone.id}
            chosen={chosen('milestone').includes(milestone.title)}
            onSelect={() => one('milestone', milestone.title)}
          >
            {milestone.title}
          </MenuOption>
        ))}
      </Filter>
      <Filter label="Sort" on={chosen('sort').length > 0}>
        {sorts.map(([value, label]) => (
          <MenuOption key={value} chosen={chosen('sort').includes(value)} onSelect={() => one('sort', value)}>
            {label}
          </MenuOption>
        ))}
      </Filter>
    </div>
  )
}

function Filter({ label, on, children }: { label: string; on: boolean; children: ReactNode }) {
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={merge(
            'row-focus inline-flex h-8 items-center gap-1 rounded-md px-2 text-sm hover:bg-hover',
            on ? 'bg-hover font-medium' : 'text-muted',
          )}
        >
          {label}
          <ChevronDown className="size-3.5" />
        </button>
      }
    >
      {children}
    </Menu>
  )
}
