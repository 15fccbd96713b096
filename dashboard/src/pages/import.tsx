import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { addresses } from '../addresses.ts'
import { mirrors } from '../api/mirrors.ts'
import { queries } from '../api/queries.ts'
import { Button } from '../parts/button.tsx'
import { CheckField, Field, SelectField } from '../parts/field.tsx'
import { Page } from '../parts/page.tsx'
import { ProblemLine } from '../parts/problem.tsx'
import { ADDRESS_HINT, Credentials, isSsh } from './project-settings/mirrors.tsx'

/** A new project from a repository somewhere else. */
export default function ImportPage() {
  const router = useRouter()
  const client = useQueryClient()
  const me = useQuery(queries.me())
  const owners = me.data?.orgs.filter((org) => org.role !== 'viewer') ?? []
  const [url, setUrl] = useState('')
  const [owner, setOwner] = useState('')
  const [typed, setTyped] = useState<string>()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [follow, setFollow] = useState(false)
  const name = typed ?? nameIn(url)
  const chosen = owner || owners[0]?.slug || ''
  const start = useMutation({
    mutationFn: () =>
      mirrors.import({
        owner: chosen,
        name,
        url,
        follow,
        ...(username && !isSsh(url) ? { username } : {}),
        ...(password && !isSsh(url) ? { password } : {}),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['projects'] })
      router.history.push(addresses.projectSettings({ owner: chosen, name }, 'mirrors'))
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    start.mutate()
  }
  return (
    <Page title="Import a repository" lead="All branches and tags of a repository that another server has.">
      <form onSubmit={send} className="flex max-w-xl flex-col gap-5">
        <Field
          label="Address"
          value={url}
          required
          onChange={(event) => setUrl(event.target.value)}
          placeholder="https://example.com/owner/repository.git"
          className="font-mono"
          autoComplete="off"
          hint={ADDRESS_HINT}
        />
        {!isSsh(url) && <Credentials {...{ username, setUsername, password, setPassword }} />}
        <div className="grid gap-5 sm:grid-cols-2">
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
            required
            maxLength={100}
            pattern="[A-Za-z0-9._\-]+"
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
          />
        </div>
        <CheckField
          label="Stay a mirror of it"
          checked={follow}
          onChange={(event) => setFollow(event.target.checked)}
          hint="It is fetched again every hour, and changed only at its source."
        />
        <ProblemLine error={start.error} />
        <div className="flex gap-2">
          <Button type="submit" tone="primary" disabled={!name || !url} busy={start.isPending}>
            Import
          </Button>
          <Button onClick={() => router.history.back()}>Cancel</Button>
        </div>
      </form>
    </Page>
  )
}

/** What the repository is called at its address. */
function nameIn(url: string): string {
  const path = isSsh(url) && !url.includes('://') ? url.slice(url.indexOf(':')) : url.split('/').slice(3).join('/')
  const last = path.replace(/\/+$/, '').split(/[/:]/).at(-1) ?? ''
  return last.replace(/\.git$/, '').replace(/[^A-Za-z0-9._-]/g, '')
}
