import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { type IssueComment, issues } from '../../api/issues.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Tag } from '../../parts/chips.tsx'
import { Comment } from '../../parts/comment.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Editor } from '../../parts/editor.tsx'
import { Menu, MenuItem } from '../../parts/menu.tsx'
import { ProblemLine } from '../../parts/problem.tsx'
import { Reactions } from './reactions.tsx'

interface RemarkProps {
  project: Address
  comment: IssueComment
  /** Whether this person may change it: it is theirs, or they tend the project's issues. */
  mine: boolean
  /** Whether the conversation takes reactions of this person. */
  open: boolean
}

/** A comment with what can be done to it. */
export function Remark({ project, comment, mine, open }: RemarkProps) {
  const client = useQueryClient()
  const [editing, setEditing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const refresh = () => client.invalidateQueries({ queryKey: ['issues', project.owner, project.name] })
  const remove = useMutation({ mutationFn: () => issues.removeComment(project, comment.id), onSuccess: refresh })
  const tick = useMutation({
    mutationFn: (body: string) => issues.editComment(project, comment.id, body),
    onSettled: refresh,
  })
  const anchor = `comment-${comment.databaseId}`
  if (editing) {
    return (
      <TextEditor
        label="Comment"
        text={comment.body}
        save={(body) => issues.editComment(project, comment.id, body).then(refresh)}
        onClose={() => setEditing(false)}
      />
    )
  }
  return (
    <div id={anchor} className="scroll-mt-16">
      <Comment
        author={comment.author}
        at={comment.createdAt}
        body={comment.body}
        onChange={mine ? tick.mutate : undefined}
        aside={comment.editedAt && <Tag>edited</Tag>}
        actions={
          <Menu
            align="end"
            trigger={
              <IconButton label="What can be done with this comment" className="-my-1 -mr-2 size-7">
                <Ellipsis className="size-4" />
              </IconButton>
            }
          >
            <MenuItem href={`${addresses.issue(project, comment.number)}#${anchor}`}>Link to this comment</MenuItem>
            {mine && <MenuItem onSelect={() => setEditing(true)}>Edit</MenuItem>}
            {mine && <MenuItem onSelect={() => setRemoving(true)}>Delete</MenuItem>}
          </Menu>
        }
      >
        <Reactions
          project={project}
          subject={{ kind: 'comment', id: comment.id }}
          counts={comment.reactions}
          open={open}
        />
      </Comment>
      <Dialog
        open={removing}
        onClose={() => setRemoving(false)}
        title="Delete this comment?"
        description={`What ${comment.author.name} wrote here is gone for everybody, with its reactions.`}
      >
        <ProblemLine error={remove.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => setRemoving(false)}>Keep</Button>
          <Button tone="primary" busy={remove.isPending} onClick={() => remove.mutate()}>
            Delete comment
          </Button>
        </div>
      </Dialog>
    </div>
  )
}

interface TextEditorProps {
  label: string
  text: string
  save: (text: string) => Promise<unknown>
  onClose: () => void
}

export function TextEditor({ label, text, save, onClose }: TextEditorProps) {
  const [body, setBody] = useState(text)
  const saving = useMutation({ mutationFn: () => save(body), onSuccess: onClose })
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      <Editor label={label} value={body} onChange={setBody} className="min-h-40 bg-raised" />
      <ProblemLine error={saving.error} />
      <div className="flex gap-2">
        <Button type="submit" tone="primary" busy={saving.isPending}>
          Save
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  )
}
