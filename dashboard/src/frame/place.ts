import { useRouterState } from '@tanstack/react-router'
import { addresses } from '../addresses.ts'
import type { Address } from '../api/client.ts'
import { shortId, shortSha } from '../parts/copy.tsx'

/** First parts of addresses that are pages of the dashboard and never an owner. */
const pages = new Set(['specs', 'timeline', 'agents', 'tasks', 'projects', 'settings', 'orgs', 'sign-in'])

export interface Crumb {
  label: string
  href: string
}

export function usePathname(): string {
  return useRouterState({ select: (state) => state.location.pathname })
}

/** The project an address is about. */
export function projectOf(pathname: string): Address | undefined {
  const [owner, name] = parts(pathname)
  return owner && name && !pages.has(owner) ? { owner, name } : undefined
}

const titles: Record<string, string> = {
  specs: 'Specs',
  timeline: 'Timeline',
  agents: 'Agents',
  tasks: 'Tasks',
  projects: 'Projects',
  settings: 'Settings',
}

/** Where am I: every part of the address that is itself a page. */
export function crumbsOf(pathname: string): Crumb[] {
  const all = parts(pathname)
  const [first, second] = all
  if (!first) return [{ label: 'Board', href: addresses.board() }]
  const project = projectOf(pathname)
  if (project)
    return [
      { label: project.owner, href: addresses.projects() },
      { label: project.name, href: addresses.project(project) },
      ...within(project, all.slice(2)),
    ]
  if (first === 'orgs' && second) return withinOrg(second, all.slice(2), pathname)
  const top = { label: titles[first] ?? first, href: `/${first}` }
  if (!second) return [top]
  return [
    top,
    { label: second === 'new' ? `New ${first === 'specs' ? 'spec' : 'project'}` : shortId(second), href: pathname },
  ]
}

function withinOrg(org: string, [kind, what]: string[], pathname: string): Crumb[] {
  const here = { label: org, href: addresses.org(org) }
  if (!kind || !what) return [here]
  const list = { label: orgTitles[kind] ?? kind, href: addresses.org(org, kind) }
  return [here, list, { label: what === 'new' ? 'New' : what, href: pathname }]
}

const orgTitles: Record<string, string> = { teams: 'Teams', hooks: 'Webhooks', apps: 'Apps' }

function within(project: Address, rest: string[]): Crumb[] {
  const [page, next] = rest
  switch (page) {
    case 'tree':
    case 'blob':
    case 'blame':
      return [
        {
          label: rest.slice(1).join('/'),
          href: `${addresses.project(project)}/${rest.map(encodeURIComponent).join('/')}`,
        },
      ]
    case 'commits':
      return [{ label: 'Commits', href: addresses.commits(project) }]
    case 'branches':
      return [{ label: 'Branches', href: addresses.branches(project) }]
    case 'tags':
      return [{ label: 'Tags', href: addresses.tags(project) }]
    case 'search':
      return [{ label: 'Search', href: addresses.codeSearch(project) }]
    case 'compare':
      return [
        {
          label: rest.slice(1).join('/'),
          href: `${addresses.project(project)}/${rest.map(encodeURIComponent).join('/')}`,
        },
      ]
    case 'commit':
      return [
        { label: 'Commits', href: addresses.commits(project) },
        { label: shortSha(next ?? ''), href: addresses.commit(project, next ?? '') },
      ]
    case 'pulls':
      return [{ label: 'Pull requests', href: addresses.pulls(project) }]
    case 'pull':
      return [
        { label: 'Pull requests', href: addresses.pulls(project) },
        { label: `#${next}`, href: addresses.pull(project, Number(next)) },
      ]
    case 'issues':
      return [
        { label: 'Issues', href: addresses.issues(project) },
        ...(next === 'new' ? [{ label: 'New issue', href: addresses.chooseIssue(project) }] : []),
        ...(Number(next) ? [{ label: `#${next}`, href: addresses.issue(project, Number(next)) }] : []),
      ]
    case 'labels':
      return [
        { label: 'Issues', href: addresses.issues(project) },
        { label: 'Labels', href: addresses.labels(project) },
      ]
    case 'milestones':
    case 'milestone':
      return [
        { label: 'Issues', href: addresses.issues(project) },
        { label: 'Milestones', href: addresses.milestones(project) },
        ...(next ? [{ label: next, href: addresses.milestone(project, Number(next)) }] : []),
      ]
    case 'releases': {
      const tag = rest.slice(2).join('/')
      return [
        { label: 'Releases', href: addresses.releases(project) },
        ...(next === 'new' ? [{ label: 'New release', href: addresses.newRelease(project) }] : []),
        ...(next === 'tag' && tag ? [{ label: tag, href: addresses.release(project, tag) }] : []),
        ...(next === 'edit' && tag ? [{ label: 'Edit', href: addresses.editRelease(project, tag) }] : []),
      ]
    }
    case 'actions':
      return [
        { label: 'Runs', href: addresses.runs(project) },
        ...(rest[2] ? [{ label: shortId(rest[2]), href: addresses.run(project, rest[2]) }] : []),
      ]
    case 'deployments':
      return [
        { label: 'Deployments', href: addresses.deployments(project) },
        ...(next ? [{ label: shortId(next), href: addresses.deployment(project, next) }] : []),
      ]
    case 'settings':
      return [
        { label: 'Settings', href: addresses.projectSettings(project) },
        ...(next === 'hooks' ? [{ label: 'Webhooks', href: addresses.projectSettings(project, 'hooks') }] : []),
        ...(next === 'hooks' && rest[2] === 'new' ? [{ label: 'New', href: addresses.newHook(project) }] : []),
        ...(next === 'hooks' && Number(rest[2])
          ? [{ label: `#${rest[2]}`, href: addresses.hook(project, Number(rest[2])) }]
          : []),
      ]
    default:
      return []
  }
}

function parts(pathname: string): string[] {
  return pathname.split('/').filter(Boolean).map(decode)
}

/** A half-written `%` in an address bar must not break the frame. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
