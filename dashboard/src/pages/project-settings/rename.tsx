import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import { projects } from '../../api/projects.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import type { SettingsProps } from './page.tsx'

/** Another name, at which the page goes on. */
export function Rename({ project }: Pick<SettingsProps, 'project'>) {
  const client = useQueryClient()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState(project.name)
  const rename = async () => {
    const { owner } = project
    const changed = await projects.edit(project, { rename: name.trim() })
    router.history.replace(addresses.projectSettings({ owner, name: changed.name }))
    await client.invalidateQueries({ queryKey: ['projects'], exact: true })
  }
  return (
    <>
      <Button
        onClick={() => {
          setName(project.name)
          setOpen(true)
        }}
      >
        Rename
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Rename ${project.owner}/${project.name}`}
        description="Links and clones of the old name lead here until another project takes it."
      >
        <SavingForm label="Rename" save={rename}>
          <Field
            label="New name"
            value={name}
            required
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </SavingForm>
      </Dialog>
    </>
  )
}
