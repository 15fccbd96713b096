import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { identity, type Org } from '../../api/identity.ts'
import { queries } from '../../api/queries.ts'
import { Facts } from '../../parts/facts.tsx'
import { Field, TextArea } from '../../parts/field.tsx'
import { Load } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'

/** What others read of an organisation. */
export function OrgGeneral({ org, admin }: { org: Org; admin: boolean }) {
  const owner = useQuery(queries.owner(org.slug))
  return (
    <Load query={owner} skeleton={<PageSkeleton />}>
      {({ name, description }) =>
        // The name of a person's own organisation is the person's.
        admin && org.kind === 'organisation' ? (
          <GeneralForm org={org} now={{ name, description }} />
        ) : (
          <Facts
            items={[
              ['Name', name],
              ['Name in addresses', org.slug],
              ['Description', description],
            ]}
          />
        )
      }
    </Load>
  )
}

function GeneralForm({ org, now }: { org: Org; now: { name: string; description: string } }) {
  const client = useQueryClient()
  const [name, setName] = useState(now.name)
  const [description, setDescription] = useState(now.description)
  return (
    <SavingForm
      save={async () => {
        await identity.editOrg(org.slug, { name: name.trim(), description })
        await client.invalidateQueries({ queryKey: ['me'] })
        await client.invalidateQueries({ queryKey: ['owners', org.slug] })
      }}
    >
      <Field
        label="Name"
        value={name}
        required
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
        hint={`In addresses it stays ${org.slug}.`}
      />
      <TextArea
        label="Description"
        value={description}
        maxLength={500}
        onChange={(event) => setDescription(event.target.value)}
      />
    </SavingForm>
  )
}
