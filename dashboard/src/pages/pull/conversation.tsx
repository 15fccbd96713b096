import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CheckRun } from '../../api/checks.ts'
import type { Address } from '../../api/client.ts'
import { type Pull, pulls, type Verdict } from '../../api/pulls.ts'
import { queries } from '../../api/queries.ts'
import { Writers } from '../../frame/role.tsx'
import { Tag } from '../../parts/chips.tsx'
import { Comment, CommentComposer } from '../../parts/comment.tsx'
import { Id } from '../../parts/copy.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { type Status, StatusLabel } from '../../parts/status.tsx'
import { MergeBox } from './merge-box.tsx'
import { Gathered, type Suggestions } from './suggestions.tsx'
import { Thread } from './thread.tsx'

const verdictWords: Record<Verdict, { word: string; status: Status }> = {
  approve: { word: 'Approved', status: 'done' },
  request_changes: { word: 'Requested changes', status: 'failed' },
  comment: { word: 'Reviewed', status: 'ended' },
}

interface ConversationProps {
  project: Address
  pull: Pull
  suggestions: Suggestions
  checks: CheckRun[]
}

export function Conversation({ project, pull, suggestions, checks }: ConversationProps) {
  const client = useQueryClient()
  const comments = useQuery(queries.pullConversation(project, pull.number))
  const reviews = useQuery(queries.reviews(project, pull.number))
  const threads = useQuery(queries.pullThreads(project, pull.number))
  const add = useMutation({
    mutationFn: (body: string) => pulls.comment(project, pull.number, body),
    onSuccess: () => client.invalidateQueries({ queryKey: queries.pullConversation(project, pull.number).queryKey }),
  })
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <Comment author={pull.author} at={pull.createdAt} body={pull.body || '*No description.*'} />
      <Load query={reviews} skeleton={<RowsSkeleton rows={2} />}>
        {(reviewed) => (
          <Load query={comments} skeleton={<RowsSkeleton rows={2} />}>
            {(said) =>
              [
                ...reviewed.items.map((review) => ({ review, at: review.createdAt })),
                ...said.items.map((comment) => ({ comment, at: comment.createdAt })),
              ]
                .toSorted((a, b) => a.at.localeCompare(b.at))
                .map((entry) =>
                  'review' in entry ? (
                    <Comment
                      key={entry.review.id}
                      author={entry.review.reviewer}
                      at={entry.at}
                      body={entry.review.body}
                      aside={
                        <span className="flex items-center gap-2">
                          <StatusLabel status={verdictWords[entry.review.verdict].status}>
                            {verdictWords[entry.review.verdict].word}
                          </StatusLabel>
                          {entry.review.state === 'pending' && <Tag>Not sent yet</Tag>}
                          {entry.review.dismissal && <Tag>Dismissed: {entry.review.dismissal.message}</Tag>}
                          <Id id={entry.review.sha} shown={entry.review.sha.slice(0, 7)} />
                        </span>
                      }
                    />
                  ) : (
                    <Comment
                      key={entry.comment.id}
                      author={entry.comment.author}
                      at={entry.at}
                      body={entry.comment.body}
                    />
                  ),
                )
            }
          </Load>
        )}
      </Load>
      <Gathered suggestions={suggestions} />
      <Load query={threads} skeleton={<RowsSkeleton rows={1} />}>
        {({ items }) =>
          items.map((thread) => (
            <Thread key={thread.id} project={project} pull={pull} thread={thread} suggestions={suggestions} withLines />
          ))
        }
      </Load>
      <MergeBox project={project} pull={pull} checks={checks} />
      <Writers owner={project.owner}>
        <CommentComposer
          label="Comment"
          submit="Comment"
          busy={add.isPending}
          error={add.error}
          onSubmit={(body) => add.mutateAsync(body)}
        />
      </Writers>
    </div>
  )
}
