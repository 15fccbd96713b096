import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { access, teams } from './access.ts'
import type { Address } from './client.ts'
import { DELIVERIES_PER_PAGE, type HookPlace, hooks, placeKey } from './hooks.ts'
import { issues, labels, milestones } from './issues.ts'
import { deployKeys, emails, gpgKeys, keys, signingKeys } from './keys.ts'
import { type Patterns, protection } from './protection.ts'
import { releases } from './releases.ts'

/**
 * The reads of the forge's own pages, as queries.ts has the others: apart, because the first view needs none of them. Keys begin
 * with the noun an event makes old.
 */
export const forgeQueries = {
  issueSearch: (p: Address, query: { query: string; page?: number; limit?: number }) =>
    queryOptions({
      queryKey: ['issues', p.owner, p.name, 'search', query],
      queryFn: () => issues.search(p, query),
      placeholderData: keepPreviousData,
    }),
  issue: (p: Address, number: number) =>
    queryOptions({ queryKey: ['issues', p.owner, p.name, number], queryFn: () => issues.get(p, number) }),
  timeline: (p: Address, number: number) =>
    infiniteQueryOptions({
      queryKey: ['issues', p.owner, p.name, number, 'timeline'],
      queryFn: ({ pageParam }) => issues.timeline(p, number, pageParam),
      initialPageParam: 1,
      getNextPageParam: ({ total }, pages) =>
        pages.reduce((sum, { items }) => sum + items.length, 0) < total ? pages.length + 1 : undefined,
    }),
  templates: (p: Address) =>
    queryOptions({ queryKey: ['code', p.owner, p.name, 'templates'], queryFn: () => issues.templates(p) }),
  assignable: (p: Address) =>
    queryOptions({ queryKey: ['members', p.owner, p.name, 'assignable'], queryFn: () => issues.assignable(p) }),
  labels: (p: Address) => queryOptions({ queryKey: ['labels', p.owner, p.name], queryFn: () => labels.list(p) }),
  milestones: (p: Address, state: Parameters<typeof milestones.list>[1]) =>
    queryOptions({
      queryKey: ['milestones', p.owner, p.name, { state }],
      queryFn: () => milestones.list(p, state),
      placeholderData: keepPreviousData,
    }),
  milestone: (p: Address, number: number) =>
    queryOptions({ queryKey: ['milestones', p.owner, p.name, number], queryFn: () => milestones.get(p, number) }),

  releases: (p: Address, page: number, limit: number) =>
    queryOptions({
      queryKey: ['releases', p.owner, p.name, { page }],
      queryFn: () => releases.list(p, page, limit),
      placeholderData: keepPreviousData,
    }),
  releaseOf: (p: Address, tag: string) =>
    queryOptions({ queryKey: ['releases', p.owner, p.name, 'tag', tag], queryFn: () => releases.byTag(p, tag) }),
  release: (p: Address, release: string) =>
    queryOptions({ queryKey: ['releases', p.owner, p.name, release], queryFn: () => releases.get(p, release) }),

  hooks: (p: HookPlace) => queryOptions({ queryKey: ['hooks', ...placeKey(p)], queryFn: () => hooks.list(p) }),
  hook: (p: HookPlace, hook: number) =>
    queryOptions({ queryKey: ['hooks', ...placeKey(p), hook], queryFn: () => hooks.get(p, hook) }),
  deliveries: (p: HookPlace, hook: number) =>
    infiniteQueryOptions({
      queryKey: ['hooks', ...placeKey(p), hook, 'deliveries'],
      queryFn: ({ pageParam }) => hooks.deliveries(p, hook, pageParam),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: ({ items }) => (items.length < DELIVERIES_PER_PAGE ? undefined : items.at(-1)?.databaseId),
      // A delivery is no event of its own: it would tell of itself for ever.
      refetchInterval: 2_000,
    }),
  delivery: (p: HookPlace, hook: number, delivery: number) =>
    queryOptions({
      queryKey: ['hooks', ...placeKey(p), hook, 'deliveries', delivery],
      queryFn: () => hooks.delivery(p, hook, delivery),
      // One under way is looked at again until it has ended.
      refetchInterval: ({ state }) => (state.data?.outcome === 'pending' ? 1_000 : false),
    }),

  keys: () => queryOptions({ queryKey: ['keys'], queryFn: keys.list }),
  signingKeys: () => queryOptions({ queryKey: ['signing-keys'], queryFn: signingKeys.list }),
  gpgKeys: () => queryOptions({ queryKey: ['gpg-keys'], queryFn: gpgKeys.list }),
  deployKeys: (p: Address) =>
    queryOptions({ queryKey: ['deploy-keys', p.owner, p.name], queryFn: () => deployKeys.list(p) }),
  emails: () => queryOptions({ queryKey: ['emails'], queryFn: emails.list }),
  unconfirmedEmails: () => queryOptions({ queryKey: ['emails', 'unconfirmed'], queryFn: emails.unconfirmed }),

  /** What was tried stays to be seen while the next is looked up. */
  matching: (p: Address, patterns: Patterns) =>
    queryOptions({
      queryKey: ['code', p.owner, p.name, 'matching', patterns],
      queryFn: () => protection.matching(p, patterns),
      placeholderData: keepPreviousData,
    }),
  checkNames: (p: Address) =>
    queryOptions({ queryKey: ['checks', p.owner, p.name, 'names'], queryFn: () => protection.checkNames(p) }),

  collaborators: (p: Address) =>
    queryOptions({ queryKey: ['access', p.owner, p.name, 'people'], queryFn: () => access.collaborators(p) }),
  projectTeams: (p: Address) =>
    queryOptions({ queryKey: ['access', p.owner, p.name, 'teams'], queryFn: () => access.teams(p) }),
  teams: (org: string) => queryOptions({ queryKey: ['teams', org], queryFn: () => teams.list(org) }),
  team: (org: string, team: string) =>
    queryOptions({ queryKey: ['teams', org, team], queryFn: () => teams.get(org, team) }),
  teamProjects: (org: string, team: string) =>
    queryOptions({ queryKey: ['access', org, 'team', team], queryFn: () => teams.projects(org, team) }),
  teamMembers: (org: string, team: string) =>
    queryOptions({ queryKey: ['teams', org, team, 'members'], queryFn: () => teams.members(org, team) }),
}
