import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { type Label, labels } from '../../api/issues.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Field } from '../../parts/field.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, Page, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { LabelTag } from './label.tsx'
import { toggled } from './query.ts'

export default function LabelsPage() {
  const project = useProjectAddress()
  const client = useQueryClient()
  const list = useQuery(forgeQueries.labels(project))
  const tends = useMay(project, 'issues:write')
  const refresh = () => client.invalidateQueries({ queryKey: ['labels', project.owner, project.name] })
  return (
    <Page title="Labels" lead={`They say what an issue or pull request of ${project.owner}/${project.name} is about.`}>
      <div className="flex flex-col gap-8">
        <Load query={list} skeleton={<RowsSkeleton rows={4} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No label yet">
                <p>Such as “bug” or “good first issue”.</p>
              </Empty>
            ) : (
              <Rows label="Labels">
                {items.map((label) => (
                  <LabelRow key={label.id} project={project} label={label} tends={tends} refresh={refresh} />
                ))}
              </Rows>
            )
          }
        </Load>
        {tends && (
          <Section title="New label">
            <LabelForm
              button="Create label"
              save={({ name, ...rest }) => labels.create(project, { label: name, ...rest }).then(refresh)}
            />
          </Section>
        )}
      </div>
    </Page>
  )
}

interface LabelRowProps {
  project: Address
  label: Label
  tends: boolean
  refresh: () => Promise<void>
}

function LabelRow({ project, label, tends, refresh }: LabelRowProps) {
  const [editing, setEditing] = useState(false)
  if (editing) {
    return (
      <li className="p-4">
        <LabelForm
          label={label}
          button="Save"
          onClose={() => setEditing(false)}
          save={async ({ name, ...rest }) => {
            await labels.edit(project, { label: label.name, rename: name, ...rest })
            await refresh()
            setEditing(false)
          }}
        />
      </li>
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <Link
        href={addresses.issues(project, toggled('is:open', 'label', label.name))}
        data-row
        className="row-focus flex w-full shrink-0 sm:w-48"
      >
        <LabelTag label={label} />
      </Link>
      <span className="min-w-0 grow text-sm wrap-anywhere text-muted">{label.description}</span>
      {tends && (
        <span className="flex gap-1">
          <Button tone="quiet" onClick={() => setEditing(true)}>
            Edit
          </Button>
          <Confirm
            label="Delete"
            tone="quiet"
            title={`Delete the label ${label.name}?`}
            run={() => labels.remove(project, label.name).then(refresh)}
          >
            It is taken from every issue and pull request that has it.
          </Confirm>
        </span>
      )}
    </li>
  )
}

interface LabelFields {
  name: string
  color: string
  description: string
}

interface LabelFormProps {
  label?: Label
  button: string
  save: (fields: LabelFields) => Promise<unknown>
  onClose?: () => void
}

function LabelForm({ label, button, save, onClose }: LabelFormProps) {
  const [name, setName] = useState(label?.name ?? '')
  const [color, setColor] = useState(label?.color ?? '1a5fd0')
  const [description, setDescription] = useState(label?.description ?? '')
  return (
    <SavingForm
      label={button}
      extra={onClose && <Button onClick={onClose}>Cancel</Button>}
      save={async () => {
        await save({ name: name.trim(), color, description: description.trim() })
        if (label) return
        setName('')
        setDescription('')
      }}
    >
      <div className="grid gap-4 sm:grid-cols-[1fr_auto]">
        <Field
          label="Name"
          value={name}
          required
          maxLength={50}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label="Colour"
          type="color"
          value={`#${color}`}
          onChange={(event) => setColor(event.target.value.slice(1))}
          className="w-20 p-1"
        />
      </div>
      <Field
        label="Description"
        value={description}
        maxLength={100}
        onChange={(event) => setDescription(event.target.value)}
      />
    </SavingForm>
  )
}
