import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Address } from '../../api/client.ts'
import type { LineComment, Pull, PullThread } from '../../api/pulls.ts'
import { queries } from '../../api/queries.ts'
import type { Anchor } from '../../diff/model.ts'
import { DiffViewer } from '../../diff/viewer.tsx'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { Tag } from '../../parts/chips.tsx'
import { CommentComposer } from '../../parts/comment.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { Empty } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { Bar } from '../../parts/skeleton.tsx'
import { Gathered, type Suggestions } from './suggestions.tsx'
import { Thread } from './thread.tsx'

interface FilesProps {
  project: Address
  pull: Pull
  suggestions: Suggestions
  drafts: readonly LineComment[]
  onDraft: (draft: LineComment) => void
  onDiscard: (draft: LineComment) => void
}

/** What stands below a line: a conversation, or a remark that is not sent yet. */
type OnLine = Anchor & ({ thread: PullThread } | { draft: LineComment })

export function Files({ project, pull, suggestions, drafts, onDraft, onDiscard }: FilesProps) {
  const files = useQuery(queries.pullFiles(project, pull.number, pull.head.sha))
  const threads = useQuery(queries.pullThreads(project, pull.number))
  const anchors = useMemo(
    () => [...(threads.data?.items.flatMap(onLine) ?? []), ...drafts.map((draft): OnLine => ({ ...draft, draft }))],
    [threads.data, drafts],
  )
  const base = files.data?.base
  const { sha: head } = pull.head
  const source = useMemo(() => ({ project, base, head }), [project, base, head])
  const mayReview = useMay(project, 'pulls:create')
  const open = mayReview && pull.state !== 'merged' && pull.state !== 'closed' && pull.state !== 'draft'
  return (
    <Load query={files} skeleton={<Bar className="h-96 w-full" />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="No file changed">
            <p>The branch holds nothing that its base does not.</p>
          </Empty>
        ) : (
          <>
            <Gathered suggestions={suggestions} />
            <DiffViewer
              // A new head is another diff: folding and open comments belong to the old one.
              key={head}
              files={items}
              source={source}
              anchors={anchors}
              thread={(here) => (
                <div className="flex flex-col gap-2 font-sans">
                  {here.map((each) =>
                    'thread' in each ? (
                      <Thread
                        key={each.thread.id}
                        project={project}
                        pull={pull}
                        thread={each.thread}
                        suggestions={suggestions}
                      />
                    ) : (
                      <Draft
                        key={`${each.draft.startLine} ${each.draft.body}`}
                        draft={each.draft}
                        onDiscard={() => onDiscard(each.draft)}
                      />
                    ),
                  )}
                </div>
              )}
              {...(open
                ? {
                    composer: (at, close) => (
                      <CommentComposer
                        label={at.from ? `Comment on lines ${at.from} to ${at.line}` : `Comment on line ${at.line}`}
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
          </>
        )
      }
    </Load>
  )
}

/** One whose line is gone stands in the conversation alone. */
function onLine(thread: PullThread): OnLine[] {
  const { path, side, line, subject, outdated } = thread
  return outdated || (subject === 'line' && line === null) ? [] : [{ path, side, line, thread }]
}

function Draft({ draft, onDiscard }: { draft: LineComment; onDiscard: () => void }) {
  return (
    <article aria-label="Not sent yet" className="max-w-4xl rounded-md border bg-raised px-4 py-3">
      <p className="mb-1 flex items-center gap-3 text-sm">
        <Tag>Not sent yet</Tag>
        <Button tone="quiet" className="ml-auto h-6" onClick={onDiscard}>
          Discard
        </Button>
      </p>
      <Markdown text={draft.body} className="text-sm" />
    </article>
  )
}
