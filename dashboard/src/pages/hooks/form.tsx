import { useState } from 'react'
import type { Hook, NewHook } from '../../api/hooks.ts'
import { CheckField, Field, SelectField } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { EVENT_NAMES } from './event-names.ts'

interface HookFormProps {
  hook?: Hook
  button: string
  save: (fields: NewHook) => Promise<unknown>
}

type Which = 'push' | 'all' | 'some'

const choices: { value: Which; label: string }[] = [
  { value: 'push', label: 'Pushes only' },
  { value: 'all', label: 'Everything that happens' },
  { value: 'some', label: 'What I choose' },
]

export function HookForm({ hook, button, save }: HookFormProps) {
  const [url, setUrl] = useState(hook?.url ?? '')
  const [contentType, setContentType] = useState(hook?.contentType ?? 'json')
  const [secret, setSecret] = useState('')
  const [events, setEvents] = useState<string[]>(hook?.events ?? ['push'])
  const [which, setWhich] = useState<Which>(whichOf(hook?.events ?? ['push']))
  const [active, setActive] = useState(hook?.active ?? true)
  const [insecureTls, setInsecureTls] = useState(hook?.insecureTls ?? false)
  const asked = which === 'push' ? ['push'] : which === 'all' ? ['*'] : events.filter((name) => name !== '*')
  return (
    <SavingForm
      label={button}
      save={async () => {
        await save({
          url: url.trim(),
          contentType,
          events: asked,
          active,
          insecureTls,
          ...(secret ? { secret } : {}),
        })
        setSecret('')
      }}
    >
      <Field
        label="Address"
        type="url"
        required
        value={url}
        onChange={(event) => setUrl(event.target.value)}
        placeholder="https://bot.example.com/hook"
        className="font-mono"
        autoComplete="off"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="Sent as"
          value={contentType}
          onChange={(event) => setContentType(event.target.value === 'form' ? 'form' : 'json')}
        >
          <option value="json">application/json</option>
          <option value="form">application/x-www-form-urlencoded</option>
        </SelectField>
        <Field
          label="Secret"
          type="password"
          value={secret}
          maxLength={255}
          autoComplete="new-password"
          onChange={(event) => setSecret(event.target.value)}
          placeholder={hook?.hasSecret ? '••••••••' : ''}
          className="font-mono"
          hint={
            hook?.hasSecret
              ? 'One is kept. Leave empty to keep it.'
              : 'Signs each delivery, so that the receiver knows it is genuine.'
          }
        />
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 text-sm font-medium">What is told</legend>
        {choices.map(({ value, label }) => (
          <label key={value} className="flex items-center gap-2 text-sm">
            <input
              type="radio"
              name="which"
              checked={which === value}
              onChange={() => setWhich(value)}
              className="size-4 accent-ink"
            />
            {label}
          </label>
        ))}
      </fieldset>
      {which === 'some' && <EventChoice chosen={events} onChange={setEvents} />}
      <CheckField
        label="Active"
        hint="Switched off, it keeps its past deliveries and sends none."
        checked={active}
        onChange={(event) => setActive(event.target.checked)}
      />
      <CheckField
        label="Accept any certificate"
        hint="Whoever stands between could then read what is sent. Only for receivers inside your own network."
        checked={insecureTls}
        onChange={(event) => setInsecureTls(event.target.checked)}
      />
    </SavingForm>
  )
}

/** The events that are told, each with what it means. */
export function EventChoice({ chosen, onChange }: { chosen: string[]; onChange: (events: string[]) => void }) {
  const known = EVENT_NAMES.map(([name]) => name)
  // What another client asked for stays asked for.
  const others = chosen.filter((name) => name !== '*' && !known.includes(name)).map((name) => [name, name, ''] as const)
  return (
    <fieldset className="grid gap-3 rounded-md border p-4 sm:grid-cols-2">
      <legend className="sr-only">Events</legend>
      {[...EVENT_NAMES, ...others].map(([name, label, what]) => (
        <CheckField
          key={name}
          label={label}
          hint={what}
          checked={chosen.includes(name)}
          onChange={(event) =>
            onChange(event.target.checked ? [...chosen, name] : chosen.filter((each) => each !== name))
          }
        />
      ))}
    </fieldset>
  )
}

function whichOf(events: readonly string[]): Which {
  if (events.includes('*')) return 'all'
  return events.length === 1 && events[0] === 'push' ? 'push' : 'some'
}
