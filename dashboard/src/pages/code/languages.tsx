import { useQuery } from '@tanstack/react-query'
import type { Address } from '../../api/client.ts'
import type { Language } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { Section } from '../../parts/page.tsx'
import { bytes } from '../../parts/time.tsx'

const MOST_NAMED = 6
const GREY = 'var(--color-line-strong)'

/** What the repository is written in, as one bar and its legend. */
export function Languages({ project, sha }: { project: Address; sha: string }) {
  const languages = useQuery(queries.languages(project, sha))
  const items = languages.data?.items ?? []
  if (items.length === 0) return null
  const total = items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const named = items.slice(0, MOST_NAMED)
  const rest = items.slice(MOST_NAMED).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const shown: Language[] = rest > 0 ? [...named, { name: 'Other', colour: null, sizeBytes: rest }] : named
  return (
    <Section title="Languages">
      <div className="flex h-2 gap-px overflow-hidden rounded-md" aria-hidden="true">
        {shown.map(({ name, colour, sizeBytes }) => (
          <span key={name} style={{ width: `${(sizeBytes / total) * 100}%`, background: colour ?? GREY }} />
        ))}
      </div>
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {shown.map(({ name, colour, sizeBytes }) => (
          <li key={name} className="flex items-center gap-1.5" title={bytes(sizeBytes)}>
            <span className="size-2 rounded-full" style={{ background: colour ?? GREY }} aria-hidden="true" />
            <span className="font-medium">{name}</span>
            <span className="text-muted">{((sizeBytes / total) * 100).toFixed(1)} %</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
