import { type Address, type List, path, request } from './client.ts'

export interface Project {
  id: string
  owner: string
  name: string
  description: string
  defaultBranch: string
  rehearsal: boolean
  settings: ProjectSettings
  createdAt: string
}

export interface ProjectSettings {
  merge: 'auto' | 'review'
  maxAttempts: number
  guardian: {
    maxDiffLines: number
    maxFiles: number
    forbiddenPaths: string[]
    secretScan: boolean
    maxCostUsd: number
  }
  protection: BranchProtection[]
  deploy: { enabled: boolean; healthPath: string; startTimeoutSeconds: number }
}

export interface BranchProtection {
  pattern: string
  requirePull: boolean
  requiredChecks: string[]
  requiredApprovals: number
  allowForcePush: boolean
}

export interface ProjectEdit {
  description?: string
  defaultBranch?: string
  settings?: Partial<ProjectSettings>
}

export const projects = {
  list: () => request<List<Project>>('GET', '/projects'),
  create: (body: { owner: string; name: string; description: string }) =>
    request<Project>('POST', '/projects', { body }),
  get: ({ owner, name }: Address) => request<Project>('GET', path`/projects/${owner}/${name}`),
  edit: ({ owner, name }: Address, body: ProjectEdit) =>
    request<Project>('PATCH', path`/projects/${owner}/${name}`, { body }),
  remove: ({ owner, name }: Address) =>
    request<void>('DELETE', path`/projects/${owner}/${name}`, { body: { confirm: `${owner}/${name}` } }),
  secrets: ({ owner, name }: Address) =>
    request<List<{ name: string; updatedAt: string }>>('GET', path`/projects/${owner}/${name}/secrets`),
  setSecret: ({ owner, name }: Address, key: string, value: string) =>
    request<unknown>('PUT', path`/projects/${owner}/${name}/secrets/${key}`, { body: { value } }),
  removeSecret: ({ owner, name }: Address, key: string) =>
    request<void>('DELETE', path`/projects/${owner}/${name}/secrets/${key}`),
}
