import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { addresses } from '../addresses.ts'
import { queries } from '../api/queries.ts'
import type { Spec } from '../api/specs.ts'
import { useChoiceParam, useQueryParam } from '../frame/query-param.ts'
import { Writers } from '../frame/role.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { Choice, FilterChip, RehearsalTag } from '../parts/chips.tsx'
import { Link } from '../parts/link.tsx'
import { Empty, NotAll, Page, Rows } from '../parts/page.tsx'
import { Load } from '../parts/problem.tsx'
import { RowsSkeleton } from '../parts/skeleton.tsx'
import { StatusIcon, statusOf, wordOf } from '../parts/status.tsx'
import { Time } from '../parts/time.tsx'

const states = ['draft', 'review', 'approved', 'implemented'] as const

export default function SpecsPage() {
  const [state, setState] = useChoiceParam('state', states)
  const [project, setProject] = useQueryParam('project')
  const [words, setWords] = useQueryParam('q')
  const [owner, name] = project.split('/')
  const specs = useQuery(
    queries.specs({ ...(state ? { state } : {}), ...(owner && name ? { owner, name } : {}), limit: 200 }),
  )
  return (
    <Page
      title="Specs"
      lead="What people asked for, and what became of it."
      actions={
        <Writers>
          {' '}
          <ButtonLink
            href={addresses.newSpec(owner && name ? { owner, name } : undefined)}
            tone="primary"
            icon={<Plus className="size-4" />}
          >
            New spec
          </ButtonLink>
        </Writers>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <Choice
            label="State"
            value={state}
            onChange={setState}
            options={(['', ...states] as const).map((value) => ({
              value,
              label: value === '' ? 'All' : wordOf(value),
            }))}
          />
          {project && <FilterChip name="project" value={project} onRemove={() => setProject('')} />}
          <input
            type="search"
            aria-label="Filter by title"
            placeholder="Filter by title"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            className="ml-auto h-8 w-full rounded-md border border-control bg-raised px-3 text-sm sm:w-56"
          />
        </div>
        <Load query={specs} skeleton={<RowsSkeleton />}>
          {({ items, next }) => (
            <>
              <SpecRows
                items={items.filter((spec) => spec.title.toLowerCase().includes(words.toLowerCase()))}
                filtered={state !== '' || project !== '' || words !== ''}
              />
              {next && <NotAll shown={items.length} />}
            </>
          )}
        </Load>
      </div>
    </Page>
  )
}

function SpecRows({ items, filtered }: { items: Spec[]; filtered: boolean }) {
  if (items.length === 0) {
    return filtered ? (
      <Empty title="No spec matches" action={<ButtonLink href={addresses.specs()}>Show all specs</ButtonLink>}>
        <p>Take a filter off to see more.</p>
      </Empty>
    ) : (
      <Empty title="No spec yet" action={<ButtonLink href={addresses.newSpec()}>Write a spec</ButtonLink>}>
        <p>A spec is a Markdown text with acceptance criteria. Agents work from it, and its evidence collects here.</p>
      </Empty>
    )
  }
  return (
    <Rows label="Specs">
      {items.map((spec) => (
        <SpecRow key={spec.id} spec={spec} />
      ))}
    </Rows>
  )
}

function SpecRow({ spec }: { spec: Spec }) {
  const state = spec.outcome ?? spec.state
  return (
    <li>
      <Link
        href={addresses.spec(spec.id)}
        data-row
        className="row-focus flex items-center gap-3 px-4 py-2 hover:bg-hover focus-visible:bg-hover"
      >
        <StatusIcon status={statusOf(state)} />
        <span className="min-w-0 grow">
          <span className="flex items-center gap-2">
            <span className="line-clamp-2 font-medium wrap-anywhere">{spec.title}</span>
            {spec.rehearsal && (
              <span className="hidden md:block">
                <RehearsalTag />
              </span>
            )}
          </span>
          <span className="block truncate text-xs text-muted">
            {wordOf(state)} · {spec.project.owner}/{spec.project.name} · {spec.author.name}
            {spec.reason && ` · ${spec.reason}`}
          </span>
        </span>
        <Time at={spec.updatedAt} className="w-20 shrink-0 text-right text-sm text-muted" />
      </Link>
    </li>
  )
}
