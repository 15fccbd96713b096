import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { addresses } from '../addresses.ts'
import { type Agent, type AgentPreset, agents as api } from '../api/agents.ts'
import { queries } from '../api/queries.ts'
import { useQueryParam } from '../frame/query-param.ts'
import { Writers } from '../frame/role.tsx'
import { Button } from '../parts/button.tsx'
import { Tag } from '../parts/chips.tsx'
import { CopyLine } from '../parts/copy.tsx'
import { TextLink } from '../parts/link.tsx'
import { Empty, NotAll, Page, Rows, Section } from '../parts/page.tsx'
import { Load, ProblemLine } from '../parts/problem.tsx'
import { RowsSkeleton } from '../parts/skeleton.tsx'
import { StatusIcon, StatusOf } from '../parts/status.tsx'
import { Switch } from '../parts/switch.tsx'
import { Time } from '../parts/time.tsx'
import { RegisterAgent } from './register-agent.tsx'

const driverWords: Record<Agent['driver']['kind'], string> = {
  acp: 'runs here, over ACP',
  builtin: 'built in, calls the model itself',
  rehearsal: 'replays a recorded session',
  external: 'claims tasks over HTTP',
}

export default function AgentsPage() {
  const list = useQuery(queries.agents())
  const presets = useQuery(queries.presets())
  const [registering, setRegistering] = useQueryParam('register')
  return (
    <Page
      title="Agents"
      lead="Who implements specs, each in its own worktree and sandbox."
      actions={
        <Writers note>
          <Button tone="primary" icon={<Plus className="size-4" />} onClick={() => setRegistering('yes')}>
            Register agent
          </Button>
        </Writers>
      }
    >
      <Load query={list} skeleton={<RowsSkeleton rows={4} />}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty title="No agent yet">
              <p>
                An agent is a coding CLI on this machine, DevFlow’s own loop over a model, or any program that claims
                tasks over HTTP.
              </p>
              <CopyLine
                label="command to register an agent"
                text="npx devflow agents create --name codex --driver.preset codex"
              />
            </Empty>
          ) : (
            <>
              <Rows label="Agents">
                {items.map((agent) => (
                  <AgentRow key={agent.id} agent={agent} />
                ))}
              </Rows>
              {next && <NotAll shown={items.length} />}
            </>
          )
        }
      </Load>
      {presets.data && presets.data.items.length > 0 && (
        <Section title="Coding CLIs on this machine">
          <Rows label="Coding CLIs">
            {presets.data.items.map((preset) => (
              <PresetRow key={preset.preset} preset={preset} />
            ))}
          </Rows>
        </Section>
      )}
      {registering && <RegisterAgent presets={presets.data?.items ?? []} onClose={() => setRegistering('')} />}
    </Page>
  )
}

function AgentRow({ agent }: { agent: Agent }) {
  const client = useQueryClient()
  const tasks = useQuery({ ...queries.tasks({ status: 'in_progress' }), enabled: agent.currentTask !== null })
  const task = tasks.data?.items.find((each) => each.id === agent.currentTask)
  const toggle = useMutation({
    mutationFn: () => api.toggle(agent.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents'] }),
  })
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3" data-testid="agent">
      <div className="flex min-w-0 grow items-start gap-3">
        <StatusIcon status="agent" className="mt-0.5 size-4" />
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-medium">{agent.name}</span>
            {agent.active ? (
              <StatusOf state={agent.status} className="text-sm" />
            ) : (
              <StatusOf state="stopped" className="text-sm" />
            )}
          </p>
          <p className="text-xs text-muted">
            {agent.driver.preset ? `${agent.driver.preset}, ` : ''}
            {driverWords[agent.driver.kind]}
            {agent.driver.command && <code className="ml-2 font-mono">{agent.driver.command.join(' ')}</code>}
          </p>
          {agent.currentTask && (
            <p className="mt-1 text-sm">
              on{' '}
              {task?.spec ? (
                <TextLink href={addresses.spec(task.spec)}>{task.title}</TextLink>
              ) : (
                <TextLink href={addresses.tasks()}>{task?.title ?? 'a task'}</TextLink>
              )}
            </p>
          )}
          <ProblemLine error={toggle.error} />
        </div>
      </div>
      <div className="flex flex-wrap gap-1">
        {agent.capabilities.map((capability) => (
          <Tag key={capability}>{capability}</Tag>
        ))}
      </div>
      <div className="flex w-full items-center justify-between gap-4 sm:w-44 sm:justify-end">
        <span className="text-xs text-muted">{agent.lastSeenAt ? <Time at={agent.lastSeenAt} /> : 'never seen'}</span>
        <Writers>
          <Switch
            label={`${agent.name} takes tasks`}
            checked={agent.active}
            busy={toggle.isPending}
            onChange={() => toggle.mutate()}
          />
        </Writers>
      </div>
    </li>
  )
}

function PresetRow({ preset }: { preset: AgentPreset }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-64">
        <p className="flex items-center gap-3">
          <span className="font-medium">{preset.title}</span>
          <span className="inline-flex items-center gap-1.5 text-sm text-muted">
            <StatusIcon status={preset.installed ? 'done' : 'waiting'} className="size-3.5" />
            {preset.installed ? 'Installed' : 'Not installed'}
          </span>
        </p>
        <p className="text-xs text-muted">{preset.notes}</p>
      </div>
      {!preset.installed && (
        <CopyLine label={`command to install ${preset.title}`} text={preset.install} className="w-full sm:w-96" />
      )}
    </li>
  )
}
