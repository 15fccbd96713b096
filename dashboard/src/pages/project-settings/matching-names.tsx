import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { forgeQueries } from '../../api/forge-queries.ts'
import type { Project } from '../../api/projects.ts'
import type { Patterns } from '../../api/protection.ts'
import { ProblemLine } from '../../parts/problem.tsx'

/** While somebody types, the server is asked for the last word alone. */
const REST_MS = 250

/** The branches or tags there are that the patterns mean: said before the rule is made. */
export function MatchingNames({ project, patterns }: { project: Project; patterns: Patterns }) {
  const asked = useRested(JSON.stringify(patterns))
  const tried: Patterns = JSON.parse(asked)
  const matching = useQuery({ ...forgeQueries.matching(project, tried), enabled: tried.patterns.length > 0 })
  const nouns = tried.target === 'tag' ? 'tags' : 'branches'
  if (tried.patterns.length === 0) return null
  return (
    <div role="status" className="flex flex-col gap-2 rounded-md border p-3 text-sm" data-testid="matching">
      <ProblemLine error={matching.error} />
      {matching.data && (
        <>
          <p className="text-muted">
            {matching.data.total === 0
              ? `It means none of the ${nouns} there are; those to come are meant as well.`
              : `It means ${matching.data.total} of the ${nouns} there are:`}
          </p>
          {matching.data.items.length > 0 && (
            <ul className="max-h-40 overflow-y-auto font-mono text-xs">
              {matching.data.items.map((name) => (
                <li key={name} className="py-0.5 wrap-anywhere">
                  {name}
                </li>
              ))}
              {matching.data.total > matching.data.items.length && (
                <li className="py-0.5 font-sans text-muted">
                  and {matching.data.total - matching.data.items.length} more
                </li>
              )}
            </ul>
          )}
        </>
      )}
    </div>
  )
}

function useRested(value: string): string {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
