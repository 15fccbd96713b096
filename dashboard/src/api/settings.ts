import { request } from './client.ts'

export interface ModelSettings {
  baseUrl: string | null
  model: string | null
  hasApiKey: boolean
}

export const settings = {
  model: () => request<ModelSettings>('GET', '/settings/model'),
  setModel: (body: { baseUrl: string; model: string; apiKey?: string }) => request<ModelSettings>('PUT', '/settings/model', { body }),
}
