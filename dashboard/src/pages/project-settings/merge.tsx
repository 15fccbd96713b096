import { useState } from 'react'
import type { ProjectSettings } from '../../api/projects.ts'
import { Field } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import type { SettingsProps } from './page.tsx'

const policies: { value: ProjectSettings['merge']; label: string; hint: string }[] = [
  { value: 'auto', label: 'By itself', hint: 'A spec’s pull request is merged as soon as nothing blocks it.' },
  { value: 'review', label: 'After review', hint: 'It waits until a person has approved the commit.' },
]

export function MergeSettings({ project, save }: SettingsProps) {
  const [merge, setMerge] = useState(project.settings.merge)
  const [maxAttempts, setMaxAttempts] = useState(String(project.settings.maxAttempts))
  return (
    <SavingForm save={() => save({ settings: { merge, maxAttempts: Number(maxAttempts) } })}>
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-2 text-sm font-medium">Pull requests of specs are merged</legend>
        {policies.map(({ value, label, hint }) => (
          <label key={value} className="flex items-start gap-2">
            <input
              type="radio"
              name="merge"
              checked={merge === value}
              onChange={() => setMerge(value)}
              className="mt-0.5 size-4 accent-ink"
            />
            <span>
              <span className="block text-sm font-medium">{label}</span>
              <span className="block text-xs text-muted">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label="Attempts"
        type="number"
        min={1}
        max={10}
        required
        value={maxAttempts}
        onChange={(event) => setMaxAttempts(event.target.value)}
        hint="How often an agent may try a task before a person is asked."
        className="max-w-32"
      />
    </SavingForm>
  )
}
