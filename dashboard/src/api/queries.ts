import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { agents } from './agents.ts'
import { checks } from './checks.ts'
import { type Address, Refusal } from './client.ts'
import { code } from './code.ts'
import { deployments } from './deployments.ts'
import { flow, type WorkItem } from './flow.ts'
import { identity } from './identity.ts'
import { issues } from './issues.ts'
import { projects } from './projects.ts'
import { pulls } from './pulls.ts'
import { runs } from './runs.ts'
import { settings } from './settings.ts'
import { specs } from './specs.ts'
import { type Task, tasks } from './tasks.ts'

/**
 * Every read of the dashboard by name. The first word of a key is the noun an event invalidates (see events/freshness.ts),
 * so a page needs no code to stay live.
 */
export const queries = {
  server: () => queryOptions({ queryKey: ['server'], queryFn: identity.server, staleTime: Infinity }),
  // Whoever is not signed in is not asked again by every part of the page.
  me: () => queryOptions({ queryKey: ['me'], queryFn: identity.me, staleTime: 60_000, retryOnMount: false }),
  tokens: () => queryOptions({ queryKey: ['tokens'], queryFn: identity.tokens }),
  owner: (login: string) => queryOptions({ queryKey: ['owners', login], queryFn: () => identity.owner(login) }),
  members: (org: string) => queryOptions({ queryKey: ['members', org], queryFn: () => identity.members(org) }),
  model: () => queryOptions({ queryKey: ['model'], queryFn: settings.model }),

  board: () => queryOptions({ queryKey: ['board'], queryFn: flow.board }),
  workItems: (kind?: WorkItem['kind']) =>
    queryOptions({ queryKey: ['workitems', kind], queryFn: () => flow.workItems({ kind, limit: 100 }) }),
  projectFlow: (p: Address) => queryOptions({ queryKey: ['flow', p.owner, p.name], queryFn: () => flow.project(p) }),

  specs: (query: Parameters<typeof specs.list>[0]) =>
    queryOptions({ queryKey: ['specs', query], queryFn: () => specs.list(query), placeholderData: keepPreviousData }),
  evidence: (spec: string) => queryOptions({ queryKey: ['evidence', spec], queryFn: () => specs.evidence(spec) }),
  specVersions: (spec: string) =>
    queryOptions({ queryKey: ['specs', spec, 'versions'], queryFn: () => specs.versions(spec) }),
  specComments: (spec: string) =>
    queryOptions({ queryKey: ['specs', spec, 'comments'], queryFn: () => specs.comments(spec) }),

  agents: () => queryOptions({ queryKey: ['agents'], queryFn: agents.list }),
  presets: () => queryOptions({ queryKey: ['agents', 'presets'], queryFn: agents.presets, staleTime: 60_000 }),
  tasks: (query: { status?: Task['status']; spec?: string } = {}) =>
    queryOptions({
      queryKey: ['tasks', query],
      queryFn: () => tasks.list({ ...query, limit: 100 }),
      placeholderData: keepPreviousData,
    }),

  projects: () => queryOptions({ queryKey: ['projects'], queryFn: projects.list }),
  project: (p: Address) => queryOptions({ queryKey: ['projects', p.owner, p.name], queryFn: () => projects.get(p) }),
  powers: (p: Address) =>
    queryOptions({
      queryKey: ['projects', p.owner, p.name, 'powers'],
      queryFn: () => projects.powers(p),
      staleTime: 60_000,
    }),
  secrets: (p: Address) => queryOptions({ queryKey: ['secrets', p.owner, p.name], queryFn: () => projects.secrets(p) }),

  commits: (p: Address, query: { ref?: string; path?: string; limit?: number }) =>
    queryOptions({ queryKey: ['code', p.owner, p.name, 'commits', query], queryFn: () => code.commits(p, query) }),
  commit: (p: Address, sha: string) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'commit', sha],
      queryFn: () => code.commit(p, sha),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  fileDiff: (p: Address, of: Parameters<typeof code.fileDiff>[1]) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'file-diff', of],
      queryFn: () => code.fileDiff(p, of),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  signatures: (p: Address, shas: string[]) =>
    queryOptions({
      queryKey: ['signatures', p.owner, p.name, shas],
      queryFn: () => code.signatures(p, shas),
      retry: false,
    }),
  signature: (p: Address, sha: string) =>
    queryOptions({
      queryKey: ['signatures', p.owner, p.name, sha],
      queryFn: () => code.signature(p, sha),
      retry: false,
    }),
  overview: (p: Address, ref?: string) =>
    queryOptions({ queryKey: ['code', p.owner, p.name, 'overview', ref], queryFn: () => code.overview(p, ref) }),
  located: (p: Address, address: string) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'located', address],
      queryFn: () => code.locate(p, address),
      placeholderData: keepPreviousData,
    }),
  branchList: (p: Address, query: { query: string; page: number; limit: number }) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'branch-list', query],
      queryFn: () => code.listBranches(p, query),
      placeholderData: keepPreviousData,
    }),
  tags: (p: Address, query: { page: number; limit: number }) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'tags', query],
      queryFn: () => code.tags(p, query),
      placeholderData: keepPreviousData,
    }),
  compare: (p: Address, query: { base: string; head: string }) =>
    queryOptions({ queryKey: ['code', p.owner, p.name, 'compare', query], queryFn: () => code.compare(p, query) }),
  tree: (p: Address, ref: string, path: string, page = 1) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'tree', ref, path, page],
      queryFn: () => code.tree(p, { ref, path, page }),
    }),
  lastCommits: (p: Address, ref: string, path: string, page = 1) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'last-commits', ref, path, page],
      queryFn: () => code.lastCommits(p, { ref, path, page }),
    }),
  blob: (p: Address, ref: string, path: string) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'blob', ref, path],
      queryFn: () => code.blob(p, { ref, path }),
    }),
  highlight: (p: Address, ref: string, path: string) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'highlight', ref, path],
      queryFn: () => code.highlight(p, { ref, path }),
      // A page without colours is whole: a refusal is not asked about again, but for the one that says to wait.
      retry: (failures, error) => failures < 3 && error instanceof Refusal && error.kind === 'rate_limited',
    }),
  highlightText: (p: Address, of: { language: string; text: string }) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'highlight-text', of],
      queryFn: () => code.highlightText(p, of),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
  references: (p: Address, names: string[]) =>
    queryOptions({
      queryKey: ['issues', p.owner, p.name, 'references', names],
      queryFn: () => issues.references(p, names),
      retry: false,
    }),
  blame: (p: Address, ref: string, path: string) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'blame', ref, path],
      queryFn: () => code.blame(p, { ref, path }),
    }),
  files: (p: Address, ref: string) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'files', ref],
      queryFn: () => code.files(p, ref),
      staleTime: 60_000,
    }),
  languages: (p: Address, ref: string) =>
    queryOptions({ queryKey: ['code', p.owner, p.name, 'languages', ref], queryFn: () => code.languages(p, ref) }),
  contributors: (p: Address, ref: string) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'contributors', ref],
      queryFn: () => code.contributors(p, ref),
    }),
  codeSearch: (p: Address, query: Parameters<typeof code.search>[1]) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'search', query],
      queryFn: () => code.search(p, query),
      placeholderData: keepPreviousData,
    }),

  pulls: (p: Address, state: Parameters<typeof pulls.list>[1]['state']) =>
    queryOptions({
      queryKey: ['pulls', p.owner, p.name, { state }],
      queryFn: () => pulls.list(p, { state, limit: 100 }),
      placeholderData: keepPreviousData,
    }),
  pull: (p: Address, number: number) =>
    queryOptions({ queryKey: ['pulls', p.owner, p.name, number], queryFn: () => pulls.get(p, number) }),
  pullFiles: (p: Address, number: number, sha: string) =>
    queryOptions({
      // A diff belongs to a head: the sha in the key keeps a review from being written against another one.
      queryKey: ['diff', p.owner, p.name, number, sha],
      queryFn: () => pulls.files(p, number),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  reviews: (p: Address, number: number) =>
    queryOptions({ queryKey: ['pulls', p.owner, p.name, number, 'reviews'], queryFn: () => pulls.reviews(p, number) }),
  pullThreads: (p: Address, number: number) =>
    queryOptions({ queryKey: ['pulls', p.owner, p.name, number, 'threads'], queryFn: () => pulls.threads(p, number) }),
  pullCommits: (p: Address, number: number, sha: string) =>
    queryOptions({
      queryKey: ['pulls', p.owner, p.name, number, 'commits', sha],
      queryFn: () => pulls.commits(p, number),
    }),
  checks: (p: Address, sha: string) =>
    queryOptions({ queryKey: ['checks', p.owner, p.name, sha], queryFn: () => checks.forCommit(p, sha) }),

  runs: (p: Address) => queryOptions({ queryKey: ['runs', p.owner, p.name], queryFn: () => runs.list(p) }),
  run: (p: Address, run: string) =>
    queryOptions({ queryKey: ['runs', p.owner, p.name, run], queryFn: () => runs.get(p, run) }),
  deployments: (p: Address) =>
    queryOptions({ queryKey: ['deployments', p.owner, p.name], queryFn: () => deployments.list(p) }),
  traffic: (p: Address, deployment: string) =>
    queryOptions({
      queryKey: ['deployments', p.owner, p.name, deployment, 'traffic'],
      queryFn: () => deployments.traffic(p, deployment),
      // Requests are counted, not announced one by one.
      refetchInterval: 15_000,
    }),
  deployment: (p: Address, deployment: string) =>
    queryOptions({
      queryKey: ['deployments', p.owner, p.name, deployment],
      queryFn: () => deployments.get(p, deployment),
    }),
}
