import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { forgeQueries } from '../../api/forge-queries.ts'
import { emails } from '../../api/keys.ts'
import { Tag } from '../../parts/chips.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Field } from '../../parts/field.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusLabel } from '../../parts/status.tsx'

/** The addresses by which commits are known to be a person's. */
export function Emails() {
  const client = useQueryClient()
  const list = useQuery(forgeQueries.emails())
  const [email, setEmail] = useState('')
  const refresh = () => client.invalidateQueries({ queryKey: ['emails'] })
  return (
    <Section title="Mail addresses">
      <div className="flex flex-col gap-4">
        <Load query={list} skeleton={<RowsSkeleton rows={1} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No mail address yet">
                <p>Commits that carry one of your addresses are shown as yours.</p>
              </Empty>
            ) : (
              <Rows label="Mail addresses">
                {items.map((each) => (
                  <li key={each.email} className="flex flex-wrap items-center gap-3 px-4 py-2">
                    <span className="min-w-0 grow wrap-anywhere">{each.email}</span>
                    {each.primary && <Tag>primary</Tag>}
                    <span className="text-sm">
                      {each.verified ? (
                        <StatusLabel status="done">Confirmed</StatusLabel>
                      ) : (
                        <StatusLabel status="needs_person">A server admin confirms it</StatusLabel>
                      )}
                    </span>
                    <Confirm
                      label="Remove"
                      title={`Remove ${each.email}?`}
                      run={() => emails.remove(each.email).then(refresh)}
                    >
                      Commits that carry it are no longer shown as yours.
                    </Confirm>
                  </li>
                ))}
              </Rows>
            )
          }
        </Load>
        <SavingForm
          label="Add address"
          save={async () => {
            await emails.add(email.trim())
            setEmail('')
            await refresh()
          }}
        >
          <Field
            label="Mail address"
            type="email"
            value={email}
            required
            autoComplete="email"
            onChange={(event) => setEmail(event.target.value)}
          />
        </SavingForm>
      </div>
    </Section>
  )
}
