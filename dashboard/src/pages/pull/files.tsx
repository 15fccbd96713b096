import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Address } from '../../api/client.ts'
import type { LineComment, Pull, PullComment } from '../../api/pulls.ts'
import { queries } from '../../api/queries.ts'
import { DiffViewer } from '../../diff/viewer.tsx'
import { Actor } from '../../parts/actor.tsx'
import { Button } from '../../parts/button.tsx'
import { Tag } from '../../parts/chips.tsx'
import { CommentComposer } from '../../parts/comment.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { Empty } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { Bar } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'

interface FilesProps {
  project: Address
  pull: Pull
  drafts: LineComment[]
  onDraft: (draft: LineComment) => void
  onDiscard: (draft: LineComment) => void
}

export function Files({ project, pull, drafts, onDraft, onDiscard }: FilesProps) {
  const files = useQuery(queries.pullFiles(project, pull.number, pull.head.sha))
  const said = useQuery(queries.pullComments(project, pull.number))
  const comments = useMemo(() => [...(said.data?.items.flatMap(onLine) ?? []), ...drafts], [said.data, drafts])
  const open = pull.state !== 'merged' && pull.state !== 'closed' && pull.state !== 'draft'
  return (
    <Load query={files} skeleton={<Bar className="h-96 w-full" />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="No file changed">
            <p>The branch holds nothing that its base does not.</p>
          </Empty>
        ) : (
          <DiffViewer
            // A new head is another diff: folding and open comments belong to the old one.
            key={pull.head.sha}
            files={items}
            comments={comments}
            sha={pull.head.sha}
            thread={(thread) => <Thread comments={thread} drafts={drafts} onDiscard={onDiscard} />}
            {...(open
              ? {
                  composer: (at, close) => (
                    <CommentComposer
                      label={`Comment on line ${at.line}`}
                      submit="Add to review"
                      {...(at.side === 'new' ? { suggestion: at.text } : {})}
                      busy={false}
                      error={null}
                      onCancel={close}
                      onSubmit={async (body) => {
                        onDraft({ path: at.path, line: at.line, side: at.side, startLine: at.from ?? null, body })
                        close()
                      }}
                    />
                  ),
                }
              : {})}
          />
        )
      }
    </Load>
  )
}

/** One whose line is gone, and one on a whole file, stand in the conversation. */
function onLine({ line, ...comment }: PullComment): LineComment[] {
  return line === null ? [] : [{ ...comment, line }]
}

function Thread({
  comments,
  drafts,
  onDiscard,
}: {
  comments: LineComment[]
  drafts: LineComment[]
  onDiscard: (draft: LineComment) => void
}) {
  return (
    <ul className="flex max-w-3xl flex-col gap-2">
      {comments.map((comment, index) => (
        <li key={comment.id ?? index} className="rounded-md border bg-raised px-4 py-3">
          <p className="mb-1 flex items-center gap-3 text-sm">
            {drafts.includes(comment) ? (
              <>
                <Tag>Not sent yet</Tag>
                <Button tone="quiet" className="ml-auto h-6" onClick={() => onDiscard(comment)}>
                  Discard
                </Button>
              </>
            ) : (
              <>
                {comment.author && <Actor actor={comment.author} />}
                <Time at={comment.createdAt} className="ml-auto text-muted" />
              </>
            )}
          </p>
          <Markdown text={comment.body} className="text-sm" />
        </li>
      ))}
    </ul>
  )
}
