import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { queries } from '../../api/queries.ts'
import type { Spec, SpecVersion } from '../../api/specs.ts'
import { Actor } from '../../parts/actor.tsx'
import { merge } from '../../parts/class-names.ts'
import { InlineMarkdown, Markdown } from '../../parts/markdown.tsx'
import { Rows } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'

export function Versions({ spec }: { spec: Spec }) {
  const versions = useQuery(queries.specVersions(spec.id))
  return (
    <Load query={versions} skeleton={<RowsSkeleton rows={3} />}>
      {({ items }) => (
        <Rows label="Versions">
          {items
            .toSorted((a, b) => b.version - a.version)
            .map((version) => (
              <VersionRow key={version.version} version={version} />
            ))}
        </Rows>
      )}
    </Load>
  )
}

function VersionRow({ version }: { version: SpecVersion }) {
  const [open, setOpen] = useState(false)
  return (
    <li>
      <button
        type="button"
        data-row
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="row-focus flex h-11 w-full items-center gap-3 px-4 text-left hover:bg-hover"
      >
        <ChevronRight className={merge('size-4 shrink-0 text-muted', open && 'rotate-90')} />
        <span className="shrink-0 font-medium">Version {version.version}</span>
        <span className="min-w-0 grow truncate text-muted">{version.title}</span>
        <Actor actor={version.author} className="hidden text-sm sm:inline-flex" />
        <Time at={version.createdAt} className="shrink-0 text-sm text-muted" />
      </button>
      {open && (
        <div className="flex flex-col gap-3 border-t bg-sunken px-4 py-4">
          <Markdown text={version.body || '*No description.*'} />
          <ol className="list-decimal pl-5">
            {version.acceptance.map((criterion) => (
              <li key={criterion}>
                <InlineMarkdown text={criterion} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </li>
  )
}
