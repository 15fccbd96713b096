import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Address } from '../../api/client.ts'
import { type LineComment, type Pull, pulls, type Verdict } from '../../api/pulls.ts'
import { queries } from '../../api/queries.ts'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { shortSha } from '../../parts/copy.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Editor } from '../../parts/editor.tsx'
import { ProblemLine } from '../../parts/problem.tsx'

interface PullActionsProps {
  project: Address
  pull: Pull
  drafts: readonly LineComment[]
  onReviewed: () => void
}

/** Review, make ready, close, reopen: whatever fits the present state. Merging stands in the conversation. */
export function PullActions({ project, pull, drafts, onReviewed }: PullActionsProps) {
  const client = useQueryClient()
  const [reviewing, setReviewing] = useState(false)
  const { data: me } = useQuery(queries.me())
  const tends = useMay(project, 'pulls:write')
  const reviews = useMay(project, 'pulls:create')
  const moves = tends || pull.author.id === me?.user.id
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => client.invalidateQueries({ queryKey: ['pulls', project.owner, project.name] }),
  })
  if (pull.state === 'merged') return null
  if (pull.state === 'closed') {
    return moves ? (
      <div className="flex flex-col items-end gap-2">
        <Button busy={act.isPending} onClick={() => act.mutate(() => pulls.reopen(project, pull.number))}>
          Reopen
        </Button>
        <ProblemLine error={act.error} />
      </div>
    ) : null
  }
  return (
    <div className="flex flex-col items-end gap-2">
      <div className="flex flex-wrap gap-2">
        {moves && (
          <Button tone="quiet" busy={act.isPending} onClick={() => act.mutate(() => pulls.close(project, pull.number))}>
            Close
          </Button>
        )}
        {moves && pull.state !== 'draft' && (
          <Button tone="quiet" busy={act.isPending} onClick={() => act.mutate(() => pulls.draft(project, pull.number))}>
            Make it a draft
          </Button>
        )}
        {moves && pull.state === 'draft' && (
          <Button
            tone="primary"
            busy={act.isPending}
            onClick={() => act.mutate(() => pulls.ready(project, pull.number))}
          >
            Ready for review
          </Button>
        )}
        {reviews && pull.state !== 'draft' && (
          <Button tone="primary" onClick={() => setReviewing(true)}>
            Review{drafts.length > 0 ? ` (${drafts.length})` : ''}
          </Button>
        )}
      </div>
      <ProblemLine error={act.error} />
      {reviewing && (
        <ReviewDialog
          project={project}
          pull={pull}
          drafts={drafts}
          onClose={() => setReviewing(false)}
          onDone={() => {
            setReviewing(false)
            onReviewed()
          }}
        />
      )}
    </div>
  )
}

const verdicts: { value: Verdict; label: string; hint: string }[] = [
  { value: 'comment', label: 'Comment', hint: 'Remarks without a verdict.' },
  { value: 'approve', label: 'Approve', hint: 'This commit may be merged.' },
  { value: 'request_changes', label: 'Request changes', hint: 'It may not be merged before they are made.' },
]

function ReviewDialog({
  project,
  pull,
  drafts,
  onClose,
  onDone,
}: Omit<PullActionsProps, 'onReviewed'> & { onClose: () => void; onDone: () => void }) {
  const client = useQueryClient()
  // The commit that was on screen when the review began: an approval never slides onto commits nobody looked at.
  const [sha] = useState(pull.head.sha)
  const [verdict, setVerdict] = useState<Verdict>('comment')
  const [body, setBody] = useState('')
  const moved = sha !== pull.head.sha
  const send = useMutation({
    mutationFn: () =>
      pulls.review(project, pull.number, {
        verdict,
        body,
        sha,
        comments: drafts.map(({ path, line, side, startLine, body: text }) => ({
          path,
          line,
          side,
          body: text,
          ...(startLine ? { startLine } : {}),
        })),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['pulls', project.owner, project.name] })
      onDone()
    },
  })
  const empty = verdict === 'comment' && body.trim() === '' && drafts.length === 0
  return (
    <Dialog
      open
      onClose={onClose}
      title="Review"
      description={`Of commit ${shortSha(sha)}${drafts.length > 0 ? `, with ${drafts.length} ${drafts.length === 1 ? 'comment' : 'comments'} on lines` : ''}.`}
    >
      {moved && (
        <p className="text-sm text-person">
          A new commit arrived while you were reading. Close this, look at it, and review again.
        </p>
      )}
      <Editor label="Summary" value={body} onChange={setBody} />
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">Verdict</legend>
        {verdicts.map(({ value, label, hint }) => (
          <label key={value} className="flex items-start gap-2">
            <input
              type="radio"
              name="verdict"
              value={value}
              checked={verdict === value}
              onChange={() => setVerdict(value)}
              className="mt-0.5 size-4 accent-ink"
            />
            <span>
              <span className="block text-sm font-medium">{label}</span>
              <span className="block text-xs text-muted">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <ProblemLine error={send.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="primary" busy={send.isPending} disabled={empty || moved} onClick={() => send.mutate()}>
          Send review
        </Button>
      </div>
    </Dialog>
  )
}
