import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Address } from '../../api/client.ts'
import { type Pull, type PullThread, pulls } from '../../api/pulls.ts'
import { Patch } from '../../diff/patch.tsx'
import { useMay } from '../../frame/role.tsx'
import { Actor } from '../../parts/actor.tsx'
import { Button } from '../../parts/button.tsx'
import { Tag } from '../../parts/chips.tsx'
import { CommentComposer } from '../../parts/comment.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { ProblemLine } from '../../parts/problem.tsx'
import { Time } from '../../parts/time.tsx'
import { isSuggestion, SuggestionActions, type Suggestions } from './suggestions.tsx'

interface ThreadProps {
  project: Address
  pull: Pull
  thread: PullThread
  suggestions: Suggestions
  /** Shows the lines it is about; where it stands below them already, nothing. */
  withLines?: boolean
}

/** A conversation on lines: it can be answered, settled, and what it suggests committed. */
export function Thread({ project, pull, thread, suggestions, withLines = false }: ThreadProps) {
  const client = useQueryClient()
  const [first] = thread.comments
  const resolved = thread.resolvedAt !== null
  // A settled or outdated conversation stays closed until somebody wants it.
  const [shown, setShown] = useState(!resolved && !thread.outdated)
  const [answering, setAnswering] = useState(false)
  const mayAnswer = useMay(project, 'pulls:create')
  const refresh = () => client.invalidateQueries({ queryKey: ['pulls', project.owner, project.name, pull.number] })
  const answer = useMutation({
    mutationFn: (body: string) => pulls.answer(project, pull.number, { replyTo: first!.id, body }),
    onSuccess: () => {
      setAnswering(false)
      return refresh()
    },
  })
  const resolve = useMutation({
    mutationFn: () => pulls.resolve(project, pull.number, thread.id, !resolved),
    onSuccess: () => {
      setShown(resolved)
      return refresh()
    },
  })
  if (!first) return null
  const last = thread.line ?? thread.originalLine
  const begin = thread.startLine ?? thread.originalStartLine
  const place = last === null ? thread.path : `${thread.path}:${begin === null ? last : `${begin}–${last}`}`
  return (
    <article aria-label={`Thread on ${place}`} className="max-w-4xl rounded-md border bg-raised">
      <header className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 rounded-t-md bg-sunken px-4 py-1.5 text-sm">
        <button
          type="button"
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
          className="min-w-0 text-left font-mono text-xs wrap-anywhere hover:underline"
        >
          {place}
        </button>
        {thread.outdated && <Tag>Outdated</Tag>}
        {resolved && <Tag>Resolved by {thread.resolvedBy?.name}</Tag>}
        <span className="ml-auto text-xs text-muted">
          {thread.comments.length} {thread.comments.length === 1 ? 'comment' : 'comments'}
        </span>
      </header>
      {shown && (
        <>
          {withLines && first.diffHunk !== '' && (
            <div className="overflow-x-auto border-t p-3">
              <Patch patch={first.diffHunk} label={place} />
            </div>
          )}
          <ul className="divide-y border-t">
            {thread.comments.map((comment) => (
              <li key={comment.id} className="px-4 py-3">
                <p className="mb-1 flex items-center gap-3 text-sm">
                  <Actor actor={comment.author} />
                  <Time at={comment.createdAt} className="ml-auto text-muted" />
                </p>
                <Markdown text={comment.body} className="text-sm" />
                {suggestions.offered && isSuggestion(comment.body) && !thread.outdated && (
                  <SuggestionActions comment={comment.id} suggestions={suggestions} />
                )}
              </li>
            ))}
          </ul>
          {mayAnswer && (
            <div className="flex flex-col gap-3 border-t px-4 py-3">
              {answering ? (
                <CommentComposer
                  label="Answer"
                  submit="Answer"
                  busy={answer.isPending}
                  error={answer.error}
                  onSubmit={(body) => answer.mutateAsync(body)}
                  onCancel={() => setAnswering(false)}
                />
              ) : (
                <div className="flex flex-wrap gap-2">
                  <Button onClick={() => setAnswering(true)}>Answer</Button>
                  <Button tone="quiet" busy={resolve.isPending} onClick={() => resolve.mutate()}>
                    {resolved ? 'Open again' : 'Resolve'}
                  </Button>
                </div>
              )}
              <ProblemLine error={resolve.error} />
            </div>
          )}
        </>
      )}
    </article>
  )
}
