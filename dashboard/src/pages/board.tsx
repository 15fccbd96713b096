import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../addresses.ts'
import type { Board, ColumnKey } from '../api/flow.ts'
import { queries } from '../api/queries.ts'
import { MiniChain } from '../evidence/chain.tsx'
import { currentStep } from '../evidence/chain-model.ts'
import { FlowFigures } from '../evidence/figures.tsx'
import { useProducts } from '../frame/products.tsx'
import { useQueryParam } from '../frame/query-param.ts'
import { Writers } from '../frame/role.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { Choice, RehearsalTag } from '../parts/chips.tsx'
import { merge } from '../parts/class-names.ts'
import { CopyLine } from '../parts/copy.tsx'
import { Link, TextLink } from '../parts/link.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { Load } from '../parts/problem.tsx'
import { Bar } from '../parts/skeleton.tsx'
import { type Status, StatusIcon } from '../parts/status.tsx'
import { money, Time } from '../parts/time.tsx'

type Card = Board['columns'][number]['items'][number]

const columns: Record<ColumnKey, { label: string; status: Status; empty: string }> = {
  draft: { label: 'Draft', status: 'waiting', empty: 'Nothing being written' },
  review: { label: 'In review', status: 'needs_person', empty: 'Nothing to approve' },
  building: { label: 'Building', status: 'agent', empty: 'No agent at work' },
  checking: { label: 'Checking', status: 'running', empty: 'No check running' },
  deploying: { label: 'Deploying', status: 'running', empty: 'Nothing on its way' },
  live: { label: 'Live', status: 'done', empty: 'Nothing live yet' },
  failed: { label: 'Failed', status: 'failed', empty: 'Nothing failed' },
}

/** A column shows this many; the rest is one click away in the list of specs. */
const shownCards = 30

/** The first page. Where Flow is not there, the projects are. */
export function BoardPage() {
  const products = useProducts()
  if (!products) return null
  return products.has('flow') ? <Flow /> : <Navigate to="/projects" replace />
}

function Flow() {
  const board = useQuery(queries.board())
  return (
    <Page
      title="Flow"
      wide
      lead="Every spec on its way from text to a running application."
      actions={
        board.data &&
        !isEmpty(board.data) && (
          <Writers>
            {' '}
            <ButtonLink href={addresses.newSpec()} tone="primary" icon={<Plus className="size-4" />}>
              New spec
            </ButtonLink>
          </Writers>
        )
      }
    >
      <Load query={board} skeleton={<BoardSkeleton />}>
        {(data) => (isEmpty(data) ? <EmptyBoard /> : <Columns board={data} />)}
      </Load>
    </Page>
  )
}

function isEmpty(board: Board): boolean {
  return board.columns.every((column) => column.items.length === 0)
}

function Columns({ board }: { board: Board }) {
  const [chosen, choose] = useQueryParam('column')
  const fullest = board.columns.find((column) => column.items.length > 0)?.key ?? 'live'
  const shown = (chosen || fullest) as ColumnKey
  return (
    <>
      <FlowFigures metrics={board.metrics} />
      <div className="md:hidden">
        <Choice
          label="Column"
          value={shown}
          onChange={choose}
          options={board.columns.map((column) => ({
            value: column.key,
            label: columns[column.key].label,
            count: column.items.length,
          }))}
        />
      </div>
      <div className="-mx-4 flex gap-2 overflow-x-auto px-4 pb-2 md:-mx-6 md:px-6">
        {board.columns.map((column) => (
          <Column key={column.key} name={column.key} cards={column.items} hiddenOnPhone={column.key !== shown} />
        ))}
      </div>
    </>
  )
}

