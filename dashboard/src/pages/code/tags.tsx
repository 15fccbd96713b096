import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import { queries } from '../../api/queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { CopyLine, Id } from '../../parts/copy.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, Page, Rows } from '../../parts/page.tsx'
import { Pager } from '../../parts/pager.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'

const PER_PAGE = 30

export default function TagsPage() {
  const project = useProjectAddress()
  const [page, setPage] = useQueryParam('page')
  const at = Math.max(1, Number(page) || 1)
  const tags = useQuery(queries.tags(project, { page: at, limit: PER_PAGE }))
  return (
    <Page title="Tags">
      <Load query={tags} skeleton={<RowsSkeleton />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty title="No tag yet">
              <p>A tag names a commit for good, such as a version.</p>
              <CopyLine label="command to tag" text="git tag -a v1.0.0 -m v1.0.0 && git push origin v1.0.0" />
            </Empty>
          ) : (
            <>
              <Rows label="Tags">
                {items.map((tag) => (
                  <li key={tag.name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-hover">
                    <span className="min-w-0 grow basis-64">
                      <Link
                        href={addresses.tree(project, tag.name)}
                        data-row
                        className="row-focus rounded-md font-medium wrap-anywhere hover:underline"
                      >
                        {tag.name}
                      </Link>
                      <span className="block truncate text-xs text-muted">
                        <Time at={tag.at} />
                        {tag.tagger && ` · ${tag.tagger.name}`}
                        {tag.message && ` · ${tag.message.split('\n')[0]}`}
                      </span>
                    </span>
                    <Id id={tag.sha} shown={tag.sha.slice(0, 7)} />
                    {(['zip', 'tar.gz'] as const).map((format) => (
                      <a
                        key={format}
                        href={addresses.archive(project, tag.name, format)}
                        download
                        className="inline-flex items-center gap-1 text-xs text-muted hover:text-ink hover:underline"
                      >
                        <Download className="size-3.5" /> {format}
                      </a>
                    ))}
                  </li>
                ))}
              </Rows>
              <Pager page={at} perPage={PER_PAGE} total={total} onPage={(next) => setPage(String(next))} />
            </>
          )
        }
      </Load>
    </Page>
  )
}
