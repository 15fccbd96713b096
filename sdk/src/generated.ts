// Generated from the verbs of the server by `npm run generate`; do not edit.

import type { Call, Route, VerbDescription } from './verb.ts'

export interface ActorRef {
  kind: 'person' | 'agent' | 'system'
  id: string
  name: string
}

export interface Agent {
  id: string
  name: string
  active: boolean
  capabilities: string[]
  driver: AgentDriver
  status: 'idle' | 'working' | 'offline'
  lastSeenAt: string | null
  currentTask: string | null
  createdAt: string
}

export interface AgentDriver {
  kind: 'acp' | 'builtin' | 'rehearsal' | 'external'
  command?: string[] | undefined
  preset?: 'codex' | 'opencode' | 'claude' | 'gemini' | undefined
}

export interface Attempt {
  id: string
  task: string
  agent: {
    id: string
    name: string
  }
  number: number
  state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost'
  rehearsal: boolean
  branch: string
  inputTokens: number
  outputTokens: number
  costUsd: number
  reason: string | null
  log: string | null
  startedAt: string
  endedAt: string | null
}

export interface CheckRun {
  id: string
  name: string
  source: 'ci' | 'guardian' | 'external'
  sha: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | null
  title: string
  summary: string
  log: string | null
  run: string | null
  startedAt: string | null
  completedAt: string | null
}

export interface Comment {
  id: string
  body: string
  author: ActorRef
  createdAt: string
}

export interface Deployment {
  id: string
  number: number
  environment: string
  sha: string
  state: 'queued' | 'building' | 'deploying' | 'live' | 'failed' | 'superseded' | 'stopped'
  reason: string | null
  url: string | null
  log: string | null
  createdAt: string
}

export interface Event {
  id: string
  name: string
  at: string
  org: string | null
  project: string | null
  actor: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  links: Record<string, string>
  data: unknown
  action: string | null
}

export interface Evidence {
  spec: Spec
  chain: Step[]
  tasks: Task[]
  attempts: Attempt[]
  pull: Pull | null
  checks: CheckRun[]
  runs: Run[]
  deployment: Deployment | null
  metrics: {
    leadTimeMs: number
    costUsd: number
    buildMs: number
    deployMs: number
    inputTokens: number
    outputTokens: number
  } | null
}

export interface Org {
  id: string
  slug: string
  name: string
  kind: 'person' | 'organisation'
}

export interface Project {
  id: string
  owner: string
  name: string
  description: string
  defaultBranch: string
  rehearsal: boolean
  settings: ProjectSettings
  createdAt: string
}

export interface ProjectRef {
  id: string
  owner: string
  name: string
}

export interface ProjectSettings {
  merge: 'auto' | 'review'
  maxAttempts: number
  guardian: {
    maxDiffLines: number
    maxFiles: number
    forbiddenPaths: string[]
    secretScan: boolean
    maxCostUsd: number
  }
  protection: {
    pattern: string
    requirePull: boolean
    requiredChecks: string[]
    requiredApprovals: number
    allowForcePush: boolean
  }[]
  deploy: {
    enabled: boolean
    healthPath: string
    startTimeoutSeconds: number
  }
}

export interface Pull {
  id: string
  number: number
  title: string
  state: 'draft' | 'open' | 'review' | 'approved' | 'merged' | 'closed'
  additions: number
  deletions: number
  changedFiles: number
  blockedBy: string[]
  author: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  createdAt: string
}

export interface Run {
  id: string
  number: number
  workflow: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  jobs: {
    id: string
    name: string
    conclusion: string | null
    log: string | null
  }[]
}

export interface Spec {
  id: string
  project: ProjectRef
  title: string
  body: string
  acceptance: string[]
  state: 'draft' | 'review' | 'approved' | 'implemented'
  version: number
  agent: string | null
  merge: 'auto' | 'review' | null
  run: number
  author: ActorRef
  approver: ActorRef | null
  branch: string | null
  pull: number | null
  outcome: 'running' | 'live' | 'failed' | 'refused' | null
  reason: string | null
  url: string | null
  rehearsal: boolean
  createdAt: string
  updatedAt: string
  submittedAt: string | null
  approvedAt: string | null
  finishedAt: string | null
  implementedAt: string | null
}

