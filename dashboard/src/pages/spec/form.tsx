import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { queries } from '../../api/queries.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Editor } from '../../parts/editor.tsx'
import { Field, SelectField } from '../../parts/field.tsx'
import { ProblemLine } from '../../parts/problem.tsx'

export interface SpecText {
  title: string
  body: string
  acceptance: string[]
  agent: string
}

interface SpecFormProps {
  initial: SpecText
  before?: ReactNode
  submit: string
  busy: boolean
  error: unknown
  disabled?: boolean
  onSubmit: (text: SpecText) => void
  onCancel: () => void
}

/** Used to write a spec and to change one. */
export function SpecForm({ initial, before, submit, busy, error, disabled, onSubmit, onCancel }: SpecFormProps) {
  const [title, setTitle] = useState(initial.title)
  const [body, setBody] = useState(initial.body)
  const [acceptance, setAcceptance] = useState(initial.acceptance.length > 0 ? initial.acceptance : [''])
  const [agent, setAgent] = useState(initial.agent)
  const [tried, setTried] = useState(false)
  const agents = useQuery(queries.agents())
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (title.trim() === '' || disabled) return
    onSubmit({ title: title.trim(), body, acceptance: acceptance.map((line) => line.trim()).filter(Boolean), agent })
  }
  return (
    <form onSubmit={send} className="flex max-w-3xl flex-col gap-5" noValidate>
      {before}
      <Field
        label="Title"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        maxLength={200}
        placeholder="What should be true when this is done"
        error={tried && title.trim() === '' ? 'A spec needs a title.' : undefined}
      />
      <Editor
        label="Description"
        value={body}
        onChange={setBody}
        className="min-h-56 font-mono text-sm"
        placeholder="What to build, why, and what must not change"
      />
      <Acceptance items={acceptance} onChange={setAcceptance} />
      <SelectField
        label="Agent"
        value={agent}
        onChange={(event) => setAgent(event.target.value)}
        hint="Who implements it once it is approved."
      >
        <option value="">Whichever suitable agent is free</option>
        {agents.data?.items
          .filter((each) => each.active || each.name === agent)
          .map((each) => (
            <option key={each.id} value={each.name}>
              {each.name} ({each.status})
            </option>
          ))}
      </SelectField>
      <ProblemLine error={error} />
      <div className="flex gap-2">
        <Button type="submit" tone="primary" busy={busy} disabled={disabled}>
          {submit}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  )
}

function Acceptance({ items, onChange }: { items: string[]; onChange: (items: string[]) => void }) {
  const list = useRef<HTMLOListElement>(null)
  const add = (at: number) => {
    onChange(items.toSpliced(at, 0, ''))
    requestAnimationFrame(() => list.current?.querySelectorAll('input')[at]?.focus())
  }
  return (
    <fieldset>
      <legend className="text-sm font-medium">Acceptance criteria</legend>
      <p className="mb-2 text-xs text-muted">
        Each becomes something the change is checked against. Enter adds a line.
      </p>
      <ol ref={list} className="flex flex-col gap-2">
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <li key={index} className="flex items-center gap-2">
            <input
              aria-label={`Criterion ${index + 1}`}
              value={item}
              maxLength={500}
              onChange={(event) => onChange(items.with(index, event.target.value))}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return
                event.preventDefault()
                add(index + 1)
              }}
              className="h-9 min-w-0 grow rounded-md border border-control bg-raised px-3"
            />
            <IconButton
              label={`Remove criterion ${index + 1}`}
              disabled={items.length === 1}
              onClick={() => onChange(items.toSpliced(index, 1))}
            >
              <X className="size-4" />
            </IconButton>
          </li>
        ))}
      </ol>
      <Button tone="quiet" className="mt-2" icon={<Plus className="size-4" />} onClick={() => add(items.length)}>
        Add a criterion
      </Button>
    </fieldset>
  )
}
