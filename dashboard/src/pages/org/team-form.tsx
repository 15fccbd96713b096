import { useState } from 'react'
import type { Team } from '../../api/access.ts'
import { Field } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'

interface TeamFields {
  title: string
  description: string
}

interface TeamFormProps {
  team?: Team
  button: string
  save: (fields: TeamFields) => Promise<unknown>
}

export function TeamForm({ team, button, save }: TeamFormProps) {
  const [title, setTitle] = useState(team?.name ?? '')
  const [description, setDescription] = useState(team?.description ?? '')
  return (
    <SavingForm label={button} save={() => save({ title: title.trim(), description: description.trim() })}>
      <Field
        label="Name"
        value={title}
        required
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setTitle(event.target.value)}
      />
      <Field
        label="Description"
        value={description}
        maxLength={500}
        autoComplete="off"
        onChange={(event) => setDescription(event.target.value)}
      />
    </SavingForm>
  )
}
