import { Problem } from '#kernel'
import type { Door, Protocol } from '../protocol.ts'
import { createGithub, type GithubModules } from './github.ts'
import { graphqlRoutes } from './graphql/door.ts'
import { numberedRoutes } from './moved.ts'
import { printRefusal } from './refusal.ts'
import { aboutRoutes } from './rest/about.ts'
import { actionLogRoutes } from './rest/action-logs.ts'
import { actionSettingRoutes } from './rest/action-settings.ts'
import { actionRoutes } from './rest/actions.ts'
import { appRoutes } from './rest/apps.ts'
import { assigneeRoutes } from './rest/assignees.ts'
import { branchRoutes } from './rest/branches.ts'
import { checkRoutes } from './rest/checks.ts'
import { collaboratorRoutes } from './rest/collaborators.ts'
import { commitRoutes } from './rest/commits.ts'
import { contentsRoutes } from './rest/contents.ts'
import { forkRoutes } from './rest/forks.ts'
import { gitDataRoutes } from './rest/git-data.ts'
import { hookRoutes } from './rest/hooks.ts'
import { issueCommentRoutes } from './rest/issue-comments.ts'
import { issueEventRoutes } from './rest/issue-events.ts'
import { issueRoutes } from './rest/issues.ts'
import { keyRoutes } from './rest/keys.ts'
import { labelRoutes } from './rest/labels.ts'
import { markdownRoutes } from './rest/markdown.ts'
import { milestoneRoutes } from './rest/milestones.ts'
import { notSpokenRoutes } from './rest/not-spoken.ts'
import { orgRoutes } from './rest/orgs.ts'
import { protectionRoutes } from './rest/protection.ts'
import { pullRoutes } from './rest/pulls.ts'
import { reactionRoutes } from './rest/reactions.ts'
import { releaseRoutes } from './rest/releases.ts'
import { repoRoutes } from './rest/repos.ts'
import { reviewRoutes } from './rest/reviews.ts'
import { rulesetRoutes } from './rest/rulesets.ts'
import { searchRoutes } from './rest/search.ts'
import { statusRoutes } from './rest/statuses.ts'
import { teamRoutes } from './rest/teams.ts'
import { templateRoutes } from './rest/templates.ts'
import { userRoutes } from './rest/users.ts'
import { createRest } from './rest.ts'
import { createHookFormat } from './webhooks/format.ts'

export { createManifestDoor } from './manifest.ts'
export { createGithubUploads } from './uploads.ts'

/** In the order in which their addresses are tried: a fixed word before a number. */
const FAMILIES = [
  aboutRoutes,
  templateRoutes,
  markdownRoutes,
  keyRoutes,
  teamRoutes,
  orgRoutes,
  reviewRoutes,
  pullRoutes,
  forkRoutes,
  protectionRoutes,
  rulesetRoutes,
  appRoutes,
  actionRoutes,
  actionLogRoutes,
  actionSettingRoutes,
  checkRoutes,
  statusRoutes,
  repoRoutes,
  collaboratorRoutes,
  searchRoutes,
  notSpokenRoutes,
  contentsRoutes,
  gitDataRoutes,
  commitRoutes,
  branchRoutes,
  hookRoutes,
  issueCommentRoutes,
  issueEventRoutes,
  reactionRoutes,
  labelRoutes,
  milestoneRoutes,
  releaseRoutes,
  assigneeRoutes,
  issueRoutes,
  // Behind all other addresses below /user: a number is tried last.
  userRoutes,
]

/** GitHub's API, as `gh`, Octokit and bots speak it. */
export function createGithubDoors(door: Door, modules: GithubModules): Protocol[] {
  const github = createGithub(door, modules)
  const rest = createRest(github)
  github.hooks.printWith(createHookFormat(github))
  numberedRoutes(github, rest.routes)
  for (const family of FAMILIES) family(github, rest)
  const graphql = createRest(github)
  graphqlRoutes(github, graphql)
  const refuse: Protocol['refuse'] = (c, problem) => {
    const { status, body } = printRefusal(problem, { log: door.kernel.log, docs: `${door.publicUrl()}/api/docs` })
    return c.json(body, status as 404)
  }
  // On the host of its own, GraphQL stands below REST.
  rest.routes.route('/graphql', graphql.routes)
  rest.routes.all('*', (c) => {
    throw new Problem(
      'not_found',
      'github.no_such_address',
      `Not Found: there is no ${c.req.method} ${c.req.path} here.`,
    )
  })
  return [
    {
      name: 'github',
      spec: 'https://docs.github.com/rest',
      path: '/api/v3',
      hosts: { 'api.github': '/api/v3', github: '' },
      routes: rest.routes,
      refuse,
    },
    {
      name: 'github-graphql',
      spec: 'https://docs.github.com/graphql',
      path: '/api/graphql',
      routes: graphql.routes,
      refuse,
    },
  ]
}
