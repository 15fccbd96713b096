import type { Address } from './api/client.ts'
import type { HookPlace } from './api/hooks.ts'

const enc = encodeURIComponent
/** Slashes inside a branch or a file's path stay slashes, as on GitHub: addresses are read by people. */
const encPath = (value: string) => value.split('/').map(enc).join('/')

/** Every address of the dashboard. They are shared and bookmarked: changing one breaks somebody's link. */
export const addresses = {
  board: () => '/',
  /** `back` is where one goes on afterwards. */
  signIn: (back?: string) => withQuery('/sign-in', { back }),
  specs: (query: { state?: string; project?: string } = {}) => withQuery('/specs', query),
  newSpec: (project?: Address) => withQuery('/specs/new', { project: project && `${project.owner}/${project.name}` }),
  spec: (id: string) => `/specs/${enc(id)}`,
  timeline: (query: Record<string, string | undefined> = {}) => withQuery('/timeline', query),
  agents: () => '/agents',
  tasks: () => '/tasks',
  projects: () => '/projects',
  newProject: () => '/projects/new',
  importProject: () => '/projects/import',
  settings: (tab?: string) => withQuery('/settings', { tab }),
  project: (p: Address) => `/${enc(p.owner)}/${enc(p.name)}`,
  tree: (p: Address, ref: string, path = '') =>
    `${addresses.project(p)}/tree/${encPath(ref)}${path && `/${encPath(path)}`}`,
  blob: (p: Address, ref: string, path: string) => `${addresses.project(p)}/blob/${encPath(ref)}/${encPath(path)}`,
  raw: (p: Address, ref: string, path: string) => `${addresses.project(p)}/raw/${encPath(ref)}/${encPath(path)}`,
  archive: (p: Address, ref: string, format: 'zip' | 'tar.gz') =>
    `${addresses.project(p)}/archive/${encPath(ref)}.${format}`,
  blame: (p: Address, ref: string, path: string) => `${addresses.project(p)}/blame/${encPath(ref)}/${encPath(path)}`,
  commits: (p: Address, ref?: string, path = '') =>
    `${addresses.project(p)}/commits${ref === undefined ? '' : `/${encPath(ref)}`}${path && `/${encPath(path)}`}`,
  branches: (p: Address) => `${addresses.project(p)}/branches`,
  tags: (p: Address) => `${addresses.project(p)}/tags`,
  compare: (p: Address, base: string, head: string) =>
    `${addresses.project(p)}/compare/${encPath(base)}...${encPath(head)}`,
  codeSearch: (p: Address, query: { q?: string; ref?: string; path?: string } = {}) =>
    withQuery(`${addresses.project(p)}/search`, query),
  commit: (p: Address, sha: string) => `${addresses.project(p)}/commit/${enc(sha)}`,
  pulls: (p: Address) => `${addresses.project(p)}/pulls`,
  pull: (p: Address, number: number, tab?: string) => withQuery(`${addresses.project(p)}/pull/${number}`, { tab }),
  issues: (p: Address, q?: string) => withQuery(`${addresses.project(p)}/issues`, { q }),
  chooseIssue: (p: Address) => `${addresses.project(p)}/issues/new/choose`,
  newIssue: (p: Address, template?: string) => withQuery(`${addresses.project(p)}/issues/new`, { template }),
  issue: (p: Address, number: number) => `${addresses.project(p)}/issues/${number}`,
  labels: (p: Address) => `${addresses.project(p)}/labels`,
  milestones: (p: Address) => `${addresses.project(p)}/milestones`,
  milestone: (p: Address, number: number) => `${addresses.project(p)}/milestone/${number}`,
  releases: (p: Address) => `${addresses.project(p)}/releases`,
  newRelease: (p: Address, tag?: string) => withQuery(`${addresses.project(p)}/releases/new`, { tag }),
  release: (p: Address, tag: string) => `${addresses.project(p)}/releases/tag/${encPath(tag)}`,
  /** By its id, not its tag: a draft's tag may be that of another. */
  editRelease: (p: Address, release: string) => `${addresses.project(p)}/releases/edit/${enc(release)}`,
  asset: (p: Address, tag: string, file: string) =>
    `${addresses.project(p)}/releases/download/${encPath(tag)}/${enc(file)}`,
  runs: (p: Address) => `${addresses.project(p)}/actions`,
  run: (p: Address, run: string, job?: string) =>
    withQuery(`${addresses.project(p)}/actions/runs/${enc(run)}`, { job }),
  deployments: (p: Address) => `${addresses.project(p)}/deployments`,
  deployment: (p: Address, deployment: string) => `${addresses.project(p)}/deployments/${enc(deployment)}`,
  newHook: (at: HookPlace) => `${hooksOf(at)}/new`,
  hook: (at: HookPlace, hook: number, tab?: string) => withQuery(`${hooksOf(at)}/${hook}`, { tab }),
  hooks: (at: HookPlace) => ('owner' in at ? addresses.projectSettings(at, 'hooks') : addresses.org(at.org, 'hooks')),
  org: (org: string, tab?: string) => withQuery(`/orgs/${enc(org)}`, { tab }),
  team: (org: string, team: string) => `/orgs/${enc(org)}/teams/${enc(team)}`,
  newApp: (org: string) => `/orgs/${enc(org)}/apps/new`,
  app: (org: string, app: string, tab?: string) => withQuery(`/orgs/${enc(org)}/apps/${enc(app)}`, { tab }),
  projectSettings: (p: Address, tab?: string) => withQuery(`${addresses.project(p)}/settings`, { tab }),
  projectRule: (p: Address, rule: string) => withQuery(`${addresses.project(p)}/settings`, { tab: 'branches', rule }),
}

function hooksOf(at: HookPlace): string {
  return 'owner' in at ? `${addresses.project(at)}/settings/hooks` : `/orgs/${enc(at.org)}/hooks`
}

function withQuery(path: string, query: Record<string, string | undefined>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value) search.set(key, value)
  const text = search.toString()
  return text ? `${path}?${text}` : path
}
