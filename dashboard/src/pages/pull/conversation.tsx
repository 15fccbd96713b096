import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CheckRun } from '../../api/checks.ts'
import type { Address } from '../../api/client.ts'
import { type Pull, type PullComment, pulls, type Verdict } from '../../api/pulls.ts'
import { queries } from '../../api/queries.ts'
import { Writers } from '../../frame/role.tsx'
import { Comment, CommentComposer } from '../../parts/comment.tsx'
import { Id } from '../../parts/copy.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { type Status, StatusLabel } from '../../parts/status.tsx'
import { MergeBox } from './merge-box.tsx'

const verdictWords: Record<Verdict, { word: string; status: Status }> = {
  approve: { word: 'Approved', status: 'done' },
  request_changes: { word: 'Requested changes', status: 'failed' },
  comment: { word: 'Reviewed', status: 'ended' },
}

export function Conversation({ project, pull, checks }: { project: Address; pull: Pull; checks: CheckRun[] }) {
  const client = useQueryClient()
  const comments = useQuery(queries.pullConversation(project, pull.number))
  const reviews = useQuery(queries.reviews(project, pull.number))
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
                          <Id id={entry.review.sha} shown={entry.review.sha.slice(0, 7)} />
                        </span>
                      }
                    >
                      <LineComments comments={entry.review.comments} />
                    </Comment>
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

function LineComments({ comments }: { comments: PullComment[] }) {
  if (comments.length === 0) return null
  return (
    <ul className="divide-y border-t">
      {comments.map((comment, index) => (
        <li key={comment.id ?? `${comment.path}:${comment.line}:${index}`} className="px-4 py-3">
          <p className="mb-1 font-mono text-xs wrap-anywhere text-muted">
            {comment.path}:{comment.line}
          </p>
          <Markdown text={comment.body} className="text-sm" />
        </li>
      ))}
    </ul>
  )
}