export interface SpecVersion {
  version: number
  title: string
  body: string
  acceptance: string[]
  author: ActorRef
  createdAt: string
}

export interface Step {
  key: 'spec' | 'tasks' | 'changes' | 'pull_request' | 'checks' | 'merge' | 'deployment' | 'metrics'
  state: 'waiting' | 'running' | 'done' | 'failed' | 'needs_person'
  label: string
  detail: string
  startedAt: string | null
  finishedAt: string | null
  costUsd: number | null
  href: string | null
}

export interface Task {
  id: string
  project: {
    id: string
    owner: string
    name: string
  } | null
  title: string
  description: string
  kind: 'implement' | 'fix' | 'review' | 'other'
  status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled'
  priority: number
  agent: {
    id: string
    name: string
  } | null
  capabilities: string[]
  parent: string | null
  spec: string | null
  attempts: number
  maxAttempts: number
  availableAt: string
  leaseUntil: string | null
  result: unknown
  reason: string | null
  createdAt: string
  startedAt: string | null
  completedAt: string | null
}

export interface Token {
  id: string
  name: string
  permissions: string[]
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}

export interface User {
  id: string
  login: string
  name: string
}

export interface AgentsCreateInput {
  name: string
  capabilities?: string[] | undefined
  driver: AgentDriver
  org?: string | undefined
}

export interface AgentsCreateOutput {
  id: string
  name: string
  active: boolean
  capabilities: string[]
  driver: AgentDriver
  status: 'idle' | 'working' | 'offline'
  lastSeenAt: string | null
  currentTask: string | null
  createdAt: string
  apiKey: string
}

export interface AgentsListInput {
  limit?: number | undefined
  cursor?: string | undefined
}

export interface AgentsListOutput {
  items: Agent[]
  next?: string | undefined
}

export type AgentsPresetsInput = Record<string, never>

export interface AgentsPresetsOutput {
  items: {
    preset: string
    title: string
    installed: boolean
    command: string[]
    install: string
    notes: string
  }[]
}

export interface EventsListInput {
  project?: string | undefined
  spec?: string | undefined
  task?: string | undefined
  attempt?: string | undefined
  agent?: string | undefined
  pull?: string | undefined
  run?: string | undefined
  deployment?: string | undefined
  actor?: string | undefined
  name?: string[] | undefined
  before?: string | undefined
  limit?: number | undefined
}

export interface EventsListOutput {
  items: Event[]
  next?: string | undefined
}

export type IdentityCreateLoginLinkInput = Record<string, never>

export interface IdentityCreateLoginLinkOutput {
  code: string
  expiresAt: string
}

export type IdentityMeInput = Record<string, never>

export interface IdentityMeOutput {
  user: User
  orgs: {
    id: string
    slug: string
    name: string
    kind: 'person' | 'organisation'
    role: string
  }[]
  serverAdmin: boolean
}

export interface LogsReadInput {
  log: string
  after?: number | undefined
  limit?: number | undefined
}

export interface LogsReadOutput {
  title: string
  lines: {
    number: number
    at: string
    text: string
  }[]
  finished: boolean
}

export interface OrgsCreateInput {
  slug: string
  name?: string | undefined
}

export type OrgsListInput = Record<string, never>

export interface OrgsListOutput {
  items: {
    id: string
    slug: string
    name: string
    kind: 'person' | 'organisation'
    role: 'admin' | 'supervisor' | 'viewer'
  }[]
}

export interface OrgsMembersInput {
  org: string
}

export interface OrgsMembersOutput {
  items: {
    id: string
    login: string
    name: string
    role: 'admin' | 'supervisor' | 'viewer'
  }[]
}

