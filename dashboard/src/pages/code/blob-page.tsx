import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { addresses } from '../../addresses.ts'
import type { Blob } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { useChoiceParam } from '../../frame/query-param.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Choice } from '../../parts/chips.tsx'
import { CopyButton, CopyLine } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { Bar } from '../../parts/skeleton.tsx'
import { bytes, count } from '../../parts/time.tsx'
import { FileFinder } from './file-finder.tsx'
import { joinPath } from './join-path.ts'
import { PathLine, type Place, usePlace } from './place.tsx'
import { cloneUrl } from './push-instructions.tsx'
import { RepositoryMarkdown } from './readme.tsx'
import { RefPicker } from './ref-picker.tsx'
import { Source } from './source.tsx'
import { NewestCommit } from './tree-list.tsx'

export default function BlobPage() {
  const { query, place } = usePlace()
  return (
    <Page
      title={place ? `${place.path} · ${place.project.name}` : 'File'}
      heading={<h1 className="sr-only">{place?.path ?? 'File'}</h1>}
    >
      <Load query={query} skeleton={<Bar className="h-64 w-full" />}>
        {() => place && <FileView place={place} />}
      </Load>
    </Page>
  )
}

function FileView({ place }: { place: Place }) {
  const { project, gitRef, sha, path, kind } = place
  const blob = useQuery(queries.blob(project, sha, path))
  const newest = useQuery(queries.commits(project, { ref: sha, path, limit: 1 }))
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <RefPicker project={project} current={gitRef} kind={kind} href={(ref) => addresses.blob(project, ref, path)} />
        <PathLine place={place} />
        <div className="sm:ml-auto">
          <FileFinder place={place} />
        </div>
      </div>
      <Load query={blob} skeleton={<Bar className="h-64 w-full" />}>
        {(data) => (
          <section aria-label={data.path} className="overflow-clip rounded-md border bg-raised">
            {newest.data?.items[0] && <NewestCommit place={place} commit={newest.data.items[0]} />}
            <Content blob={data} place={place} />
          </section>
        )}
      </Load>
    </div>
  )
}

const isMarkdown = (path: string) => /\.(md|markdown)$/i.test(path)
const isPicture = (path: string) => /\.(avif|bmp|gif|ico|jpe?g|png|svg|webp)$/i.test(path)

function Content({ blob, place }: { blob: Blob; place: Place }) {
  const { project, gitRef, sha, path } = place
  const drawn = isMarkdown(path) || isPicture(path)
  const [chosen, setView] = useChoiceParam('view', ['source'])
  const view = drawn && chosen === '' ? 'drawn' : 'source'
  const lines = useMemo(() => blob.content?.replace(/\r?\n$/, '').split(/\r?\n/) ?? [], [blob.content])
  const raw = addresses.raw(project, gitRef, path)
  return (
    <>
      <header className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-1 text-xs text-muted">
        <span>
          {blob.content !== null && `${count(lines.length)} ${lines.length === 1 ? 'line' : 'lines'} · `}
          {bytes(blob.sizeBytes)}
          {blob.mode === '100755' && ' · executable'}
        </span>
        {drawn && blob.content !== null && (
          <Choice
            label="View"
            value={view}
            onChange={(next) => setView(next === 'source' ? 'source' : '')}
            options={[
              { value: 'drawn', label: 'Preview' },
              { value: 'source', label: 'Source' },
            ]}
          />
        )}
        <span className="ml-auto flex items-center gap-1">
          {blob.content !== null && (
            <ButtonLink tone="quiet" href={addresses.blame(project, gitRef, path)}>
              Blame
            </ButtonLink>
          )}
          <a href={raw} className="inline-flex h-8 items-center rounded-md px-3 text-sm font-medium hover:bg-hover">
            Raw
          </a>
          {blob.content !== null && !blob.truncated && <CopyButton text={blob.content} label="file" />}
          <a
            href={raw}
            download={path.slice(path.lastIndexOf('/') + 1)}
            aria-label="Download file"
            title="Download file"
            className="inline-flex size-7 items-center justify-center rounded-md hover:bg-hover hover:text-ink"
          >
            <Download className="size-3.5" />
          </a>
        </span>
      </header>
      {blob.mode === '120000' && blob.content !== null ? (
        <p className="p-4 text-sm text-muted">
          A link to{' '}
          <TextLink
            href={addresses.blob(project, gitRef, joinPath(path.slice(0, path.lastIndexOf('/') + 1), blob.content))}
          >
            {blob.content}
          </TextLink>
        </p>
      ) : isPicture(path) && view === 'drawn' ? (
        <div className="flex justify-center bg-sunken p-6">
          <img src={addresses.raw(project, sha, path)} alt={path} className="max-h-[70dvh] max-w-full" />
        </div>
      ) : blob.content === null ? (
        <div className="flex flex-col gap-3 p-4 text-sm text-muted">
          Binary file: its content is not shown. Download it, or clone the repository.
          <CopyLine label="command to clone" text={`git clone ${cloneUrl(project)}`} />
        </div>
      ) : blob.content === '' ? (
        <p className="p-4 text-sm text-muted">This file is empty.</p>
      ) : view === 'drawn' ? (
        <RepositoryMarkdown
          text={blob.content}
          place={place}
          folder={path.slice(0, Math.max(0, path.lastIndexOf('/')))}
        />
      ) : (
        <ColouredSource place={place} lines={lines} />
      )}
      {blob.truncated && (
        <p className="border-t px-4 py-3 text-sm text-person">
          Only the beginning is shown: the file is larger than a page can carry.{' '}
          <a href={raw} className="underline">
            Raw
          </a>{' '}
          has all of it.
        </p>
      )}
    </>
  )
}

/** Plain at first; the colours follow when the server has them. */
function ColouredSource({ place: { project, sha, path }, lines }: { place: Place; lines: string[] }) {
  const colours = useQuery(queries.highlight(project, sha, path))
  return <Source lines={lines} colours={colours.data} />
}
