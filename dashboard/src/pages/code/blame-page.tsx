import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { addresses } from '../../addresses.ts'
import type { Blame, Blob } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { merge } from '../../parts/class-names.ts'
import { Link } from '../../parts/link.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { Bar } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'
import { PathLine, type Place, usePlace } from './place.tsx'
import { RefPicker } from './ref-picker.tsx'
import { Source } from './source.tsx'

export default function BlamePage() {
  const { query, place } = usePlace()
  return (
    <Page
      title={place ? `Blame of ${place.path} · ${place.project.name}` : 'Blame'}
      heading={<h1 className="sr-only">Blame of {place?.path ?? 'a file'}</h1>}
      wide
    >
      <Load query={query} skeleton={<Bar className="h-64 w-full" />}>
        {() => place && <BlameView place={place} />}
      </Load>
    </Page>
  )
}

function BlameView({ place }: { place: Place }) {
  const { project, gitRef, sha, path, kind } = place
  const blob = useQuery(queries.blob(project, sha, path))
  const blame = useQuery(queries.blame(project, sha, path))
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <RefPicker project={project} current={gitRef} kind={kind} href={(ref) => addresses.blame(project, ref, path)} />
        <PathLine place={place} />
        <div className="flex gap-2 sm:ml-auto">
          <ButtonLink href={addresses.blob(project, gitRef, path)}>Source</ButtonLink>
          <ButtonLink href={addresses.commits(project, gitRef, path)}>History</ButtonLink>
        </div>
      </div>
      <Load query={blame} skeleton={<Bar className="h-64 w-full" />}>
        {(answer) => (
          <Load query={blob} skeleton={<Bar className="h-64 w-full" />}>
            {(file) => <Lines place={place} blame={answer} blob={file} />}
          </Load>
        )}
      </Load>
    </div>
  )
}

function Lines({ place, blame, blob }: { place: Place; blame: Blame; blob: Blob }) {
  const { project, sha, path } = place
  const colours = useQuery(queries.highlight(project, sha, path))
  const lines = useMemo(() => blob.content?.replace(/\r?\n$/, '').split(/\r?\n/) ?? [], [blob.content])
  /** By line: the range it is in. */
  const ranges = useMemo(() => {
    const byLine: Blame['ranges'] = []
    for (const range of blame.ranges) for (let line = range.start; line <= range.end; line++) byLine[line] = range
    return byLine
  }, [blame])
  if (blob.content === null) return <p className="text-sm text-muted">A binary file has no lines to blame.</p>
  if (blob.content === '') return <p className="text-sm text-muted">This file is empty.</p>
  return (
    <section aria-label={`Blame of ${path}`} className="overflow-clip rounded-md border bg-raised">
      <Source
        lines={lines}
        colours={colours.data}
        marginWidth="min(24vw, 340px)"
        margin={(line) => {
          const range = ranges[line]
          const commit = range && blame.commits[range.commit]
          return commit ? (
            <div
              className={merge(
                'flex h-5 items-center gap-2 px-2 font-sans',
                line === range.start && line > 1 && 'border-t',
              )}
            >
              {line === range.start && (
                <>
                  <Link
                    href={addresses.commit(project, commit.sha)}
                    title={`${commit.subject}\n${commit.author.name}`}
                    className="min-w-0 grow truncate hover:underline"
                  >
                    {commit.subject}
                  </Link>
                  <Time at={commit.author.at} className="hidden shrink-0 text-faint md:inline" />
                  {commit.previous && (
                    <Link
                      href={`${addresses.blame(project, commit.previous.sha, commit.previous.path)}#L${range.start}`}
                      title="Blame before this change"
                      aria-label={`Blame before ${commit.subject}`}
                      className="hidden shrink-0 text-faint hover:text-ink md:inline"
                    >
                      ‹
                    </Link>
                  )}
                </>
              )}
            </div>
          ) : null
        }}
      />
    </section>
  )
}