export interface OrgsRemoveMemberInput {
  org: string
  user: string
}

export type OrgsRemoveMemberOutput = Record<string, never>

export interface OrgsSetMemberInput {
  org: string
  user: string
  role: 'admin' | 'supervisor' | 'viewer'
}

export type OrgsSetMemberOutput = Record<string, never>

export interface ProjectsCreateInput {
  owner: string
  name: string
  description?: string | undefined
  defaultBranch?: string | undefined
  settings?: {
    merge?: 'auto' | 'review' | undefined
    maxAttempts?: number | undefined
    guardian?: {
      maxDiffLines?: number | undefined
      maxFiles?: number | undefined
      forbiddenPaths?: string[] | undefined
      secretScan?: boolean | undefined
      maxCostUsd?: number | undefined
    } | undefined
    protection?: {
      pattern: string
      requirePull?: boolean | undefined
      requiredChecks?: string[] | undefined
      requiredApprovals?: number | undefined
      allowForcePush?: boolean | undefined
    }[] | undefined
    deploy?: {
      enabled?: boolean | undefined
      healthPath?: string | undefined
      startTimeoutSeconds?: number | undefined
    } | undefined
  } | undefined
  rehearsal?: boolean | undefined
}

export interface ProjectsDeleteInput {
  owner: string
  name: string
  confirm: string
}

export type ProjectsDeleteOutput = Record<string, never>

export interface ProjectsGetInput {
  owner: string
  name: string
}

export interface ProjectsListInput {
  owner?: string | undefined
}

export interface ProjectsListOutput {
  items: Project[]
}

export interface ProjectsUpdateInput {
  owner: string
  name: string
  description?: string | undefined
  defaultBranch?: string | undefined
  settings?: {
    merge?: 'auto' | 'review' | undefined
    maxAttempts?: number | undefined
    guardian?: {
      maxDiffLines?: number | undefined
      maxFiles?: number | undefined
      forbiddenPaths?: string[] | undefined
      secretScan?: boolean | undefined
      maxCostUsd?: number | undefined
    } | undefined
    protection?: {
      pattern: string
      requirePull?: boolean | undefined
      requiredChecks?: string[] | undefined
      requiredApprovals?: number | undefined
      allowForcePush?: boolean | undefined
    }[] | undefined
    deploy?: {
      enabled?: boolean | undefined
      healthPath?: string | undefined
      startTimeoutSeconds?: number | undefined
    } | undefined
  } | undefined
}

export interface PullsGetInput {
  owner: string
  name: string
  number: number
}

