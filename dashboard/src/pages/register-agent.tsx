import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type AgentPreset, agents, type NewAgent, type Preset } from '../api/agents.ts'
import { queries } from '../api/queries.ts'
import { Button } from '../parts/button.tsx'
import { CopyLine } from '../parts/copy.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Field, SelectField } from '../parts/field.tsx'
import { ProblemLine } from '../parts/problem.tsx'

export function RegisterAgent({ presets, onClose }: { presets: AgentPreset[]; onClose: () => void }) {
  const client = useQueryClient()
  const me = useQuery(queries.me())
  const first = presets.find((preset) => preset.installed)?.preset ?? 'builtin'
  const [kind, setKind] = useState<string>(first)
  const [name, setName] = useState<string>(first)
  const [command, setCommand] = useState('')
  const [capabilities, setCapabilities] = useState('')
  const [org, setOrg] = useState('')
  const create = useMutation({
    mutationFn: (body: NewAgent) => agents.create(body),
    onSuccess: ({ apiKey }) => {
      void client.invalidateQueries({ queryKey: ['agents'] })
      if (!apiKey) onClose()
    },
  })
  const preset = presets.find((each) => each.preset === kind)
  const orgs = me.data?.orgs.filter((each) => each.role !== 'viewer') ?? []
  const send = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({
      name: name.trim(),
      capabilities: words(capabilities),
      driver: driverOf(kind, command),
      ...(orgs.length > 1 ? { org: org || orgs[0]!.id } : {}),
    })
  }
  const key = create.data?.apiKey
  if (key) {
    return (
      <Dialog
        open
        onClose={onClose}
        title="The agent’s key"
        description="Shown once. DevFlow keeps only its hash; whoever has it can claim tasks as this agent."
      >
        <CopyLine label="key of the agent" text={key} />
        <p className="text-sm text-muted">The agent asks for work like this:</p>
        <CopyLine
          label="command to claim a task"
          text={`curl -X POST ${window.location.origin}/api/agents/${create.data?.id}/claim-task -H "Authorization: Bearer ${key}"`}
        />
        <div className="flex justify-end">
          <Button tone="primary" onClick={onClose}>
            I have it
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog open onClose={onClose} title="Register an agent">
      <form onSubmit={send} className="flex flex-col gap-4">
        <SelectField
          label="What runs it"
          value={kind}
          onChange={(event) => {
            setKind(event.target.value)
            if (name === '' || name === kind) setName(event.target.value)
          }}
        >
          {presets.map((each) => (
            <option key={each.preset} value={each.preset}>
              {each.title}
              {each.installed ? '' : ' (not installed)'}
            </option>
          ))}
          <option value="builtin">DevFlow’s own loop over a model</option>
          <option value="command">Another command that speaks ACP</option>
          <option value="external">A program elsewhere that claims tasks over HTTP</option>
        </SelectField>
        {preset && !preset.installed && (
          <div className="flex flex-col gap-1 text-xs text-muted">
            Install it on the server’s machine first:
            <CopyLine label={`command to install ${preset.title}`} text={preset.install} />
          </div>
        )}
        {kind === 'command' && (
          <Field
            label="Command"
            value={command}
            onChange={(event) => setCommand(event.target.value)}
            placeholder="my-agent --acp"
            hint="Program and arguments, separated by spaces."
            required
            className="font-mono"
          />
        )}
        <Field label="Name" value={name} onChange={(event) => setName(event.target.value)} required maxLength={100} />
        <Field
          label="Capabilities"
          value={capabilities}
          onChange={(event) => setCapabilities(event.target.value)}
          placeholder="typescript, review"
          hint="Words a task may ask for, separated by commas. Empty: any task."
        />
        {orgs.length > 1 && (
          <SelectField label="Organisation" value={org || orgs[0]!.id} onChange={(event) => setOrg(event.target.value)}>
            {orgs.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </SelectField>
        )}
        <ProblemLine error={create.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={create.isPending} disabled={name.trim() === ''}>
            Register
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function driverOf(kind: string, command: string): NewAgent['driver'] {
  if (kind === 'builtin' || kind === 'external') return { kind }
  if (kind === 'command') return { kind: 'acp', command: command.split(/\s+/).filter(Boolean) }
  return { kind: 'acp', preset: kind as Preset }
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
}
