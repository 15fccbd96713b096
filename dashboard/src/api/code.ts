import { type Address, type List, path, request } from './client.ts'

export interface FileDiff {
  path: string
  oldPath?: string
  status: 'added' | 'modified' | 'deleted' | 'renamed'
  additions: number
  deletions: number
  binary: boolean
  patch: string
  /** The patch was cut at a limit; the numbers are still of the whole change. */
  truncated?: boolean
}

export interface Branch {
  name: string
  sha: string
  default?: boolean
  protected?: boolean
}

export interface Commit {
  sha: string
  message: string
  author: { name: string; email: string; at: string }
  parents: string[]
}

export interface TreeEntry {
  path: string
  name: string
  type: 'tree' | 'blob' | 'symlink' | 'commit'
  sizeBytes: number | null
}

export interface Blob {
  path: string
  content: string | null
  binary: boolean
  sizeBytes: number
  truncated: boolean
}

export interface CommitDetail extends Commit {
  files: FileDiff[]
}

const at = ({ owner, name }: Address) => path`/projects/${owner}/${name}`

export const code = {
  branches: (project: Address) => request<List<Branch>>('GET', `${at(project)}/branches`),
  commits: (project: Address, query: { ref?: string; path?: string; limit?: number; cursor?: string }) =>
    request<List<Commit>>('GET', `${at(project)}/commits`, { query }),
  commit: (project: Address, sha: string) => request<CommitDetail>('GET', `${at(project)}${path`/commits/${sha}`}`),
  tree: (project: Address, query: { ref: string; path: string }) =>
    request<List<TreeEntry>>('GET', `${at(project)}/tree`, { query }),
  blob: (project: Address, query: { ref: string; path: string }) =>
    request<Blob>('GET', `${at(project)}/blob`, { query }),
}
