import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { SearchResult } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Button } from '../../parts/button.tsx'
import { Link } from '../../parts/link.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'

/** Text in the files of a repository. */
export default function SearchPage() {
  const project = useProjectAddress()
  const [q, setQ] = useQueryParam('q')
  const [asked] = useQueryParam('ref')
  const [path, setPath] = useQueryParam('path')
  const [mode, setMode] = useQueryParam('mode')
  const [text, setText] = useState(q)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => setText(q), [q])
  useEffect(() => field.current?.focus(), [])
  const details = useQuery(queries.project(project))
  const gitRef = asked || details.data?.defaultBranch || ''
  const regex = mode.includes('r')
  const exact = mode.includes('c')
  const found = useQuery({
    ...queries.codeSearch(project, { query: q, ref: gitRef, path, regex, ignoreCase: !exact }),
    enabled: q !== '' && gitRef !== '',
  })
  const toggle = (letter: string) => setMode(mode.includes(letter) ? mode.replace(letter, '') : mode + letter)
  return (
    <Page title="Search">
      <search>
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            setQ(text)
          }}
        >
          <div className="flex gap-2">
            <input
              ref={field}
              aria-label="Text to search for"
              placeholder={`Search the files of ${gitRef}…`}
              value={text}
              maxLength={256}
              onChange={(event) => setText(event.target.value)}
              className="h-9 min-w-0 grow rounded-md border border-control bg-raised px-3 font-mono text-sm"
            />
            <Button type="submit" tone="primary" className="h-9" disabled={text === ''}>
              Search
            </Button>
          </div>
          <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-sm text-muted">
            <label className="inline-flex items-center gap-2">
              <input type="checkbox" checked={regex} onChange={() => toggle('r')} /> Regular expression
            </label>
            <label className="inline-flex items-center gap-2">
              <input type="checkbox" checked={exact} onChange={() => toggle('c')} /> Match case
            </label>
            <label className="inline-flex items-center gap-2">
              In
              <input
                aria-label="Folder or file"
                placeholder="all folders"
                defaultValue={path}
                onBlur={(event) => setPath(event.target.value.trim())}
                className="h-8 w-48 rounded-md border border-control bg-raised px-2 font-mono text-xs"
              />
            </label>
          </div>
        </form>
      </search>
      {q !== '' && (
        <Load query={found} skeleton={<RowsSkeleton />}>
          {(result) => <Found project={project} gitRef={gitRef} result={result} text={regex ? '' : q} exact={exact} />}
        </Load>
      )}
    </Page>
  )
}

interface FoundProps {
  project: Address
  gitRef: string
  result: SearchResult
  /** Marked in the lines; '' where only the server knows what matched. */
  text: string
  exact: boolean
}

function Found({ project, gitRef, result: { items, cut }, text, exact }: FoundProps) {
  if (items.length === 0 && cut === null) return <p className="text-muted">No file has this text.</p>
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        {items.length} {items.length === 1 ? 'file' : 'files'}
        {cut === 'files' && '. There are more: search for something longer, or in one folder.'}
        {cut === 'time' && ' in the time a search has. Search for something simpler, or in one folder.'}
      </p>
      {items.map(({ path, lines, more }) => (
        <section key={path} aria-label={path} className="overflow-hidden rounded-md border bg-raised">
          <h2 className="border-b bg-sunken px-4 py-2 text-sm">
            <Link
              href={addresses.blob(project, gitRef, path)}
              data-row
              className="row-focus rounded-md font-mono text-xs wrap-anywhere hover:underline"
            >
              {path}
            </Link>
          </h2>
          <ul className="py-1 font-mono text-xs leading-5">
            {lines.map(({ line, text: content }) => (
              <li key={line}>
                <Link
                  href={`${addresses.blob(project, gitRef, path)}#L${line}`}
                  className="row-focus flex hover:bg-hover"
                >
                  <span className="w-14 shrink-0 pr-4 text-right text-faint">{line}</span>
                  <code className="min-w-0 grow pr-4 whitespace-pre-wrap wrap-anywhere">
                    <Marked content={content} text={text} exact={exact} />
                  </code>
                </Link>
              </li>
            ))}
          </ul>
          {more && <p className="border-t px-4 py-1.5 text-xs text-muted">This file has further matches.</p>}
        </section>
      ))}
    </div>
  )
}

function Marked({ content, text, exact }: { content: string; text: string; exact: boolean }) {
  const at = text === '' ? -1 : exact ? content.indexOf(text) : content.toLowerCase().indexOf(text.toLowerCase())
  if (at < 0) return content
  return (
    <>
      {content.slice(0, at)}
      <mark className="rounded-[3px] bg-added-strong text-ink">{content.slice(at, at + text.length)}</mark>
      {content.slice(at + text.length)}
    </>
  )
}
