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

interface ThreadsProps {
  project: Address
  pull: Pull
  threads: readonly PullThread[]
}

/** Conversations on lines, with what they suggest: one suggestion is committed at once, several are gathered first. */
export function Threads({ project, pull, threads }: ThreadsProps) {
  const client = useQueryClient()
  const [gathered, setGathered] = useState<string[]>([])
  const mayPush = useMay(project, 'git:push')
  const apply = useMutation({
    mutationFn: (comments: string[]) => pulls.applySuggestions(project, pull.number, comments),
    onSuccess: async () => {
      setGathered([])
      await client.invalidateQueries({ queryKey: ['pulls', project.owner, project.name] })
    },
  })
  const open = pull.state !== 'merged' && pull.state !== 'closed'
  const suggesting = open && mayPush && pull.head.fork === null
  return (
    <>
      {gathered.length > 0 && (
        <div className="sticky top-14 z-10 flex flex-wrap items-center gap-3 rounded-md border bg-raised px-4 py-2 text-sm">
          <span>
            {gathered.length} {gathered.length === 1 ? 'suggestion' : 'suggestions'} gathered
          </span>
          <Button tone="primary" busy={apply.isPending} onClick={() => apply.mutate(gathered)}>
            Commit together
          </Button>
          <Button tone="quiet" onClick={() => setGathered([])}>
            Clear
          </Button>
        </div>
      )}
      <ProblemLine error={apply.error} />
      {threads.map((thread) => (
        <ThreadCard
          key={thread.id}
          project={project}
          pull={pull}
          thread={thread}
          {...(suggesting
            ? {
                gathered,
                onApply: (id: string) => apply.mutate([id]),
                onGather: (id: string) =>
                  setGathered((before) =>
                    before.includes(id) ? before.filter((each) => each !== id) : [...before, id],
                  ),
                applying: apply.isPending,
              }
            : {})}
        />
      ))}
    </>
  )
}

interface ThreadCardProps {
  project: Address
  pull: Pull
  thread: PullThread
  gathered?: string[]
  onApply?: (comment: string) => void
  onGather?: (comment: string) => void
  applying?: boolean
}

function ThreadCard({ project, pull, thread, gathered = [], onApply, onGather, applying = false }: ThreadCardProps) {
  const client = useQueryClient()
  const [first] = thread.comments
  const resolved = thread.resolvedAt !== null
  // A settled or outdated conversation stays closed until somebody wants it.
  const [shown, setShown] = useState(!resolved && !thread.outdated)
  const mayAnswer = useMay(project, 'pulls:create')
  const refresh = () => client.invalidateQueries({ queryKey: ['pulls', project.owner, project.name, pull.number] })
  const answer = useMutation({
    mutationFn: (body: string) => pulls.answer(project, pull.number, { replyTo: first!.id, body }),
    onSuccess: refresh,
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
    <article aria-label={`Thread on ${place}`} className="rounded-md border bg-raised">
      <header className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 bg-sunken px-4 py-1.5 text-sm">
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
          {first.diffHunk !== '' && (
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
                {onApply && onGather && isSuggestion(comment.body) && !thread.outdated && (
                  <div className="mt-2 flex flex-wrap gap-2">
                    <Button busy={applying} onClick={() => onApply(comment.id)}>
                      Commit suggestion
                    </Button>
                    <Button
                      tone="quiet"
                      aria-pressed={gathered.includes(comment.id)}
                      onClick={() => onGather(comment.id)}
                    >
                      {gathered.includes(comment.id) ? 'Gathered' : 'Gather'}
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
          {mayAnswer && (
            <div className="flex flex-col gap-3 border-t px-4 py-3">
              <CommentComposer
                label="Answer"
                submit="Answer"
                busy={answer.isPending}
                error={answer.error}
                onSubmit={(body) => answer.mutateAsync(body)}
              />
              <div>
                <Button busy={resolve.isPending} onClick={() => resolve.mutate()}>
                  {resolved ? 'Open again' : 'Resolve'}
                </Button>
                <ProblemLine error={resolve.error} />
              </div>
            </div>
          )}
        </>
      )}
    </article>
  )
}

/** Whether there is something to apply; the server reads it for good. */
function isSuggestion(body: string): boolean {
  return /^ {0,3}(```|~~~)\S*suggestion/m.test(body)
}
