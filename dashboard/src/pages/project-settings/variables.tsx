import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Project } from '../../api/projects.ts'
import { type Variable, variables, variablesQuery } from '../../api/variables.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field, TextArea } from '../../parts/field.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'

/** What workflows read as `vars`. */
export function Variables({ project, writes }: { project: Project; writes: boolean }) {
  const client = useQueryClient()
  const query = variablesQuery(project)
  const list = useQuery(query)
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey })
  const add = async () => {
    await variables.create(project, name, value)
    setName('')
    setValue('')
    await refresh()
  }
  return (
    <Section title="Variables">
      <div className="flex flex-col gap-6">
        <p className="max-w-xl text-muted">
          What workflows read as <code className="font-mono text-sm">vars.NAME</code>. They are no secret: whoever works
          here sees them.
        </p>
        <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No variable yet">
                <p>What differs between copies of a workflow and is no secret, such as a region or an address.</p>
              </Empty>
            ) : (
              <Rows label="Variables">
                {items.map((variable) => (
                  <li key={variable.name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
                    <span className="min-w-0 grow basis-60">
                      <span className="block font-mono text-sm wrap-anywhere">{variable.name}</span>
                      <span className="line-clamp-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap text-muted">
                        {variable.value}
                      </span>
                    </span>
                    <Time at={variable.updatedAt} className="text-sm text-muted" />
                    {writes && (
                      <span className="flex gap-2">
                        <Change
                          variable={variable}
                          save={(to) => variables.change(project, variable.name, to).then(refresh)}
                        />
                        <Confirm
                          label="Remove"
                          title={`Remove ${variable.name}?`}
                          run={() => variables.remove(project, variable.name).then(refresh)}
                        >
                          Workflows that read it find nothing, from the next run on.
                        </Confirm>
                      </span>
                    )}
                  </li>
                ))}
              </Rows>
            )
          }
        </Load>
        {writes && (
          <SavingForm save={add} label="Add variable">
            <Field
              label="Name of the variable"
              value={name}
              required
              maxLength={100}
              pattern="[A-Za-z_][A-Za-z0-9_]*"
              title="Letters, digits and underscores, not beginning with a digit"
              onChange={(event) => setName(event.target.value.toUpperCase())}
              placeholder="REGION"
              className="font-mono"
              autoComplete="off"
            />
            <TextArea
              label="Value of the variable"
              value={value}
              rows={2}
              onChange={(event) => setValue(event.target.value)}
              className="min-h-0 font-mono text-sm wrap-anywhere"
              spellCheck={false}
            />
          </SavingForm>
        )}
      </div>
    </Section>
  )
}

function Change({ variable, save }: { variable: Variable; save: (value: string) => Promise<unknown> }) {
  const [open, setOpen] = useState(false)
  const [value, setValue] = useState(variable.value)
  return (
    <>
      <Button
        onClick={() => {
          setValue(variable.value)
          setOpen(true)
        }}
      >
        Change
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`Change ${variable.name}`}>
        <SavingForm save={() => save(value).then(() => setOpen(false))}>
          <TextArea
            label="Value"
            value={value}
            onChange={(event) => setValue(event.target.value)}
            className="font-mono text-sm wrap-anywhere"
            spellCheck={false}
          />
        </SavingForm>
      </Dialog>
    </>
  )
}
