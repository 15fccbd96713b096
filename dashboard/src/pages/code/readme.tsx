import { useQuery } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { Markdown } from '../../parts/markdown.tsx'

/** The README of a folder, where there is one. Relative links lead to the files they name. */
export function Readme({ project, gitRef, path }: { project: Address; gitRef: string; path: string }) {
  const tree = useQuery(queries.tree(project, gitRef, path))
  const entry = tree.data?.items.find(
    (each) => each.type === 'blob' && /^readme(\.md|\.markdown|\.txt)?$/i.test(each.name),
  )
  const blob = useQuery({ ...queries.blob(project, gitRef, entry?.path ?? ''), enabled: entry !== undefined })
  if (!entry || !blob.data || blob.data.content === null) return null
  return (
    <section aria-label={entry.name} className="rounded-md border bg-raised">
      <h2 className="border-b px-4 py-2 text-sm font-medium">{entry.name}</h2>
      <Markdown
        text={blob.data.content}
        className="px-4 py-4 md:px-6"
        resolve={(href) => addresses.blob(project, gitRef, join(path, href))}
      />
    </section>
  )
}

/** `docs` and `../src/a.ts` → `src/a.ts`. */
function join(folder: string, href: string): string {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of (href.split(/[?#]/)[0] ?? '').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
