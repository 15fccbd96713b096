import { useState } from 'react'
import type { NewApp, OwnApp } from '../../api/apps.ts'
import { CheckField, Field, SelectField, TextArea } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { EventChoice } from '../hooks/form.tsx'
import { PermissionFields } from './app-permissions.tsx'

interface AppFormProps {
  app?: OwnApp
  button: string
  save: (fields: NewApp) => Promise<unknown>
}

export function AppForm({ app, button, save }: AppFormProps) {
  const [name, setName] = useState(app?.name ?? '')
  const [description, setDescription] = useState(app?.description ?? '')
  const [homepage, setHomepage] = useState(app?.homepage ?? '')
  const [open, setOpen] = useState(app?.public ?? false)
  const [permissions, setPermissions] = useState(app?.permissions ?? { contents: 'read' as const })
  const [events, setEvents] = useState(app?.events ?? [])
  const [hookUrl, setHookUrl] = useState(app?.hook.url ?? '')
  const [hookActive, setHookActive] = useState(app?.hook.active ?? true)
  const [hookSecret, setHookSecret] = useState('')
  const [hookContentType, setHookContentType] = useState(app?.hook.contentType ?? 'json')
  const [hookInsecureTls, setHookInsecureTls] = useState(app?.hook.insecureTls ?? false)
  return (
    <SavingForm
      label={button}
      save={async () => {
        await save({
          name: name.trim(),
          description,
          homepage: homepage.trim(),
          public: open,
          permissions,
          events,
          hookUrl: hookUrl.trim() || null,
          hookActive,
          hookContentType,
          hookInsecureTls,
          ...(hookSecret ? { hookSecret } : {}),
        })
        setHookSecret('')
      }}
    >
      <Field
        label="Name"
        value={name}
        required
        maxLength={34}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
        hint="What it does is shown as done by this name with [bot]."
      />
      <TextArea
        label="Description"
        value={description}
        maxLength={10_000}
        onChange={(event) => setDescription(event.target.value)}
      />
      <Field
        label="Homepage"
        type="url"
        value={homepage}
        required
        onChange={(event) => setHomepage(event.target.value)}
        placeholder="https://bot.example.com"
      />
      <CheckField
        label="Others may install it"
        hint="Otherwise only the organisation that owns it."
        checked={open}
        onChange={(event) => setOpen(event.target.checked)}
      />
      <PermissionFields value={permissions} onChange={setPermissions} />
      <div className="flex flex-col gap-2">
        <p className="text-sm font-medium">What it is told</p>
        <EventChoice chosen={events} onChange={setEvents} />
      </div>
      <Field
        label="Address of its webhook"
        type="url"
        value={hookUrl}
        onChange={(event) => setHookUrl(event.target.value)}
        placeholder="https://bot.example.com/hook"
        className="font-mono"
        autoComplete="off"
        hint="Empty: it is told nothing and asks by itself."
      />
      {hookUrl !== '' && (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              label="Sent as"
              value={hookContentType}
              onChange={(event) => setHookContentType(event.target.value === 'form' ? 'form' : 'json')}
            >
              <option value="json">application/json</option>
              <option value="form">application/x-www-form-urlencoded</option>
            </SelectField>
            <Field
              label="Secret of the webhook"
              type="password"
              value={hookSecret}
              maxLength={255}
              autoComplete="new-password"
              onChange={(event) => setHookSecret(event.target.value)}
              placeholder={app?.hook.hasSecret ? '••••••••' : ''}
              className="font-mono"
              hint={app?.hook.hasSecret ? 'One is kept. Leave empty to keep it.' : 'Signs each delivery as genuine.'}
            />
          </div>
          <CheckField
            label="Webhook active"
            checked={hookActive}
            onChange={(event) => setHookActive(event.target.checked)}
          />
          <CheckField
            label="Accept any certificate"
            hint="Whoever stands between could then read what is sent. Only for receivers inside your own network."
            checked={hookInsecureTls}
            onChange={(event) => setHookInsecureTls(event.target.checked)}
          />
        </>
      )}
    </SavingForm>
  )
}
