import {
  Bot,
  Boxes,
  CircleDot,
  FileText,
  FolderGit2,
  GitPullRequest,
  History,
  ListChecks,
  Play,
  Rocket,
  Settings2,
  SlidersHorizontal,
  SquareKanban,
  Tag,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { addresses } from '../addresses.ts'
import type { Address } from '../api/client.ts'
import { type Product, useProducts } from './products.tsx'
import { useSignedIn } from './signed-in.tsx'

export interface NavItem {
  label: string
  href: string
  icon: ComponentType<{ className?: string }>
  /** It can be looked at in a public project by somebody who is not signed in. */
  open?: boolean
  /** Without it, the page is there whatever is switched on. */
  product?: Product
  /** True where the address stands for more than itself, as a list does for its objects. */
  covers: (pathname: string) => boolean
}

export interface NavGroup {
  label: string
  items: NavItem[]
}

/** The rail: only pages that exist, of products that are on. Inside a project its own pages stand under Code and Runtime. */
export function useNavigation(project: Address | undefined): NavGroup[] {
  const products = useProducts()
  const visits = useSignedIn() === false
  const isShown = ({ product, open = false }: NavItem) => (!product || products?.has(product)) && (open || !visits)
  return navigation(project)
    .map(({ label, items }) => ({ label, items: items.filter(isShown) }))
    .filter(({ items }) => items.length > 0)
}

function navigation(project: Address | undefined): NavGroup[] {
  const within = project ? addresses.project(project) : undefined
  return [
    {
      label: 'Flow',
      items: [
        {
          label: 'Board',
          product: 'flow',
          href: addresses.board(),
          icon: SquareKanban,
          covers: (path) => path === '/',
        },
        { label: 'Specs', product: 'flow', href: addresses.specs(), icon: FileText, covers: under('/specs') },
        { label: 'Timeline', href: addresses.timeline(), icon: History, covers: under('/timeline') },
      ],
    },
    {
      label: 'Hub',
      items: [
        { label: 'Agents', product: 'hub', href: addresses.agents(), icon: Bot, covers: under('/agents') },
        { label: 'Tasks', product: 'hub', href: addresses.tasks(), icon: ListChecks, covers: under('/tasks') },
      ],
    },
    {
      label: 'Code',
      items: [
        { label: 'Projects', href: addresses.projects(), icon: Boxes, covers: under('/projects') },
        ...(project && within
          ? [
              { label: 'Repository', open: true, href: within, icon: FolderGit2, covers: repository(within) },
              {
                label: 'Pull requests',
                open: true,
                href: addresses.pulls(project),
                icon: GitPullRequest,
                covers: under(`${within}/pull`, `${within}/pulls`),
              },
              {
                label: 'Issues',
                open: true,
                href: addresses.issues(project),
                icon: CircleDot,
                covers: under(`${within}/issues`, `${within}/labels`, `${within}/milestones`, `${within}/milestone`),
              },
              {
                label: 'Releases',
                open: true,
                href: addresses.releases(project),
                icon: Tag,
                covers: under(`${within}/releases`),
              },
              {
                label: 'Runs',
                open: true,
                href: addresses.runs(project),
                icon: Play,
                covers: under(`${within}/actions`),
              },
              {
                label: 'Project settings',
                href: addresses.projectSettings(project),
                icon: SlidersHorizontal,
                covers: under(`${within}/settings`),
              },
            ]
          : []),
      ],
    },
    ...(project && within
      ? ([
          {
            label: 'Runtime',
            items: [
              {
                label: 'Deployments',
                product: 'runtime',
                href: addresses.deployments(project),
                icon: Rocket,
                covers: under(`${within}/deployments`),
              },
            ],
          },
        ] satisfies NavGroup[])
      : []),
  ]
}

export const settingsItem: NavItem = {
  label: 'Settings',
  href: addresses.settings(),
  icon: Settings2,
  covers: under('/settings', '/orgs'),
}

function under(...prefixes: string[]): (pathname: string) => boolean {
  return (pathname) => prefixes.some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`))
}

function repository(within: string): (pathname: string) => boolean {
  const inside = under(
    ...['tree', 'blob', 'blame', 'commits', 'commit', 'branches', 'tags', 'compare', 'search'].map(
      (page) => `${within}/${page}`,
    ),
  )
  return (pathname) => pathname === within || inside(pathname)
}
