import type { AgentPreset, AgentsCreateInput } from '@devflow/sdk'
import { client } from './client.ts'

export type { Agent, AgentPreset } from '@devflow/sdk'
export type Preset = AgentPreset['preset']
export type NewAgent = AgentsCreateInput

export const agents = {
  list: () => client.agents.list({ limit: 100 }),
  presets: () => client.agents.presets(),
  create: (body: NewAgent) => client.agents.create(body),
  toggle: (agent: string) => client.agents.toggle({ agent }),
}
