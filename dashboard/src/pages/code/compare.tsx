import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { ArrowLeftRight } from 'lucide-react'
import { useMemo } from 'react'
import { addresses } from '../../addresses.ts'
import { queries } from '../../api/queries.ts'
import { DiffViewer } from '../../diff/viewer.tsx'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { IconButton } from '../../parts/button.tsx'
import { Empty, Page, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { count } from '../../parts/time.tsx'
import { CommitList } from './commit-list.tsx'
import { RefPicker } from './ref-picker.tsx'

/** What one branch, tag or commit has that another has not, from where they parted. */
export default function ComparePage() {
  const project = useProjectAddress()
  const router = useRouter()
  const address = useParam('_splat')
  const details = useQuery(queries.project(project))
  const dots = address.indexOf('...')
  const base = dots < 0 ? (details.data?.defaultBranch ?? '') : address.slice(0, dots)
  const head = dots < 0 ? address : address.slice(dots + 3)
  const query = useQuery({ ...queries.compare(project, { base, head }), enabled: base !== '' && head !== '' })
  const [from, to] = [query.data?.mergeBase ?? undefined, query.data?.head ?? '']
  const source = useMemo(() => ({ project, base: from, head: to }), [project, from, to])
  return (
    <Page title="Compare" wide>
      <div className="flex flex-wrap items-center gap-2 text-sm text-muted">
        base
        {base && <RefPicker project={project} current={base} href={(ref) => addresses.compare(project, ref, head)} />}
        <IconButton
          label="Swap base and head"
          onClick={() => router.history.push(addresses.compare(project, head, base))}
        >
          <ArrowLeftRight className="size-4" />
        </IconButton>
        head
        {head && <RefPicker project={project} current={head} href={(ref) => addresses.compare(project, base, ref)} />}
      </div>
      <Load query={query} skeleton={<PageSkeleton />}>
        {({ commits, files, ahead, behind, mergeBase }) =>
          ahead === 0 && files.length === 0 ? (
            <Empty title="There is nothing to compare">
              <p>
                {base} has everything that {head} has{behind > 0 ? `, and ${count(behind)} commits more` : ''}.
              </p>
            </Empty>
          ) : (
            <>
              <p className="text-muted">
                {head} is {count(ahead)} {ahead === 1 ? 'commit' : 'commits'} ahead of {base}
                {behind > 0 && ` and ${count(behind)} behind`}
                {mergeBase === null && '; they have no common history'}.
              </p>
              <Section title={commits.length < ahead ? `The newest ${commits.length} commits` : 'Commits'}>
                <div className="flex flex-col gap-4">
                  <CommitList project={project} commits={commits} />
                </div>
              </Section>
              <Section title="Changes">
                <DiffViewer files={files} source={source} />
              </Section>
            </>
          )
        }
      </Load>
    </Page>
  )
}