function Column({ name, cards, hiddenOnPhone }: { name: ColumnKey; cards: Card[]; hiddenOnPhone: boolean }) {
  const { label, status, empty } = columns[name]
  const [all, setAll] = useState(false)
  const filled = cards.length > 0
  return (
    <section
      aria-label={label}
      data-testid={`column-${name}`}
      className={merge(
        'flex-col gap-2 md:flex',
        hiddenOnPhone ? 'hidden' : 'flex w-full md:w-auto',
        filled ? 'md:max-w-80 md:min-w-42 md:flex-[3]' : 'md:min-w-27 md:flex-1',
      )}
    >
      <h2 className="hidden h-8 items-center gap-2 text-sm font-medium md:flex">
        <StatusIcon status={status} className="size-3.5" />
        <span className="truncate">{label}</span>
        <span className="text-muted">{cards.length}</span>
      </h2>
      {!filled && <p className="rounded-md border border-dashed px-3 py-4 text-xs text-muted">{empty}</p>}
      <ul className="flex flex-col gap-2">
        {cards.slice(0, all ? cards.length : shownCards).map((card) => (
          <li key={card.spec.id}>
            <SpecCard card={card} />
          </li>
        ))}
      </ul>
      {cards.length > shownCards && !all && (
        <button type="button" onClick={() => setAll(true)} className="h-8 rounded-md text-sm text-muted hover:bg-hover">
          Show all {cards.length}
        </button>
      )}
    </section>
  )
}

function SpecCard({ card: { spec, chain, costUsd } }: { card: Card }) {
  const step = currentStep(chain)
  const ended = spec.outcome === 'failed' || spec.outcome === 'refused'
  // A step says it in a few words; what ended before its first step has only the spec's own reason.
  const trouble = step?.state === 'failed' || step?.state === 'needs_person' ? step.detail : ended ? spec.reason : null
  const tone = ended || step?.state === 'failed' ? 'text-failed' : 'text-person'
  return (
    <Link
      href={addresses.spec(spec.id)}
      data-row
      className="flex flex-col gap-2 rounded-md border bg-raised p-3 hover:border-line-strong hover:bg-hover"
    >
      <span className="line-clamp-3 text-sm font-medium wrap-anywhere">{spec.title}</span>
      <span className="truncate text-xs text-muted">
        {spec.project.owner}/{spec.project.name}
      </span>
      <MiniChain chain={chain} />
      {trouble && <span className={merge('line-clamp-2 text-xs wrap-anywhere', tone)}>{trouble}</span>}
      {spec.rehearsal && <RehearsalTag />}
      <span className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
        {spec.agent && <span className="min-w-0 truncate">{spec.agent}</span>}
        {costUsd !== null && costUsd > 0 && <span title="Cost of the models">{money(costUsd)}</span>}
        <Time at={spec.updatedAt} className="ml-auto" />
      </span>
    </Link>
  )
}

/** The first thing to do is the one thing offered: a spec needs a project to stand in. */
function EmptyBoard() {
  const projects = useQuery(queries.projects())
  const first = projects.data?.items.length === 0
  return (
    <div className="max-w-3xl">
      <Empty
        title={first ? 'Begin with a project' : 'No spec yet'}
        action={
          <Writers note>
            <ButtonLink
              href={first ? addresses.newProject() : addresses.newSpec()}
              tone="primary"
              icon={<Plus className="size-4" />}
            >
              {first ? 'Create a project' : 'Write the first spec'}
            </ButtonLink>
          </Writers>
        }
      >
        <p>
          A spec says what you want and how you will know it works. Once you approve it, an agent writes the change,
          checks run, and it is merged, deployed and measured; this board shows where each one is.
        </p>
        <p>
          From a terminal, on a repository you <TextLink href={addresses.newProject()}>pushed here</TextLink>:
        </p>
        <CopyLine label="command to run a spec" text="npx devflow run my-spec.md --repo owner/name --agent codex" />
      </Empty>
    </div>
  )
}

function BoardSkeleton() {
  return (
    <div className="flex flex-col gap-6">
      <Bar className="h-24 w-full" />
      <div className="grid gap-3 md:grid-cols-4">
        {['a', 'b', 'c', 'd'].map((key) => (
          <div key={key} className="flex flex-col gap-2">
            <Bar className="h-4 w-24" />
            <Bar className="h-28 w-full" />
            <Bar className="h-28 w-full" />
          </div>
        ))}
      </div>
    </div>
  )
}
