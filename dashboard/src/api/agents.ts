import { type List, path, request } from './client.ts'

export type Preset = 'codex' | 'opencode' | 'claude' | 'gemini'

export interface Agent {
  id: string
  name: string
  active: boolean
  capabilities: string[]
  driver: { kind: 'acp' | 'builtin' | 'rehearsal' | 'external'; command?: string[]; preset?: Preset }
  status: 'idle' | 'working' | 'offline'
  lastSeenAt: string | null
  currentTask: string | null
  createdAt: string
}

export interface NewAgent {
  org?: string
  name: string
  capabilities: string[]
  driver: Agent['driver']
}

export interface AgentPreset {
  preset: Preset
  title: string
  installed: boolean
  command: string[]
  install: string
  notes: string
}

export const agents = {
  list: () => request<List<Agent>>('GET', '/agents', { query: { limit: 100 } }),
  presets: () => request<List<AgentPreset>>('GET', '/agents/presets'),
  create: (body: NewAgent) => request<Agent & { apiKey: string | null }>('POST', '/agents', { body }),
  toggle: (agent: string) => request<Agent>('POST', path`/agents/${agent}/toggle`, { body: {} }),
}
