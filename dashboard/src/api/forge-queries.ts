import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Address } from './client.ts'
import { issues, labels, milestones } from './issues.ts'

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
}
