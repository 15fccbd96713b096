import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { parseSearch, printSearch } from './frame/query-param.ts'
import { Shell } from './frame/shell.tsx'
import { BoardPage } from './pages/board.tsx'
import { BrokenPage, MissingPage } from './pages/broken.tsx'
import { SignInPage } from './pages/sign-in.tsx'

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: MissingPage,
})
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

/** The table of pages. Only the board comes with the first view; every other page brings its own code. */
const page = (path: string, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load) })

const pages = [
  createRoute({ getParentRoute: () => shell, path: '/', component: BoardPage }),
  page('/specs', () => import('./pages/specs.tsx')),
  page('/specs/new', () => import('./pages/new-spec.tsx')),
  page('/specs/$spec', () => import('./pages/spec/page.tsx')),
  page('/timeline', () => import('./pages/timeline.tsx')),
  page('/agents', () => import('./pages/agents.tsx')),
  page('/tasks', () => import('./pages/tasks.tsx')),
  page('/projects', () => import('./pages/projects.tsx')),
  page('/projects/new', () => import('./pages/new-project.tsx')),
  page('/projects/import', () => import('./pages/import.tsx')),
  page('/settings', () => import('./pages/settings/page.tsx')),
  page('/orgs/$org', () => import('./pages/org/page.tsx')),
  page('/orgs/$org/teams/$team', () => import('./pages/org/team.tsx')),
  page('/orgs/$org/hooks/new', () => import('./pages/org/new-hook.tsx')),
  page('/orgs/$org/hooks/$hook', () => import('./pages/org/hook.tsx')),
  page('/orgs/$org/apps/new', () => import('./pages/org/new-app.tsx')),
  page('/orgs/$org/apps/$app', () => import('./pages/org/app.tsx')),
  page('/$owner/$name', () => import('./pages/code/home.tsx')),
  page('/$owner/$name/tree/$', () => import('./pages/code/tree-page.tsx')),
  page('/$owner/$name/blob/$', () => import('./pages/code/blob-page.tsx')),
  page('/$owner/$name/blame/$', () => import('./pages/code/blame-page.tsx')),
  page('/$owner/$name/commits', () => import('./pages/code/commits.tsx')),
  page('/$owner/$name/commits/$', () => import('./pages/code/commits.tsx')),
  page('/$owner/$name/branches', () => import('./pages/code/branches.tsx')),
  page('/$owner/$name/tags', () => import('./pages/code/tags.tsx')),
  page('/$owner/$name/compare/$', () => import('./pages/code/compare.tsx')),
  page('/$owner/$name/search', () => import('./pages/code/search.tsx')),
  page('/$owner/$name/commit/$sha', () => import('./pages/code/commit.tsx')),
  page('/$owner/$name/pulls', () => import('./pages/pull/list.tsx')),
  page('/$owner/$name/pull/$number', () => import('./pages/pull/page.tsx')),
  page('/$owner/$name/issues', () => import('./pages/issue/list.tsx')),
  page('/$owner/$name/issues/new', () => import('./pages/issue/new.tsx')),
  page('/$owner/$name/issues/new/choose', () => import('./pages/issue/choose.tsx')),
  page('/$owner/$name/issues/$number', () => import('./pages/issue/page.tsx')),
  page('/$owner/$name/labels', () => import('./pages/issue/labels.tsx')),
  page('/$owner/$name/milestones', () => import('./pages/issue/milestones.tsx')),
  page('/$owner/$name/milestone/$number', () => import('./pages/issue/milestone.tsx')),
  page('/$owner/$name/releases', () => import('./pages/release/list.tsx')),
  page('/$owner/$name/releases/new', () => import('./pages/release/new.tsx')),
  page('/$owner/$name/releases/tag/$', () => import('./pages/release/page.tsx')),
  page('/$owner/$name/releases/edit/$release', () => import('./pages/release/edit.tsx')),
  page('/$owner/$name/actions', () => import('./pages/run/list.tsx')),
  page('/$owner/$name/actions/runs/$run', () => import('./pages/run/page.tsx')),
  page('/$owner/$name/deployments', () => import('./pages/deployment/list.tsx')),
  page('/$owner/$name/deployments/$deployment', () => import('./pages/deployment/page.tsx')),
  page('/$owner/$name/settings/hooks/new', () => import('./pages/hooks/new.tsx')),
  page('/$owner/$name/settings/hooks/$hook', () => import('./pages/hooks/page.tsx')),
  page('/$owner/$name/settings', () => import('./pages/project-settings/page.tsx')),
]

const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage })

export function createDashboardRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([signIn, shell.addChildren(pages)]),
    context: { client },
    parseSearch,
    stringifySearch: printSearch,
    scrollRestoration: true,
    defaultNotFoundComponent: MissingPage,
    defaultErrorComponent: BrokenPage,
  })
}
