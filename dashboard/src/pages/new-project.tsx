import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { addresses } from '../addresses.ts'
import { projects } from '../api/projects.ts'
import { queries } from '../api/queries.ts'
import { Button } from '../parts/button.tsx'
import { Field, SelectField } from '../parts/field.tsx'
import { Link } from '../parts/link.tsx'
import { Page } from '../parts/page.tsx'
import { ProblemLine } from '../parts/problem.tsx'
import { PushInstructions } from './code/push-instructions.tsx'

export default function NewProjectPage() {
  const router = useRouter()
  const client = useQueryClient()
  const me = useQuery(queries.me())
  const owners = me.data?.orgs.filter((org) => org.role !== 'viewer') ?? []
  const [owner, setOwner] = useState('')
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const chosen = owner || owners[0]?.slug || ''
  const create = useMutation({
    mutationFn: () => projects.create({ owner: chosen, name, description }),
    onSuccess: async (project) => {
      await client.invalidateQueries({ queryKey: ['projects'] })
      router.history.push(addresses.project(project))
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  const valid = /^[a-z0-9][a-z0-9._-]*$/.test(name)
  return (
    <Page title="New project">
      <div className="grid max-w-4xl gap-10 lg:grid-cols-2">
        <form onSubmit={send} className="flex flex-col gap-5">
          <SelectField label="Owner" value={chosen} onChange={(event) => setOwner(event.target.value)}>
            {owners.map((org) => (
              <option key={org.id} value={org.slug}>
                {org.slug}
              </option>
            ))}
          </SelectField>
          <Field
            label="Name"
            value={name}
            onChange={(event) => setName(event.target.value.toLowerCase().replaceAll(' ', '-'))}
            placeholder="my-app"
            maxLength={100}
            autoComplete="off"
            hint="Small letters, digits, dots and dashes."
            error={
              name !== '' && !valid ? 'Begin with a letter or digit; then letters, digits, dots and dashes.' : undefined
            }
          />
          <Field
            label="Description"
            value={description}
            onChange={(event) => setDescription(event.target.value)}
            maxLength={500}
            hint="Optional"
          />
          <ProblemLine error={create.error} />
          <div className="flex gap-2">
            <Button type="submit" tone="primary" disabled={!valid} busy={create.isPending}>
              Create project
            </Button>
            <Button onClick={() => router.history.back()}>Cancel</Button>
          </div>
        </form>
        <section className="flex flex-col gap-3">
          <h2 className="font-semibold">Or push one you have</h2>
          <p className="text-sm text-muted">
            A push creates the project. git asks for a user name (anything) and a password: a token from Settings.
          </p>
          <p className="text-sm text-muted">
            It is on another server already?{' '}
            <Link href={addresses.importProject()} className="underline">
              Import it
            </Link>{' '}
            with all its branches and tags.
          </p>
          <PushInstructions project={{ owner: chosen || 'me', name: valid ? name : 'my-app' }} />
        </section>
      </div>
    </Page>
  )
}
