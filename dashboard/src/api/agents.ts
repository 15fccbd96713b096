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
  name: string
  capabilities: string[]
  driver: Agent['driver']
}

export const agents = {
  list: () => request<List<Agent>>('GET', '/agents', { query: { limit: 100 } }),
  create: (body: NewAgent) => request<Agent & { apiKey: string }>('POST', '/agents', { body }),
  toggle: (agent: string) => request<Agent>('POST', path`/agents/${agent}/toggle`, { body: {} }),
}