export interface PullsListInput {
  owner: string
  name: string
  state?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

export interface PullsListOutput {
  items: Pull[]
  next?: string | undefined
}

export interface PullsMergeInput {
  owner: string
  name: string
  number: number
  method?: 'merge' | 'squash' | 'rebase' | undefined
  sha?: string | undefined
}

export interface SessionCreateInput {
  code: string
}

export interface SessionCreateOutput {
  user: User
  token: string
  expiresAt: string
}

export type SessionDeleteInput = Record<string, never>

export type SessionDeleteOutput = Record<string, never>

export type SettingsGetModelInput = Record<string, never>

export interface SettingsGetModelOutput {
  baseUrl: string | null
  model: string | null
  hasApiKey: boolean
}

export interface SettingsSetModelInput {
  baseUrl: string
  model: string
  apiKey?: string | null | undefined
}

export interface SettingsSetModelOutput {
  baseUrl: string | null
  model: string | null
  hasApiKey: boolean
}

export interface SpecsApproveInput {
  spec: string
  version?: number | undefined
}

export interface SpecsCommentInput {
  spec: string
  body: string
}

export interface SpecsCommentsInput {
  spec: string
}

export interface SpecsCommentsOutput {
  items: Comment[]
}

export interface SpecsCreateInput {
  owner: string
  name: string
  title: string
  body?: string | undefined
  acceptance?: string[] | undefined
  agent?: string | undefined
  merge?: 'auto' | 'review' | undefined
}

export interface SpecsEvidenceInput {
  spec: string
}

export interface SpecsFinishInput {
  spec: string
  outcome: 'live' | 'failed' | 'refused'
  reason?: string | undefined
  url?: string | undefined
}

export interface SpecsGetInput {
  spec: string
}

export interface SpecsListInput {
  owner?: string | undefined
  name?: string | undefined
  state?: 'draft' | 'review' | 'approved' | 'implemented' | undefined
  outcome?: 'running' | 'live' | 'failed' | 'refused' | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

export interface SpecsListOutput {
  items: Spec[]
  next?: string | undefined
}

export interface SpecsRejectInput {
  spec: string
  reason: string
}

export interface SpecsReopenInput {
  spec: string
}

export interface SpecsStartInput {
  spec: string
  branch: string
  pull?: number | undefined
}

export interface SpecsSubmitInput {
  spec: string
}

export interface SpecsUpdateInput {
  spec: string
  title?: string | undefined
  body?: string | undefined
  acceptance?: string[] | undefined
  agent?: string | null | undefined
  merge?: 'auto' | 'review' | null | undefined
}

export interface SpecsVersionsInput {
  spec: string
}

export interface SpecsVersionsOutput {
  items: SpecVersion[]
}

export interface TasksCancelInput {
  task: string
}

export interface TasksListInput {
  project?: string | undefined
  status?: 'pending' | 'in_progress' | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

export interface TasksListOutput {
  items: Task[]
  next?: string | undefined
}

export interface TokensCreateInput {
  name: string
  permissions?: string[] | undefined
  expiresInDays?: number | undefined
}

export interface TokensCreateOutput {
  id: string
  token: string
}

export type TokensListInput = Record<string, never>

export interface TokensListOutput {
  items: Token[]
}

export interface TokensRevokeInput {
  token: string
}

export type TokensRevokeOutput = Record<string, never>

export interface UsersCreateInput {
  login: string
  name?: string | undefined
  serverAdmin?: boolean | undefined
}

export interface UsersCreateOutput {
  user: User
  code: string
  expiresAt: string
}

export type UsersListInput = Record<string, never>

export interface UsersListOutput {
  items: {
    id: string
    login: string
    name: string
    serverAdmin: boolean
    createdAt: string
  }[]
}

/** Every verb, by module. */
export interface Verbs {
  agents: {
    /** Register an agent. `POST /agents` */
    create: Call<AgentsCreateInput, AgentsCreateOutput>
    /** List agents. `GET /agents` */
    list: Call<AgentsListInput, AgentsListOutput>
    /** List the agent programs DevFlow knows, and which are installed. `GET /agents/presets` */
    presets: Call<AgentsPresetsInput, AgentsPresetsOutput>
  }
  events: {
    /** List events, newest first. `GET /timeline` */
    list: Call<EventsListInput, EventsListOutput>
  }
  identity: {
    /** Make a one-time sign-in link for yourself. `POST /login-links` */
    createLoginLink: Call<IdentityCreateLoginLinkInput, IdentityCreateLoginLinkOutput>
    /** Who am I and where may I act. `GET /me` */
    me: Call<IdentityMeInput, IdentityMeOutput>
  }
  logs: {
    /** Read the lines of a log. `GET /logs/:log` */
    read: Call<LogsReadInput, LogsReadOutput>
  }
  orgs: {
    /** Create an organisation; you become its admin. `POST /orgs` */
    create: Call<OrgsCreateInput, Org>
    /** List your organisations. `GET /orgs` */
    list: Call<OrgsListInput, OrgsListOutput>
    /** List the members of an organisation. `GET /orgs/:org/members` */
    members: Call<OrgsMembersInput, OrgsMembersOutput>
    /** Remove a member from an organisation. `DELETE /orgs/:org/members/:user` */
    removeMember: Call<OrgsRemoveMemberInput, OrgsRemoveMemberOutput>
    /** Add a member or change their role. `PUT /orgs/:org/members/:user` */
    setMember: Call<OrgsSetMemberInput, OrgsSetMemberOutput>
  }
  projects: {
    /** Create a project with an empty repository. `POST /projects` */
    create: Call<ProjectsCreateInput, Project>
    /** Delete a project with its repository and running application. `DELETE /projects/:owner/:name` */
    delete: Call<ProjectsDeleteInput, ProjectsDeleteOutput>
    /** Show a project. `GET /projects/:owner/:name` */
    get: Call<ProjectsGetInput, Project>
    /** List projects. `GET /projects` */
    list: Call<ProjectsListInput, ProjectsListOutput>
    /** Change the description or settings of a project. `PATCH /projects/:owner/:name` */
    update: Call<ProjectsUpdateInput, Project>
  }
  pulls: {
    /** Show a pull request. `GET /projects/:owner/:name/pulls/:number` */
    get: Call<PullsGetInput, Pull>
    /** List pull requests. `GET /projects/:owner/:name/pulls` */
    list: Call<PullsListInput, PullsListOutput>
    /** Merge a pull request. `POST /projects/:owner/:name/pulls/:number/merge` */
    merge: Call<PullsMergeInput, Pull>
  }
  session: {
    /** Sign in with the code of a one-time link. `POST /session` */
    create: Call<SessionCreateInput, SessionCreateOutput>
    /** Sign out everywhere in the browser. `DELETE /session` */
    delete: Call<SessionDeleteInput, SessionDeleteOutput>
  }
  settings: {
    /** Show which model agents use. `GET /settings/model` */
    getModel: Call<SettingsGetModelInput, SettingsGetModelOutput>
    /** Choose the model that agents use. `PUT /settings/model` */
    setModel: Call<SettingsSetModelInput, SettingsSetModelOutput>
  }
  specs: {
    /** Approve a spec so that work can start. `POST /specs/:spec/approve` */
    approve: Call<SpecsApproveInput, Spec>
    /** Comment on a spec. `POST /specs/:spec/comments` */
    comment: Call<SpecsCommentInput, Comment>
    /** List the comments on a spec. `GET /specs/:spec/comments` */
    comments: Call<SpecsCommentsInput, SpecsCommentsOutput>
    /** Write a spec. `POST /specs` */
    create: Call<SpecsCreateInput, Spec>
    /** Show everything that came of a spec. `GET /specs/:spec/evidence` */
    evidence: Call<SpecsEvidenceInput, Evidence>
    /** Record how the path from approval ended. `POST /specs/:spec/finish` */
    finish: Call<SpecsFinishInput, Spec>
    /** Show a spec. `GET /specs/:spec` */
    get: Call<SpecsGetInput, Spec>
    /** List specs, newest first. `GET /specs` */
    list: Call<SpecsListInput, SpecsListOutput>
    /** Send a spec back to its author. `POST /specs/:spec/reject` */
    reject: Call<SpecsRejectInput, Spec>
    /** Make a finished spec a draft again. `POST /specs/:spec/reopen` */
    reopen: Call<SpecsReopenInput, Spec>
    /** Record the branch that carries the work. `POST /specs/:spec/start` */
    start: Call<SpecsStartInput, Spec>
    /** Submit a spec for review. `POST /specs/:spec/submit` */
    submit: Call<SpecsSubmitInput, Spec>
    /** Change the text of a spec; each change is a version. `PATCH /specs/:spec` */
    update: Call<SpecsUpdateInput, Spec>
    /** List the versions of a spec, newest first. `GET /specs/:spec/versions` */
    versions: Call<SpecsVersionsInput, SpecsVersionsOutput>
  }
  tasks: {
    /** Cancel a task. `POST /tasks/:task/cancel` */
    cancel: Call<TasksCancelInput, Task>
    /** List tasks. `GET /tasks` */
    list: Call<TasksListInput, TasksListOutput>
  }
  tokens: {
    /** Create a token; it is shown once. `POST /tokens` */
    create: Call<TokensCreateInput, TokensCreateOutput>
    /** List your tokens. `GET /tokens` */
    list: Call<TokensListInput, TokensListOutput>
    /** Revoke one of your tokens. `DELETE /tokens/:token` */
    revoke: Call<TokensRevokeInput, TokensRevokeOutput>
  }
  users: {
    /** Add a user; answers a one-time sign-in code. `POST /users` */
    create: Call<UsersCreateInput, UsersCreateOutput>
    /** List the users of this server. `GET /users` */
    list: Call<UsersListInput, UsersListOutput>
  }
}

export const routes = {
  'agents.create': 'POST /agents',
  'agents.list': 'GET /agents',
  'agents.presets': 'GET /agents/presets',
  'events.list': 'GET /timeline',
  'identity.createLoginLink': 'POST /login-links',
  'identity.me': 'GET /me',
  'logs.read': 'GET /logs/:log',
  'orgs.create': 'POST /orgs',
  'orgs.list': 'GET /orgs',
  'orgs.members': 'GET /orgs/:org/members',
  'orgs.removeMember': 'DELETE /orgs/:org/members/:user',
  'orgs.setMember': 'PUT /orgs/:org/members/:user',
  'projects.create': 'POST /projects',
  'projects.delete': 'DELETE /projects/:owner/:name',
  'projects.get': 'GET /projects/:owner/:name',
  'projects.list': 'GET /projects',
  'projects.update': 'PATCH /projects/:owner/:name',
  'pulls.get': 'GET /projects/:owner/:name/pulls/:number',
  'pulls.list': 'GET /projects/:owner/:name/pulls',
  'pulls.merge': 'POST /projects/:owner/:name/pulls/:number/merge',
  'session.create': 'POST /session',
  'session.delete': 'DELETE /session',
  'settings.getModel': 'GET /settings/model',
  'settings.setModel': 'PUT /settings/model',
  'specs.approve': 'POST /specs/:spec/approve',
  'specs.comment': 'POST /specs/:spec/comments',
  'specs.comments': 'GET /specs/:spec/comments',
  'specs.create': 'POST /specs',
  'specs.evidence': 'GET /specs/:spec/evidence',
  'specs.finish': 'POST /specs/:spec/finish',
  'specs.get': 'GET /specs/:spec',
  'specs.list': 'GET /specs',
  'specs.reject': 'POST /specs/:spec/reject',
  'specs.reopen': 'POST /specs/:spec/reopen',
  'specs.start': 'POST /specs/:spec/start',
  'specs.submit': 'POST /specs/:spec/submit',
  'specs.update': 'PATCH /specs/:spec',
  'specs.versions': 'GET /specs/:spec/versions',
  'tasks.cancel': 'POST /tasks/:task/cancel',
  'tasks.list': 'GET /tasks',
  'tokens.create': 'POST /tokens',
  'tokens.list': 'GET /tokens',
  'tokens.revoke': 'DELETE /tokens/:token',
  'users.create': 'POST /users',
  'users.list': 'GET /users',
} as const satisfies Record<string, Route>

/** For doors that are made from the list of verbs; bundlers leave it out where nobody reads it. */
export const descriptions: readonly VerbDescription[] = [
  {"name":"agents.create","summary":"Register an agent","needs":"agents:x","fields":[{"name":"name","in":"body","type":"string","required":true},{"name":"capabilities","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"driver","in":"body","type":"object","required":true},{"name":"org","in":"body","type":"string","required":false}]},
  {"name":"agents.list","summary":"List agents","needs":"agents:x","fields":[{"name":"limit","in":"query","type":"integer","required":false,"default":50},{"name":"cursor","in":"query","type":"string","required":false}]},
  {"name":"agents.presets","summary":"List the agent programs DevFlow knows, and which are installed","needs":"agents:x","fields":[]},
  {"name":"events.list","summary":"List events, newest first","needs":"events:read","fields":[{"name":"project","in":"query","type":"string","required":false},{"name":"spec","in":"query","type":"string","required":false},{"name":"task","in":"query","type":"string","required":false},{"name":"attempt","in":"query","type":"string","required":false},{"name":"agent","in":"query","type":"string","required":false},{"name":"pull","in":"query","type":"string","required":false},{"name":"run","in":"query","type":"string","required":false},{"name":"deployment","in":"query","type":"string","required":false},{"name":"actor","in":"query","type":"string","required":false},{"name":"name","in":"query","type":"array","items":"string","required":false},{"name":"before","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":100}]},
  {"name":"identity.createLoginLink","summary":"Make a one-time sign-in link for yourself","needs":"account:write","fields":[]},
  {"name":"identity.me","summary":"Who am I and where may I act","needs":"account:read","fields":[]},
  {"name":"logs.read","summary":"Read the lines of a log","needs":"logs:read","fields":[{"name":"log","in":"path","type":"string","required":true},{"name":"after","in":"query","type":"integer","required":false,"default":0},{"name":"limit","in":"query","type":"integer","required":false,"default":2000}]},
  {"name":"orgs.create","summary":"Create an organisation; you become its admin","needs":"account:write","fields":[{"name":"slug","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":false}]},
  {"name":"orgs.list","summary":"List your organisations","needs":"account:read","fields":[]},
  {"name":"orgs.members","summary":"List the members of an organisation","needs":"members:read","fields":[{"name":"org","in":"path","type":"string","required":true}]},
  {"name":"orgs.removeMember","summary":"Remove a member from an organisation","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"user","in":"path","type":"string","required":true}]},
  {"name":"orgs.setMember","summary":"Add a member or change their role","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"user","in":"path","type":"string","required":true},{"name":"role","in":"body","type":"string","required":true,"choices":["admin","supervisor","viewer"]}]},
  {"name":"projects.create","summary":"Create a project with an empty repository","needs":"projects:write","fields":[{"name":"owner","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false,"default":""},{"name":"defaultBranch","in":"body","type":"string","required":false,"default":"main"},{"name":"settings","in":"body","type":"object","required":false,"default":{}},{"name":"rehearsal","in":"body","type":"boolean","required":false,"default":false}]},
  {"name":"projects.delete","summary":"Delete a project with its repository and running application","needs":"projects:delete","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"confirm","in":"body","type":"string","required":true}]},
  {"name":"projects.get","summary":"Show a project","needs":"projects:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"projects.list","summary":"List projects","needs":"projects:read","fields":[{"name":"owner","in":"query","type":"string","required":false}]},
  {"name":"projects.update","summary":"Change the description or settings of a project","needs":"projects:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false},{"name":"defaultBranch","in":"body","type":"string","required":false},{"name":"settings","in":"body","type":"object","required":false}]},
  {"name":"pulls.get","summary":"Show a pull request","needs":"pulls:x","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.list","summary":"List pull requests","needs":"pulls:x","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"state","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":50},{"name":"cursor","in":"query","type":"string","required":false}]},
  {"name":"pulls.merge","summary":"Merge a pull request","needs":"pulls:x","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"method","in":"body","type":"string","required":false,"choices":["merge","squash","rebase"],"default":"squash"},{"name":"sha","in":"body","type":"string","required":false}]},
  {"name":"session.create","summary":"Sign in with the code of a one-time link","needs":null,"fields":[{"name":"code","in":"body","type":"string","required":true}]},
  {"name":"session.delete","summary":"Sign out everywhere in the browser","needs":"account:write","fields":[]},
  {"name":"settings.getModel","summary":"Show which model agents use","needs":"settings:x","fields":[]},
  {"name":"settings.setModel","summary":"Choose the model that agents use","needs":"settings:x","fields":[{"name":"baseUrl","in":"body","type":"string","required":true},{"name":"model","in":"body","type":"string","required":true},{"name":"apiKey","in":"body","type":"string","required":false}]},
  {"name":"specs.approve","summary":"Approve a spec so that work can start","needs":"specs:approve","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"version","in":"body","type":"integer","required":false}]},
  {"name":"specs.comment","summary":"Comment on a spec","needs":"specs:write","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"body","in":"body","type":"string","required":true}]},
  {"name":"specs.comments","summary":"List the comments on a spec","needs":"specs:read","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.create","summary":"Write a spec","needs":"specs:write","fields":[{"name":"owner","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":true},{"name":"title","in":"body","type":"string","required":true},{"name":"body","in":"body","type":"string","required":false,"default":""},{"name":"acceptance","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"agent","in":"body","type":"string","required":false},{"name":"merge","in":"body","type":"string","required":false,"choices":["auto","review"]}]},
  {"name":"specs.evidence","summary":"Show everything that came of a spec","needs":"specs:x","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.finish","summary":"Record how the path from approval ended","needs":"specs:automate","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"outcome","in":"body","type":"string","required":true,"choices":["live","failed","refused"]},{"name":"reason","in":"body","type":"string","required":false},{"name":"url","in":"body","type":"string","required":false}]},
  {"name":"specs.get","summary":"Show a spec","needs":"specs:read","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.list","summary":"List specs, newest first","needs":"specs:read","fields":[{"name":"owner","in":"query","type":"string","required":false},{"name":"name","in":"query","type":"string","required":false},{"name":"state","in":"query","type":"string","required":false,"choices":["draft","review","approved","implemented"]},{"name":"outcome","in":"query","type":"string","required":false,"choices":["running","live","failed","refused"]},{"name":"cursor","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":100}]},
  {"name":"specs.reject","summary":"Send a spec back to its author","needs":"specs:approve","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"reason","in":"body","type":"string","required":true}]},
  {"name":"specs.reopen","summary":"Make a finished spec a draft again","needs":"specs:write","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.start","summary":"Record the branch that carries the work","needs":"specs:automate","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"branch","in":"body","type":"string","required":true},{"name":"pull","in":"body","type":"integer","required":false}]},
  {"name":"specs.submit","summary":"Submit a spec for review","needs":"specs:write","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.update","summary":"Change the text of a spec; each change is a version","needs":"specs:write","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"title","in":"body","type":"string","required":false},{"name":"body","in":"body","type":"string","required":false},{"name":"acceptance","in":"body","type":"array","items":"string","required":false},{"name":"agent","in":"body","type":"string","required":false},{"name":"merge","in":"body","type":"string","required":false,"choices":["auto","review"]}]},
  {"name":"specs.versions","summary":"List the versions of a spec, newest first","needs":"specs:read","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"tasks.cancel","summary":"Cancel a task","needs":"tasks:x","fields":[{"name":"task","in":"path","type":"string","required":true}]},
  {"name":"tasks.list","summary":"List tasks","needs":"tasks:x","fields":[{"name":"project","in":"query","type":"string","required":false},{"name":"status","in":"query","type":"string","required":false,"choices":["pending","in_progress"]},{"name":"limit","in":"query","type":"integer","required":false,"default":50},{"name":"cursor","in":"query","type":"string","required":false}]},
  {"name":"tokens.create","summary":"Create a token; it is shown once","needs":"account:write","fields":[{"name":"name","in":"body","type":"string","required":true},{"name":"permissions","in":"body","type":"array","items":"string","required":false,"default":["*"]},{"name":"expiresInDays","in":"body","type":"integer","required":false}]},
  {"name":"tokens.list","summary":"List your tokens","needs":"account:read","fields":[]},
  {"name":"tokens.revoke","summary":"Revoke one of your tokens","needs":"account:write","fields":[{"name":"token","in":"path","type":"string","required":true}]},
  {"name":"users.create","summary":"Add a user; answers a one-time sign-in code","needs":"users:write","fields":[{"name":"login","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":false},{"name":"serverAdmin","in":"body","type":"boolean","required":false,"default":false}]},
  {"name":"users.list","summary":"List the users of this server","needs":"users:read","fields":[]},
]
