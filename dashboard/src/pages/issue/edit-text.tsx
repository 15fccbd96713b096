import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Address } from '../../api/client.ts'
import { type Issue, issues } from '../../api/issues.ts'
import { Button } from '../../parts/button.tsx'
import { Editor } from '../../parts/editor.tsx'
import { Field } from '../../parts/field.tsx'
import { ProblemLine } from '../../parts/problem.tsx'

/** Title and text of an issue or pull request, while they are changed. */
export function EditText({ project, issue, onClose }: { project: Address; issue: Issue; onClose: () => void }) {
  const client = useQueryClient()
  const [title, setTitle] = useState(issue.title)
  const [body, setBody] = useState(issue.body)
  const save = useMutation({
    mutationFn: () => issues.edit(project, issue.number, { title: title.trim(), body }),
    onSuccess: async () => {
      await Promise.all(
        ['issues', 'pulls'].map((noun) => client.invalidateQueries({ queryKey: [noun, project.owner, project.name] })),
      )
      onClose()
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      <Field label="Title" value={title} required maxLength={256} onChange={(event) => setTitle(event.target.value)} />
      <Editor label="Description" value={body} onChange={setBody} className="min-h-48" />
      <ProblemLine error={save.error} />
      <div className="flex gap-2">
        <Button type="submit" tone="primary" busy={save.isPending} disabled={title.trim() === ''}>
          Save
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  )
}
