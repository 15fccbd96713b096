import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CheckRun } from '../../api/checks.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { issues } from '../../api/issues.ts'
import { type Pull, pulls } from '../../api/pulls.ts'
import { queries } from '../../api/queries.ts'
import { useProducts } from '../../frame/products.tsx'
import { useMay } from '../../frame/role.tsx'
import { SignInOffer } from '../../frame/signed-in.tsx'
import { Button } from '../../parts/button.tsx'
import { Comment, CommentComposer } from '../../parts/comment.tsx'
import { ProblemView } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { EditText } from '../issue/edit-text.tsx'
import { Reactions } from '../issue/reactions.tsx'
import { ChapterRow } from './chapter-row.tsx'
import { chaptersOf } from './chapters.ts'
import { MergeBox } from './merge-box.tsx'
import { Side } from './side.tsx'
import { Gathered, type Suggestions } from './suggestions.tsx'

interface ConversationProps {
  project: Address
  pull: Pull
  suggestions: Suggestions
  checks: CheckRun[]
}

/** What it is about, everything that happened to it and was said, and whether it can be merged. */
export function Conversation({ project, pull, suggestions, checks }: ConversationProps) {
  const client = useQueryClient()
  const [editing, setEditing] = useState(false)
  const { data: me } = useQuery(queries.me())
  const issue = useQuery(forgeQueries.issue(project, pull.number))
  const timeline = useInfiniteQuery(forgeQueries.timeline(project, pull.number))
  const reviews = useQuery(queries.reviews(project, pull.number))
  const threads = useQuery(queries.pullThreads(project, pull.number))
  const runtime = useProducts()?.has('runtime') === true
  const deployments = useQuery({ ...queries.deployments(project), enabled: runtime && pull.mergeSha !== null })
  const tends = useMay(project, 'pulls:write')
  const maySpeak = useMay(project, 'pulls:create')
  const speaks = maySpeak && (!pull.locked || tends)
  const mine = tends || pull.author.id === me?.user.id
  const add = useMutation({
    mutationFn: (body: string) => pulls.comment(project, pull.number, body),
    onSuccess: () => client.invalidateQueries({ queryKey: ['issues', project.owner, project.name, pull.number] }),
  })
  const tick = useMutation({
    mutationFn: (body: string) => issues.edit(project, pull.number, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['pulls', project.owner, project.name] }),
  })
  const error = timeline.error ?? reviews.error ?? threads.error
  const chapters = chaptersOf({
    entries: timeline.data?.pages.flatMap(({ items }) => items) ?? [],
    more: timeline.hasNextPage,
    reviews: reviews.data?.items ?? [],
    threads: threads.data?.items ?? [],
    checks,
    deployments: deployments.data?.items.filter(({ sha }) => sha === pull.mergeSha) ?? [],
  })
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_240px]">
      <div className="flex min-w-0 flex-col gap-4">
        {editing && issue.data ? (
          <EditText project={project} issue={issue.data} onClose={() => setEditing(false)} />
        ) : (
          <Comment
            author={pull.author}
            at={pull.createdAt}
            body={pull.body || '*No description.*'}
            onChange={mine ? tick.mutate : undefined}
            actions={
              mine && (
                <Button tone="quiet" className="-my-1 -mr-2 h-7" onClick={() => setEditing(true)} data-shortcut="e">
                  Edit
                </Button>
              )
            }
          >
            {issue.data && (
              <Reactions
                project={project}
                subject={{ kind: 'issue', id: pull.id }}
                counts={issue.data.reactions}
                open={speaks}
              />
            )}
          </Comment>
        )}
        <Gathered suggestions={suggestions} />
        {error && <ProblemView error={error} retry={() => void timeline.refetch()} />}
        {(timeline.isPending || reviews.isPending || threads.isPending) && !error ? (
          <div className="appear-late" aria-busy="true">
            <RowsSkeleton rows={3} />
          </div>
        ) : (
          chapters.map((chapter) => (
            <ChapterRow
              key={chapter.key}
              project={project}
              pull={pull}
              chapter={chapter}
              suggestions={suggestions}
              powers={{ me: me?.user.id, tends, speaks }}
            />
          ))
        )}
        {timeline.hasNextPage && (
          <Button
            busy={timeline.isFetchingNextPage}
            onClick={() => void timeline.fetchNextPage()}
            className="self-start"
          >
            Show what happened next
          </Button>
        )}
        <MergeBox project={project} pull={pull} checks={checks} />
        {speaks && (
          <CommentComposer
            label="Comment"
            submit="Comment"
            busy={add.isPending}
            error={add.error}
            onSubmit={(body) => add.mutateAsync(body)}
          />
        )}
        <SignInOffer to="review it or to comment" />
        {maySpeak && !speaks && (
          <p className="text-sm text-muted">
            This conversation is locked: those who tend the pull requests of this project go on alone.
          </p>
        )}
      </div>
      <Side project={project} pull={pull} reviews={reviews.data?.items ?? []} />
    </div>
  )
}
