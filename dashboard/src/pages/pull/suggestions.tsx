import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Address } from '../../api/client.ts'
import { type Pull, pulls } from '../../api/pulls.ts'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { ProblemLine } from '../../parts/problem.tsx'

export type Suggestions = ReturnType<typeof useSuggestions>

/** Changes that reviewers suggest: one is committed at once, several are gathered first. */
export function useSuggestions(project: Address, pull: Pull) {
  const client = useQueryClient()
  const [gathered, setGathered] = useState<readonly string[]>([])
  const mayPush = useMay(project, 'git:push')
  const apply = useMutation({
    mutationFn: (comments: string[]) => pulls.applySuggestions(project, pull.number, comments),
    onSuccess: async () => {
      setGathered([])
      await client.invalidateQueries({ queryKey: ['pulls', project.owner, project.name] })
    },
  })
  const open = pull.state !== 'merged' && pull.state !== 'closed'
  return {
    offered: open && mayPush && pull.head.fork === null,
    gathered,
    busy: apply.isPending,
    error: apply.error,
    apply: (comments: readonly string[]) => apply.mutate([...comments]),
    toggle: (comment: string) =>
      setGathered((before) =>
        before.includes(comment) ? before.filter((each) => each !== comment) : [...before, comment],
      ),
    clear: () => setGathered([]),
  }
}

/** Stays in sight while suggestions are gathered. */
export function Gathered({ suggestions }: { suggestions: Suggestions }) {
  const { gathered, busy, error, apply, clear } = suggestions
  return (
    <>
      {gathered.length > 0 && (
        <div className="sticky top-14 z-20 flex flex-wrap items-center gap-3 rounded-md border bg-raised px-4 py-2 text-sm">
          <span>
            {gathered.length} {gathered.length === 1 ? 'suggestion' : 'suggestions'} gathered
          </span>
          <Button tone="primary" busy={busy} onClick={() => apply(gathered)}>
            Commit together
          </Button>
          <Button tone="quiet" onClick={clear}>
            Clear
          </Button>
        </div>
      )}
      <ProblemLine error={error} />
    </>
  )
}

/** What can be done with a comment that suggests a change. */
export function SuggestionActions({ comment, suggestions }: { comment: string; suggestions: Suggestions }) {
  const isGathered = suggestions.gathered.includes(comment)
  return (
    <div className="mt-2 flex flex-wrap gap-2">
      <Button busy={suggestions.busy} onClick={() => suggestions.apply([comment])}>
        Commit suggestion
      </Button>
      <Button tone="quiet" aria-pressed={isGathered} onClick={() => suggestions.toggle(comment)}>
        {isGathered ? 'Gathered' : 'Gather'}
      </Button>
    </div>
  )
}

/** Whether there is something to apply; the server reads it for good. */
export function isSuggestion(body: string): boolean {
  return /^ {0,3}(```|~~~)\S*suggestion/m.test(body)
}
