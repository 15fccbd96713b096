import { useQuery } from '@tanstack/react-query'
import { Settings2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { ActorMark } from '../../parts/actor.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Menu, MenuNote, MenuOption } from '../../parts/menu.tsx'
import { LabelDot, LabelTag } from './label.tsx'

/** What an issue belongs to, by name. */
export interface Facts {
  labels: string[]
  assignees: string[]
  milestone: number | null
}

interface ChosenProps {
  project: Address
  facts: Facts
  /** Without it they are only shown. */
  onChange?: ((change: Partial<Facts>) => void) | undefined
}

/** Labels, assignees and milestone: what is chosen, each with the menu that changes it. */
export function Chosen({ project, facts, onChange }: ChosenProps) {
  const labels = useQuery(forgeQueries.labels(project))
  const people = useQuery(forgeQueries.assignable(project))
  const milestones = useQuery(forgeQueries.milestones(project, 'all'))
  const milestone = milestones.data?.items.find(({ number }) => number === facts.milestone)
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <Fact
        label="Assignees"
        menu={
          onChange &&
          people.data?.items.map((person) => (
            <MenuOption
              key={person.id}
              chosen={facts.assignees.includes(person.name)}
              onSelect={() => onChange({ assignees: without(facts.assignees, person.name) })}
            >
              {person.name}
            </MenuOption>
          ))
        }
      >
        {facts.assignees.length === 0 ? (
          <Nothing>Nobody</Nothing>
        ) : (
          facts.assignees.map((name) => (
            <span key={name} className="flex items-center gap-2 text-sm">
              <ActorMark actor={{ kind: 'person', name }} />
              <span className="truncate">{name}</span>
            </span>
          ))
        )}
      </Fact>
      <Fact
        label="Labels"
        menu={
          onChange && (
            <>
              {labels.data?.items.map((label) => (
                <MenuOption
                  key={label.id}
                  chosen={facts.labels.includes(label.name)}
                  onSelect={() => onChange({ labels: without(facts.labels, label.name) })}
                >
                  <span className="flex items-center gap-2">
                    <LabelDot color={label.color} />
                    <span className="truncate">{label.name}</span>
                  </span>
                </MenuOption>
              ))}
              {labels.data?.items.length === 0 && <MenuNote>No label yet: make one under Labels.</MenuNote>}
            </>
          )
        }
      >
        {facts.labels.length === 0 ? (
          <Nothing>None</Nothing>
        ) : (
          <span className="flex flex-wrap gap-1">
            {facts.labels.map((name) => (
              <LabelTag
                key={name}
                label={labels.data?.items.find((label) => label.name === name) ?? { name, color: 'ededed' }}
              />
            ))}
          </span>
        )}
      </Fact>
      <Fact
        label="Milestone"
        menu={
          onChange && (
            <>
              <MenuOption chosen={facts.milestone === null} onSelect={() => onChange({ milestone: null })}>
                None
              </MenuOption>
              {milestones.data?.items
                .filter(({ state, number }) => state === 'open' || number === facts.milestone)
                .map(({ id, number, title }) => (
                  <MenuOption
                    key={id}
                    chosen={number === facts.milestone}
                    onSelect={() => onChange({ milestone: number })}
                  >
                    {title}
                  </MenuOption>
                ))}
            </>
          )
        }
      >
        {milestone ? (
          <TextLink href={addresses.milestone(project, milestone.number)} className="text-sm wrap-anywhere">
            {milestone.title}
          </TextLink>
        ) : (
          <Nothing>None</Nothing>
        )}
      </Fact>
    </div>
  )
}

export function without(names: readonly string[], name: string): string[] {
  return names.includes(name) ? names.filter((each) => each !== name) : [...names, name]
}

/** One thing that is said beside a conversation, with the menu that changes it. */
export function Fact({ label, menu, children }: { label: string; menu: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={label} className="flex flex-col gap-2">
      <div className="flex h-6 items-center justify-between text-sm">
        <h2 className="font-medium text-muted">{label}</h2>
        {menu && (
          <Menu
            align="end"
            trigger={
              <button
                type="button"
                aria-label={`Change ${label.toLowerCase()}`}
                title={`Change ${label.toLowerCase()}`}
                className="row-focus inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
              >
                <Settings2 className="size-3.5" />
              </button>
            }
          >
            {menu}
          </Menu>
        )}
      </div>
      {children}
    </section>
  )
}

export function Nothing({ children }: { children: ReactNode }) {
  return <span className="text-sm text-muted">{children}</span>
}
