import { useQuery } from '@tanstack/react-query'
import { Plus, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Choice } from '../../parts/chips.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Empty, Page, Rows } from '../../parts/page.tsx'
import { Pager } from '../../parts/pager.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Filters } from './filters.tsx'
import { DEFAULT_QUERY, stateOf, withState } from './query.ts'
import { IssueRow } from './row.tsx'

/** Rows of a page of the list. */
const PER_PAGE = 30

export default function IssuesPage() {
  const project = useProjectAddress()
  return (
    <Page
      title="Issues"
      lead={`${project.owner}/${project.name}`}
      actions={
        <>
          <ButtonLink href={addresses.labels(project)}>Labels</ButtonLink>
          <ButtonLink href={addresses.milestones(project)}>Milestones</ButtonLink>
          <ButtonLink
            href={addresses.chooseIssue(project)}
            tone="primary"
            icon={<Plus className="size-4" />}
            shortcut="c"
          >
            New issue
          </ButtonLink>
        </>
      }
    >
      <IssueList project={project} />
    </Page>
  )
}

/** The search language in one box, kept in the address. `within` narrows it to what a page is about. */
export function IssueList({ project, within = '' }: { project: Address; within?: string }) {
  const [asked, ask] = useQueryParam('q')
  const [pageText, setPage] = useQueryParam('page')
  const query = asked || DEFAULT_QUERY
  const page = Math.max(1, Number.parseInt(pageText, 10) || 1)
  const search = (text: string) => `is:issue ${within} ${text}`.trim()
  const list = useQuery(forgeQueries.issueSearch(project, { query: search(query), page, limit: PER_PAGE }))
  const open = useQuery(forgeQueries.issueSearch(project, { query: search(withState(query, 'open')), limit: 1 }))
  const closed = useQuery(forgeQueries.issueSearch(project, { query: search(withState(query, 'closed')), limit: 1 }))
  const change = (next: string) => {
    setPage('')
    // An empty box asks for everything, and says so in the address.
    ask(next.trim() === '' ? 'is:issue' : next === DEFAULT_QUERY ? '' : next)
  }
  return (
    <div className="flex flex-col gap-3">
      <SearchBox key={query} query={query} onSearch={change} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Choice
          label="State"
          value={stateOf(query)}
          onChange={(state) => change(withState(query, state))}
          options={[
            { value: 'open', label: 'Open', ...counted(open.data?.total) },
            { value: 'closed', label: 'Closed', ...counted(closed.data?.total) },
            { value: 'all', label: 'All' },
          ]}
        />
        <Filters project={project} query={query} onChange={change} />
      </div>
      <Load query={list} skeleton={<RowsSkeleton />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <NoIssue project={project} filtered={query !== DEFAULT_QUERY} onClear={() => change(DEFAULT_QUERY)} />
          ) : (
            <>
              <Rows label="Issues">
                {items.map((issue) => (
                  <IssueRow key={issue.id} issue={issue} project={project} />
                ))}
              </Rows>
              <Pager
                page={page}
                perPage={PER_PAGE}
                total={total}
                onPage={(next) => setPage(next === 1 ? '' : String(next))}
              />
            </>
          )
        }
      </Load>
    </div>
  )
}

function counted(count: number | undefined): { count?: number } {
  return count === undefined ? {} : { count }
}

function SearchBox({ query, onSearch }: { query: string; onSearch: (query: string) => void }) {
  const [text, setText] = useState(query)
  useEffect(() => setText(query), [query])
  return (
    <search>
      <form
        className="relative"
        onSubmit={(event) => {
          event.preventDefault()
          onSearch(text)
        }}
      >
        <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted" />
        <input
          type="search"
          aria-label="Search issues"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="is:open label:bug assignee:@me"
          autoComplete="off"
          spellCheck={false}
          className="h-9 w-full rounded-md border border-control bg-raised pr-3 pl-9"
        />
      </form>
    </search>
  )
}

function NoIssue({ project, filtered, onClear }: { project: Address; filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <Empty title="No issue matches" action={<Button onClick={onClear}>Show all open issues</Button>}>
        <p>Take a word out, or look among the closed ones.</p>
      </Empty>
    )
  }
  return (
    <Empty title="No open issue" action={<ButtonLink href={addresses.chooseIssue(project)}>Open an issue</ButtonLink>}>
      <p>An issue says what should change or be answered. From a shell:</p>
      <CopyLine
        label="command to open an issue"
        text={`npx devflow issues create ${project.owner} ${project.name} --title "What should change"`}
      />
    </Empty>
  )
}
