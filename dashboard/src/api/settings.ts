import { request } from './client.ts'

export interface ModelSettings {
  baseUrl: string | null
  model: string | null
  hasApiKey: boolean
  source?: 'settings' | 'environment' | 'none'
}

export interface ModelProbe {
  ok: boolean
  message: string
  durationMs: number
}

export const settings = {
  model: () => request<ModelSettings>('GET', '/settings/model'),
  setModel: (body: { baseUrl: string; model: string; apiKey?: string }) =>
    request<ModelSettings>('PUT', '/settings/model', { body }),
  testModel: (body: { baseUrl?: string; model?: string; apiKey?: string }) =>
    request<ModelProbe>('POST', '/settings/model/test', { body }),
}
