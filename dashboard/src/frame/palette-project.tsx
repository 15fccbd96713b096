import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useState } from 'react'
import { addresses } from '../addresses.ts'
import type { Address } from '../api/client.ts'
import { forgeQueries } from '../api/forge-queries.ts'
import { queries } from '../api/queries.ts'
import { findPaths } from '../pages/code/find-paths.ts'
import { Group, Item } from './palette-items.tsx'

/** From so many letters on the project itself is searched. */
const FEWEST_LETTERS = 2
const MOST_FOUND = 8

interface InProjectProps {
  project: Address
  typed: string
  go: (href: string) => void
}

/** Issues, pull requests and files of the project that one is in. */
export function InProject({ project, typed, go }: InProjectProps) {
  const wanted = useDeferredValue(typed.trim())
  const enabled = wanted.length >= FEWEST_LETTERS
  const details = useQuery(queries.project(project))
  const branch = details.data?.defaultBranch ?? ''
  const files = useQuery({ ...queries.files(project, branch), enabled: enabled && branch !== '' })
  const paths = useMemo(
    () => (enabled ? findPaths(files.data?.items ?? [], wanted, MOST_FOUND) : []),
    [files.data, wanted, enabled],
  )
  const number = /^#?(\d{1,9})$/.exec(wanted)?.[1]
  const numbered = useQuery({
    ...forgeQueries.issue(project, Number(number)),
    enabled: number !== undefined,
    retry: false,
  })
  const found = useQuery({
    ...forgeQueries.issueSearch(project, { query: quoteWords(wanted), limit: MOST_FOUND }),
    enabled: enabled && number === undefined,
  })
  const issues =
    number === undefined ? (enabled ? (found.data?.items ?? []) : []) : numbered.data ? [numbered.data] : []
  return (
    <>
      <Group heading="Issues and pull requests">
        {issues.map((issue) => (
          <Item
            key={issue.id}
            value={`issue ${issue.number}`}
            foundBy={typed}
            note={`${issue.kind === 'pull' ? 'pull request' : 'issue'} #${issue.number}`}
            onSelect={() =>
              go(issue.kind === 'pull' ? addresses.pull(project, issue.number) : addresses.issue(project, issue.number))
            }
          >
            {issue.title}
          </Item>
        ))}
      </Group>
      <Group heading="Files">
        {paths.map((path) => (
          <Item
            key={path}
            value={`file ${path}`}
            foundBy={typed}
            onSelect={() => go(addresses.blob(project, branch, path))}
          >
            {path}
          </Item>
        ))}
      </Group>
    </>
  )
}

/** What is typed here is words, whatever a search would make of colons. */
function quoteWords(text: string): string {
  return text.includes(':') ? `"${text.replaceAll('"', ' ')}"` : text
}

interface Offer {
  label: string
  press: () => void
}

/** What the page itself offers by a key, such as Edit or New issue. */
export function OnPage({ act }: { act: (run: () => void) => void }) {
  const [offers] = useState<Offer[]>(() =>
    [...document.querySelectorAll<HTMLElement>('main [data-shortcut]')].flatMap((control) => {
      const label = control.textContent?.trim()
      return label ? [{ label, press: () => control.click() }] : []
    }),
  )
  if (offers.length === 0) return null
  return (
    <Group heading="On this page">
      {offers.map(({ label, press }) => (
        <Item key={label} value={`page ${label}`} onSelect={() => act(press)}>
          {label}
        </Item>
      ))}
    </Group>
  )
}
