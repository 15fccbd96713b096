import { type UseInfiniteQueryResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import type { Address } from '../../api/client.ts'
import { type Issue, type IssueEdit, issues, type TimelineEntry } from '../../api/issues.ts'
import { SignInOffer, useSignedIn } from '../../frame/signed-in.tsx'
import { Button } from '../../parts/button.tsx'
import { Comment, CommentComposer } from '../../parts/comment.tsx'
import { Menu, MenuItem } from '../../parts/menu.tsx'
import { ProblemLine, ProblemView } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Entry } from './entry.tsx'
import { Reactions } from './reactions.tsx'
import { Remark } from './remark.tsx'

/** What this person may do here; the verbs decide, this keeps the page from offering what they would refuse. */
export interface Powers {
  me: string | undefined
  tends: boolean
  mine: boolean
  speaks: boolean
}

interface ConversationProps {
  project: Address
  issue: Issue
  timeline: UseInfiniteQueryResult<{ pages: { items: TimelineEntry[]; total: number }[] }>
  powers: Powers
  /** The text stands in its editor meanwhile. */
  hideText: boolean
}

export function Conversation({ project, issue, timeline, powers, hideText }: ConversationProps) {
  const client = useQueryClient()
  const tick = useMutation({
    mutationFn: (body: string) => issues.edit(project, issue.number, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['issues', project.owner, project.name] }),
  })
  const entries = timeline.data?.pages.flatMap(({ items }) => items)
  const left = (timeline.data?.pages[0]?.total ?? 0) - (entries?.length ?? 0)
  return (
    <>
      {!hideText && (
        <Comment
          author={issue.author}
          at={issue.createdAt}
          body={issue.body || '*No description.*'}
          onChange={powers.mine ? tick.mutate : undefined}
        >
          <Reactions
            project={project}
            subject={{ kind: 'issue', id: issue.id }}
            counts={issue.reactions}
            open={powers.speaks}
          />
        </Comment>
      )}
      {timeline.error && <ProblemView error={timeline.error} retry={() => void timeline.refetch()} />}
      {timeline.isPending && (
        <div className="appear-late" aria-busy="true">
          <RowsSkeleton rows={2} />
        </div>
      )}
      {entries?.map((entry) =>
        entry.comment ? (
          <Remark
            key={entry.id}
            project={project}
            comment={entry.comment}
            mine={powers.tends || entry.comment.author.id === powers.me}
            open={powers.speaks}
          />
        ) : (
          <Entry key={entry.id} project={project} entry={entry} />
        ),
      )}
      {timeline.hasNextPage && (
        <Button busy={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()} className="self-start">
          Show the next of {left} more
        </Button>
      )}
      <Answer project={project} issue={issue} powers={powers} />
    </>
  )
}

const endings: { reason: NonNullable<IssueEdit['reason']>; label: string }[] = [
  { reason: 'completed', label: 'Close as done' },
  { reason: 'not_planned', label: 'Close as not planned' },
  { reason: 'duplicate', label: 'Close as a duplicate' },
]

function Answer({ project, issue, powers }: { project: Address; issue: Issue; powers: Powers }) {
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: ['issues', project.owner, project.name] })
  const add = useMutation({
    mutationFn: (body: string) => issues.comment(project, issue.number, body),
    onSuccess: refresh,
  })
  const move = useMutation({
    mutationFn: (edit: IssueEdit) => issues.edit(project, issue.number, edit),
    onSuccess: refresh,
  })
  return (
    <div className="flex flex-col gap-4 border-t pt-4">
      {powers.speaks ? (
        <CommentComposer
          label="Comment"
          submit="Comment"
          busy={add.isPending}
          error={add.error}
          onSubmit={(body) => add.mutateAsync(body)}
        />
      ) : (
        <Silent issue={issue} />
      )}
      {powers.mine && (
        <div className="flex flex-wrap items-center gap-2">
          {issue.state === 'open' ? (
            <Menu
              trigger={
                <Button busy={move.isPending}>
                  Close issue <ChevronDown className="size-3.5" />
                </Button>
              }
            >
              {endings.map(({ reason, label }) => (
                <MenuItem key={reason} onSelect={() => move.mutate({ state: 'closed', reason })}>
                  {label}
                </MenuItem>
              ))}
            </Menu>
          ) : (
            <Button busy={move.isPending} onClick={() => move.mutate({ state: 'open' })}>
              Reopen issue
            </Button>
          )}
          <ProblemLine error={move.error} />
        </div>
      )}
    </div>
  )
}

/** Why one cannot write here, and what would change that. */
function Silent({ issue }: { issue: Issue }) {
  if (useSignedIn() === false) return <SignInOffer to="take part in this conversation" />
  return (
    <p className="text-sm text-muted">
      {issue.locked
        ? 'This conversation is locked: those who tend the issues of this project go on alone.'
        : 'You can read this conversation. Taking part needs a role in the project.'}
    </p>
  )
}
