import { useState } from 'react'
import type { Team } from '../../api/access.ts'
import { Field, SelectField } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'

interface TeamFields {
  title: string
  description: string
  privacy: Team['privacy']
}

interface TeamFormProps {
  team?: Team
  button: string
  save: (fields: TeamFields) => Promise<unknown>
}

export function TeamForm({ team, button, save }: TeamFormProps) {
  const [title, setTitle] = useState(team?.name ?? '')
  const [description, setDescription] = useState(team?.description ?? '')
  const [privacy, setPrivacy] = useState<Team['privacy']>(team?.privacy ?? 'closed')
  return (
    <SavingForm label={button} save={() => save({ title: title.trim(), description: description.trim(), privacy })}>
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
      <SelectField
        label="Who knows of it"
        value={privacy}
        onChange={(event) => setPrivacy(event.target.value === 'secret' ? 'secret' : 'closed')}
        hint="Told to clients of GitHub’s API as it is chosen here."
      >
        <option value="closed">All members of the organisation</option>
        <option value="secret">Secret</option>
      </SelectField>
    </SavingForm>
  )
}
