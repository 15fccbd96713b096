import { type ReactNode, useState } from 'react'
import type { ActorRef } from '../api/client.ts'
import { Actor } from './actor.tsx'
import { Button } from './button.tsx'
import { Editor } from './editor.tsx'
import { Markdown } from './markdown.tsx'
import { ProblemLine } from './problem.tsx'
import { Time } from './time.tsx'

export function Comment({
  author,
  at,
  aside,
  actions,
  children,
  body,
  onChange,
}: {
  author: ActorRef
  at: string
  aside?: ReactNode
  /** At the end of the head, such as the menu of one's own comment. */
  actions?: ReactNode
  children?: ReactNode
  body: string
  /** Lets the reader tick its tasks. */
  onChange?: ((body: string) => void) | undefined
}) {
  return (
    <article className="rounded-md border bg-raised">
      <header className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b bg-sunken px-4 py-1.5 text-sm">
        <Actor actor={author} />
        {aside}
        <Time at={at} className="ml-auto text-muted" />
        {actions}
      </header>
      {body.trim() !== '' && <Markdown text={body} className="px-4 py-3" onChange={onChange} />}
      {children}
    </article>
  )
}

interface ComposerProps {
  label: string
  submit: string
  busy: boolean
  error: unknown
  onSubmit: (body: string) => Promise<unknown>
  onCancel?: () => void
  /** The lines that a suggestion would replace; with it one can be begun. */
  suggestion?: string
}

export function CommentComposer({ label, submit, busy, error, onSubmit, onCancel, suggestion }: ComposerProps) {
  const [body, setBody] = useState('')
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void onSubmit(body).then(
          () => setBody(''),
          // The refusal is shown below; what was written stays.
          () => undefined,
        )
      }}
    >
      <Editor label={label} value={body} onChange={setBody} className="bg-raised" />
      <ProblemLine error={error} />
      <div className="flex gap-2">
        <Button type="submit" tone="primary" busy={busy} disabled={body.trim() === ''}>
          {submit}
        </Button>
        {suggestion !== undefined && (
          <Button
            tone="quiet"
            onClick={() => setBody((before) => `${before && `${before}\n`}\`\`\`suggestion\n${suggestion}\n\`\`\`\n`)}
          >
            Suggest a change
          </Button>
        )}
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
      </div>
    </form>
  )
}
