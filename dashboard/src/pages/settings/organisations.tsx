import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { addresses } from '../../addresses.ts'
import { identity, type Me } from '../../api/identity.ts'
import { Button } from '../../parts/button.tsx'
import { Tag } from '../../parts/chips.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Field } from '../../parts/field.tsx'
import { Link } from '../../parts/link.tsx'
import { Rows, Section } from '../../parts/page.tsx'
import { ProblemLine } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'

/** The organisations one belongs to, and the way to a new one. */
export function Organisations({ me }: { me: Me }) {
  return (
    <div className="flex flex-col gap-10">
      <Section title="Your organisations">
        <Rows label="Your organisations">
          {me.orgs.map((org) => (
            <li key={org.id}>
              <Link
                href={addresses.org(org.slug)}
                data-row
                className="row-focus flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 hover:bg-hover"
              >
                <span className="font-medium wrap-anywhere">{org.name}</span>
                <span className="text-sm text-muted">{org.kind === 'person' ? 'your own' : org.slug}</span>
                <span className="ml-auto">
                  <Tag>{org.role}</Tag>
                </span>
              </Link>
            </li>
          ))}
        </Rows>
      </Section>
      <NewOrg />
      {me.serverAdmin && <AddPerson />}
    </div>
  )
}

/** Accounts belong to the server, so only its administrators make them; the answer is a link to hand over. */
function AddPerson() {
  const [login, setLogin] = useState('')
  const create = useMutation({
    mutationFn: () => identity.createUser(login.trim()),
    onSuccess: () => setLogin(''),
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <Section title="Add a person to this server">
      <form onSubmit={send} className="flex max-w-xl flex-col gap-3">
        <div className="flex items-end gap-2">
          <div className="grow">
            <Field
              label="New login"
              value={login}
              required
              onChange={(event) => setLogin(event.target.value.toLowerCase())}
              autoComplete="off"
            />
          </div>
          <Button type="submit" className="h-9" busy={create.isPending} disabled={login.trim() === ''}>
            Create account
          </Button>
        </div>
        <ProblemLine error={create.error} />
        {create.data && (
          <div role="status" className="flex flex-col gap-2 rounded-md border border-line-strong p-4">
            <p className="text-sm font-medium">
              Give them this link. It works once, until {new Date(create.data.expiresAt).toLocaleString()}.
            </p>
            <CopyLine label="sign-in link" text={`${window.location.origin}/sign-in#code=${create.data.code}`} />
          </div>
        )}
      </form>
    </Section>
  )
}

function NewOrg() {
  const client = useQueryClient()
  const router = useRouter()
  const [slug, setSlug] = useState('')
  return (
    <Section title="New organisation">
      <SavingForm
        label="Create organisation"
        save={async () => {
          await identity.createOrg(slug.trim())
          await client.invalidateQueries({ queryKey: ['me'] })
          router.history.push(addresses.org(slug.trim()))
        }}
      >
        <Field
          label="Name in addresses"
          value={slug}
          required
          onChange={(event) => setSlug(event.target.value.toLowerCase())}
          autoComplete="off"
          hint={`Its projects live at ${window.location.host}/${slug || 'name'}/…`}
        />
      </SavingForm>
    </Section>
  )
}
