import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Confirm } from '../../parts/confirm.tsx'
import { Field, TextArea } from '../../parts/field.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'

interface SecretListProps {
  query: UseQueryResult<{ items: { name: string; updatedAt: string }[] }>
  writes: boolean
  set: (name: string, value: string) => Promise<unknown>
  remove: (name: string) => Promise<unknown>
  /** What they are for. */
  children: ReactNode
}

/** Names of secrets, of a project or of an organisation: their values are never shown again. */
export function SecretList({ query, writes, set, remove, children }: SecretListProps) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const save = async () => {
    await set(name, value)
    setName('')
    setValue('')
  }
  return (
    <Section title="Secrets">
      <div className="flex flex-col gap-6">
        <p className="max-w-xl text-muted">{children}</p>
        <Load query={query} skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No secret yet">
                <p>What an application or its workflows need and nobody may read, such as an API key.</p>
              </Empty>
            ) : (
              <Rows label="Secrets">
                {items.map((secret) => (
                  <li key={secret.name} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
                    <span className="min-w-0 grow font-mono text-sm wrap-anywhere">{secret.name}</span>
                    <Time at={secret.updatedAt} className="text-sm text-muted" />
                    {writes && (
                      <Confirm label="Remove" title={`Remove ${secret.name}?`} run={() => remove(secret.name)}>
                        The next run and the next deployment will not have it. What runs now keeps it until it is
                        stopped.
                      </Confirm>
                    )}
                  </li>
                ))}
              </Rows>
            )
          }
        </Load>
        {writes && (
          <SavingForm save={save} label="Save secret">
            <Field
              label="Name of the secret"
              value={name}
              required
              maxLength={100}
              pattern="[A-Za-z_][A-Za-z0-9_]*"
              title="Letters, digits and underscores, not beginning with a digit"
              onChange={(event) => setName(event.target.value.toUpperCase())}
              placeholder="API_KEY"
              className="font-mono"
              autoComplete="off"
              hint="A name that is there already gets the new value."
            />
            <TextArea
              label="Value of the secret"
              value={value}
              required
              rows={3}
              onChange={(event) => setValue(event.target.value)}
              className="min-h-0 font-mono text-sm wrap-anywhere"
              autoComplete="off"
              spellCheck={false}
            />
          </SavingForm>
        )}
      </div>
    </Section>
  )
}
