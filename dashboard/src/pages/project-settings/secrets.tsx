import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Project, projects } from '../../api/projects.ts'
import { queries } from '../../api/queries.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Field } from '../../parts/field.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'

export function Secrets({ project }: { project: Project }) {
  const client = useQueryClient()
  const query = queries.secrets(project)
  const secrets = useQuery(query)
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey })
  const add = async () => {
    await projects.setSecret(project, key, value)
    setKey('')
    setValue('')
    await refresh()
  }
  return (
    <div className="flex flex-col gap-10">
      <p className="max-w-xl text-muted">
        Given to runs and deployments as environment variables. Values are encrypted, never shown again, and masked in
        logs.
      </p>
      <Load query={secrets} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No secret yet">
              <p>Add what the application or its workflows need, such as an API key.</p>
            </Empty>
          ) : (
            <Rows label="Secrets">
              {items.map((secret) => (
                <li key={secret.name} className="flex items-center gap-3 px-4 py-2">
                  <span className="min-w-0 grow truncate font-mono text-sm">{secret.name}</span>
                  <Time at={secret.updatedAt} className="text-sm text-muted" />
                  <Confirm
                    label="Remove"
                    title={`Remove ${secret.name}?`}
                    run={() => projects.removeSecret(project, secret.name).then(refresh)}
                  >
                    The next run and the next deployment will not have it. What runs now keeps it until it is stopped.
                  </Confirm>
                </li>
              ))}
            </Rows>
          )
        }
      </Load>
      <Section title="Add or replace">
        <SavingForm save={add} label="Save secret">
          <Field
            label="Name"
            value={key}
            required
            pattern="[A-Za-z_][A-Za-z0-9_]*"
            onChange={(event) => setKey(event.target.value.toUpperCase())}
            placeholder="API_KEY"
            className="font-mono"
            autoComplete="off"
          />
          <Field
            label="Value"
            type="password"
            value={value}
            required
            onChange={(event) => setValue(event.target.value)}
            className="font-mono"
            autoComplete="off"
          />
        </SavingForm>
      </Section>
    </div>
  )
}
