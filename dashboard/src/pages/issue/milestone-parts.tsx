import { useState } from 'react'
import type { Milestone } from '../../api/issues.ts'
import { Button } from '../../parts/button.tsx'
import { Editor } from '../../parts/editor.tsx'
import { Field } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { Time } from '../../parts/time.tsx'

/** How far it is, as a bar and in words. */
export function Progress({ milestone }: { milestone: Milestone }) {
  const all = milestone.openIssues + milestone.closedIssues
  const done = all === 0 ? 0 : Math.round((milestone.closedIssues / all) * 100)
  return (
    <span className="flex flex-col gap-1 text-sm text-muted">
      <span aria-hidden="true" className="flex h-1.5 overflow-hidden rounded-md bg-hover">
        <span className="bg-done" style={{ width: `${done}%` }} />
      </span>
      {all === 0 ? 'Nothing in it yet' : `${done} % · ${milestone.openIssues} open · ${milestone.closedIssues} closed`}
    </span>
  )
}

export function Due({ milestone }: { milestone: Milestone }) {
  if (milestone.closedAt) {
    return (
      <>
        Closed <Time at={milestone.closedAt} />
      </>
    )
  }
  if (!milestone.dueOn) return 'Without a day'
  const late = Date.parse(milestone.dueOn) < Date.now()
  return (
    <span className={late ? 'text-failed' : undefined}>
      {late ? 'Was due' : 'Due'} {new Date(milestone.dueOn).toLocaleDateString(undefined, { dateStyle: 'medium' })}
    </span>
  )
}

interface MilestoneFields {
  title: string
  description: string
  dueOn: string | null
}

interface MilestoneFormProps {
  milestone?: Milestone
  button: string
  save: (fields: MilestoneFields) => Promise<unknown>
  onClose: () => void
}

export function MilestoneForm({ milestone, button, save, onClose }: MilestoneFormProps) {
  const [title, setTitle] = useState(milestone?.title ?? '')
  const [description, setDescription] = useState(milestone?.description ?? '')
  const [day, setDay] = useState(milestone?.dueOn?.slice(0, 10) ?? '')
  return (
    <SavingForm
      label={button}
      extra={<Button onClick={onClose}>Cancel</Button>}
      save={() => save({ title: title.trim(), description, dueOn: day === '' ? null : `${day}T00:00:00Z` })}
    >
      <div className="grid gap-4 sm:grid-cols-[1fr_180px]">
        <Field
          label="Title"
          value={title}
          required
          maxLength={256}
          autoComplete="off"
          onChange={(event) => setTitle(event.target.value)}
        />
        <Field label="Due" type="date" value={day} onChange={(event) => setDay(event.target.value)} />
      </div>
      <Editor label="Description" value={description} onChange={setDescription} />
    </SavingForm>
  )
}
