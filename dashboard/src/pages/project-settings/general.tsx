import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import { projects } from '../../api/projects.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Field } from '../../parts/field.tsx'
import { Section } from '../../parts/page.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { cloneUrl } from '../code/push-instructions.tsx'
import type { SettingsProps } from './page.tsx'

export function GeneralSettings({ project, save }: SettingsProps) {
  const client = useQueryClient()
  const router = useRouter()
  const [description, setDescription] = useState(project.description)
  const [defaultBranch, setDefaultBranch] = useState(project.defaultBranch)
  const remove = async () => {
    await projects.remove(project)
    await client.invalidateQueries({ queryKey: ['projects'] })
    router.history.push(addresses.projects())
  }
  return (
    <div className="flex flex-col gap-10">
      <SavingForm save={() => save({ description, defaultBranch })}>
        <Field
          label="Description"
          value={description}
          maxLength={500}
          onChange={(event) => setDescription(event.target.value)}
        />
        <Field
          label="Default branch"
          value={defaultBranch}
          required
          onChange={(event) => setDefaultBranch(event.target.value)}
          className="font-mono"
        />
      </SavingForm>
      <Section title="Clone address">
        <CopyLine label="clone address" text={cloneUrl(project)} className="max-w-xl" />
      </Section>
      <Section title="Delete">
        <div className="flex max-w-xl flex-wrap items-center justify-between gap-4 rounded-md border px-4 py-3">
          <p className="text-sm text-muted">The repository, its specs, pull requests, runs and deployments.</p>
          <Confirm
            label="Delete project"
            title={`Delete ${project.owner}/${project.name}?`}
            typed={`${project.owner}/${project.name}`}
            run={remove}
          >
            Its repository and all its evidence are removed and its applications stop. This cannot be undone.
          </Confirm>
        </div>
      </Section>
    </div>
  )
}
