/** Operations that GitHub describes and this door does not answer, each with its reason. What is new there fails the test until it is here or answered. */
type Unspoken = readonly [operations: RegExp, because: string]

const REPO = '/repos/\\{owner\\}/\\{repo\\}'
const on = (rest: string): RegExp => new RegExp(`^\\w+ ${rest}(?:/|$)`)
const inRepo = (rest: string): RegExp => on(`${REPO}/${rest}`)
const part = (word: string): RegExp => new RegExp(`/${word}(?:/|$)`)
const inOrg = (rest: string): RegExp => on(`/orgs/\\{org\\}/${rest}`)

/** Of the families of a forge. */
export const NOT_SPOKEN: readonly Unspoken[] = [
  // Repositories
  [inRepo('(?:stats|traffic)'), 'Nobody counts who looks at a repository, and its figures are not kept.'],
  [inRepo('activity'), 'The events of a project are read by DevFlow’s own `events` verbs, with more than pushes.'],
  [inRepo('autolinks'), 'References to other systems are not turned into links.'],
  [inRepo('attestations'), 'Attestations of builds are not kept.'],
  [inRepo('community'), 'No marks are given for the files that a repository has.'],
  [inRepo('(?:comments|commits/\\{commit_sha\\}/comments)'), 'Commits are talked about in pull requests and issues.'],
  [
    inRepo('(?:deployments|environments)'),
    'Deployments are DevFlow’s own and carry more than GitHub’s: see `deployments` verbs.',
  ],
  [inRepo('immutable-releases'), 'Releases can be changed by those who may write them.'],
  [inRepo('pages'), 'Sites are deployments of DevFlow.'],
  [inRepo('properties'), 'Projects carry topics, and no fields of one’s own.'],
  [inRepo('rulesets/rule-suites'), 'What a rule refused is told to who pushed, and is in the action record.'],
  [inRepo('rulesets/\\{ruleset_id\\}/history'), 'Former rules are in the action record.'],
  [
    inRepo('(?:automated-security-fixes|private-vulnerability-reporting|vulnerability-alerts)'),
    'No advisories are read or taken.',
  ],
  [inRepo('invitations/\\{invitation_id\\}'), 'Nobody is asked first, so there is no invitation to answer.'],
  [
    on('/user/repository_invitations/\\{invitation_id\\}'),
    'Nobody is asked first, so there is no invitation to answer.',
  ],
  [
    inRepo('compare/\\{base\\}\\.\\.\\.\\{head\\}'),
    'The older form of /compare/{basehead}, which is answered at the same address.',
  ],
  [on('/repos/\\{template_owner\\}'), 'There are no template repositories; fork one, or import it.'],
  [on('/orgs/\\{org\\}/rulesets'), 'Rules belong to a repository.'],
  // Issues and pull requests
  [
    inRepo('issues/\\{issue_number\\}/(?:dependencies|parent|sub_issues?)'),
    'Issues stand beside each other; work that hangs together is planned in specs and tasks.',
  ],
  [
    inRepo('issues/\\{issue_number\\}/(?:issue-field-values|suggestions)'),
    'Issues have labels and milestones, and no fields of one’s own.',
  ],
  [inRepo('(?:issue-types)'), 'Issues have labels, and no types.'],
  [inRepo('issues/comments/\\{comment_id\\}/pin'), 'Comments stand in the order of their time.'],
  [inRepo('pulls/\\{pull_number\\}/merge-async'), 'A merge is one transaction and answers when it is done.'],
  [inRepo('stacks'), 'Stacked pull requests are not here yet.'],
  // People, organisations, teams
  [/^PATCH \/user\/email\/visibility$/, 'No address is shown to others, so there is nothing to choose.'],
  [on('/user(?:s/\\{username\\})?/(?:followers|following|social_accounts)'), 'Nobody follows anybody.'],
  [on('/user/(?:blocks|interaction-limits)'), 'Nobody is blocked by a person; a project chooses who may write in it.'],
  [/^GET \/(?:users|organizations)$/, 'Who is on this server is not told to everybody.'],
  [on('/users/\\{username\\}/(?:hovercard|attestations)'), 'Made for GitHub’s own pages.'],
  [/^DELETE \/orgs\/\{org\}$/, 'An organisation that holds projects is not deleted.'],
  [/^(?:PUT|DELETE) \/orgs\/\{org\}\/public_members/, 'Who belongs where is not public.'],
  [
    /^(?:PUT|DELETE) \/orgs\/\{org\}\/outside_collaborators/,
    'Somebody is let in and out where they work: in each repository.',
  ],
  [/^PATCH \/user\/memberships\/orgs/, 'Nobody is asked first, so there is no membership to accept.'],
  [
    /^(?:POST \/orgs\/\{org\}\/invitations$|\w+ \/orgs\/\{org\}\/invitations\/)/,
    'Nobody is asked first: members are set by PUT /orgs/{org}/memberships/{username}.',
  ],
  [inOrg('(?:blocks|interaction-limits)'), 'Nobody is blocked; a project chooses who may write in it.'],
  [inRepo('interaction-limits'), 'A project chooses who may write in it; there is no limit by time.'],
  [
    inOrg('(?:organization-roles|organization-fine-grained-permissions|security-managers)'),
    'The roles of an organisation are four, and not of one’s own making.',
  ],
  [inOrg('(?:issue-fields|issue-types|properties)'), 'Issues and projects have no fields of one’s own.'],
  [
    inOrg('(?:personal-access-tokens|personal-access-token-requests)'),
    'The tokens of a person are theirs; an admin of the server ends them with the account.',
  ],
  [inOrg('(?:artifacts|attestations|insights)'), 'Not kept.'],
  [inOrg('settings/immutable-releases'), 'Releases can be changed by those who may write them.'],
  [/^POST \/orgs\/\{org\}\/\{security_product\}/, 'There are no such products.'],
  [on('/teams/\\{team_id\\}'), 'GitHub is closing the addresses by number; the ones by slug are answered.'],
  // Apps and tokens
  [on('/applications'), 'OAuth apps are not here; apps act by their installations.'],
  [on('/user/installations'), 'What a person let in is in the settings of the organisation.'],
  [on('/app/installation-requests'), 'Only who may install an app is shown how.'],
  [on('/(?:user/marketplace_purchases|marketplace_listing)'), 'Nothing is sold here.'],
  [on('/credentials/revoke'), 'A token is revoked by who holds it.'],
  [inRepo('check-suites/preferences'), 'Suites are opened for each app that is installed.'],
  [inRepo('comments/\\{comment_id\\}/reactions'), 'Commits are talked about in pull requests and issues.'],
  // Actions
  [inRepo('actions/artifacts'), 'Artifacts are not kept yet.'],
  [
    inRepo('actions/(?:cache|caches|concurrency_groups|oidc)'),
    'Caches, groups and identities of runs are not kept yet.',
  ],
  [inRepo('actions/(?:permissions|runners)'), 'Which workflows run where is the server’s own setting.'],
  [inRepo('actions/organization-variables'), 'Variables belong to a repository; only secrets are shared.'],
  [
    inRepo('actions/runs/\\{run_id\\}/(?:approvals|approve|deployment_protection_rule|pending_deployments)'),
    'No run waits for a person.',
  ],
  [
    inRepo('actions/runs/\\{run_id\\}/(?:attempts/\\{attempt_number\\}|concurrency_groups|timing)'),
    'A run that is repeated is a run of its own; nothing is billed.',
  ],
  [/^DELETE \/repos\/\{owner\}\/\{repo\}\/actions\/runs\/\{run_id\}\/logs$/, 'The log goes with its run.'],
  [inRepo('actions/workflows/\\{workflow_id\\}/timing'), 'Nothing is billed.'],
  [/ \/(?:enterprises|organizations)\/\{\w+\}\/actions\//, 'Caches are not kept yet, and there are no enterprises.'],
  [
    inOrg('actions/(?:cache|hosted-runners|permissions|runner-groups|runners|variables)'),
    'Runners are the server’s own; variables belong to a repository.',
  ],
  [inOrg('actions/secrets/\\{secret_name\\}/repositories'), 'A secret of an organisation is for all of its projects.'],
  // Meta
  [on('/octocat'), 'The octocat is GitHub’s.'],
  [on('/codes_of_conduct'), 'None is kept here; write one into the repository.'],
]

/** Families that are no part of a forge: of each, nothing is answered. */
export const OTHER_PRODUCTS: readonly Unspoken[] = [
  [on('(?:/events|/feeds|/networks|/notifications)'), 'What happened is told by DevFlow’s own events and by hooks.'],
  [
    on(
      '/(?:repos/\\{owner\\}/\\{repo\\}|orgs/\\{org\\}|users/\\{username\\})/(?:events|received_events|notifications)',
    ),
    'What happened is told by DevFlow’s own events and by hooks.',
  ],
  [inRepo('(?:stargazers|subscribers|subscription)'), 'Nobody stars or watches here.'],
  [on('/user(?:s/\\{username\\})?/(?:starred|subscriptions)'), 'Nobody stars or watches here.'],
  [part('(?:projectsV2)'), 'Boards are not here yet; work is planned in specs and tasks.'],
  [part('gists'), 'Every text has its repository.'],
  [part('(?:packages|docker)'), 'Packages are DevFlow’s own product with the tongues of their clients.'],
  [part('(?:codespaces|copilot|copilot-spaces|agents)'), 'Agents are DevFlow’s own, in sandboxes of this server.'],
  [
    part('(?:code-scanning|code-security|code-security-configuration|code-quality|secret-scanning|campaigns)'),
    'Guardian judges changes; what it says are check runs.',
  ],
  [
    part('(?:security-advisories|advisories|dependabot|dependency-graph|private-registries)'),
    'No advisories and no dependencies are kept; Renovate runs against this server.',
  ],
  [part('(?:import|migrations)'), 'Repositories are brought in by `mirrors.import`, from any git address.'],
  [part('(?:billing|budgets)'), 'Nothing is billed.'],
  [
    part('(?:enterprises|network-configurations|network-settings)'),
    'There are no enterprises; a server is its owner’s.',
  ],
  [part('(?:classrooms|assignments)'), 'There are no classrooms.'],
  [part('oidc'), 'Runs have no identity beyond this server yet.'],
]
