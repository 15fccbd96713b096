import { useQuery } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import { queries } from '../../api/queries.ts'
import { Markdown } from '../../parts/markdown.tsx'
import { joinPath } from './join-path.ts'
import type { Place } from './place.tsx'

/** The README of a folder, where there is one. Relative links lead to the files they name, pictures of the repository are shown. */
export function Readme({ place }: { place: Place }) {
  const { project, sha, path } = place
  const tree = useQuery(queries.tree(project, sha, path))
  const entry = tree.data?.items.find(
    (each) => each.type === 'blob' && /^readme(\.md|\.markdown|\.txt)?$/i.test(each.name),
  )
  const blob = useQuery({ ...queries.blob(project, sha, entry?.path ?? ''), enabled: entry !== undefined })
  if (!entry || !blob.data || blob.data.content === null) return null
  return (
    <section aria-label={entry.name} className="rounded-md border bg-raised">
      <h2 className="border-b px-4 py-2 text-sm font-medium">{entry.name}</h2>
      <RepositoryMarkdown text={blob.data.content} place={place} folder={path} />
    </section>
  )
}

/** A Markdown file, with addresses relative to its folder. */
export function RepositoryMarkdown({ text, place, folder }: { text: string; place: Place; folder: string }) {
  const { project, gitRef, sha } = place
  return (
    <Markdown
      text={text}
      className="px-4 py-4 md:px-6"
      resolve={(href) => addresses.blob(project, gitRef, joinPath(folder, href))}
      picture={(href) => addresses.raw(project, sha, joinPath(folder, href))}
    />
  )
}
