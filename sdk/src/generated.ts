// Generated from the verbs of the server by `npm run generate`; do not edit.

import type { Call, Route, VerbDescription } from './verb.ts'

export interface Action {
  id: string
  type: string
  status: 'queued' | 'running' | 'done' | 'refused' | 'dead'
  input: Record<string, unknown>
  output: unknown
  problem: {
    code: string
    message: string
  } | null
  attempts: number
  actor: {
    kind: string
    id: string
    name: string
  }
  createdAt: string
  finishedAt: string | null
}

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
  driver: {
    /** acp, builtin and rehearsal are run by DevFlow; external agents claim tasks over HTTP */
    kind: 'acp' | 'builtin' | 'rehearsal' | 'external'
    /** program and arguments that speak the Agent Client Protocol */
    command?: string[] | undefined
    preset?: 'codex' | 'opencode' | 'claude' | undefined
  }
  status: 'idle' | 'working' | 'offline'
  lastSeenAt: string | null
  currentTask: string | null
  createdAt: string
}

export interface AgentPreset {
  preset: 'codex' | 'opencode' | 'claude'
  title: string
  installed: boolean
  command: string[]
  /** the command that installs it */
  install: string
  notes: string
}

export interface App {
  id: string
  databaseId: number
  org: string
  slug: string
  name: string
  description: string
  homepage: string
  public: boolean
  clientId: string
  permissions: Record<string, 'read' | 'write' | 'admin'>
  events: string[]
  createdAt: string
  updatedAt: string
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
  /** a recorded session was replayed; no model was asked */
  rehearsal: boolean
  branch: string
  baseSha: string | null
  headSha: string | null
  sandbox: 'bubblewrap' | 'process'
  inputTokens: number
  outputTokens: number
  costUsd: number
  summary: string | null
  confidence: number | null
  reason: string | null
  log: string
  startedAt: string
  endedAt: string | null
}

export interface BlamedCommit {
  sha: string
  subject: string
  author: {
    name: string
    email: string
    at: string
  }
  path: string
  previous?: {
    sha: string
    path: string
  } | undefined
}

export interface Branch {
  name: string
  sha: string
  default: boolean
  protected: boolean
}

export interface BranchDetail {
  name: string
  commit: {
    sha: string
    tree: string
    parents: string[]
    message: string
    author: {
      name: string
      email: string
      at: string
    }
    committer: {
      name: string
      email: string
      at: string
    }
  }
  default: boolean
  protected: boolean
  ahead: number
  behind: number
}

export interface ChainStep {
  key: 'spec' | 'tasks' | 'changes' | 'pull_request' | 'checks' | 'merge' | 'deployment' | 'metrics'
  state: 'waiting' | 'running' | 'done' | 'failed' | 'needs_person'
  label: string
  detail: string
  startedAt: string | null
  finishedAt: string | null
  costUsd: number | null
  href: string | null
}

export interface CheckRun {
  id: string
  databaseId: number
  suite: string
  source: 'ci' | 'guardian' | 'external'
  sha: string
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | 'stale' | 'startup_failure' | null
  title: string
  summary: string
  text: string
  annotations: {
    path: string
    line: number
    endLine?: number | undefined
    startColumn?: number | undefined
    endColumn?: number | undefined
    level: 'notice' | 'warning' | 'failure'
    title?: string | undefined
    message: string
    details?: string | undefined
  }[]
  images: {
    alt: string
    url: string
    caption?: string | undefined
  }[]
  externalId: string | null
  detailsUrl: string | null
  log: string | null
  run: string | null
  startedAt: string | null
  completedAt: string | null
}

export interface CheckSuite {
  id: string
  databaseId: number
  sha: string
  source: 'ci' | 'guardian' | 'external'
  reporter: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  } | null
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | 'stale' | 'startup_failure' | null
  runs: number
  createdAt: string
  updatedAt: string
}

export interface ClaimedTask {
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
  /** 5 is highest */
  priority: number
  /** who works on it, or who it is meant for */
  agent: {
    id: string
    name: string
  } | null
  capabilities: string[]
  parent: string | null
  /** tasks that must be completed before */
  blockedBy: number
  spec: string | null
  branch: string | null
  attempts: number
  maxAttempts: number
  availableAt: string
  leaseUntil: string
  result: Record<string, unknown> | null
  reason: string | null
  createdAt: string
  startedAt: string | null
  completedAt: string | null
  fencingToken: number
}

export interface CodeOwnersMistake {
  path: string
  line: number
  column: number
  kind: 'Invalid pattern' | 'Invalid owner'
  source: string
  message: string
}

export interface Collaborator {
  user: string
  login: string
  role: 'read' | 'triage' | 'write' | 'maintain' | 'admin'
}

export interface Comment {
  id: string
  body: string
  author: ActorRef
  createdAt: string
}

export interface CommitSignature {
  verified: boolean
  reason: 'valid' | 'unsigned' | 'unknown_signature_type' | 'malformed_signature' | 'invalid' | 'unknown_key' | 'no_user' | 'unverified_email' | 'bad_email' | 'expired_key' | 'gpgverify_unavailable' | 'gpgverify_error'
  kind: 'ssh' | 'gpg' | 'x509' | null
  signature: string | null
  payload: string | null
  signer: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  } | null
}

export interface CommitStatus {
  id: string
  databaseId: number
  sha: string
  context: string
  state: 'error' | 'failure' | 'pending' | 'success'
  description: string
  targetUrl: string | null
  creator: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  createdAt: string
}

export interface Contributor {
  name: string
  email: string
  commits: number
}

export interface Deployment {
  id: string
  number: number
  environment: string
  sha: string
  state: 'queued' | 'building' | 'deploying' | 'live' | 'failed' | 'superseded' | 'stopped'
  kind: 'static' | 'node' | null
  reason: string | null
  url: string
  log: string
  buildMs: number | null
  deployMs: number | null
  createdBy: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  spec: string | null
  pull: number | null
  createdAt: string
  liveAt: string | null
}

export interface Email {
  email: string
  verified: boolean
  primary: boolean
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
  chain: ChainStep[]
  tasks: Task[]
  attempts: Attempt[]
  pull: Pull | null
  checks: CheckRun[]
  runs: Run[]
  deployment: Deployment | null
  metrics: SpecMetrics | null
}

export interface File {
  path: string
  sha: string
  mode: string
  sizeBytes: number
  binary: boolean
  truncated: boolean
  content: string | null
}

export interface Finding {
  rule: 'diff-size' | 'file-count' | 'forbidden-path' | 'secret' | 'cost'
  path?: string | undefined
  line?: number | undefined
  message: string
}

export interface FlowEvent {
  id: string
  type: string
  name: string
  at: string
  project: string | null
  actor: {
    kind: string
    id: string
    name: string
  }
  links: Record<string, string>
  data: unknown
}

export interface FlowMetrics {
  periodDays: number
  specsLive: number
  specsFailed: number
  leadTime: {
    value: number | null
    previous: number | null
    unit: 'ms' | 'usd'
    points: {
      at: string
      value: number
      spec: string
      title: string
    }[]
  }
  costPerPull: {
    value: number | null
    previous: number | null
    unit: 'ms' | 'usd'
    points: {
      at: string
      value: number
      spec: string
      title: string
    }[]
  }
  buildTime: {
    value: number | null
    previous: number | null
    unit: 'ms' | 'usd'
    points: {
      at: string
      value: number
      spec: string
      title: string
    }[]
  }
  deployTime: {
    value: number | null
    previous: number | null
    unit: 'ms' | 'usd'
    points: {
      at: string
      value: number
      spec: string
      title: string
    }[]
  }
}

export interface FoundInFile {
  path: string
  lines: {
    line: number
    text: string
  }[]
  more: boolean
}

export interface GpgKey {
  id: string
  databaseId: number
  title: string
  key: string
  emails: string[]
  confirmedEmails: string[]
  keyId: string
  fingerprint: string
  canSign: boolean
  canEncrypt: boolean
  canCertify: boolean
  createdAt: string
  expiresAt: string | null
  subkeys: {
    keyId: string
    fingerprint: string
    canSign: boolean
    canEncrypt: boolean
    canCertify: boolean
    createdAt: string
    expiresAt: string | null
  }[]
  addedAt: string
}

export interface Hook {
  id: string
  databaseId: number
  url: string
  contentType: 'json' | 'form'
  hasSecret: boolean
  events: string[]
  active: boolean
  insecureTls: boolean
  lastResponse: {
    status: number | null
    problem: string | null
    at: string
  } | null
  createdAt: string
  updatedAt: string
}

export interface HookDelivery {
  id: string
  databaseId: number
  guid: string
  event: string
  action: string | null
  outcome: 'pending' | 'delivered' | 'failed'
  redelivery: boolean
  status: number | null
  problem: string | null
  attempts: number
  durationMs: number | null
  installation: number | null
  project: string | null
  createdAt: string
  deliveredAt: string | null
}

export interface HookDeliveryDetails {
  id: string
  databaseId: number
  guid: string
  event: string
  action: string | null
  outcome: 'pending' | 'delivered' | 'failed'
  redelivery: boolean
  status: number | null
  problem: string | null
  attempts: number
  durationMs: number | null
  installation: number | null
  project: string | null
  createdAt: string
  deliveredAt: string | null
  url: string | null
  request: {
    headers: Record<string, string> | null
    payload: Record<string, unknown>
  }
  response: {
    headers: Record<string, string> | null
    body: string | null
  }
}

export interface Installation {
  id: string
  databaseId: number
  app: App
  org: string
  allProjects: boolean
  projects: string[]
  permissions: Record<string, 'read' | 'write' | 'admin'>
  events: string[]
  outdated: boolean
  suspendedAt: string | null
  suspendedBy: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  } | null
  createdAt: string
  updatedAt: string
}

export interface Issue {
  id: string
  /** The number by which clients of other forges know it. */
  databaseId: number
  number: number
  /** A pull request is an issue, too; what only it has is under pulls. */
  kind: 'issue' | 'pull'
  title: string
  body: string
  author: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  state: 'open' | 'closed'
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null
  labels: Label[]
  assignees: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }[]
  milestone: Milestone | null
  locked: boolean
  lockReason: 'off-topic' | 'too heated' | 'resolved' | 'spam' | null
  commentCount: number
  reactions: Record<string, number>
  /** Of a pull request. */
  draft: boolean
  /** Of a pull request. */
  mergedAt: string | null
  closedAt: string | null
  closedBy: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  } | null
  createdAt: string
  updatedAt: string
}

export interface IssueComment {
  id: string
  /** The number by which clients of other forges know it. */
  databaseId: number
  /** The issue or pull request it belongs to. */
  number: number
  kind: 'issue' | 'pull'
  author: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  body: string
  reactions: Record<string, number>
  editedAt: string | null
  createdAt: string
  updatedAt: string
}

export interface IssueTemplate {
  file: string
  name: string
  about: string
  /** What the title begins with. */
  title: string
  labels: string[]
  assignees: string[]
  /** Of a template in Markdown. */
  body: string
  /** Of a form, instead of the body. */
  form: {
    type: 'markdown' | 'input' | 'textarea' | 'dropdown' | 'checkboxes'
    id: string | null
    label: string
    description: string
    placeholder: string
    value: string
    options: {
      label: string
      required: boolean
    }[]
    multiple: boolean
    render: string | null
    required: boolean
  }[] | null
}

export interface Job {
  id: string
  databaseId: number
  key: string
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null
  reason: string | null
  needs: string[]
  waitingFor: string | null
  log: string | null
  steps: Step[]
  check: string | null
  labels: string[]
  createdAt: string
  startedAt: string | null
  completedAt: string | null
}

export interface Label {
  id: string
  /** The number by which clients of other forges know it. */
  databaseId: number
  name: string
  color: string
  description: string
  isDefault: boolean
}

export interface Language {
  name: string
  colour: string | null
  sizeBytes: number
}

export interface LfsLock {
  id: string
  path: string
  ref: string | null
  owner: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  mine: boolean
  lockedAt: string
}

export interface LfsObject {
  oid: string
  sizeBytes: number
  createdAt: string
}

export interface Milestone {
  id: string
  /** The number by which clients of other forges know it. */
  databaseId: number
  number: number
  title: string
  description: string
  state: 'open' | 'closed'
  dueOn: string | null
  creator: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  openIssues: number
  closedIssues: number
  closedAt: string | null
  createdAt: string
  updatedAt: string
}

export interface Mirror {
  id: string
  direction: 'import' | 'pull' | 'push'
  url: string
  username: string | null
  hasPassword: boolean
  publicKey: string | null
  hostKey: string | null
  refs: string[]
  force: boolean
  everyMinutes: number | null
  status: 'waiting' | 'running' | 'synced' | 'diverged' | 'failed' | 'cancelled'
  problem: string | null
  diverged: {
    ref: string
    reason: string
  }[]
  largeFiles: {
    brought: number
    missing: number
    reasons: {
      oid: string
      sizeBytes: number
      reason: string
    }[]
  } | null
  log: string | null
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  syncedAt: string | null
}

export interface Org {
  id: string
  slug: string
  name: string
  kind: 'person' | 'organisation'
}

export interface OwnApp {
  id: string
  databaseId: number
  org: string
  slug: string
  name: string
  description: string
  homepage: string
  public: boolean
  clientId: string
  permissions: Record<string, 'read' | 'write' | 'admin'>
  events: string[]
  createdAt: string
  updatedAt: string
  hook: {
    url: string | null
    active: boolean
    hasSecret: boolean
    contentType: 'json' | 'form'
    insecureTls: boolean
  }
  keys: {
    id: string
    fingerprint: string
    createdAt: string
  }[]
}

export interface Owner {
  id: string
  databaseId: number
  login: string
  name: string
  description: string
  kind: 'person' | 'organisation'
  user: string | null
  createdAt: string
}

export interface Project {
  id: string
  /** The organisation it belongs to. */
  org: string
  owner: string
  name: string
  description: string
  defaultBranch: string
  rehearsal: boolean
  settings: ProjectSettings
  databaseId: number
  visibility: 'private' | 'public'
  /** The id of the project it was forked from. */
  parent: string | null
  archivedAt: string | null
  homepage: string
  topics: string[]
  createdAt: string
  updatedAt: string
  pushedAt: string | null
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
    target: 'branch' | 'tag'
    exclude: string[]
    enabled: boolean
    requirePull: boolean
    requiredChecks: string[]
    strictChecks: boolean
    requiredApprovals: number
    requireCodeOwners: boolean
    requireLastPushApproval: boolean
    requireResolved: boolean
    linearHistory: boolean
    requireSigned: boolean
    allowForcePush: boolean
    allowDeletion: boolean
    allowCreation: boolean
    locked: boolean
    pushers: {
      people: string[]
      teams: string[]
      apps: string[]
    } | null
    bypass: {
      people: string[]
      teams: string[]
      apps: string[]
    }
    ruleset: {
      id: number
      name: string
      createdAt: string
      updatedAt: string
      followsDefault: boolean
    } | null
  }[]
  merging: {
    methods: ('merge' | 'squash' | 'rebase' | 'fast_forward')[]
    mergeTitle: 'merge_message' | 'pull_title'
    mergeMessage: 'pull_title' | 'pull_body' | 'blank'
    squashTitle: 'commit_or_pull_title' | 'pull_title'
    squashMessage: 'commit_messages' | 'pull_body' | 'blank'
    autoMerge: boolean
    deleteBranch: boolean
  }
  deploy: {
    enabled: boolean
    healthPath: string
    startTimeoutSeconds: number
  }
}

export interface PublicGpgKey {
  id: string
  databaseId: number
  key: string
  emails: string[]
  confirmedEmails: string[]
  keyId: string
  fingerprint: string
  canSign: boolean
  canEncrypt: boolean
  canCertify: boolean
  createdAt: string
  expiresAt: string | null
  subkeys: {
    keyId: string
    fingerprint: string
    canSign: boolean
    canEncrypt: boolean
    canCertify: boolean
    createdAt: string
    expiresAt: string | null
  }[]
  addedAt: string
}

export interface PublicKey {
  databaseId: number
  key: string
  type: string
  createdAt: string
}

export interface Pull {
  id: string
  databaseId: number
  number: number
  title: string
  body: string
  state: 'draft' | 'open' | 'review' | 'approved' | 'merged' | 'closed'
  head: {
    branch: string
    sha: string
    fork: ProjectRef | null
  }
  base: {
    branch: string
    sha: string
  }
  author: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  spec: string | null
  labels: Label[]
  assignees: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }[]
  milestone: Milestone | null
  locked: boolean
  lockReason: string | null
  commentCount: number
  reviewers: string[]
  reviewTeams: string[]
  additions: number
  deletions: number
  changedFiles: number
  maintainersMayPush: boolean
  commits: number
  behind: number
  autoMerge: {
    by: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    }
    at: string
    method: 'merge' | 'squash' | 'rebase' | 'fast_forward'
    title?: string | undefined
    body?: string | undefined
  } | null
  mergeable: boolean | null
  blockedBy: string[]
  mergedAt: string | null
  mergeSha: string | null
  mergedBy: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  } | null
  closedAt: string | null
  closedBy: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  } | null
  createdAt: string
  updatedAt: string
}

export interface PullComment {
  id: string
  databaseId: number
  number: number
  author: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  body: string
  path: string
  subject: 'line' | 'file'
  line: number | null
  side: 'old' | 'new'
  startLine: number | null
  startSide: 'old' | 'new' | null
  position: number | null
  sha: string
  originalLine: number | null
  originalStartLine: number | null
  originalPosition: number | null
  originalSha: string
  diffHunk: string
  outdated: boolean
  thread: string
  resolved: boolean
  replyTo: string | null
  replyToDatabaseId: number | null
  review: string | null
  reviewDatabaseId: number | null
  createdAt: string
  updatedAt: string
}

export interface PullReview {
  id: string
  databaseId: number
  reviewer: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  state: 'pending' | 'submitted' | 'dismissed'
  verdict: 'approve' | 'request_changes' | 'comment'
  body: string
  sha: string
  counts: boolean
  dismissal: {
    by: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    }
    message: string
    at: string
  } | null
  comments: PullComment[]
  createdAt: string
  submittedAt: string | null
  updatedAt: string
}

export interface PullThread {
  id: string
  databaseId: number
  path: string
  subject: 'line' | 'file'
  line: number | null
  side: 'old' | 'new'
  startLine: number | null
  startSide: 'old' | 'new' | null
  originalLine: number | null
  originalStartLine: number | null
  outdated: boolean
  resolvedBy: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  } | null
  resolvedAt: string | null
  comments: PullComment[]
}

export interface Reaction {
  id: string
  /** The number by which clients of other forges know it. */
  databaseId: number
  content: '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes'
  actor: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  createdAt: string
}

export interface Release {
  id: string
  databaseId: number
  tag: string
  target: string
  name: string
  body: string
  draft: boolean
  prerelease: boolean
  latest: boolean
  author: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  assets: ReleaseAsset[]
  createdAt: string
  publishedAt: string | null
  updatedAt: string
}

export interface ReleaseAsset {
  id: string
  databaseId: number
  release: string
  name: string
  label: string | null
  contentType: string
  sizeBytes: number
  sha256: string
  downloads: number
  uploader: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  createdAt: string
  updatedAt: string
}

export interface Run {
  id: string
  databaseId: number
  number: number
  title: string
  workflow: string
  workflowId: number
  path: string
  event: string
  branch: string
  sha: string
  pull: number | null
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null
  reason: string | null
  attempt: number
  jobs: Job[]
  createdAt: string
  startedAt: string | null
  completedAt: string | null
  actor: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
}

export interface Server {
  products: ('hub' | 'code' | 'runtime')[]
}

export interface SigningKey {
  id: string
  databaseId: number
  title: string
  key: string
  type: string
  fingerprint: string
  createdAt: string
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

export interface SpecMetrics {
  leadTimeMs: number | null
  costUsd: number
  buildMs: number | null
  deployMs: number | null
  inputTokens: number
  outputTokens: number
}

export interface SpecVersion {
  version: number
  title: string
  body: string
  acceptance: string[]
  author: ActorRef
  createdAt: string
}

export interface SshKey {
  id: string
  databaseId: number
  title: string
  key: string
  type: string
  bits: number
  fingerprint: string
  readOnly: boolean
  addedBy: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  createdAt: string
  lastUsedAt: string | null
}

export interface Step {
  number: number
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null
  startedAt: string | null
  completedAt: string | null
  firstLine: number | null
}

export interface StorageLimits {
  /** The largest single LFS object. */
  lfsObjectBytes: number
  /** All LFS objects of one project together. */
  lfsProjectBytes: number
}

export interface Tag {
  name: string
  sha: string
  object: string | null
  message: string
  tagger: {
    name: string
    email: string
    at: string
  } | null
  at: string
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
  /** 5 is highest */
  priority: number
  /** who works on it, or who it is meant for */
  agent: {
    id: string
    name: string
  } | null
  capabilities: string[]
  parent: string | null
  /** tasks that must be completed before */
  blockedBy: number
  spec: string | null
  branch: string | null
  attempts: number
  maxAttempts: number
  availableAt: string
  leaseUntil: string | null
  result: Record<string, unknown> | null
  reason: string | null
  createdAt: string
  startedAt: string | null
  completedAt: string | null
}

export interface Team {
  id: string
  databaseId: number
  slug: string
  name: string
  description: string
  privacy: 'closed' | 'secret'
  members: number
  createdAt: string
  updatedAt: string
}

export interface TeamAccess {
  team: string
  slug: string
  role: 'read' | 'triage' | 'write' | 'maintain' | 'admin'
}

export interface TimelineEntry {
  id: string
  /** The number by which clients of other forges know it. */
  databaseId: number
  /** What it happened to, where entries of several stand together. */
  issue: Issue | null
  /** labeled, closed, assigned, renamed, cross_referenced, commented, … */
  name: string
  actor: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }
  data: Record<string, unknown>
  /** Of `commented`. */
  comment: IssueComment | null
  /** Of `cross_referenced`: the issue or pull request that mentions it. */
  source: Issue | null
  createdAt: string
}

export interface Token {
  id: string
  name: string
  permissions: string[]
  /** Ids of the only projects it is for; null: all. */
  projects: string[] | null
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}

export interface Traffic {
  minute: string
  requests: number
  errors: number
  p50Ms: number | null
  p95Ms: number | null
}

export interface User {
  id: string
  login: string
  name: string
}

export interface Variable {
  name: string
  value: string
  createdAt: string
  updatedAt: string
}

export interface WorkItem {
  id: string
  kind: 'project' | 'spec' | 'task' | 'attempt' | 'pull' | 'check' | 'run' | 'deployment' | 'metric'
  title: string
  state: string
  project: ProjectRef
  at: string
  href: string
}

export interface Workflow {
  id: string
  databaseId: number
  path: string
  name: string
  state: 'active' | 'disabled' | 'deleted'
  createdAt: string
  updatedAt: string
}

export interface AgentsClaimTaskInput {
  agent: string
}

export interface AgentsCreateInput {
  /** id of the organisation; needed only when you belong to several */
  org?: string | undefined
  name: string
  capabilities?: string[] | undefined
  driver?: {
    /** acp, builtin and rehearsal are run by DevFlow; external agents claim tasks over HTTP */
    kind: 'acp' | 'builtin' | 'rehearsal' | 'external'
    /** program and arguments that speak the Agent Client Protocol */
    command?: string[] | undefined
    preset?: 'codex' | 'opencode' | 'claude' | undefined
  } | undefined
}

export interface AgentsCreateOutput {
  id: string
  name: string
  active: boolean
  capabilities: string[]
  driver: {
    /** acp, builtin and rehearsal are run by DevFlow; external agents claim tasks over HTTP */
    kind: 'acp' | 'builtin' | 'rehearsal' | 'external'
    /** program and arguments that speak the Agent Client Protocol */
    command?: string[] | undefined
    preset?: 'codex' | 'opencode' | 'claude' | undefined
  }
  status: 'idle' | 'working' | 'offline'
  lastSeenAt: string | null
  currentTask: string | null
  createdAt: string
  /** null for agents that DevFlow runs itself */
  apiKey: string | null
}

export interface AgentsGetInput {
  agent: string
}

export interface AgentsHeartbeatInput {
  agent: string
  fencingToken?: number | undefined
}

export interface AgentsHeartbeatOutput {
  leaseUntil: string | null
  tasks: string[]
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
  items: AgentPreset[]
}

export interface AgentsToggleInput {
  agent: string
}

export interface AgentsUpdateInput {
  agent: string
  name?: string | undefined
  capabilities?: string[] | undefined
  driver?: {
    /** acp, builtin and rehearsal are run by DevFlow; external agents claim tasks over HTTP */
    kind: 'acp' | 'builtin' | 'rehearsal' | 'external'
    /** program and arguments that speak the Agent Client Protocol */
    command?: string[] | undefined
    preset?: 'codex' | 'opencode' | 'claude' | undefined
  } | undefined
  active?: boolean | undefined
}

export interface AppCreateTokenInput {
  installation: number
  permissions?: Record<string, 'read' | 'write' | 'admin'> | undefined
  /** Names or numbers. Left out: all that the installation sees. */
  projects?: (string | number)[] | undefined
}

export interface AppCreateTokenOutput {
  token: string
  expiresAt: string
  permissions: Record<string, 'read' | 'write' | 'admin'>
  projects: string[] | null
  allProjects: boolean
}

export interface AppDeliveriesInput {
  /** Those older than this one. */
  before?: number | undefined
  limit?: number | undefined
}

export interface AppDeliveriesOutput {
  items: HookDelivery[]
}

export interface AppDeliveryInput {
  delivery: number
}

export interface AppFindInstallationInput {
  login: string
  project?: string | undefined
}

export type AppGetInput = Record<string, never>

export interface AppInstallationInput {
  installation: number
}

export type AppInstallationsInput = Record<string, never>

export interface AppInstallationsOutput {
  items: Installation[]
}

export interface AppRedeliverInput {
  delivery: number
}

export type AppRedeliverOutput = Record<string, never>

export interface AppSetHookInput {
  hookUrl?: string | null | undefined
  hookSecret?: string | null | undefined
  hookContentType?: 'json' | 'form' | undefined
  hookInsecureTls?: boolean | undefined
}

export interface AppSuspendInput {
  installation: number
}

export interface AppUninstallInput {
  installation: number
}

export interface AppUnsuspendInput {
  installation: number
}

export interface AppsConvertManifestInput {
  code: string
}

export interface AppsConvertManifestOutput {
  app: App
  privateKey: string
  hookSecret: string | null
  clientSecret: string
}

export interface AppsCreateInput {
  org: string
  name: string
  description?: string | undefined
  homepage: string
  /** Whether other organisations may install it. */
  public?: boolean | undefined
  permissions?: Record<string, 'read' | 'write' | 'admin'> | undefined
  events?: string[] | undefined
  hookUrl?: string | null | undefined
  hookActive?: boolean | undefined
  hookSecret?: string | null | undefined
  hookContentType?: 'json' | 'form' | undefined
  hookInsecureTls?: boolean | undefined
}

export interface AppsCreateFromManifestInput {
  org: string
  name: string
  description?: string | undefined
  homepage: string
  /** Whether other organisations may install it. */
  public?: boolean | undefined
  permissions?: Record<string, 'read' | 'write' | 'admin'> | undefined
  events?: string[] | undefined
  hookUrl?: string | null | undefined
  hookActive?: boolean | undefined
  hookContentType?: 'json' | 'form' | undefined
  hookInsecureTls?: boolean | undefined
}

export interface AppsCreateFromManifestOutput {
  code: string
  app: App
}

export interface AppsCreateKeyInput {
  org: string
  app: string
}

export interface AppsCreateKeyOutput {
  id: string
  fingerprint: string
  privateKey: string
}

export interface AppsDeleteInput {
  org: string
  app: string
}

export interface AppsDeleteKeyInput {
  org: string
  app: string
  keyId: string
}

export interface AppsFindInput {
  app: string
}

export interface AppsGetInput {
  org: string
  app: string
}

export interface AppsListInput {
  org: string
}

export interface AppsListOutput {
  items: App[]
}

export interface AppsUpdateInput {
  org: string
  app: string
  name?: string | undefined
  description?: string | undefined
  homepage?: string | undefined
  /** Whether other organisations may install it. */
  public?: boolean | undefined
  permissions?: Record<string, 'read' | 'write' | 'admin'> | undefined
  events?: string[] | undefined
  hookUrl?: string | null | undefined
  hookActive?: boolean | undefined
  hookSecret?: string | null | undefined
  hookContentType?: 'json' | 'form' | undefined
  hookInsecureTls?: boolean | undefined
}

export interface AttemptsCancelInput {
  attempt: string
}

export interface AttemptsGetInput {
  attempt: string
}

export interface AttemptsListInput {
  task?: string | undefined
  spec?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

export interface AttemptsListOutput {
  items: Attempt[]
  next?: string | undefined
}

export interface ChecksGetInput {
  owner: string
  name: string
  /** Id or number of the check run. */
  checkRun: string
}

export interface ChecksListInput {
  owner: string
  name: string
  sha: string
}

export interface ChecksListOutput {
  items: CheckRun[]
}

export interface ChecksNamesInput {
  owner: string
  name: string
}

export interface ChecksNamesOutput {
  items: string[]
}

export interface ChecksOpenSuiteInput {
  owner: string
  name: string
  sha: string
}

export interface ChecksReportInput {
  owner: string
  name: string
  sha: string
  source?: 'ci' | 'guardian' | 'external' | undefined
  status: 'queued' | 'in_progress' | 'completed'
  conclusion?: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | 'stale' | 'startup_failure' | null | undefined
  title?: string | undefined
  summary?: string | undefined
  text?: string | undefined
  annotations?: {
    path: string
    line: number
    endLine?: number | undefined
    startColumn?: number | undefined
    endColumn?: number | undefined
    level: 'notice' | 'warning' | 'failure'
    title?: string | undefined
    message: string
    details?: string | undefined
  }[] | undefined
  images?: {
    alt: string
    url: string
    caption?: string | undefined
  }[] | undefined
  externalId?: string | null | undefined
  detailsUrl?: string | null | undefined
  log?: string | null | undefined
  run?: string | null | undefined
  startedAt?: string | undefined
  completedAt?: string | undefined
  check: string
}

export interface ChecksRerequestInput {
  owner: string
  name: string
  /** Id or number of the check run. */
  checkRun: string
}

export interface ChecksRerequestSuiteInput {
  owner: string
  name: string
  /** Id or number of the check suite. */
  suite: string
}

export interface ChecksSuiteInput {
  owner: string
  name: string
  /** Id or number of the check suite. */
  suite: string
}

export interface ChecksSuiteOutput {
  id: string
  databaseId: number
  sha: string
  source: 'ci' | 'guardian' | 'external'
  reporter: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  } | null
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | 'stale' | 'startup_failure' | null
  runs: number
  createdAt: string
  updatedAt: string
  items: CheckRun[]
}

export interface ChecksSuitesInput {
  owner: string
  name: string
  sha: string
}

export interface ChecksSuitesOutput {
  items: CheckSuite[]
}

export interface ChecksUpdateInput {
  owner: string
  name: string
  /** Id or number of the check run. */
  checkRun: string
  rename?: string | undefined
  status?: 'queued' | 'in_progress' | 'completed' | undefined
  conclusion?: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | 'stale' | 'startup_failure' | null | undefined
  title?: string | undefined
  summary?: string | undefined
  text?: string | undefined
  annotations?: {
    path: string
    line: number
    endLine?: number | undefined
    startColumn?: number | undefined
    endColumn?: number | undefined
    level: 'notice' | 'warning' | 'failure'
    title?: string | undefined
    message: string
    details?: string | undefined
  }[] | undefined
  images?: {
    alt: string
    url: string
    caption?: string | undefined
  }[] | undefined
  externalId?: string | null | undefined
  detailsUrl?: string | null | undefined
  startedAt?: string | undefined
  completedAt?: string | undefined
}

export interface CollaboratorsListInput {
  owner: string
  name: string
}

export interface CollaboratorsListOutput {
  items: Collaborator[]
}

export interface CollaboratorsRemoveInput {
  owner: string
  name: string
  user: string
}

export type CollaboratorsRemoveOutput = Record<string, never>

export interface CollaboratorsSetInput {
  owner: string
  name: string
  user: string
  role?: 'read' | 'triage' | 'write' | 'maintain' | 'admin' | undefined
}

export interface DeployKeysCreateInput {
  owner: string
  name: string
  /** Default: the comment of the key. */
  title?: string | undefined
  /** The line in the id_….pub file. */
  key: string
  readOnly?: boolean | undefined
}

export interface DeployKeysDeleteInput {
  owner: string
  name: string
  deployKey: string
}

export type DeployKeysDeleteOutput = Record<string, never>

export interface DeployKeysGetInput {
  owner: string
  name: string
  deployKey: string
}

export interface DeployKeysListInput {
  owner: string
  name: string
  page?: number | undefined
  limit?: number | undefined
}

export interface DeployKeysListOutput {
  items: SshKey[]
  total: number
}

export interface DeploymentsCreateInput {
  owner: string
  name: string
  sha?: string | undefined
  ref?: string | undefined
  environment?: string | undefined
  spec?: string | undefined
  pull?: number | undefined
}

export interface DeploymentsGetInput {
  owner: string
  name: string
  deployment: string
}

export interface DeploymentsListInput {
  owner: string
  name: string
  environment?: string | undefined
  limit?: number | undefined
  cursor?: number | undefined
}

export interface DeploymentsListOutput {
  items: Deployment[]
  next?: string | undefined
}

export interface DeploymentsMetricsInput {
  owner: string
  name: string
  deployment: string
  minutes?: number | undefined
}

export interface DeploymentsMetricsOutput {
  items: Traffic[]
  total: {
    requests: number
    errors: number
    p50Ms: number | null
    p95Ms: number | null
  }
}

export interface DeploymentsRollbackInput {
  owner: string
  name: string
  deployment: string
}

export interface DeploymentsStopInput {
  owner: string
  name: string
  deployment: string
}

export interface EmailsAddInput {
  email: string
}

export interface EmailsConfirmInput {
  email: string
}

export type EmailsConfirmOutput = Record<string, never>

export type EmailsListInput = Record<string, never>

export interface EmailsListOutput {
  items: Email[]
}

export interface EmailsRemoveInput {
  email: string
}

export type EmailsRemoveOutput = Record<string, never>

export type EmailsUnconfirmedInput = Record<string, never>

export interface EmailsUnconfirmedOutput {
  items: {
    email: string
    login: string
    name: string
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

export interface ForksCreateInput {
  owner: string
  name: string
  /** An organisation. Default: yourself. */
  into?: string | undefined
  /** Another name. Default: the same. */
  as?: string | undefined
  defaultBranchOnly?: boolean | undefined
}

export interface ForksListInput {
  owner: string
  name: string
  direction?: 'asc' | 'desc' | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface ForksListOutput {
  items: ProjectRef[]
  total: number
}

export interface ForksSyncInput {
  owner: string
  name: string
  branch: string
}

export interface ForksSyncOutput {
  how: 'none' | 'fast_forward' | 'merge'
  from: string
  sha: string
}

export interface GitBlameInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
  path: string
}

export interface GitBlameOutput {
  path: string
  commits: BlamedCommit[]
  ranges: {
    start: number
    end: number
    commit: number
  }[]
  sha: string
}

export interface GitBlobInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
  path: string
}

export interface GitBlobByIdInput {
  owner: string
  name: string
  sha: string
}

export interface GitBlobByIdOutput {
  sha: string
  sizeBytes: number
  content: string
}

export interface GitBranchesInput {
  owner: string
  name: string
}

export interface GitBranchesOutput {
  items: Branch[]
}

export interface GitCommitInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  sha: string
}

export interface GitCommitOutput {
  sha: string
  tree: string
  parents: string[]
  message: string
  author: {
    name: string
    email: string
    at: string
  }
  committer: {
    name: string
    email: string
    at: string
  }
  files: {
    path: string
    oldPath?: string | undefined
    status: 'added' | 'modified' | 'deleted' | 'renamed'
    blob: string
    oldMode?: string | undefined
    mode?: string | undefined
    additions: number
    deletions: number
    binary: boolean
    patch: string
    truncated: boolean
  }[]
}

export interface GitCommitByIdInput {
  owner: string
  name: string
  sha: string
}

export interface GitCommitByIdOutput {
  sha: string
  tree: string
  parents: string[]
  message: string
  author: {
    name: string
    email: string
    at: string
  }
  committer: {
    name: string
    email: string
    at: string
  }
}

export interface GitCommitFilesInput {
  owner: string
  name: string
  /** Default: the default branch. Made where the repository is empty. */
  branch?: string | undefined
  message: string
  /** None: a commit that changes nothing, such as one that wakes the checks. */
  files: {
    path: string
    /** In base64; null removes the file. */
    content: string | null
    replaces?: string | null | undefined
  }[]
  /** Where the branch must be now. */
  expectedHead?: string | undefined
  author?: {
    name: string
    email: string
    at?: string | undefined
  } | undefined
  committer?: {
    name: string
    email: string
    at?: string | undefined
  } | undefined
}

export interface GitCommitFilesOutput {
  commit: {
    sha: string
    tree: string
    parents: string[]
    message: string
    author: {
      name: string
      email: string
      at: string
    }
    committer: {
      name: string
      email: string
      at: string
    }
  }
  branch: string
  blobs: Record<string, string>
}

export interface GitCommitsInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
  path?: string | undefined
  /** Go on through renames of the one file at the path. */
  follow?: boolean | undefined
  since?: string | undefined
  until?: string | undefined
  /** A part of the author's name or address. */
  author?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

export interface GitCommitsOutput {
  items: {
    sha: string
    tree: string
    parents: string[]
    message: string
    author: {
      name: string
      email: string
      at: string
    }
    committer: {
      name: string
      email: string
      at: string
    }
  }[]
  next?: string | undefined
}

export interface GitCompareInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  base: string
  /** A branch, tag or commit id; `owner:branch` when it is in a fork. */
  head: string
}

export interface GitCompareOutput {
  base: string
  head: string
  mergeBase: string | null
  ahead: number
  behind: number
  commits: {
    sha: string
    tree: string
    parents: string[]
    message: string
    author: {
      name: string
      email: string
      at: string
    }
    committer: {
      name: string
      email: string
      at: string
    }
  }[]
  files: {
    path: string
    oldPath?: string | undefined
    status: 'added' | 'modified' | 'deleted' | 'renamed'
    blob: string
    oldMode?: string | undefined
    mode?: string | undefined
    additions: number
    deletions: number
    binary: boolean
    patch: string
    truncated: boolean
  }[]
}

export interface GitContributorsInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface GitContributorsOutput {
  items: Contributor[]
  total: number
}

export interface GitCountCommitsInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
  path?: string | undefined
  since?: string | undefined
  until?: string | undefined
  author?: string | undefined
}

export interface GitCountCommitsOutput {
  total: number
}

export interface GitCreateBlobInput {
  owner: string
  name: string
  content: string
  encoding?: 'utf-8' | 'base64' | undefined
}

export interface GitCreateBlobOutput {
  sha: string
}

export interface GitCreateBranchInput {
  owner: string
  name: string
  branch: string
  /** Default: the default branch. */
  from?: string | undefined
}

export interface GitCreateCommitInput {
  owner: string
  name: string
  message: string
  tree: string
  parents?: string[] | undefined
  author?: {
    name: string
    email: string
    at?: string | undefined
  } | undefined
  committer?: {
    name: string
    email: string
    at?: string | undefined
  } | undefined
  signature?: string | undefined
}

export interface GitCreateCommitOutput {
  sha: string
  tree: string
  parents: string[]
  message: string
  author: {
    name: string
    email: string
    at: string
  }
  committer: {
    name: string
    email: string
    at: string
  }
}

export interface GitCreateRefInput {
  owner: string
  name: string
  ref: string
  sha: string
}

export interface GitCreateRefOutput {
  ref: string
  sha: string
  type: 'commit' | 'tag' | 'tree' | 'blob'
}

export interface GitCreateTagInput {
  owner: string
  name: string
  tag: string
  message: string
  object: string
  type?: 'commit' | 'tree' | 'blob' | undefined
  tagger?: {
    name: string
    email: string
    at?: string | undefined
  } | undefined
}

export interface GitCreateTagOutput {
  sha: string
  tag: string
  message: string
  tagger: {
    name: string
    email: string
    at: string
  }
  object: string
  type: 'commit' | 'tree' | 'blob'
}

export interface GitCreateTreeInput {
  owner: string
  name: string
  /** A tree or commit to start from. */
  base?: string | undefined
  changes: {
    path: string
    mode?: '100644' | '100755' | '120000' | '160000' | '040000' | undefined
    /** Null removes the path. */
    sha?: string | null | undefined
    /** Instead of the id, the text of a new blob. */
    content?: string | undefined
  }[]
}

export interface GitCreateTreeOutput {
  sha: string
}

export interface GitDeleteBranchInput {
  owner: string
  name: string
  branch: string
}

export type GitDeleteBranchOutput = Record<string, never>

export interface GitDeleteRefInput {
  owner: string
  name: string
  ref: string
}

export type GitDeleteRefOutput = Record<string, never>

export interface GitFileDiffInput {
  owner: string
  name: string
  /** Left out: everything is new. */
  base?: string | undefined
  /** A branch, tag, full ref name or commit id. */
  head: string
  path: string
  /** Its name in the base, if that is another one. */
  oldPath?: string | undefined
}

export interface GitFileDiffOutput {
  path: string
  oldPath?: string | undefined
  status: 'added' | 'modified' | 'deleted' | 'renamed'
  blob: string
  oldMode?: string | undefined
  mode?: string | undefined
  additions: number
  deletions: number
  binary: boolean
  patch: string
  truncated: boolean
}

export interface GitFilesInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
}

export interface GitFilesOutput {
  sha: string
  items: string[]
  truncated: boolean
}

export interface GitHighlightInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
  path: string
}

export interface GitHighlightOutput {
  sha: string
  language: string | null
  lines: number[][] | null
  kinds: string[]
}

export interface GitHighlightTextInput {
  owner: string
  name: string
  language: string
  text: string
}

export interface GitHighlightTextOutput {
  lines: number[][] | null
  kinds: string[]
}

export interface GitLanguagesInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
}

export interface GitLanguagesOutput {
  items: Language[]
}

export interface GitLastCommitsInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
  path?: string | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface GitLastCommitsOutput {
  sha: string
  commits: {
    sha: string
    tree: string
    parents: string[]
    message: string
    author: {
      name: string
      email: string
      at: string
    }
    committer: {
      name: string
      email: string
      at: string
    }
  }[]
  items: {
    name: string
    commit: string | null
  }[]
}

export interface GitListBranchesInput {
  owner: string
  name: string
  page?: number | undefined
  limit?: number | undefined
  query?: string | undefined
}

export interface GitListBranchesOutput {
  items: BranchDetail[]
  total: number
}

export interface GitLocateInput {
  owner: string
  name: string
  address: string
}

export interface GitLocateOutput {
  project: string
  kind: 'branch' | 'tag' | 'commit'
  ref: string
  sha: string
  path: string
  entry: {
    type: 'tree' | 'blob' | 'symlink' | 'commit'
    sha: string
    sizeBytes: number | null
  } | null
}

export interface GitMatchingInput {
  owner: string
  name: string
  target?: 'branch' | 'tag' | undefined
  patterns: string[]
  exclude?: string[] | undefined
}

export interface GitMatchingOutput {
  items: string[]
  total: number
}

export interface GitMergeBranchInput {
  owner: string
  name: string
  branch: string
  /** A branch, tag, full ref name or commit id. */
  head: string
  message?: string | undefined
}

export interface GitMergeBranchOutput {
  /** Null: everything was there already. */
  sha: string | null
}

export interface GitOverviewInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
}

export interface GitOverviewOutput {
  commit: {
    sha: string
    tree: string
    parents: string[]
    message: string
    author: {
      name: string
      email: string
      at: string
    }
    committer: {
      name: string
      email: string
      at: string
    }
  } | null
  commits: number
  branches: number
  tags: number
  sshPort: number | null
}

export interface GitRecordPushInput {
  owner: string
  name: string
  refs: string[]
}

export interface GitRecordPushOutput {
  updates: number
}

export interface GitRefsInput {
  owner: string
  name: string
  prefix?: string | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface GitRefsOutput {
  items: {
    ref: string
    sha: string
    type: 'commit' | 'tag' | 'tree' | 'blob'
  }[]
  total: number
}

export interface GitRenameBranchInput {
  owner: string
  name: string
  branch: string
  to: string
}

export type GitRenameBranchOutput = Record<string, never>

export interface GitSearchInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
  query: string
  /** POSIX extended; otherwise the text itself. */
  regex?: boolean | undefined
  ignoreCase?: boolean | undefined
  /** Only below this folder, or in this file. */
  path?: string | undefined
}

export interface GitSearchOutput {
  sha: string
  items: FoundInFile[]
  cut: 'files' | 'time' | null
}

export interface GitSignatureInput {
  owner: string
  name: string
  sha: string
}

export interface GitSignaturesInput {
  owner: string
  name: string
  shas: string[]
}

export interface GitSignaturesOutput {
  items: {
    verified: boolean
    reason: 'valid' | 'unsigned' | 'unknown_signature_type' | 'malformed_signature' | 'invalid' | 'unknown_key' | 'no_user' | 'unverified_email' | 'bad_email' | 'expired_key' | 'gpgverify_unavailable' | 'gpgverify_error'
    signer: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    } | null
    sha: string
  }[]
}

export interface GitTagByIdInput {
  owner: string
  name: string
  sha: string
}

export interface GitTagByIdOutput {
  sha: string
  tag: string
  message: string
  tagger: {
    name: string
    email: string
    at: string
  }
  object: string
  type: 'commit' | 'tree' | 'blob'
}

export interface GitTagsInput {
  owner: string
  name: string
  page?: number | undefined
  limit?: number | undefined
}

export interface GitTagsOutput {
  items: Tag[]
  total: number
}

export interface GitTreeInput {
  owner: string
  name: string
  /** A branch, tag, full ref name or commit id. */
  ref?: string | undefined
  path?: string | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface GitTreeOutput {
  /** The commit. */
  sha: string
  tree: string
  path: string
  items: {
    name: string
    path: string
    type: 'tree' | 'blob' | 'symlink' | 'commit'
    mode: string
    sha: string
    sizeBytes: number | null
  }[]
  total: number
}

export interface GitTreeByIdInput {
  owner: string
  name: string
  sha: string
  recursive?: boolean | undefined
}

export interface GitTreeByIdOutput {
  sha: string
  items: {
    path: string
    mode: string
    type: 'blob' | 'tree' | 'commit'
    sha: string
    sizeBytes: number | null
  }[]
  truncated: boolean
}

export interface GitUpdateRefInput {
  owner: string
  name: string
  ref: string
  sha: string
  force?: boolean | undefined
}

export interface GitUpdateRefOutput {
  ref: string
  sha: string
  type: 'commit' | 'tag' | 'tree' | 'blob'
}

export interface GitUpdateRefsInput {
  owner: string
  name: string
  updates: {
    ref: string
    /** Where it must be now; null: it must not be there. Default: wherever it is. */
    before?: string | null | undefined
    /** Null deletes it. */
    after: string | null
    /** Move it also where that loses commits. */
    force?: boolean | undefined
  }[]
}

export interface GitUpdateRefsOutput {
  items: {
    ref: string
    sha: string | null
  }[]
}

export interface GpgKeysCreateInput {
  /** Default: the address of the key. */
  title?: string | undefined
  /** The output of `gpg --armor --export`. */
  key: string
}

export interface GpgKeysDeleteInput {
  gpgKey: string
}

export type GpgKeysDeleteOutput = Record<string, never>

export interface GpgKeysGetInput {
  gpgKey: string
}

export interface GpgKeysListInput {
  page?: number | undefined
  limit?: number | undefined
}

export interface GpgKeysListOutput {
  items: GpgKey[]
  total: number
}

export interface GpgKeysOfUserInput {
  user: string
  page?: number | undefined
  limit?: number | undefined
}

export interface GpgKeysOfUserOutput {
  items: PublicGpgKey[]
  total: number
}

export interface GuardianPreviewInput {
  owner: string
  name: string
  /** Default: the default branch. */
  base?: string | undefined
  head: string
}

export interface GuardianPreviewOutput {
  base: string
  head: string
  items: Finding[]
}

export interface HooksCreateInput {
  owner: string
  name: string
  /** Where deliveries are sent: http or https, a public address. */
  url: string
  contentType?: 'json' | 'form' | undefined
  /** Signs each delivery, so that the receiver knows it is genuine; never shown again. */
  secret?: string | null | undefined
  events?: string[] | undefined
  active?: boolean | undefined
  /** Accepts any certificate of the receiver. */
  insecureTls?: boolean | undefined
}

export interface HooksCreateForOrgInput {
  org: string
  /** Where deliveries are sent: http or https, a public address. */
  url: string
  contentType?: 'json' | 'form' | undefined
  /** Signs each delivery, so that the receiver knows it is genuine; never shown again. */
  secret?: string | null | undefined
  events?: string[] | undefined
  active?: boolean | undefined
  /** Accepts any certificate of the receiver. */
  insecureTls?: boolean | undefined
}

export interface HooksDeleteInput {
  owner: string
  name: string
  hook: number
}

export interface HooksDeleteForOrgInput {
  org: string
  hook: number
}

export interface HooksDeliveriesInput {
  owner: string
  name: string
  hook: number
  /** Those older than this one. */
  before?: number | undefined
  limit?: number | undefined
}

export interface HooksDeliveriesOutput {
  items: HookDelivery[]
}

export interface HooksDeliveriesForOrgInput {
  org: string
  hook: number
  /** Those older than this one. */
  before?: number | undefined
  limit?: number | undefined
}

export interface HooksDeliveriesForOrgOutput {
  items: HookDelivery[]
}

export interface HooksDeliveryInput {
  owner: string
  name: string
  hook: number
  delivery: number
}

export interface HooksDeliveryForOrgInput {
  org: string
  hook: number
  delivery: number
}

export interface HooksGetInput {
  owner: string
  name: string
  hook: number
}

export interface HooksGetForOrgInput {
  org: string
  hook: number
}

export interface HooksListInput {
  owner: string
  name: string
  page?: number | undefined
  limit?: number | undefined
}

export interface HooksListOutput {
  items: Hook[]
  total: number
}

export interface HooksListForOrgInput {
  org: string
  page?: number | undefined
  limit?: number | undefined
}

export interface HooksListForOrgOutput {
  items: Hook[]
  total: number
}

export interface HooksPingInput {
  owner: string
  name: string
  hook: number
}

export interface HooksPingForOrgInput {
  org: string
  hook: number
}

export interface HooksRedeliverInput {
  owner: string
  name: string
  hook: number
  delivery: number
}

export type HooksRedeliverOutput = Record<string, never>

export interface HooksRedeliverForOrgInput {
  org: string
  hook: number
  delivery: number
}

export type HooksRedeliverForOrgOutput = Record<string, never>

export interface HooksTestInput {
  owner: string
  name: string
  hook: number
}

export interface HooksUpdateInput {
  owner: string
  name: string
  hook: number
  /** Where deliveries are sent: http or https, a public address. */
  url?: string | undefined
  contentType?: 'json' | 'form' | undefined
  /** Signs each delivery, so that the receiver knows it is genuine; never shown again. */
  secret?: string | null | undefined
  events?: string[] | undefined
  active?: boolean | undefined
  /** Accepts any certificate of the receiver. */
  insecureTls?: boolean | undefined
}

export interface HooksUpdateForOrgInput {
  org: string
  hook: number
  /** Where deliveries are sent: http or https, a public address. */
  url?: string | undefined
  contentType?: 'json' | 'form' | undefined
  /** Signs each delivery, so that the receiver knows it is genuine; never shown again. */
  secret?: string | null | undefined
  events?: string[] | undefined
  active?: boolean | undefined
  /** Accepts any certificate of the receiver. */
  insecureTls?: boolean | undefined
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

export interface IdentityRenameInput {
  name: string
}

export interface InstallationsAcceptInput {
  org: string
  installation: number
}

export interface InstallationsCreateInput {
  org: string
  app: string
  /** Names of projects; null: all of the organisation, those to come included. */
  projects?: string[] | null | undefined
}

export interface InstallationsDeleteInput {
  org: string
  installation: number
}

export interface InstallationsListInput {
  org: string
}

export interface InstallationsListOutput {
  items: Installation[]
}

export interface InstallationsSetProjectsInput {
  org: string
  installation: number
  /** Names of projects; null: all of the organisation, those to come included. */
  projects: string[] | null
}

export interface InstallationsSuspendInput {
  org: string
  installation: number
}

export interface InstallationsUnsuspendInput {
  org: string
  installation: number
}

export interface IssuesAddLabelsInput {
  owner: string
  name: string
  number: number
  labels: string[]
}

export interface IssuesAllCommentsInput {
  owner: string
  name: string
  /** Changed at this time or later. */
  since?: string | undefined
  direction?: 'asc' | 'desc' | undefined
  page?: number | undefined
  limit?: number | undefined
  sort?: 'created' | 'updated' | undefined
}

export interface IssuesAllCommentsOutput {
  items: IssueComment[]
  total: number
}

export interface IssuesAllEventsInput {
  owner: string
  name: string
  page?: number | undefined
  limit?: number | undefined
}

export interface IssuesAllEventsOutput {
  items: TimelineEntry[]
  total: number
}

export interface IssuesAssignInput {
  owner: string
  name: string
  number: number
  assignees: string[]
}

export interface IssuesAssignableInput {
  owner: string
  name: string
  page?: number | undefined
  limit?: number | undefined
}

export interface IssuesAssignableOutput {
  items: {
    kind: 'person' | 'agent' | 'system'
    id: string
    name: string
  }[]
  total: number
}

export interface IssuesCommentInput {
  owner: string
  name: string
  number: number
  body: string
}

export interface IssuesCommentsInput {
  owner: string
  name: string
  number: number
  /** Changed at this time or later. */
  since?: string | undefined
  direction?: 'asc' | 'desc' | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface IssuesCommentsOutput {
  items: IssueComment[]
  total: number
}

export interface IssuesCreateInput {
  owner: string
  name: string
  title: string
  body?: string | undefined
  /** Left out unless you may write issues, as are assignees and milestone. */
  labels?: string[] | undefined
  assignees?: string[] | undefined
  milestone?: number | null | undefined
}

export interface IssuesDeleteInput {
  owner: string
  name: string
  number: number
}

export type IssuesDeleteOutput = Record<string, never>

export interface IssuesDeleteCommentInput {
  owner: string
  name: string
  /** Its id, or its databaseId. */
  comment: string
}

export type IssuesDeleteCommentOutput = Record<string, never>

export interface IssuesEventsInput {
  owner: string
  name: string
  number: number
  page?: number | undefined
  limit?: number | undefined
}

export interface IssuesEventsOutput {
  items: TimelineEntry[]
  total: number
}

export interface IssuesFindReferencesInput {
  owner: string
  name: string
  /** #7, owner/name#7, @login, a commit by its id or owner/name@id. */
  references: string[]
}

export interface IssuesFindReferencesOutput {
  items: {
    reference: string
    kind: 'issue' | 'pull' | 'commit' | 'person'
    owner: string
    name: string
    number: number | null
    sha: string | null
    title: string
  }[]
}

export interface IssuesGetInput {
  owner: string
  name: string
  number: number
}

export interface IssuesGetCommentInput {
  owner: string
  name: string
  /** Its id, or its databaseId. */
  comment: string
}

export interface IssuesGetEventInput {
  owner: string
  name: string
  /** Its id, or its databaseId. */
  entry: string
}

export interface IssuesListInput {
  owner: string
  name: string
  /** Without it, both. */
  kind?: 'issue' | 'pull' | undefined
  state?: 'open' | 'closed' | 'all' | undefined
  /** It has all of them. */
  labels?: string[] | undefined
  /** A login; `*` is anybody and `none` nobody. */
  assignee?: string | undefined
  author?: string | undefined
  mentioned?: string | undefined
  /** A number; `*` is any and `none` none. */
  milestone?: string | undefined
  /** Changed at this time or later. */
  since?: string | undefined
  /** These alone. */
  numbers?: number[] | undefined
  sort?: 'created' | 'updated' | 'comments' | undefined
  direction?: 'asc' | 'desc' | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface IssuesListOutput {
  items: Issue[]
  total: number
}

export interface IssuesLockInput {
  owner: string
  name: string
  number: number
  reason?: 'off-topic' | 'too heated' | 'resolved' | 'spam' | null | undefined
}

export interface IssuesReferInput {
  owner: string
  name: string
  number: number
  commit: string
  closes?: boolean | undefined
}

export interface IssuesRemoveLabelInput {
  owner: string
  name: string
  number: number
  label: string
}

export interface IssuesSearchInput {
  owner: string
  name: string
  /** Words and qualifiers: is:open label:bug author:@me */
  query?: string | undefined
  /** Instead of the sort: of the query. */
  sort?: 'created' | 'updated' | 'comments' | 'reactions' | 'relevance' | undefined
  direction?: 'asc' | 'desc' | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface IssuesSearchOutput {
  items: {
    id: string
    /** The number by which clients of other forges know it. */
    databaseId: number
    number: number
    /** A pull request is an issue, too; what only it has is under pulls. */
    kind: 'issue' | 'pull'
    title: string
    body: string
    author: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    }
    state: 'open' | 'closed'
    stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null
    labels: Label[]
    assignees: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    }[]
    milestone: Milestone | null
    locked: boolean
    lockReason: 'off-topic' | 'too heated' | 'resolved' | 'spam' | null
    commentCount: number
    reactions: Record<string, number>
    /** Of a pull request. */
    draft: boolean
    /** Of a pull request. */
    mergedAt: string | null
    closedAt: string | null
    closedBy: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    } | null
    createdAt: string
    updatedAt: string
    project: ProjectRef
  }[]
  total: number
}

export interface IssuesSearchAllInput {
  /** Words and qualifiers: is:open label:bug author:@me */
  query?: string | undefined
  /** Instead of the sort: of the query. */
  sort?: 'created' | 'updated' | 'comments' | 'reactions' | 'relevance' | undefined
  direction?: 'asc' | 'desc' | undefined
  page?: number | undefined
  limit?: number | undefined
  /** Without it, both. */
  kind?: 'issue' | 'pull' | undefined
  state?: 'open' | 'closed' | 'all' | undefined
  /** It has all of them. */
  labels?: string[] | undefined
  /** A login; `*` is anybody and `none` nobody. */
  assignee?: string | undefined
  author?: string | undefined
  mentioned?: string | undefined
  /** A number; `*` is any and `none` none. */
  milestone?: string | undefined
  /** Changed at this time or later. */
  since?: string | undefined
  /** These alone. */
  numbers?: number[] | undefined
}

export interface IssuesSearchAllOutput {
  items: {
    id: string
    /** The number by which clients of other forges know it. */
    databaseId: number
    number: number
    /** A pull request is an issue, too; what only it has is under pulls. */
    kind: 'issue' | 'pull'
    title: string
    body: string
    author: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    }
    state: 'open' | 'closed'
    stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null
    labels: Label[]
    assignees: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    }[]
    milestone: Milestone | null
    locked: boolean
    lockReason: 'off-topic' | 'too heated' | 'resolved' | 'spam' | null
    commentCount: number
    reactions: Record<string, number>
    /** Of a pull request. */
    draft: boolean
    /** Of a pull request. */
    mergedAt: string | null
    closedAt: string | null
    closedBy: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    } | null
    createdAt: string
    updatedAt: string
    project: ProjectRef
  }[]
  total: number
}

export interface IssuesSetLabelsInput {
  owner: string
  name: string
  number: number
  labels: string[]
}

export interface IssuesTemplatesInput {
  owner: string
  name: string
}

export interface IssuesTemplatesOutput {
  /** Whether an issue may be opened without a template. */
  blank: boolean
  contactLinks: {
    name: string
    url: string
    about: string
  }[]
  items: IssueTemplate[]
  /** Files that cannot be read. */
  broken: {
    file: string
    reason: string
  }[]
}

export interface IssuesTimelineInput {
  owner: string
  name: string
  number: number
  page?: number | undefined
  limit?: number | undefined
}

export interface IssuesTimelineOutput {
  items: TimelineEntry[]
  total: number
}

export interface IssuesUnassignInput {
  owner: string
  name: string
  number: number
  assignees: string[]
}

export interface IssuesUnlockInput {
  owner: string
  name: string
  number: number
}

export interface IssuesUpdateInput {
  owner: string
  name: string
  number: number
  title?: string | undefined
  body?: string | undefined
  state?: 'open' | 'closed' | undefined
  /** Why it is closed. Default: completed. */
  reason?: 'completed' | 'not_planned' | 'duplicate' | undefined
  labels?: string[] | undefined
  assignees?: string[] | undefined
  milestone?: number | null | undefined
}

export interface IssuesUpdateCommentInput {
  owner: string
  name: string
  /** Its id, or its databaseId. */
  comment: string
  body: string
}

export interface KeysCreateInput {
  /** Default: the comment of the key. */
  title?: string | undefined
  /** The line in your id_….pub file. */
  key: string
}

export interface KeysDeleteInput {
  sshKey: string
}

export type KeysDeleteOutput = Record<string, never>

export interface KeysGetInput {
  sshKey: string
}

export interface KeysListInput {
  page?: number | undefined
  limit?: number | undefined
}

export interface KeysListOutput {
  items: SshKey[]
  total: number
}

export interface KeysOfUserInput {
  user: string
  page?: number | undefined
  limit?: number | undefined
}

export interface KeysOfUserOutput {
  items: PublicKey[]
  total: number
}

export interface LabelsCreateInput {
  owner: string
  name: string
  label: string
  color?: string | undefined
  description?: string | undefined
}

export interface LabelsDeleteInput {
  owner: string
  name: string
  label: string
}

export type LabelsDeleteOutput = Record<string, never>

export interface LabelsGetInput {
  owner: string
  name: string
  label: string
}

export interface LabelsListInput {
  owner: string
  name: string
  page?: number | undefined
  limit?: number | undefined
}

export interface LabelsListOutput {
  items: Label[]
  total: number
}

export interface LabelsUpdateInput {
  owner: string
  name: string
  label: string
  rename?: string | undefined
  color?: string | undefined
  description?: string | undefined
}

export interface LfsLockInput {
  owner: string
  name: string
  path: string
  ref?: string | null | undefined
}

export interface LfsLocksInput {
  owner: string
  name: string
  cursor?: string | undefined
  limit?: number | undefined
  path?: string | undefined
  lock?: string | undefined
}

export interface LfsLocksOutput {
  items: LfsLock[]
  next: string | null
}

export interface LfsLocksForPushInput {
  owner: string
  name: string
  cursor?: string | undefined
  limit?: number | undefined
}

export interface LfsLocksForPushOutput {
  items: LfsLock[]
  next: string | null
}

export interface LfsObjectsInput {
  owner: string
  name: string
  page?: number | undefined
  limit?: number | undefined
}

export interface LfsObjectsOutput {
  items: LfsObject[]
  total: number
  usedBytes: number
  quotaBytes: number
}

export interface LfsUnlockInput {
  owner: string
  name: string
  lock: string
  force?: boolean | undefined
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

export interface MilestonesCreateInput {
  owner: string
  name: string
  title: string
  description?: string | undefined
  dueOn?: string | null | undefined
  state?: 'open' | 'closed' | undefined
}

export interface MilestonesDeleteInput {
  owner: string
  name: string
  milestone: number
}

export type MilestonesDeleteOutput = Record<string, never>

export interface MilestonesGetInput {
  owner: string
  name: string
  milestone: number
}

export interface MilestonesLabelsInput {
  owner: string
  name: string
  milestone: number
}

export interface MilestonesLabelsOutput {
  items: Label[]
}

export interface MilestonesListInput {
  owner: string
  name: string
  state?: 'open' | 'closed' | 'all' | undefined
  sort?: 'dueOn' | 'completeness' | 'number' | undefined
  direction?: 'asc' | 'desc' | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface MilestonesListOutput {
  items: Milestone[]
  total: number
}

export interface MilestonesUpdateInput {
  owner: string
  name: string
  milestone: number
  title?: string | undefined
  description?: string | undefined
  dueOn?: string | null | undefined
  state?: 'open' | 'closed' | undefined
}

export interface MirrorsAddInput {
  owner: string
  name: string
  direction: 'pull' | 'push'
  url: string
  username?: string | undefined
  /** A password or token; kept sealed and shown to nobody. */
  password?: string | undefined
  refs?: string[] | undefined
  /** Make the copy the same even where commits are lost by it. */
  force?: boolean | undefined
  /** Of pulls; null: only by hand. */
  everyMinutes?: number | null | undefined
}

export interface MirrorsCancelInput {
  owner: string
  name: string
  mirror: string
}

export interface MirrorsGetInput {
  owner: string
  name: string
  mirror: string
}

export interface MirrorsImportInput {
  owner: string
  name: string
  description?: string | undefined
  visibility?: 'private' | 'public' | undefined
  url: string
  username?: string | undefined
  /** A password or token; kept sealed and shown to nobody. */
  password?: string | undefined
  /** Stay a mirror of it and fetch again and again. */
  follow?: boolean | undefined
  everyMinutes?: number | null | undefined
}

export interface MirrorsImportOutput {
  id: string
  direction: 'import' | 'pull' | 'push'
  url: string
  username: string | null
  hasPassword: boolean
  publicKey: string | null
  hostKey: string | null
  refs: string[]
  force: boolean
  everyMinutes: number | null
  status: 'waiting' | 'running' | 'synced' | 'diverged' | 'failed' | 'cancelled'
  problem: string | null
  diverged: {
    ref: string
    reason: string
  }[]
  largeFiles: {
    brought: number
    missing: number
    reasons: {
      oid: string
      sizeBytes: number
      reason: string
    }[]
  } | null
  log: string | null
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  syncedAt: string | null
  project: string
}

export interface MirrorsListInput {
  owner: string
  name: string
}

export interface MirrorsListOutput {
  items: Mirror[]
}

export interface MirrorsRemoveInput {
  owner: string
  name: string
  mirror: string
}

export type MirrorsRemoveOutput = Record<string, never>

export interface MirrorsSyncInput {
  owner: string
  name: string
  mirror: string
}

export interface MirrorsUpdateInput {
  owner: string
  name: string
  mirror: string
  url?: string | undefined
  username?: string | null | undefined
  password?: string | null | undefined
  refs?: string[] | undefined
  force?: boolean | undefined
  everyMinutes?: number | null | undefined
  /** Forget how the host is recognised, because its operator has changed that. */
  hostKey?: null | undefined
}

export interface ModelsUsageInput {
  spec?: string | undefined
  task?: string | undefined
  attempt?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

export interface ModelsUsageOutput {
  items: {
    id: string
    at: string
    attempt: string | null
    task: string | null
    spec: string | null
    agent: string | null
    model: string
    dialect: string
    inputTokens: number
    outputTokens: number
    cachedTokens: number
    /** null: the price is not known */
    costUsd: number | null
    status: number
    durationMs: number
  }[]
  total: {
    calls: number
    inputTokens: number
    outputTokens: number
    cachedTokens: number
    costUsd: number
    unpricedCalls: number
  }
  next?: string | undefined
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

export interface OrgsUpdateInput {
  org: string
  name?: string | undefined
  description?: string | undefined
}

export type OrgsUpdateOutput = Record<string, never>

export interface OwnersGetInput {
  login: string
}

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
      target?: 'branch' | 'tag' | undefined
      exclude?: string[] | undefined
      enabled?: boolean | undefined
      requirePull?: boolean | undefined
      requiredChecks?: string[] | undefined
      strictChecks?: boolean | undefined
      requiredApprovals?: number | undefined
      requireCodeOwners?: boolean | undefined
      requireLastPushApproval?: boolean | undefined
      requireResolved?: boolean | undefined
      linearHistory?: boolean | undefined
      requireSigned?: boolean | undefined
      allowForcePush?: boolean | undefined
      allowDeletion?: boolean | undefined
      allowCreation?: boolean | undefined
      locked?: boolean | undefined
      pushers?: {
        people?: string[] | undefined
        teams?: string[] | undefined
        apps?: string[] | undefined
      } | null | undefined
      bypass?: {
        people?: string[] | undefined
        teams?: string[] | undefined
        apps?: string[] | undefined
      } | undefined
      ruleset?: {
        id: number
        name: string
        createdAt: string
        updatedAt: string
        followsDefault?: boolean | undefined
      } | null | undefined
    }[] | undefined
    merging?: {
      methods?: ('merge' | 'squash' | 'rebase' | 'fast_forward')[] | undefined
      mergeTitle?: 'merge_message' | 'pull_title' | undefined
      mergeMessage?: 'pull_title' | 'pull_body' | 'blank' | undefined
      squashTitle?: 'commit_or_pull_title' | 'pull_title' | undefined
      squashMessage?: 'commit_messages' | 'pull_body' | 'blank' | undefined
      autoMerge?: boolean | undefined
      deleteBranch?: boolean | undefined
    } | undefined
    deploy?: {
      enabled?: boolean | undefined
      healthPath?: string | undefined
      startTimeoutSeconds?: number | undefined
    } | undefined
  } | undefined
  rehearsal?: boolean | undefined
  visibility?: 'private' | 'public' | undefined
  homepage?: '' | string | undefined
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
  /** Also the public projects of others. */
  public?: boolean | undefined
}

export interface ProjectsListOutput {
  items: Project[]
}

export interface ProjectsListPublicInput {
  owner?: string | undefined
}

export interface ProjectsListPublicOutput {
  items: Project[]
}

export interface ProjectsMetricsInput {
  owner: string
  name: string
  periodDays?: number | undefined
}

export interface ProjectsPowersInput {
  owner: string
  name: string
}

export interface ProjectsPowersOutput {
  permissions: string[]
}

export interface ProjectsRemoveTeamInput {
  owner: string
  name: string
  team: string
}

export type ProjectsRemoveTeamOutput = Record<string, never>

export interface ProjectsSetTeamInput {
  owner: string
  name: string
  team: string
  role?: 'read' | 'triage' | 'write' | 'maintain' | 'admin' | undefined
}

export interface ProjectsTeamsInput {
  owner: string
  name: string
}

export interface ProjectsTeamsOutput {
  items: TeamAccess[]
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
      target?: 'branch' | 'tag' | undefined
      exclude?: string[] | undefined
      enabled?: boolean | undefined
      requirePull?: boolean | undefined
      requiredChecks?: string[] | undefined
      strictChecks?: boolean | undefined
      requiredApprovals?: number | undefined
      requireCodeOwners?: boolean | undefined
      requireLastPushApproval?: boolean | undefined
      requireResolved?: boolean | undefined
      linearHistory?: boolean | undefined
      requireSigned?: boolean | undefined
      allowForcePush?: boolean | undefined
      allowDeletion?: boolean | undefined
      allowCreation?: boolean | undefined
      locked?: boolean | undefined
      pushers?: {
        people?: string[] | undefined
        teams?: string[] | undefined
        apps?: string[] | undefined
      } | null | undefined
      bypass?: {
        people?: string[] | undefined
        teams?: string[] | undefined
        apps?: string[] | undefined
      } | undefined
      ruleset?: {
        id: number
        name: string
        createdAt: string
        updatedAt: string
        followsDefault?: boolean | undefined
      } | null | undefined
    }[] | undefined
    merging?: {
      methods?: ('merge' | 'squash' | 'rebase' | 'fast_forward')[] | undefined
      mergeTitle?: 'merge_message' | 'pull_title' | undefined
      mergeMessage?: 'pull_title' | 'pull_body' | 'blank' | undefined
      squashTitle?: 'commit_or_pull_title' | 'pull_title' | undefined
      squashMessage?: 'commit_messages' | 'pull_body' | 'blank' | undefined
      autoMerge?: boolean | undefined
      deleteBranch?: boolean | undefined
    } | undefined
    deploy?: {
      enabled?: boolean | undefined
      healthPath?: string | undefined
      startTimeoutSeconds?: number | undefined
    } | undefined
  } | undefined
  visibility?: 'private' | 'public' | undefined
  archived?: boolean | undefined
  homepage?: '' | string | undefined
  topics?: string[] | undefined
  /** The old name leads to the project until another one takes it. */
  rename?: string | undefined
}

export interface PullsApplySuggestionsInput {
  owner: string
  name: string
  number: number
  /** Ids of comments. */
  comments: string[]
  message?: string | undefined
}

export interface PullsApplySuggestionsOutput {
  sha: string
}

export interface PullsCloseInput {
  owner: string
  name: string
  number: number
}

export interface PullsCodeOwnersMistakesInput {
  owner: string
  name: string
  /** Branch, tag or commit. Default: the default branch. */
  ref?: string | undefined
}

export interface PullsCodeOwnersMistakesOutput {
  items: CodeOwnersMistake[]
}

export interface PullsCommentInput {
  owner: string
  name: string
  number: number
  path?: string | undefined
  /** Left out: the whole file. */
  line?: number | undefined
  side?: 'old' | 'new' | undefined
  /** Instead of line and side: the line of the diff. */
  position?: number | undefined
  /** The first line of a range that ends at `line`. */
  startLine?: number | undefined
  startSide?: 'old' | 'new' | undefined
  subject?: 'line' | 'file' | undefined
  /** The commit that was shown. Default: the head. */
  sha?: string | undefined
  /** The comment that this one answers, by id or number. */
  replyTo?: string | undefined
  /** Add it to the review you have begun. */
  pending?: boolean | undefined
  /** The same, saying which review, by id or number. */
  review?: string | undefined
  body: string
}

export interface PullsCommentsInput {
  owner: string
  name: string
  number: number
}

export interface PullsCommentsOutput {
  items: PullComment[]
}

export interface PullsCommitsInput {
  owner: string
  name: string
  number: number
}

export interface PullsCommitsOutput {
  items: {
    sha: string
    tree: string
    parents: string[]
    message: string
    author: {
      name: string
      email: string
      at: string
    }
    committer: {
      name: string
      email: string
      at: string
    }
  }[]
}

export interface PullsCreateInput {
  owner: string
  name: string
  title: string
  body?: string | undefined
  /** The branch with the changes; `owner:branch` when it is in a fork. */
  head: string
  /** The branch to merge into. Default: the default branch. */
  base?: string | undefined
  draft?: boolean | undefined
  /** Left out unless you may write pull requests, as are assignees and milestone. */
  labels?: string[] | undefined
  assignees?: string[] | undefined
  milestone?: number | null | undefined
  reviewers?: string[] | undefined
  /** Of a head in your fork: those who may push to the base may push to it, too. */
  maintainersMayPush?: boolean | undefined
  spec?: string | null | undefined
}

export interface PullsDeleteCommentInput {
  owner: string
  name: string
  /** Its id or number. */
  comment: string
}

export type PullsDeleteCommentOutput = Record<string, never>

export interface PullsDeleteReviewInput {
  owner: string
  name: string
  number: number
  /** Its id or number. */
  review: string
}

export interface PullsDisableAutoMergeInput {
  owner: string
  name: string
  number: number
}

export interface PullsDismissReviewInput {
  owner: string
  name: string
  number: number
  /** Its id or number. */
  review: string
  message: string
}

export interface PullsDraftInput {
  owner: string
  name: string
  number: number
}

export interface PullsEnableAutoMergeInput {
  owner: string
  name: string
  number: number
  /** Default: the first that the project allows. */
  method?: 'merge' | 'squash' | 'rebase' | 'fast_forward' | undefined
  /** Of the commit. Default: by the settings. */
  title?: string | undefined
  /** Of the commit, below its title. */
  body?: string | undefined
}

export interface PullsFilesInput {
  owner: string
  name: string
  number: number
}

export interface PullsFilesOutput {
  base: string
  head: string
  items: {
    path: string
    oldPath?: string | undefined
    status: 'added' | 'modified' | 'deleted' | 'renamed'
    blob: string
    oldMode?: string | undefined
    mode?: string | undefined
    additions: number
    deletions: number
    binary: boolean
    patch: string
    truncated: boolean
  }[]
}

export interface PullsGetInput {
  owner: string
  name: string
  number: number
}

export interface PullsGetCommentInput {
  owner: string
  name: string
  /** Its id or number. */
  comment: string
}

export interface PullsGetReviewInput {
  owner: string
  name: string
  number: number
  /** Its id or number. */
  review: string
}

export interface PullsListInput {
  owner: string
  name: string
  /** unfinished: everything but merged and closed, which are finished. */
  state?: 'draft' | 'open' | 'review' | 'approved' | 'merged' | 'closed' | 'unfinished' | 'finished' | undefined
  /** Any of these; open is all that is neither. */
  states?: ('open' | 'merged' | 'closed')[] | undefined
  /** These alone. */
  numbers?: number[] | undefined
  /** Their head, or the commit that merged them, is one of these. */
  shas?: string[] | undefined
  /** A branch; `owner:branch` when it is in a fork. */
  head?: string | undefined
  base?: string | undefined
  spec?: string | undefined
  /** Its head, or the commit that merged it. */
  sha?: string | undefined
  sort?: 'created' | 'updated' | undefined
  direction?: 'asc' | 'desc' | undefined
  page?: number | undefined
  limit?: number | undefined
  /** Instead of a page: what the answer before called next. */
  cursor?: string | undefined
}

export interface PullsListOutput {
  items: Pull[]
  total: number
  next?: string | undefined
}

export interface PullsMergeInput {
  owner: string
  name: string
  number: number
  /** Default: the first that the project allows. */
  method?: 'merge' | 'squash' | 'rebase' | 'fast_forward' | undefined
  /** The head that was shown; another one is not merged. */
  sha: string
  /** Of the commit. Default: by the settings. */
  title?: string | undefined
  /** Of the commit, below its title. */
  body?: string | undefined
  /** Default: by the settings of the project. */
  deleteBranch?: boolean | undefined
}

export interface PullsProjectCommentsInput {
  owner: string
  name: string
  sort?: 'created' | 'updated' | undefined
  direction?: 'asc' | 'desc' | undefined
  since?: string | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface PullsProjectCommentsOutput {
  items: PullComment[]
  total: number
}

export interface PullsReadyInput {
  owner: string
  name: string
  number: number
}

export interface PullsReopenInput {
  owner: string
  name: string
  number: number
}

export interface PullsResolveThreadInput {
  owner: string
  name: string
  number: number
  /** Its id or number. */
  thread: string
}

export interface PullsReviewInput {
  owner: string
  name: string
  number: number
  /** pending: collect comments and send them later. */
  verdict: 'approve' | 'request_changes' | 'comment' | 'pending'
  body?: string | undefined
  /** The head that was shown. An approval counts only while it is the head. */
  sha?: string | undefined
  comments?: {
    path: string
    /** Left out: the whole file. */
    line?: number | undefined
    side?: 'old' | 'new' | undefined
    /** Instead of line and side: the line of the diff. */
    position?: number | undefined
    /** The first line of a range that ends at `line`. */
    startLine?: number | undefined
    startSide?: 'old' | 'new' | undefined
    body: string
  }[] | undefined
}

export interface PullsReviewsInput {
  owner: string
  name: string
  number: number
}

export interface PullsReviewsOutput {
  items: PullReview[]
}

export interface PullsSubmitReviewInput {
  owner: string
  name: string
  number: number
  /** Its id or number. */
  review: string
  verdict: 'approve' | 'request_changes' | 'comment'
  body?: string | undefined
}

export interface PullsSyncInput {
  owner: string
  name: string
  number: number
}

export interface PullsThreadsInput {
  owner: string
  name: string
  number: number
}

export interface PullsThreadsOutput {
  items: PullThread[]
}

export interface PullsUnresolveThreadInput {
  owner: string
  name: string
  number: number
  /** Its id or number. */
  thread: string
}

export interface PullsUpdateInput {
  owner: string
  name: string
  number: number
  title?: string | undefined
  body?: string | undefined
  /** Another branch to merge into. */
  base?: string | undefined
  labels?: string[] | undefined
  assignees?: string[] | undefined
  milestone?: number | null | undefined
  /** Who is asked to review: people and agents. */
  reviewers?: string[] | undefined
  reviewTeams?: string[] | undefined
  maintainersMayPush?: boolean | undefined
}

export interface PullsUpdateBranchInput {
  owner: string
  name: string
  number: number
  /** The head that was shown; another one is not updated. */
  sha?: string | undefined
  method?: 'merge' | 'rebase' | undefined
}

export interface PullsUpdateCommentInput {
  owner: string
  name: string
  /** Its id or number. */
  comment: string
  body: string
}

export interface PullsUpdateReviewInput {
  owner: string
  name: string
  number: number
  /** Its id or number. */
  review: string
  body: string
}

export interface ReactionsAddInput {
  owner: string
  name: string
  /** issue, comment, or what another module lets people react to. */
  kind: string
  /** Its id. */
  subject: string
  content: '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes'
}

export interface ReactionsAddOutput {
  reaction: Reaction
  created: boolean
}

export interface ReactionsListInput {
  owner: string
  name: string
  /** issue, comment, or what another module lets people react to. */
  kind: string
  /** Its id. */
  subject: string
  content?: '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes' | undefined
  page?: number | undefined
  limit?: number | undefined
}

export interface ReactionsListOutput {
  items: Reaction[]
  total: number
}

export interface ReactionsRemoveInput {
  owner: string
  name: string
  /** Its id, or its databaseId. */
  reaction: string
}

export type ReactionsRemoveOutput = Record<string, never>

export interface ReleasesAssetInput {
  owner: string
  name: string
  /** Its id, or the number GitHub clients know it by. */
  asset: string
}

export interface ReleasesCreateInput {
  owner: string
  name: string
  tag: string
  /** Where a missing tag is made. Default: the default branch. */
  target?: string | undefined
  title?: string | undefined
  body?: string | undefined
  draft?: boolean | undefined
  prerelease?: boolean | undefined
  makeLatest?: 'true' | 'false' | 'legacy' | undefined
}

export interface ReleasesDeleteInput {
  owner: string
  name: string
  /** Its id, or the number GitHub clients know it by. */
  release: string
}

export type ReleasesDeleteOutput = Record<string, never>

export interface ReleasesDeleteAssetInput {
  owner: string
  name: string
  /** Its id, or the number GitHub clients know it by. */
  asset: string
}

export type ReleasesDeleteAssetOutput = Record<string, never>

export interface ReleasesGetInput {
  owner: string
  name: string
  /** Its id, or the number GitHub clients know it by. */
  release: string
}

export interface ReleasesGetByTagInput {
  owner: string
  name: string
  tag: string
}

export interface ReleasesLatestInput {
  owner: string
  name: string
}

export interface ReleasesListInput {
  owner: string
  name: string
  page?: number | undefined
  limit?: number | undefined
}

export interface ReleasesListOutput {
  items: Release[]
  total: number
}

export interface ReleasesNotesInput {
  owner: string
  name: string
  tag: string
  /** Where the tag will be put, if it is not there yet. */
  target?: string | undefined
  /** Default: the release before. */
  previousTag?: string | undefined
  /** Default: .github/release.yml. */
  configPath?: string | undefined
}

export interface ReleasesNotesOutput {
  name: string
  body: string
  previousTag: string | null
}

export interface ReleasesUpdateInput {
  owner: string
  name: string
  /** Its id, or the number GitHub clients know it by. */
  release: string
  tag?: string | undefined
  target?: string | undefined
  title?: string | undefined
  body?: string | undefined
  draft?: boolean | undefined
  prerelease?: boolean | undefined
  makeLatest?: 'true' | 'false' | 'legacy' | undefined
}

export interface ReleasesUpdateAssetInput {
  owner: string
  name: string
  /** Its id, or the number GitHub clients know it by. */
  asset: string
  file?: string | undefined
  label?: string | null | undefined
}

export interface RunsCancelInput {
  owner: string
  name: string
  /** Id or number of the run. */
  run: string
}

export interface RunsDeleteInput {
  owner: string
  name: string
  /** Id or number of the run. */
  run: string
}

export interface RunsDispatchInput {
  owner: string
  name: string
  /** Path or file name of the workflow. */
  workflow: string
  /** Branch or tag; the default branch unless told otherwise. */
  ref?: string | undefined
  inputs?: Record<string, string | boolean | number> | undefined
}

export interface RunsDispatchOutput {
  accepted: true
}

export interface RunsGetInput {
  owner: string
  name: string
  /** Id or number of the run. */
  run: string
}

export interface RunsJobInput {
  owner: string
  name: string
  /** Id or number of the job. */
  job: string
}

export interface RunsJobOutput {
  job: Job
  run: {
    id: string
    databaseId: number
    number: number
    title: string
    workflow: string
    workflowId: number
    path: string
    event: string
    branch: string
    sha: string
    pull: number | null
    status: 'queued' | 'in_progress' | 'completed'
    conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null
    reason: string | null
    attempt: number
    createdAt: string
    startedAt: string | null
    completedAt: string | null
    actor: {
      kind: 'person' | 'agent' | 'system'
      id: string
      name: string
    }
  }
}

export interface RunsListInput {
  owner: string
  name: string
  sha?: string | undefined
  pull?: number | undefined
  branch?: string | undefined
  event?: string | undefined
  /** Id, number, path or file name of the workflow. */
  workflow?: string | undefined
  actor?: string | undefined
  status?: 'queued' | 'in_progress' | 'completed' | undefined
  conclusion?: 'success' | 'failure' | 'cancelled' | 'skipped' | undefined
  page?: number | undefined
  limit?: number | undefined
  /** Instead of a page: what the answer before called next. */
  cursor?: string | undefined
}

export interface RunsListOutput {
  items: Run[]
  total: number
  next?: string | undefined
}

export interface RunsLogInput {
  owner: string
  name: string
  /** Id or number of the job. */
  job: string
  after?: number | undefined
  limit?: number | undefined
}

export interface RunsLogOutput {
  lines: {
    number: number
    at: string
    text: string
  }[]
  finished: boolean
}

export interface RunsRerunInput {
  owner: string
  name: string
  /** Id or number of the run. */
  run: string
  jobs?: 'all' | 'failed' | undefined
  /** Id or number of the one job to run again. */
  job?: string | undefined
}

export interface RunsTellInput {
  owner: string
  name: string
  /** What happened: one of the `types` of the trigger. */
  event: string
  /** What the workflows read as `github.event.client_payload`. */
  payload?: Record<string, unknown> | undefined
}

export interface RunsTellOutput {
  accepted: true
}

export interface SecretsDeleteInput {
  owner: string
  name: string
  key: string
}

export interface SecretsDeleteForOrgInput {
  org: string
  key: string
}

export interface SecretsListInput {
  owner: string
  name: string
}

export interface SecretsListOutput {
  items: {
    name: string
    createdAt: string
    updatedAt: string
  }[]
}

export interface SecretsListForOrgInput {
  org: string
}

export interface SecretsListForOrgOutput {
  items: {
    name: string
    createdAt: string
    updatedAt: string
  }[]
}

export interface SecretsSetInput {
  owner: string
  name: string
  key: string
  value: string
}

export interface SecretsSetOutput {
  name: string
  createdAt: string
  updatedAt: string
}

export interface SecretsSetForOrgInput {
  org: string
  key: string
  value: string
}

export interface SecretsSetForOrgOutput {
  name: string
  createdAt: string
  updatedAt: string
}

export type ServerGetInput = Record<string, never>

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
  prices: {
    input: number
    output: number
    cachedInput?: number | undefined
    cacheWrite?: number | undefined
  } | null
  source: 'settings' | 'environment' | 'none'
}

export type SettingsGetStorageInput = Record<string, never>

export interface SettingsSetModelInput {
  baseUrl: string
  model: string
  /** Left out: as it is. null: none. */
  apiKey?: string | null | undefined
  /** US dollars per million tokens. Left out or null: the built-in list. */
  prices?: {
    input: number
    output: number
    cachedInput?: number | undefined
    cacheWrite?: number | undefined
  } | null | undefined
}

export interface SettingsSetModelOutput {
  baseUrl: string | null
  model: string | null
  hasApiKey: boolean
  prices: {
    input: number
    output: number
    cachedInput?: number | undefined
    cacheWrite?: number | undefined
  } | null
  source: 'settings' | 'environment' | 'none'
}

export interface SettingsSetStorageInput {
  /** The largest single LFS object. */
  lfsObjectBytes?: number | undefined
  /** All LFS objects of one project together. */
  lfsProjectBytes?: number | undefined
}

export interface SettingsTestModelInput {
  baseUrl?: string | undefined
  model?: string | undefined
  apiKey?: string | null | undefined
}

export interface SettingsTestModelOutput {
  ok: boolean
  message: string
  dialect: 'chat' | 'responses' | 'messages' | null
  durationMs: number
}

export interface SigningKeysCreateInput {
  /** Default: the comment of the key. */
  title?: string | undefined
  /** The line in your id_….pub file. */
  key: string
}

export interface SigningKeysDeleteInput {
  signingKey: string
}

export type SigningKeysDeleteOutput = Record<string, never>

export interface SigningKeysGetInput {
  signingKey: string
}

export interface SigningKeysListInput {
  page?: number | undefined
  limit?: number | undefined
}

export interface SigningKeysListOutput {
  items: SigningKey[]
  total: number
}

export interface SigningKeysOfUserInput {
  user: string
  page?: number | undefined
  limit?: number | undefined
}

export interface SigningKeysOfUserOutput {
  items: PublicKey[]
  total: number
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

export interface StatusesCombinedInput {
  owner: string
  name: string
  sha: string
}

export interface StatusesCombinedOutput {
  state: 'failure' | 'pending' | 'success'
  items: CommitStatus[]
}

export interface StatusesGetInput {
  owner: string
  name: string
  /** Id or number of the status. */
  status: string
}

export interface StatusesListInput {
  owner: string
  name: string
  sha: string
  page?: number | undefined
  limit?: number | undefined
}

export interface StatusesListOutput {
  items: CommitStatus[]
  total: number
}

export interface StatusesReportInput {
  owner: string
  name: string
  sha: string
  context?: string | undefined
  state: 'error' | 'failure' | 'pending' | 'success'
  description?: string | undefined
  targetUrl?: string | null | undefined
}

export interface TasksCancelInput {
  task: string
  reason?: string | undefined
}

export interface TasksClaimInput {
  task: string
  agent: string
}

export interface TasksCreateInput {
  /** with "name": the project it belongs to */
  owner?: string | undefined
  name?: string | undefined
  /** id of the organisation of a task without a project */
  org?: string | undefined
  title: string
  description?: string | undefined
  kind?: 'implement' | 'fix' | 'review' | 'other' | undefined
  priority?: number | undefined
  capabilities?: string[] | undefined
  /** id or name of the only agent that may take it */
  agent?: string | null | undefined
  parent?: string | undefined
  spec?: string | undefined
  /** the branch the work goes to */
  branch?: string | undefined
  maxAttempts?: number | undefined
  /** not to be taken before */
  availableAt?: string | undefined
  /** ids of tasks that must be completed before */
  blockers?: string[] | undefined
}

export interface TasksDeleteInput {
  task: string
}

export type TasksDeleteOutput = Record<string, never>

export interface TasksGetInput {
  task: string
}

export interface TasksListInput {
  owner?: string | undefined
  name?: string | undefined
  status?: 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled' | undefined
  spec?: string | undefined
  parent?: string | undefined
  agent?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

export interface TasksListOutput {
  items: Task[]
  next?: string | undefined
}

export interface TasksReportInput {
  task: string
  /** pending gives the task back */
  status: 'pending' | 'in_progress' | 'completed' | 'failed'
  /** as answered by the claim */
  fencingToken: number
  result?: Record<string, unknown> | undefined
  reason?: string | undefined
  /** with failed: try again while attempts are left */
  retry?: boolean | undefined
}

export interface TasksRetryInput {
  task: string
  agent?: string | null | undefined
}

export interface TasksUpdateInput {
  task: string
  title?: string | undefined
  description?: string | undefined
  kind?: 'implement' | 'fix' | 'review' | 'other' | undefined
  priority?: number | undefined
  capabilities?: string[] | undefined
  /** id or name of the only agent that may take it */
  agent?: string | null | undefined
  maxAttempts?: number | undefined
  /** not to be taken before */
  availableAt?: string | undefined
}

export interface TeamsCreateInput {
  org: string
  title: string
  description?: string | undefined
  privacy?: 'closed' | 'secret' | undefined
  members?: string[] | undefined
}

export interface TeamsDeleteInput {
  org: string
  team: string
}

export type TeamsDeleteOutput = Record<string, never>

export interface TeamsGetInput {
  org: string
  team: string
}

export interface TeamsListInput {
  org: string
}

export interface TeamsListOutput {
  items: Team[]
}

export interface TeamsMembersInput {
  org: string
  team: string
}

export interface TeamsMembersOutput {
  items: {
    id: string
    login: string
    role: 'member' | 'maintainer'
  }[]
}

export interface TeamsProjectsInput {
  org: string
  team: string
}

export interface TeamsProjectsOutput {
  items: {
    owner: string
    name: string
    role: 'read' | 'triage' | 'write' | 'maintain' | 'admin'
  }[]
}

export interface TeamsRemoveMemberInput {
  org: string
  team: string
  user: string
}

export type TeamsRemoveMemberOutput = Record<string, never>

export interface TeamsSetMemberInput {
  org: string
  team: string
  user: string
  role?: 'member' | 'maintainer' | undefined
}

export type TeamsSetMemberOutput = Record<string, never>

export interface TeamsUpdateInput {
  org: string
  team: string
  title?: string | undefined
  description?: string | undefined
  privacy?: 'closed' | 'secret' | undefined
}

export interface TokensCreateInput {
  name: string
  permissions?: string[] | undefined
  expiresInDays?: number | undefined
  /** Ids of the only projects it is for; it changes nothing of your account then. */
  projects?: string[] | undefined
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

export interface TokensRevokeHeldInput {
  token: string
}

export type TokensRevokeHeldOutput = Record<string, never>

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

export interface VariablesCreateInput {
  owner: string
  name: string
  variable: string
  value: string
}

export interface VariablesDeleteInput {
  owner: string
  name: string
  variable: string
}

export interface VariablesGetInput {
  owner: string
  name: string
  variable: string
}

export interface VariablesListInput {
  owner: string
  name: string
}

export interface VariablesListOutput {
  items: Variable[]
}

export interface VariablesUpdateInput {
  owner: string
  name: string
  variable: string
  rename?: string | undefined
  value?: string | undefined
}

export interface WorkflowActionInput {
  id: string
}

export interface WorkflowActionsInput {
  status?: 'queued' | 'running' | 'done' | 'refused' | 'dead' | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

export interface WorkflowActionsOutput {
  items: Action[]
  next?: string | undefined
}

export interface WorkflowBoardInput {
  project?: string | undefined
}

export interface WorkflowBoardOutput {
  columns: {
    key: 'draft' | 'review' | 'building' | 'checking' | 'deploying' | 'live' | 'failed'
    items: {
      spec: Spec
      chain: ChainStep[]
      costUsd: number | null
    }[]
  }[]
  metrics: FlowMetrics
}

export interface WorkflowEventsInput {
  after?: string | undefined
  type?: string | undefined
  project?: string | undefined
  spec?: string | undefined
  limit?: number | undefined
}

export interface WorkflowEventsOutput {
  items: FlowEvent[]
  next?: string | undefined
}

export interface WorkflowFlowInput {
  owner: string
  name: string
}

export interface WorkflowFlowOutput {
  project: {
    id: string
    owner: string
    name: string
  }
  specs: {
    spec: Spec
    chain: ChainStep[]
  }[]
  metrics: FlowMetrics
}

export interface WorkflowGraphInput {
  kind: 'project' | 'spec' | 'task' | 'attempt' | 'pull' | 'check' | 'run' | 'deployment' | 'metric'
  id: string
}

export interface WorkflowGraphOutput {
  nodes: WorkItem[]
  edges: {
    from: string
    to: string
    relation: string
  }[]
}

export interface WorkflowRecordEventInput {
  owner: string
  name: string
  type: string
  spec?: string | undefined
  data?: Record<string, unknown> | undefined
}

export type WorkflowRecordEventOutput = Record<string, never>

export interface WorkflowSubmitActionInput {
  type: string
  input?: Record<string, unknown> | undefined
  idempotencyKey?: string | undefined
}

export interface WorkflowWorkItemsInput {
  project?: string | undefined
  kind?: 'project' | 'spec' | 'task' | 'attempt' | 'pull' | 'check' | 'run' | 'deployment' | 'metric' | undefined
  limit?: number | undefined
}

export interface WorkflowWorkItemsOutput {
  items: WorkItem[]
}

export interface WorkflowsDisableInput {
  owner: string
  name: string
  /** Id, number, path or file name of the workflow. */
  workflow: string
}

export interface WorkflowsEnableInput {
  owner: string
  name: string
  /** Id, number, path or file name of the workflow. */
  workflow: string
}

export interface WorkflowsGetInput {
  owner: string
  name: string
  /** Id, number, path or file name of the workflow. */
  workflow: string
}

export interface WorkflowsListInput {
  owner: string
  name: string
}

export interface WorkflowsListOutput {
  items: Workflow[]
}

/** Every verb, by module. */
export interface Verbs {
  agents: {
    /** Take the next task that waits for an agent. `POST /agents/:agent/claim-task` */
    claimTask: Call<AgentsClaimTaskInput, ClaimedTask>
    /** Register an agent; its key is shown once. `POST /agents` */
    create: Call<AgentsCreateInput, AgentsCreateOutput>
    /** Show an agent. `GET /agents/:agent` */
    get: Call<AgentsGetInput, Agent>
    /** Say that an agent is alive, and keep what it works on. `POST /agents/:agent/heartbeat` */
    heartbeat: Call<AgentsHeartbeatInput, AgentsHeartbeatOutput>
    /** List the agents. `GET /agents` */
    list: Call<AgentsListInput, AgentsListOutput>
    /** List the agent programs DevFlow knows, and which are installed. `GET /agents/presets` */
    presets: Call<AgentsPresetsInput, AgentsPresetsOutput>
    /** Activate or deactivate an agent. `POST /agents/:agent/toggle` */
    toggle: Call<AgentsToggleInput, Agent>
    /** Change an agent. `PUT /agents/:agent` */
    update: Call<AgentsUpdateInput, Agent>
  }
  app: {
    /** Make a token with which the app acts where it is installed, for an hour. `POST /app/installations/:installation/access-tokens` */
    createToken: Call<AppCreateTokenInput, AppCreateTokenOutput>
    /** List the deliveries of the app that asks, newest first. `GET /app/hook/deliveries` */
    deliveries: Call<AppDeliveriesInput, AppDeliveriesOutput>
    /** Show a delivery of the app that asks with what was sent and answered. `GET /app/hook/deliveries/:delivery` */
    delivery: Call<AppDeliveryInput, HookDeliveryDetails>
    /** Find the installation of the app that asks in an organisation, or for one project of it. `GET /app/installation-of/:login` */
    findInstallation: Call<AppFindInstallationInput, Installation>
    /** Show the app that asks. `GET /app` */
    get: Call<AppGetInput, OwnApp>
    /** Show an installation of the app that asks. `GET /app/installations/:installation` */
    installation: Call<AppInstallationInput, Installation>
    /** List where the app that asks is installed. `GET /app/installations` */
    installations: Call<AppInstallationsInput, AppInstallationsOutput>
    /** Send a delivery of the app that asks again. `POST /app/hook/deliveries/:delivery/attempts` */
    redeliver: Call<AppRedeliverInput, AppRedeliverOutput>
    /** Change where and how the app that asks is told of events. `PATCH /app/hook` */
    setHook: Call<AppSetHookInput, OwnApp>
    /** Suspend an installation of the app that asks. `PUT /app/installations/:installation/suspension` */
    suspend: Call<AppSuspendInput, Installation>
    /** Remove the app that asks from where it is installed. `DELETE /app/installations/:installation` */
    uninstall: Call<AppUninstallInput, void>
    /** End the suspension of an installation by the app that asks. `DELETE /app/installations/:installation/suspension` */
    unsuspend: Call<AppUnsuspendInput, Installation>
  }
  apps: {
    /** Fetch the secrets of an app that was registered by manifest, once. `POST /app-manifests/:code/conversions` */
    convertManifest: Call<AppsConvertManifestInput, AppsConvertManifestOutput>
    /** Register an app, which can be installed and then acts by itself. `POST /orgs/:org/apps` */
    create: Call<AppsCreateInput, OwnApp>
    /** Register an app that a program proposes; answers the code with which it fetches its secrets. `POST /orgs/:org/app-manifests` */
    createFromManifest: Call<AppsCreateFromManifestInput, AppsCreateFromManifestOutput>
    /** Make a private key for an app; it is shown once. `POST /orgs/:org/apps/:app/keys` */
    createKey: Call<AppsCreateKeyInput, AppsCreateKeyOutput>
    /** Delete an app wherever it is installed. `DELETE /orgs/:org/apps/:app` */
    delete: Call<AppsDeleteInput, void>
    /** Delete a key of an app; what it signs is refused from now on. `DELETE /orgs/:org/apps/:app/keys/:keyId` */
    deleteKey: Call<AppsDeleteKeyInput, void>
    /** Show an app that you may install or that is installed where you are. `GET /apps/:app` */
    find: Call<AppsFindInput, App>
    /** Show an app that an organisation owns, with its hook and keys. `GET /orgs/:org/apps/:app` */
    get: Call<AppsGetInput, OwnApp>
    /** List the apps that an organisation owns. `GET /orgs/:org/apps` */
    list: Call<AppsListInput, AppsListOutput>
    /** Change an app; what it may do where it is installed stays until somebody there agrees. `PATCH /orgs/:org/apps/:app` */
    update: Call<AppsUpdateInput, OwnApp>
  }
  attempts: {
    /** Stop an agent at work; its task is cancelled. `POST /attempts/:attempt/cancel` */
    cancel: Call<AttemptsCancelInput, Attempt>
    /** Show an attempt. `GET /attempts/:attempt` */
    get: Call<AttemptsGetInput, Attempt>
    /** List attempts, newest first. `GET /attempts` */
    list: Call<AttemptsListInput, AttemptsListOutput>
  }
  checks: {
    /** Show a check run. `GET /projects/:owner/:name/checks/:checkRun` */
    get: Call<ChecksGetInput, CheckRun>
    /** List the checks of a commit. `GET /projects/:owner/:name/commits/:sha/checks` */
    list: Call<ChecksListInput, ChecksListOutput>
    /** List the names of the checks and statuses that were reported of late, which a rule may require. `GET /projects/:owner/:name/check-names` */
    names: Call<ChecksNamesInput, ChecksNamesOutput>
    /** Begin your check suite of a commit; check runs make it by themselves, too. `POST /projects/:owner/:name/commits/:sha/check-suites` */
    openSuite: Call<ChecksOpenSuiteInput, CheckSuite>
    /** Report a check of a commit. `POST /projects/:owner/:name/checks` */
    report: Call<ChecksReportInput, CheckRun>
    /** Ask whoever reported a check to look at the commit again. `POST /projects/:owner/:name/checks/:checkRun/rerequest` */
    rerequest: Call<ChecksRerequestInput, CheckRun>
    /** Ask whoever reported a check suite to look at the commit again. `POST /projects/:owner/:name/check-suites/:suite/rerequest` */
    rerequestSuite: Call<ChecksRerequestSuiteInput, CheckSuite>
    /** Show a check suite and its check runs. `GET /projects/:owner/:name/check-suites/:suite` */
    suite: Call<ChecksSuiteInput, ChecksSuiteOutput>
    /** List the check suites of a commit. `GET /projects/:owner/:name/commits/:sha/check-suites` */
    suites: Call<ChecksSuitesInput, ChecksSuitesOutput>
    /** Change what was reported by a check run; annotations are added. `PATCH /projects/:owner/:name/checks/:checkRun` */
    update: Call<ChecksUpdateInput, CheckRun>
  }
  collaborators: {
    /** List the people who work on a project from outside its organisation. `GET /projects/:owner/:name/collaborators` */
    list: Call<CollaboratorsListInput, CollaboratorsListOutput>
    /** End somebody’s work on a project. `DELETE /projects/:owner/:name/collaborators/:user` */
    remove: Call<CollaboratorsRemoveInput, CollaboratorsRemoveOutput>
    /** Let somebody work on a project, or change their role. `PUT /projects/:owner/:name/collaborators/:user` */
    set: Call<CollaboratorsSetInput, Collaborator>
  }
  'deploy-keys': {
    /** Let a key read, or push to, this one project. `POST /projects/:owner/:name/keys` */
    create: Call<DeployKeysCreateInput, SshKey>
    /** Remove a deploy key. `DELETE /projects/:owner/:name/keys/:deployKey` */
    delete: Call<DeployKeysDeleteInput, DeployKeysDeleteOutput>
    /** Show a deploy key. `GET /projects/:owner/:name/keys/:deployKey` */
    get: Call<DeployKeysGetInput, SshKey>
    /** List the deploy keys of a project. `GET /projects/:owner/:name/keys` */
    list: Call<DeployKeysListInput, DeployKeysListOutput>
  }
  deployments: {
    /** Deploy a commit. `POST /projects/:owner/:name/deployments` */
    create: Call<DeploymentsCreateInput, Deployment>
    /** Show a deployment. `GET /projects/:owner/:name/deployments/:deployment` */
    get: Call<DeploymentsGetInput, Deployment>
    /** List deployments, newest first. `GET /projects/:owner/:name/deployments` */
    list: Call<DeploymentsListInput, DeploymentsListOutput>
    /** Requests, errors and latency of a deployment, by minute. `GET /projects/:owner/:name/deployments/:deployment/metrics` */
    metrics: Call<DeploymentsMetricsInput, DeploymentsMetricsOutput>
    /** Go back to an earlier deployment. `POST /projects/:owner/:name/deployments/:deployment/rollback` */
    rollback: Call<DeploymentsRollbackInput, Deployment>
    /** Stop a deployment, whether it is live or on its way. `POST /projects/:owner/:name/deployments/:deployment/stop` */
    stop: Call<DeploymentsStopInput, Deployment>
  }
  emails: {
    /** Add a mail address; a server admin confirms it. `POST /emails` */
    add: Call<EmailsAddInput, Email>
    /** Confirm that a mail address belongs to the person who added it. `POST /emails/:email/confirm` */
    confirm: Call<EmailsConfirmInput, EmailsConfirmOutput>
    /** List the mail addresses your commits may carry. `GET /emails` */
    list: Call<EmailsListInput, EmailsListOutput>
    /** Remove one of your mail addresses. `DELETE /emails/:email` */
    remove: Call<EmailsRemoveInput, EmailsRemoveOutput>
    /** List the mail addresses that wait for a server admin, the oldest first. `GET /emails/unconfirmed` */
    unconfirmed: Call<EmailsUnconfirmedInput, EmailsUnconfirmedOutput>
  }
  events: {
    /** List events, newest first. `GET /timeline` */
    list: Call<EventsListInput, EventsListOutput>
  }
  forks: {
    /** Copy a project under another owner. `POST /projects/:owner/:name/forks` */
    create: Call<ForksCreateInput, ProjectRef>
    /** List the forks of a project that you can see. `GET /projects/:owner/:name/forks` */
    list: Call<ForksListInput, ForksListOutput>
    /** Take the newest commits of the parent into a branch of a fork. `POST /projects/:owner/:name/merge-upstream` */
    sync: Call<ForksSyncInput, ForksSyncOutput>
  }
  git: {
    /** Show which commit last changed each line of a file. `GET /projects/:owner/:name/blame` */
    blame: Call<GitBlameInput, GitBlameOutput>
    /** Show a file of a commit. `GET /projects/:owner/:name/blob` */
    blob: Call<GitBlobInput, File>
    /** Read a blob by its id, in base64. `GET /projects/:owner/:name/blobs/:sha` */
    blobById: Call<GitBlobByIdInput, GitBlobByIdOutput>
    /** List branches. `GET /projects/:owner/:name/branches` */
    branches: Call<GitBranchesInput, GitBranchesOutput>
    /** Show a commit with its changes. `GET /projects/:owner/:name/commits/:sha` */
    commit: Call<GitCommitInput, GitCommitOutput>
    /** Read a commit by its id, without its changes. `GET /projects/:owner/:name/git-commits/:sha` */
    commitById: Call<GitCommitByIdInput, GitCommitByIdOutput>
    /** Write, replace and remove files in one commit on a branch. `POST /projects/:owner/:name/files` */
    commitFiles: Call<GitCommitFilesInput, GitCommitFilesOutput>
    /** List commits, newest first. `GET /projects/:owner/:name/commits` */
    commits: Call<GitCommitsInput, GitCommitsOutput>
    /** Compare two commits from where they parted. `GET /projects/:owner/:name/compare` */
    compare: Call<GitCompareInput, GitCompareOutput>
    /** List who wrote the commits of a branch, busiest first. `GET /projects/:owner/:name/contributors` */
    contributors: Call<GitContributorsInput, GitContributorsOutput>
    /** Count the commits of a branch. `GET /projects/:owner/:name/commits/count` */
    countCommits: Call<GitCountCommitsInput, GitCountCommitsOutput>
    /** Write a blob. `POST /projects/:owner/:name/blobs` */
    createBlob: Call<GitCreateBlobInput, GitCreateBlobOutput>
    /** Create a branch. `POST /projects/:owner/:name/branches` */
    createBranch: Call<GitCreateBranchInput, Branch>
    /** Write a commit; no branch moves. `POST /projects/:owner/:name/git-commits` */
    createCommit: Call<GitCreateCommitInput, GitCreateCommitOutput>
    /** Create a branch or tag at an object. `POST /projects/:owner/:name/refs` */
    createRef: Call<GitCreateRefInput, GitCreateRefOutput>
    /** Write an annotated tag; no ref is made. `POST /projects/:owner/:name/tag-objects` */
    createTag: Call<GitCreateTagInput, GitCreateTagOutput>
    /** Write a tree. `POST /projects/:owner/:name/trees` */
    createTree: Call<GitCreateTreeInput, GitCreateTreeOutput>
    /** Delete a branch. `DELETE /projects/:owner/:name/branches/:branch` */
    deleteBranch: Call<GitDeleteBranchInput, GitDeleteBranchOutput>
    /** Delete a branch or tag. `DELETE /projects/:owner/:name/refs` */
    deleteRef: Call<GitDeleteRefInput, GitDeleteRefOutput>
    /** Show how one file differs between two commits. `GET /projects/:owner/:name/diff` */
    fileDiff: Call<GitFileDiffInput, GitFileDiffOutput>
    /** List the paths of all files of a commit. `GET /projects/:owner/:name/files` */
    files: Call<GitFilesInput, GitFilesOutput>
    /** Show the colours of a source file. `GET /projects/:owner/:name/highlight` */
    highlight: Call<GitHighlightInput, GitHighlightOutput>
    /** Show the colours of a piece of source, such as a block in a text. `POST /projects/:owner/:name/highlight` */
    highlightText: Call<GitHighlightTextInput, GitHighlightTextOutput>
    /** Show the languages of a repository by bytes. `GET /projects/:owner/:name/languages` */
    languages: Call<GitLanguagesInput, GitLanguagesOutput>
    /** Show the commit that last changed each entry of a folder. `GET /projects/:owner/:name/tree/commits` */
    lastCommits: Call<GitLastCommitsInput, GitLastCommitsOutput>
    /** List branches with their newest commits and how far they are from the default branch. `GET /projects/:owner/:name/branches/detail` */
    listBranches: Call<GitListBranchesInput, GitListBranchesOutput>
    /** Find out which ref and which path an address such as feature/one/src/a.ts means. `GET /projects/:owner/:name/locate` */
    locate: Call<GitLocateInput, GitLocateOutput>
    /** Try out patterns: the branches or tags that a rule with them would be for. `POST /projects/:owner/:name/matching-refs` */
    matching: Call<GitMatchingInput, GitMatchingOutput>
    /** Merge a branch or commit into a branch, without a pull request. `POST /projects/:owner/:name/branches/:branch/merge` */
    mergeBranch: Call<GitMergeBranchInput, GitMergeBranchOutput>
    /** Show the newest commit of a repository and how much there is. `GET /projects/:owner/:name/overview` */
    overview: Call<GitOverviewInput, GitOverviewOutput>
    /** Announce refs that have moved. `POST /projects/:owner/:name/refs/record` */
    recordPush: Call<GitRecordPushInput, GitRecordPushOutput>
    /** List refs. `GET /projects/:owner/:name/refs` */
    refs: Call<GitRefsInput, GitRefsOutput>
    /** Rename a branch; if it is the default branch, it stays that. `POST /projects/:owner/:name/branches/:branch/rename` */
    renameBranch: Call<GitRenameBranchInput, GitRenameBranchOutput>
    /** Search the text of the files of a commit. `GET /projects/:owner/:name/search` */
    search: Call<GitSearchInput, GitSearchOutput>
    /** Say who signed a commit or tag, and whether that is proven. `GET /projects/:owner/:name/commits/:sha/signature` */
    signature: Call<GitSignatureInput, CommitSignature>
    /** Say of several commits which are signed, by whom, and whether that is proven. `GET /projects/:owner/:name/signatures` */
    signatures: Call<GitSignaturesInput, GitSignaturesOutput>
    /** Read an annotated tag by its id. `GET /projects/:owner/:name/tag-objects/:sha` */
    tagById: Call<GitTagByIdInput, GitTagByIdOutput>
    /** List tags, newest first. `GET /projects/:owner/:name/tags` */
    tags: Call<GitTagsInput, GitTagsOutput>
    /** List a folder of a commit. `GET /projects/:owner/:name/tree` */
    tree: Call<GitTreeInput, GitTreeOutput>
    /** List a tree by its id or that of its commit, with everything below where wanted. `GET /projects/:owner/:name/trees/:sha` */
    treeById: Call<GitTreeByIdInput, GitTreeByIdOutput>
    /** Move a branch or tag. `PATCH /projects/:owner/:name/refs` */
    updateRef: Call<GitUpdateRefInput, GitUpdateRefOutput>
    /** Create, move and delete several branches and tags: all of them or none. `POST /projects/:owner/:name/ref-updates` */
    updateRefs: Call<GitUpdateRefsInput, GitUpdateRefsOutput>
  }
  'gpg-keys': {
    /** Add a GPG key you sign commits with. `POST /gpg-keys` */
    create: Call<GpgKeysCreateInput, GpgKey>
    /** Remove a GPG key you sign commits with. `DELETE /gpg-keys/:gpgKey` */
    delete: Call<GpgKeysDeleteInput, GpgKeysDeleteOutput>
    /** Show a GPG key you sign commits with. `GET /gpg-keys/:gpgKey` */
    get: Call<GpgKeysGetInput, GpgKey>
    /** List the GPG keys you sign commits with. `GET /gpg-keys` */
    list: Call<GpgKeysListInput, GpgKeysListOutput>
    /** List the GPG keys somebody signs commits with. `GET /users/:user/gpg-keys` */
    ofUser: Call<GpgKeysOfUserInput, GpgKeysOfUserOutput>
  }
  guardian: {
    /** Show what Guardian would say about a change. `GET /projects/:owner/:name/guardian/preview` */
    preview: Call<GuardianPreviewInput, GuardianPreviewOutput>
  }
  hooks: {
    /** Tell an address what happens in a project. `POST /projects/:owner/:name/hooks` */
    create: Call<HooksCreateInput, Hook>
    /** Tell an address what happens in the projects of an organisation. `POST /orgs/:org/hooks` */
    createForOrg: Call<HooksCreateForOrgInput, Hook>
    /** Delete a webhook of a project with its deliveries. `DELETE /projects/:owner/:name/hooks/:hook` */
    delete: Call<HooksDeleteInput, void>
    /** Delete a webhook of an organisation with its deliveries. `DELETE /orgs/:org/hooks/:hook` */
    deleteForOrg: Call<HooksDeleteForOrgInput, void>
    /** List the deliveries of a webhook of a project, newest first. `GET /projects/:owner/:name/hooks/:hook/deliveries` */
    deliveries: Call<HooksDeliveriesInput, HooksDeliveriesOutput>
    /** List the deliveries of a webhook of an organisation, newest first. `GET /orgs/:org/hooks/:hook/deliveries` */
    deliveriesForOrg: Call<HooksDeliveriesForOrgInput, HooksDeliveriesForOrgOutput>
    /** Show a delivery with what was sent and answered. `GET /projects/:owner/:name/hooks/:hook/deliveries/:delivery` */
    delivery: Call<HooksDeliveryInput, HookDeliveryDetails>
    /** Show a delivery with what was sent and answered. `GET /orgs/:org/hooks/:hook/deliveries/:delivery` */
    deliveryForOrg: Call<HooksDeliveryForOrgInput, HookDeliveryDetails>
    /** Show a webhook of a project. `GET /projects/:owner/:name/hooks/:hook` */
    get: Call<HooksGetInput, Hook>
    /** Show a webhook of an organisation. `GET /orgs/:org/hooks/:hook` */
    getForOrg: Call<HooksGetForOrgInput, Hook>
    /** List the webhooks of a project. `GET /projects/:owner/:name/hooks` */
    list: Call<HooksListInput, HooksListOutput>
    /** List the webhooks of an organisation. `GET /orgs/:org/hooks` */
    listForOrg: Call<HooksListForOrgInput, HooksListForOrgOutput>
    /** Send a ping to a webhook of a project. `POST /projects/:owner/:name/hooks/:hook/pings` */
    ping: Call<HooksPingInput, void>
    /** Send a ping to a webhook of an organisation. `POST /orgs/:org/hooks/:hook/pings` */
    pingForOrg: Call<HooksPingForOrgInput, void>
    /** Send a delivery again. `POST /projects/:owner/:name/hooks/:hook/deliveries/:delivery/attempts` */
    redeliver: Call<HooksRedeliverInput, HooksRedeliverOutput>
    /** Send a delivery again. `POST /orgs/:org/hooks/:hook/deliveries/:delivery/attempts` */
    redeliverForOrg: Call<HooksRedeliverForOrgInput, HooksRedeliverForOrgOutput>
    /** Tell a webhook of a project its latest push again. `POST /projects/:owner/:name/hooks/:hook/tests` */
    test: Call<HooksTestInput, void>
    /** Change a webhook of a project. `PATCH /projects/:owner/:name/hooks/:hook` */
    update: Call<HooksUpdateInput, Hook>
    /** Change a webhook of an organisation. `PATCH /orgs/:org/hooks/:hook` */
    updateForOrg: Call<HooksUpdateForOrgInput, Hook>
  }
  identity: {
    /** Make a one-time sign-in link for yourself. `POST /login-links` */
    createLoginLink: Call<IdentityCreateLoginLinkInput, IdentityCreateLoginLinkOutput>
    /** Who am I and where may I act. `GET /me` */
    me: Call<IdentityMeInput, IdentityMeOutput>
    /** Change the name you are shown by; your login stays. `PATCH /me` */
    rename: Call<IdentityRenameInput, User>
  }
  installations: {
    /** Agree to the permissions that an installed app asks for by now. `PUT /orgs/:org/installations/:installation/permissions` */
    accept: Call<InstallationsAcceptInput, Installation>
    /** Install an app with the permissions it asks for. `POST /orgs/:org/installations` */
    create: Call<InstallationsCreateInput, Installation>
    /** Remove an app from an organisation. `DELETE /orgs/:org/installations/:installation` */
    delete: Call<InstallationsDeleteInput, void>
    /** List the apps that are installed in an organisation. `GET /orgs/:org/installations` */
    list: Call<InstallationsListInput, InstallationsListOutput>
    /** Choose the projects that an installed app sees. `PUT /orgs/:org/installations/:installation/projects` */
    setProjects: Call<InstallationsSetProjectsInput, Installation>
    /** Suspend an installed app: it acts no more and hears nothing. `PUT /orgs/:org/installations/:installation/suspension` */
    suspend: Call<InstallationsSuspendInput, Installation>
    /** Let a suspended app act again. `DELETE /orgs/:org/installations/:installation/suspension` */
    unsuspend: Call<InstallationsUnsuspendInput, Installation>
  }
  issues: {
    /** Add labels to an issue or pull request. `POST /projects/:owner/:name/issues/:number/labels` */
    addLabels: Call<IssuesAddLabelsInput, Issue>
    /** List the comments of all issues and pull requests of a project. `GET /projects/:owner/:name/comments` */
    allComments: Call<IssuesAllCommentsInput, IssuesAllCommentsOutput>
    /** Show what happened to the issues and pull requests of a project, newest first. `GET /projects/:owner/:name/issue-events` */
    allEvents: Call<IssuesAllEventsInput, IssuesAllEventsOutput>
    /** Assign people to an issue or pull request. `POST /projects/:owner/:name/issues/:number/assignees` */
    assign: Call<IssuesAssignInput, Issue>
    /** List the people who can be assigned. `GET /projects/:owner/:name/assignees` */
    assignable: Call<IssuesAssignableInput, IssuesAssignableOutput>
    /** Comment on an issue or pull request. `POST /projects/:owner/:name/issues/:number/comments` */
    comment: Call<IssuesCommentInput, IssueComment>
    /** List the comments of an issue or pull request, oldest first. `GET /projects/:owner/:name/issues/:number/comments` */
    comments: Call<IssuesCommentsInput, IssuesCommentsOutput>
    /** Open an issue. `POST /projects/:owner/:name/issues` */
    create: Call<IssuesCreateInput, Issue>
    /** Delete an issue with all that was said there. `DELETE /projects/:owner/:name/issues/:number` */
    delete: Call<IssuesDeleteInput, IssuesDeleteOutput>
    /** Delete a comment. `DELETE /projects/:owner/:name/comments/:comment` */
    deleteComment: Call<IssuesDeleteCommentInput, IssuesDeleteCommentOutput>
    /** Show what happened to an issue or pull request, without comments. `GET /projects/:owner/:name/issues/:number/events` */
    events: Call<IssuesEventsInput, IssuesEventsOutput>
    /** Find the issues, pull requests, commits and people that a text names. `GET /projects/:owner/:name/references` */
    findReferences: Call<IssuesFindReferencesInput, IssuesFindReferencesOutput>
    /** Show an issue. `GET /projects/:owner/:name/issues/:number` */
    get: Call<IssuesGetInput, Issue>
    /** Show a comment. `GET /projects/:owner/:name/comments/:comment` */
    getComment: Call<IssuesGetCommentInput, IssueComment>
    /** Show one thing that happened to an issue. `GET /projects/:owner/:name/issue-events/:entry` */
    getEvent: Call<IssuesGetEventInput, TimelineEntry>
    /** List issues and pull requests. `GET /projects/:owner/:name/issues` */
    list: Call<IssuesListInput, IssuesListOutput>
    /** Lock the conversation of an issue or pull request. `PUT /projects/:owner/:name/issues/:number/lock` */
    lock: Call<IssuesLockInput, Issue>
    /** Note that a commit names an issue, and close the issue if the commit does. `POST /projects/:owner/:name/issues/:number/references` */
    refer: Call<IssuesReferInput, Issue>
    /** Take a label from an issue or pull request. `DELETE /projects/:owner/:name/issues/:number/labels/:label` */
    removeLabel: Call<IssuesRemoveLabelInput, Issue>
    /** Search the issues and pull requests of a project. `GET /projects/:owner/:name/issue-search` */
    search: Call<IssuesSearchInput, IssuesSearchOutput>
    /** Search the issues and pull requests of all your projects. `GET /issue-search` */
    searchAll: Call<IssuesSearchAllInput, IssuesSearchAllOutput>
    /** Replace the labels of an issue or pull request. `PUT /projects/:owner/:name/issues/:number/labels` */
    setLabels: Call<IssuesSetLabelsInput, Issue>
    /** List the templates and forms an issue can begin with. `GET /projects/:owner/:name/issue-templates` */
    templates: Call<IssuesTemplatesInput, IssuesTemplatesOutput>
    /** Show what happened to an issue or pull request and what was said, oldest first. `GET /projects/:owner/:name/issues/:number/timeline` */
    timeline: Call<IssuesTimelineInput, IssuesTimelineOutput>
    /** Take people off an issue or pull request. `DELETE /projects/:owner/:name/issues/:number/assignees` */
    unassign: Call<IssuesUnassignInput, Issue>
    /** Unlock the conversation of an issue or pull request. `DELETE /projects/:owner/:name/issues/:number/lock` */
    unlock: Call<IssuesUnlockInput, Issue>
    /** Change, close or reopen an issue. `PATCH /projects/:owner/:name/issues/:number` */
    update: Call<IssuesUpdateInput, Issue>
    /** Change a comment. `PATCH /projects/:owner/:name/comments/:comment` */
    updateComment: Call<IssuesUpdateCommentInput, IssueComment>
  }
  keys: {
    /** Add an SSH key to your account. `POST /ssh-keys` */
    create: Call<KeysCreateInput, SshKey>
    /** Remove one of your SSH keys. `DELETE /ssh-keys/:sshKey` */
    delete: Call<KeysDeleteInput, KeysDeleteOutput>
    /** Show one of your SSH keys. `GET /ssh-keys/:sshKey` */
    get: Call<KeysGetInput, SshKey>
    /** List your SSH keys. `GET /ssh-keys` */
    list: Call<KeysListInput, KeysListOutput>
    /** List the public half of somebody's SSH keys. `GET /users/:user/ssh-keys` */
    ofUser: Call<KeysOfUserInput, KeysOfUserOutput>
  }
  labels: {
    /** Create a label. `POST /projects/:owner/:name/labels` */
    create: Call<LabelsCreateInput, Label>
    /** Delete a label, and take it from every issue. `DELETE /projects/:owner/:name/labels/:label` */
    delete: Call<LabelsDeleteInput, LabelsDeleteOutput>
    /** Show a label. `GET /projects/:owner/:name/labels/:label` */
    get: Call<LabelsGetInput, Label>
    /** List the labels of a project. `GET /projects/:owner/:name/labels` */
    list: Call<LabelsListInput, LabelsListOutput>
    /** Rename a label, or change its color or description. `PATCH /projects/:owner/:name/labels/:label` */
    update: Call<LabelsUpdateInput, Label>
  }
  lfs: {
    /** Lock a file, so that nobody else can push a change of it. `POST /projects/:owner/:name/lfs/locks` */
    lock: Call<LfsLockInput, LfsLock>
    /** List who has locked which files. `GET /projects/:owner/:name/lfs/locks` */
    locks: Call<LfsLocksInput, LfsLocksOutput>
    /** List the locks that a push has to respect. `GET /projects/:owner/:name/lfs/locks-for-push` */
    locksForPush: Call<LfsLocksForPushInput, LfsLocksForPushOutput>
    /** List the large files that a project stores, and how much they take. `GET /projects/:owner/:name/lfs/objects` */
    objects: Call<LfsObjectsInput, LfsObjectsOutput>
    /** Unlock a file; with force one that somebody else has locked. `DELETE /projects/:owner/:name/lfs/locks/:lock` */
    unlock: Call<LfsUnlockInput, LfsLock>
  }
  logs: {
    /** Read the lines of a log. `GET /logs/:log` */
    read: Call<LogsReadInput, LogsReadOutput>
  }
  milestones: {
    /** Create a milestone. `POST /projects/:owner/:name/milestones` */
    create: Call<MilestonesCreateInput, Milestone>
    /** Delete a milestone; its issues stay. `DELETE /projects/:owner/:name/milestones/:milestone` */
    delete: Call<MilestonesDeleteInput, MilestonesDeleteOutput>
    /** Show a milestone. `GET /projects/:owner/:name/milestones/:milestone` */
    get: Call<MilestonesGetInput, Milestone>
    /** List the labels of the issues in a milestone. `GET /projects/:owner/:name/milestones/:milestone/labels` */
    labels: Call<MilestonesLabelsInput, MilestonesLabelsOutput>
    /** List the milestones of a project. `GET /projects/:owner/:name/milestones` */
    list: Call<MilestonesListInput, MilestonesListOutput>
    /** Change, close or reopen a milestone. `PATCH /projects/:owner/:name/milestones/:milestone` */
    update: Call<MilestonesUpdateInput, Milestone>
  }
  mirrors: {
    /** Follow a repository somewhere else, or copy this one to it. `POST /projects/:owner/:name/mirrors` */
    add: Call<MirrorsAddInput, Mirror>
    /** End the run of a mirror that is under way; what it has moved stays. `POST /projects/:owner/:name/mirrors/:mirror/cancel` */
    cancel: Call<MirrorsCancelInput, Mirror>
    /** Show a mirror with its last run. `GET /projects/:owner/:name/mirrors/:mirror` */
    get: Call<MirrorsGetInput, Mirror>
    /** Create a project from a repository somewhere else. `POST /imports` */
    import: Call<MirrorsImportInput, MirrorsImportOutput>
    /** List where a project comes from and where it is copied to. `GET /projects/:owner/:name/mirrors` */
    list: Call<MirrorsListInput, MirrorsListOutput>
    /** Remove a mirror; both repositories stay as they are. `DELETE /projects/:owner/:name/mirrors/:mirror` */
    remove: Call<MirrorsRemoveInput, MirrorsRemoveOutput>
    /** Run a mirror now, or an import again. `POST /projects/:owner/:name/mirrors/:mirror/sync` */
    sync: Call<MirrorsSyncInput, Mirror>
    /** Change a mirror; without a new password the one that is kept stays for the same address. `PATCH /projects/:owner/:name/mirrors/:mirror` */
    update: Call<MirrorsUpdateInput, Mirror>
  }
  models: {
    /** List the calls of models with their tokens and cost. `GET /usage` */
    usage: Call<ModelsUsageInput, ModelsUsageOutput>
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
    /** Change the name or description of an organisation. `PATCH /orgs/:org` */
    update: Call<OrgsUpdateInput, OrgsUpdateOutput>
  }
  owners: {
    /** Show a person or an organisation. `GET /owners/:login` */
    get: Call<OwnersGetInput, Owner>
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
    /** List the projects that are open to everybody. `GET /public-projects` */
    listPublic: Call<ProjectsListPublicInput, ProjectsListPublicOutput>
    /** Show lead time, cost, build and deploy time of a project. `GET /projects/:owner/:name/metrics` */
    metrics: Call<ProjectsMetricsInput, FlowMetrics>
    /** Show what you may do in a project. `GET /projects/:owner/:name/powers` */
    powers: Call<ProjectsPowersInput, ProjectsPowersOutput>
    /** End a team’s work on a project. `DELETE /projects/:owner/:name/teams/:team` */
    removeTeam: Call<ProjectsRemoveTeamInput, ProjectsRemoveTeamOutput>
    /** Let a team of the organisation work on a project, or change its role. `PUT /projects/:owner/:name/teams/:team` */
    setTeam: Call<ProjectsSetTeamInput, TeamAccess>
    /** List the teams that work on a project. `GET /projects/:owner/:name/teams` */
    teams: Call<ProjectsTeamsInput, ProjectsTeamsOutput>
    /** Change the name, description or settings of a project. `PATCH /projects/:owner/:name` */
    update: Call<ProjectsUpdateInput, Project>
  }
  pulls: {
    /** Commit what comments suggest, one or several together. `POST /projects/:owner/:name/pulls/:number/suggestions` */
    applySuggestions: Call<PullsApplySuggestionsInput, PullsApplySuggestionsOutput>
    /** Close a pull request without merging it. `POST /projects/:owner/:name/pulls/:number/close` */
    close: Call<PullsCloseInput, Pull>
    /** List the mistakes of the CODEOWNERS file. `GET /projects/:owner/:name/codeowners/errors` */
    codeOwnersMistakes: Call<PullsCodeOwnersMistakesInput, PullsCodeOwnersMistakesOutput>
    /** Comment on a file or a line of a pull request, or answer such a comment. `POST /projects/:owner/:name/pulls/:number/comments` */
    comment: Call<PullsCommentInput, PullComment>
    /** List the comments on lines of a pull request. `GET /projects/:owner/:name/pulls/:number/comments` */
    comments: Call<PullsCommentsInput, PullsCommentsOutput>
    /** List the commits of a pull request, oldest first. `GET /projects/:owner/:name/pulls/:number/commits` */
    commits: Call<PullsCommitsInput, PullsCommitsOutput>
    /** Open a pull request. `POST /projects/:owner/:name/pulls` */
    create: Call<PullsCreateInput, Pull>
    /** Delete a comment on a line. `DELETE /projects/:owner/:name/pull-comments/:comment` */
    deleteComment: Call<PullsDeleteCommentInput, PullsDeleteCommentOutput>
    /** Throw a review away that was not sent yet. `DELETE /projects/:owner/:name/pulls/:number/reviews/:review` */
    deleteReview: Call<PullsDeleteReviewInput, PullReview>
    /** Let a pull request no longer merge by itself. `DELETE /projects/:owner/:name/pulls/:number/auto-merge` */
    disableAutoMerge: Call<PullsDisableAutoMergeInput, Pull>
    /** Let a review no longer count, and say why. `POST /projects/:owner/:name/pulls/:number/reviews/:review/dismiss` */
    dismissReview: Call<PullsDismissReviewInput, PullReview>
    /** Make a pull request a draft again. `POST /projects/:owner/:name/pulls/:number/draft` */
    draft: Call<PullsDraftInput, Pull>
    /** Let a pull request merge by itself once nothing blocks it. `PUT /projects/:owner/:name/pulls/:number/auto-merge` */
    enableAutoMerge: Call<PullsEnableAutoMergeInput, Pull>
    /** Show the changes of a pull request. `GET /projects/:owner/:name/pulls/:number/files` */
    files: Call<PullsFilesInput, PullsFilesOutput>
    /** Show a pull request. `GET /projects/:owner/:name/pulls/:number` */
    get: Call<PullsGetInput, Pull>
    /** Show a comment on a line. `GET /projects/:owner/:name/pull-comments/:comment` */
    getComment: Call<PullsGetCommentInput, PullComment>
    /** Show a review with its comments. `GET /projects/:owner/:name/pulls/:number/reviews/:review` */
    getReview: Call<PullsGetReviewInput, PullReview>
    /** List pull requests, newest first. `GET /projects/:owner/:name/pulls` */
    list: Call<PullsListInput, PullsListOutput>
    /** Merge a pull request. `POST /projects/:owner/:name/pulls/:number/merge` */
    merge: Call<PullsMergeInput, Pull>
    /** List the comments on lines of all pull requests. `GET /projects/:owner/:name/pull-comments` */
    projectComments: Call<PullsProjectCommentsInput, PullsProjectCommentsOutput>
    /** Mark a draft ready for review. `POST /projects/:owner/:name/pulls/:number/ready` */
    ready: Call<PullsReadyInput, Pull>
    /** Reopen a closed pull request. `POST /projects/:owner/:name/pulls/:number/reopen` */
    reopen: Call<PullsReopenInput, Pull>
    /** Mark a thread resolved. `POST /projects/:owner/:name/pulls/:number/threads/:thread/resolve` */
    resolveThread: Call<PullsResolveThreadInput, PullThread>
    /** Review a pull request: approve, ask for changes or comment. `POST /projects/:owner/:name/pulls/:number/reviews` */
    review: Call<PullsReviewInput, PullReview>
    /** List the reviews of a pull request. `GET /projects/:owner/:name/pulls/:number/reviews` */
    reviews: Call<PullsReviewsInput, PullsReviewsOutput>
    /** Send a review that was begun. `POST /projects/:owner/:name/pulls/:number/reviews/:review/submit` */
    submitReview: Call<PullsSubmitReviewInput, PullReview>
    /** Bring a pull request up to date with its branches. `POST /projects/:owner/:name/pulls/:number/sync` */
    sync: Call<PullsSyncInput, Pull>
    /** List the threads on lines of a pull request. `GET /projects/:owner/:name/pulls/:number/threads` */
    threads: Call<PullsThreadsInput, PullsThreadsOutput>
    /** Open a resolved thread again. `POST /projects/:owner/:name/pulls/:number/threads/:thread/unresolve` */
    unresolveThread: Call<PullsUnresolveThreadInput, PullThread>
    /** Change title, text, base, labels, people or milestone of a pull request. `PATCH /projects/:owner/:name/pulls/:number` */
    update: Call<PullsUpdateInput, Pull>
    /** Take the newest commits of the base into the branch of a pull request. `POST /projects/:owner/:name/pulls/:number/update-branch` */
    updateBranch: Call<PullsUpdateBranchInput, Pull>
    /** Change a comment on a line. `PATCH /projects/:owner/:name/pull-comments/:comment` */
    updateComment: Call<PullsUpdateCommentInput, PullComment>
    /** Change the summary of a review of your own. `PATCH /projects/:owner/:name/pulls/:number/reviews/:review` */
    updateReview: Call<PullsUpdateReviewInput, PullReview>
  }
  reactions: {
    /** React to an issue, a comment or something else. `POST /projects/:owner/:name/reactions/:kind/:subject` */
    add: Call<ReactionsAddInput, ReactionsAddOutput>
    /** List the reactions to an issue, a comment or something else. `GET /projects/:owner/:name/reactions/:kind/:subject` */
    list: Call<ReactionsListInput, ReactionsListOutput>
    /** Take back a reaction. `DELETE /projects/:owner/:name/reactions/:reaction` */
    remove: Call<ReactionsRemoveInput, ReactionsRemoveOutput>
  }
  releases: {
    /** Show an asset of a release. `GET /projects/:owner/:name/release-assets/:asset` */
    asset: Call<ReleasesAssetInput, ReleaseAsset>
    /** Publish a release, or draft one; the tag is made if it is missing. `POST /projects/:owner/:name/releases` */
    create: Call<ReleasesCreateInput, Release>
    /** Delete a release with its assets; the tag stays. `DELETE /projects/:owner/:name/releases/:release` */
    delete: Call<ReleasesDeleteInput, ReleasesDeleteOutput>
    /** Delete an asset of a release. `DELETE /projects/:owner/:name/release-assets/:asset` */
    deleteAsset: Call<ReleasesDeleteAssetInput, ReleasesDeleteAssetOutput>
    /** Show a release. `GET /projects/:owner/:name/releases/:release` */
    get: Call<ReleasesGetInput, Release>
    /** Show the published release of a tag. `GET /projects/:owner/:name/releases/by-tag` */
    getByTag: Call<ReleasesGetByTagInput, Release>
    /** Show the latest release. `GET /projects/:owner/:name/releases/latest` */
    latest: Call<ReleasesLatestInput, Release>
    /** List releases, newest first. `GET /projects/:owner/:name/releases` */
    list: Call<ReleasesListInput, ReleasesListOutput>
    /** Write the notes of a release from what was merged since the one before. `GET /projects/:owner/:name/releases/notes` */
    notes: Call<ReleasesNotesInput, ReleasesNotesOutput>
    /** Edit or publish a release. `PATCH /projects/:owner/:name/releases/:release` */
    update: Call<ReleasesUpdateInput, Release>
    /** Rename or relabel an asset. `PATCH /projects/:owner/:name/release-assets/:asset` */
    updateAsset: Call<ReleasesUpdateAssetInput, ReleaseAsset>
  }
  runs: {
    /** Cancel a workflow run; steps with always() still run. `POST /projects/:owner/:name/runs/:run/cancel` */
    cancel: Call<RunsCancelInput, Run>
    /** Delete a workflow run and its logs; its checks stay. `DELETE /projects/:owner/:name/runs/:run` */
    delete: Call<RunsDeleteInput, void>
    /** Start a workflow that has the workflow_dispatch trigger. `POST /projects/:owner/:name/runs` */
    dispatch: Call<RunsDispatchInput, RunsDispatchOutput>
    /** Show a workflow run with its jobs and steps. `GET /projects/:owner/:name/runs/:run` */
    get: Call<RunsGetInput, Run>
    /** Show a job and the run it belongs to. `GET /projects/:owner/:name/jobs/:job` */
    job: Call<RunsJobInput, RunsJobOutput>
    /** List workflow runs, newest first. `GET /projects/:owner/:name/runs` */
    list: Call<RunsListInput, RunsListOutput>
    /** Read the lines of a job’s log. `GET /projects/:owner/:name/jobs/:job/log` */
    log: Call<RunsLogInput, RunsLogOutput>
    /** Run a workflow run again: all of it, what failed, or one job, each with what depends on it. `POST /projects/:owner/:name/runs/:run/rerun` */
    rerun: Call<RunsRerunInput, Run>
    /** Start the workflows that have the repository_dispatch trigger for something that happened elsewhere. `POST /projects/:owner/:name/runs/events` */
    tell: Call<RunsTellInput, RunsTellOutput>
  }
  secrets: {
    /** Delete a secret of a project. `DELETE /projects/:owner/:name/secrets/:key` */
    delete: Call<SecretsDeleteInput, void>
    /** Delete a secret that all projects of an organisation share. `DELETE /orgs/:org/secrets/:key` */
    deleteForOrg: Call<SecretsDeleteForOrgInput, void>
    /** List the names of a project's secrets. `GET /projects/:owner/:name/secrets` */
    list: Call<SecretsListInput, SecretsListOutput>
    /** List the names of the secrets that all projects of an organisation share. `GET /orgs/:org/secrets` */
    listForOrg: Call<SecretsListForOrgInput, SecretsListForOrgOutput>
    /** Set a secret of a project; its value is never shown again. `PUT /projects/:owner/:name/secrets/:key` */
    set: Call<SecretsSetInput, SecretsSetOutput>
    /** Set a secret that all projects of an organisation share. `PUT /orgs/:org/secrets/:key` */
    setForOrg: Call<SecretsSetForOrgInput, SecretsSetForOrgOutput>
  }
  server: {
    /** Show which products this server is. `GET /server` */
    get: Call<ServerGetInput, Server>
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
    /** Show how much projects may store. `GET /settings/storage` */
    getStorage: Call<SettingsGetStorageInput, StorageLimits>
    /** Choose the model that agents use; the key is never shown again. `PUT /settings/model` */
    setModel: Call<SettingsSetModelInput, SettingsSetModelOutput>
    /** Limit how much projects may store; what is stored already stays. `PATCH /settings/storage` */
    setStorage: Call<SettingsSetStorageInput, StorageLimits>
    /** Ask the model for one word and say what is wrong if it does not answer. `POST /settings/model/test` */
    testModel: Call<SettingsTestModelInput, SettingsTestModelOutput>
  }
  'signing-keys': {
    /** Add an SSH key you sign commits with. `POST /ssh-signing-keys` */
    create: Call<SigningKeysCreateInput, SigningKey>
    /** Remove an SSH key you sign commits with. `DELETE /ssh-signing-keys/:signingKey` */
    delete: Call<SigningKeysDeleteInput, SigningKeysDeleteOutput>
    /** Show an SSH key you sign commits with. `GET /ssh-signing-keys/:signingKey` */
    get: Call<SigningKeysGetInput, SigningKey>
    /** List the SSH keys you sign commits with. `GET /ssh-signing-keys` */
    list: Call<SigningKeysListInput, SigningKeysListOutput>
    /** List the public half of the SSH keys somebody signs commits with. `GET /users/:user/ssh-signing-keys` */
    ofUser: Call<SigningKeysOfUserInput, SigningKeysOfUserOutput>
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
  statuses: {
    /** Show the last status of each context of a commit, and what they come to. `GET /projects/:owner/:name/commits/:sha/status` */
    combined: Call<StatusesCombinedInput, StatusesCombinedOutput>
    /** Show a status. `GET /projects/:owner/:name/statuses/:status` */
    get: Call<StatusesGetInput, CommitStatus>
    /** List the statuses of a commit, newest first. `GET /projects/:owner/:name/commits/:sha/statuses` */
    list: Call<StatusesListInput, StatusesListOutput>
    /** Report a status of a commit. `POST /projects/:owner/:name/commits/:sha/statuses` */
    report: Call<StatusesReportInput, CommitStatus>
  }
  tasks: {
    /** Cancel a task; an agent working on it is stopped. `POST /tasks/:task/cancel` */
    cancel: Call<TasksCancelInput, Task>
    /** Take this task for an agent. `POST /tasks/:task/claim` */
    claim: Call<TasksClaimInput, ClaimedTask>
    /** Put a task into the queue. `POST /tasks` */
    create: Call<TasksCreateInput, Task>
    /** Delete a task that nobody works on. `DELETE /tasks/:task` */
    delete: Call<TasksDeleteInput, TasksDeleteOutput>
    /** Show a task. `GET /tasks/:task` */
    get: Call<TasksGetInput, Task>
    /** List tasks, newest first. `GET /tasks` */
    list: Call<TasksListInput, TasksListOutput>
    /** Report how the work on a claimed task goes. `PUT /tasks/:task/status` */
    report: Call<TasksReportInput, Task>
    /** Put a failed or cancelled task back into the queue, if wanted for another agent. `POST /tasks/:task/retry` */
    retry: Call<TasksRetryInput, Task>
    /** Change a task that nobody works on yet. `PUT /tasks/:task` */
    update: Call<TasksUpdateInput, Task>
  }
  teams: {
    /** Create a team. `POST /orgs/:org/teams` */
    create: Call<TeamsCreateInput, Team>
    /** Delete a team. `DELETE /orgs/:org/teams/:team` */
    delete: Call<TeamsDeleteInput, TeamsDeleteOutput>
    /** Show a team. `GET /orgs/:org/teams/:team` */
    get: Call<TeamsGetInput, Team>
    /** List the teams of an organisation. `GET /orgs/:org/teams` */
    list: Call<TeamsListInput, TeamsListOutput>
    /** List the members of a team. `GET /orgs/:org/teams/:team/members` */
    members: Call<TeamsMembersInput, TeamsMembersOutput>
    /** List the projects that a team works on with a role of its own. `GET /orgs/:org/teams/:team/projects` */
    projects: Call<TeamsProjectsInput, TeamsProjectsOutput>
    /** Remove a member from a team. `DELETE /orgs/:org/teams/:team/members/:user` */
    removeMember: Call<TeamsRemoveMemberInput, TeamsRemoveMemberOutput>
    /** Add a member of the organisation to a team. `PUT /orgs/:org/teams/:team/members/:user` */
    setMember: Call<TeamsSetMemberInput, TeamsSetMemberOutput>
    /** Change the name, description or privacy of a team. `PATCH /orgs/:org/teams/:team` */
    update: Call<TeamsUpdateInput, Team>
  }
  tokens: {
    /** Create a token; it is shown once. `POST /tokens` */
    create: Call<TokensCreateInput, TokensCreateOutput>
    /** List your tokens. `GET /tokens` */
    list: Call<TokensListInput, TokensListOutput>
    /** Revoke one of your tokens. `DELETE /tokens/:token` */
    revoke: Call<TokensRevokeInput, TokensRevokeOutput>
    /** Revoke a token that you hold, whosever it is. `POST /tokens/revocations` */
    revokeHeld: Call<TokensRevokeHeldInput, TokensRevokeHeldOutput>
  }
  users: {
    /** Add a user; answers a one-time sign-in code. `POST /users` */
    create: Call<UsersCreateInput, UsersCreateOutput>
    /** List the users of this server. `GET /users` */
    list: Call<UsersListInput, UsersListOutput>
  }
  variables: {
    /** Add a variable. `POST /projects/:owner/:name/variables` */
    create: Call<VariablesCreateInput, Variable>
    /** Delete a variable. `DELETE /projects/:owner/:name/variables/:variable` */
    delete: Call<VariablesDeleteInput, void>
    /** Show a variable. `GET /projects/:owner/:name/variables/:variable` */
    get: Call<VariablesGetInput, Variable>
    /** List the variables of a project that its workflows read as vars. `GET /projects/:owner/:name/variables` */
    list: Call<VariablesListInput, VariablesListOutput>
    /** Change or rename a variable. `PATCH /projects/:owner/:name/variables/:variable` */
    update: Call<VariablesUpdateInput, Variable>
  }
  workflow: {
    /** Show an action of the bus with its outcome. `GET /workflow/actions/:id` */
    action: Call<WorkflowActionInput, Action>
    /** List the actions of the bus, newest first. `GET /workflow/actions` */
    actions: Call<WorkflowActionsInput, WorkflowActionsOutput>
    /** Show the Flow board. `GET /board` */
    board: Call<WorkflowBoardInput, WorkflowBoardOutput>
    /** List the events of the flow in order, under their public names. `GET /workflow/events` */
    events: Call<WorkflowEventsInput, WorkflowEventsOutput>
    /** Show the flow of a project: its specs with their chains, and its figures. `GET /workflow/flow/:owner/:name` */
    flow: Call<WorkflowFlowInput, WorkflowFlowOutput>
    /** Show the work items around one, with their links. `GET /workflow/graph/:kind/:id` */
    graph: Call<WorkflowGraphInput, WorkflowGraphOutput>
    /** Record a fact from outside, such as a test result or an incident. `POST /workflow/events` */
    recordEvent: Call<WorkflowRecordEventInput, WorkflowRecordEventOutput>
    /** Ask for a typed action; it is carried out once, whatever happens. `POST /workflow/actions` */
    submitAction: Call<WorkflowSubmitActionInput, Action>
    /** List work items of every kind, newest first. `GET /workflow/workitems` */
    workItems: Call<WorkflowWorkItemsInput, WorkflowWorkItemsOutput>
  }
  workflows: {
    /** Stop a workflow from being run by anything. `POST /projects/:owner/:name/workflows/:workflow/disable` */
    disable: Call<WorkflowsDisableInput, Workflow>
    /** Let a workflow run again. `POST /projects/:owner/:name/workflows/:workflow/enable` */
    enable: Call<WorkflowsEnableInput, Workflow>
    /** Show a workflow. `GET /projects/:owner/:name/workflows/:workflow` */
    get: Call<WorkflowsGetInput, Workflow>
    /** List the workflows of a project. `GET /projects/:owner/:name/workflows` */
    list: Call<WorkflowsListInput, WorkflowsListOutput>
  }
}

export const routes = {
  'agents.claimTask': 'POST /agents/:agent/claim-task',
  'agents.create': 'POST /agents',
  'agents.get': 'GET /agents/:agent',
  'agents.heartbeat': 'POST /agents/:agent/heartbeat',
  'agents.list': 'GET /agents',
  'agents.presets': 'GET /agents/presets',
  'agents.toggle': 'POST /agents/:agent/toggle',
  'agents.update': 'PUT /agents/:agent',
  'app.createToken': 'POST /app/installations/:installation/access-tokens',
  'app.deliveries': 'GET /app/hook/deliveries',
  'app.delivery': 'GET /app/hook/deliveries/:delivery',
  'app.findInstallation': 'GET /app/installation-of/:login',
  'app.get': 'GET /app',
  'app.installation': 'GET /app/installations/:installation',
  'app.installations': 'GET /app/installations',
  'app.redeliver': 'POST /app/hook/deliveries/:delivery/attempts',
  'app.setHook': 'PATCH /app/hook',
  'app.suspend': 'PUT /app/installations/:installation/suspension',
  'app.uninstall': 'DELETE /app/installations/:installation',
  'app.unsuspend': 'DELETE /app/installations/:installation/suspension',
  'apps.convertManifest': 'POST /app-manifests/:code/conversions',
  'apps.create': 'POST /orgs/:org/apps',
  'apps.createFromManifest': 'POST /orgs/:org/app-manifests',
  'apps.createKey': 'POST /orgs/:org/apps/:app/keys',
  'apps.delete': 'DELETE /orgs/:org/apps/:app',
  'apps.deleteKey': 'DELETE /orgs/:org/apps/:app/keys/:keyId',
  'apps.find': 'GET /apps/:app',
  'apps.get': 'GET /orgs/:org/apps/:app',
  'apps.list': 'GET /orgs/:org/apps',
  'apps.update': 'PATCH /orgs/:org/apps/:app',
  'attempts.cancel': 'POST /attempts/:attempt/cancel',
  'attempts.get': 'GET /attempts/:attempt',
  'attempts.list': 'GET /attempts',
  'checks.get': 'GET /projects/:owner/:name/checks/:checkRun',
  'checks.list': 'GET /projects/:owner/:name/commits/:sha/checks',
  'checks.names': 'GET /projects/:owner/:name/check-names',
  'checks.openSuite': 'POST /projects/:owner/:name/commits/:sha/check-suites',
  'checks.report': 'POST /projects/:owner/:name/checks',
  'checks.rerequest': 'POST /projects/:owner/:name/checks/:checkRun/rerequest',
  'checks.rerequestSuite': 'POST /projects/:owner/:name/check-suites/:suite/rerequest',
  'checks.suite': 'GET /projects/:owner/:name/check-suites/:suite',
  'checks.suites': 'GET /projects/:owner/:name/commits/:sha/check-suites',
  'checks.update': 'PATCH /projects/:owner/:name/checks/:checkRun',
  'collaborators.list': 'GET /projects/:owner/:name/collaborators',
  'collaborators.remove': 'DELETE /projects/:owner/:name/collaborators/:user',
  'collaborators.set': 'PUT /projects/:owner/:name/collaborators/:user',
  'deploy-keys.create': 'POST /projects/:owner/:name/keys',
  'deploy-keys.delete': 'DELETE /projects/:owner/:name/keys/:deployKey',
  'deploy-keys.get': 'GET /projects/:owner/:name/keys/:deployKey',
  'deploy-keys.list': 'GET /projects/:owner/:name/keys',
  'deployments.create': 'POST /projects/:owner/:name/deployments',
  'deployments.get': 'GET /projects/:owner/:name/deployments/:deployment',
  'deployments.list': 'GET /projects/:owner/:name/deployments',
  'deployments.metrics': 'GET /projects/:owner/:name/deployments/:deployment/metrics',
  'deployments.rollback': 'POST /projects/:owner/:name/deployments/:deployment/rollback',
  'deployments.stop': 'POST /projects/:owner/:name/deployments/:deployment/stop',
  'emails.add': 'POST /emails',
  'emails.confirm': 'POST /emails/:email/confirm',
  'emails.list': 'GET /emails',
  'emails.remove': 'DELETE /emails/:email',
  'emails.unconfirmed': 'GET /emails/unconfirmed',
  'events.list': 'GET /timeline',
  'forks.create': 'POST /projects/:owner/:name/forks',
  'forks.list': 'GET /projects/:owner/:name/forks',
  'forks.sync': 'POST /projects/:owner/:name/merge-upstream',
  'git.blame': 'GET /projects/:owner/:name/blame',
  'git.blob': 'GET /projects/:owner/:name/blob',
  'git.blobById': 'GET /projects/:owner/:name/blobs/:sha',
  'git.branches': 'GET /projects/:owner/:name/branches',
  'git.commit': 'GET /projects/:owner/:name/commits/:sha',
  'git.commitById': 'GET /projects/:owner/:name/git-commits/:sha',
  'git.commitFiles': 'POST /projects/:owner/:name/files',
  'git.commits': 'GET /projects/:owner/:name/commits',
  'git.compare': 'GET /projects/:owner/:name/compare',
  'git.contributors': 'GET /projects/:owner/:name/contributors',
  'git.countCommits': 'GET /projects/:owner/:name/commits/count',
  'git.createBlob': 'POST /projects/:owner/:name/blobs',
  'git.createBranch': 'POST /projects/:owner/:name/branches',
  'git.createCommit': 'POST /projects/:owner/:name/git-commits',
  'git.createRef': 'POST /projects/:owner/:name/refs',
  'git.createTag': 'POST /projects/:owner/:name/tag-objects',
  'git.createTree': 'POST /projects/:owner/:name/trees',
  'git.deleteBranch': 'DELETE /projects/:owner/:name/branches/:branch',
  'git.deleteRef': 'DELETE /projects/:owner/:name/refs',
  'git.fileDiff': 'GET /projects/:owner/:name/diff',
  'git.files': 'GET /projects/:owner/:name/files',
  'git.highlight': 'GET /projects/:owner/:name/highlight',
  'git.highlightText': 'POST /projects/:owner/:name/highlight',
  'git.languages': 'GET /projects/:owner/:name/languages',
  'git.lastCommits': 'GET /projects/:owner/:name/tree/commits',
  'git.listBranches': 'GET /projects/:owner/:name/branches/detail',
  'git.locate': 'GET /projects/:owner/:name/locate',
  'git.matching': 'POST /projects/:owner/:name/matching-refs',
  'git.mergeBranch': 'POST /projects/:owner/:name/branches/:branch/merge',
  'git.overview': 'GET /projects/:owner/:name/overview',
  'git.recordPush': 'POST /projects/:owner/:name/refs/record',
  'git.refs': 'GET /projects/:owner/:name/refs',
  'git.renameBranch': 'POST /projects/:owner/:name/branches/:branch/rename',
  'git.search': 'GET /projects/:owner/:name/search',
  'git.signature': 'GET /projects/:owner/:name/commits/:sha/signature',
  'git.signatures': 'GET /projects/:owner/:name/signatures',
  'git.tagById': 'GET /projects/:owner/:name/tag-objects/:sha',
  'git.tags': 'GET /projects/:owner/:name/tags',
  'git.tree': 'GET /projects/:owner/:name/tree',
  'git.treeById': 'GET /projects/:owner/:name/trees/:sha',
  'git.updateRef': 'PATCH /projects/:owner/:name/refs',
  'git.updateRefs': 'POST /projects/:owner/:name/ref-updates',
  'gpg-keys.create': 'POST /gpg-keys',
  'gpg-keys.delete': 'DELETE /gpg-keys/:gpgKey',
  'gpg-keys.get': 'GET /gpg-keys/:gpgKey',
  'gpg-keys.list': 'GET /gpg-keys',
  'gpg-keys.ofUser': 'GET /users/:user/gpg-keys',
  'guardian.preview': 'GET /projects/:owner/:name/guardian/preview',
  'hooks.create': 'POST /projects/:owner/:name/hooks',
  'hooks.createForOrg': 'POST /orgs/:org/hooks',
  'hooks.delete': 'DELETE /projects/:owner/:name/hooks/:hook',
  'hooks.deleteForOrg': 'DELETE /orgs/:org/hooks/:hook',
  'hooks.deliveries': 'GET /projects/:owner/:name/hooks/:hook/deliveries',
  'hooks.deliveriesForOrg': 'GET /orgs/:org/hooks/:hook/deliveries',
  'hooks.delivery': 'GET /projects/:owner/:name/hooks/:hook/deliveries/:delivery',
  'hooks.deliveryForOrg': 'GET /orgs/:org/hooks/:hook/deliveries/:delivery',
  'hooks.get': 'GET /projects/:owner/:name/hooks/:hook',
  'hooks.getForOrg': 'GET /orgs/:org/hooks/:hook',
  'hooks.list': 'GET /projects/:owner/:name/hooks',
  'hooks.listForOrg': 'GET /orgs/:org/hooks',
  'hooks.ping': 'POST /projects/:owner/:name/hooks/:hook/pings',
  'hooks.pingForOrg': 'POST /orgs/:org/hooks/:hook/pings',
  'hooks.redeliver': 'POST /projects/:owner/:name/hooks/:hook/deliveries/:delivery/attempts',
  'hooks.redeliverForOrg': 'POST /orgs/:org/hooks/:hook/deliveries/:delivery/attempts',
  'hooks.test': 'POST /projects/:owner/:name/hooks/:hook/tests',
  'hooks.update': 'PATCH /projects/:owner/:name/hooks/:hook',
  'hooks.updateForOrg': 'PATCH /orgs/:org/hooks/:hook',
  'identity.createLoginLink': 'POST /login-links',
  'identity.me': 'GET /me',
  'identity.rename': 'PATCH /me',
  'installations.accept': 'PUT /orgs/:org/installations/:installation/permissions',
  'installations.create': 'POST /orgs/:org/installations',
  'installations.delete': 'DELETE /orgs/:org/installations/:installation',
  'installations.list': 'GET /orgs/:org/installations',
  'installations.setProjects': 'PUT /orgs/:org/installations/:installation/projects',
  'installations.suspend': 'PUT /orgs/:org/installations/:installation/suspension',
  'installations.unsuspend': 'DELETE /orgs/:org/installations/:installation/suspension',
  'issues.addLabels': 'POST /projects/:owner/:name/issues/:number/labels',
  'issues.allComments': 'GET /projects/:owner/:name/comments',
  'issues.allEvents': 'GET /projects/:owner/:name/issue-events',
  'issues.assign': 'POST /projects/:owner/:name/issues/:number/assignees',
  'issues.assignable': 'GET /projects/:owner/:name/assignees',
  'issues.comment': 'POST /projects/:owner/:name/issues/:number/comments',
  'issues.comments': 'GET /projects/:owner/:name/issues/:number/comments',
  'issues.create': 'POST /projects/:owner/:name/issues',
  'issues.delete': 'DELETE /projects/:owner/:name/issues/:number',
  'issues.deleteComment': 'DELETE /projects/:owner/:name/comments/:comment',
  'issues.events': 'GET /projects/:owner/:name/issues/:number/events',
  'issues.findReferences': 'GET /projects/:owner/:name/references',
  'issues.get': 'GET /projects/:owner/:name/issues/:number',
  'issues.getComment': 'GET /projects/:owner/:name/comments/:comment',
  'issues.getEvent': 'GET /projects/:owner/:name/issue-events/:entry',
  'issues.list': 'GET /projects/:owner/:name/issues',
  'issues.lock': 'PUT /projects/:owner/:name/issues/:number/lock',
  'issues.refer': 'POST /projects/:owner/:name/issues/:number/references',
  'issues.removeLabel': 'DELETE /projects/:owner/:name/issues/:number/labels/:label',
  'issues.search': 'GET /projects/:owner/:name/issue-search',
  'issues.searchAll': 'GET /issue-search',
  'issues.setLabels': 'PUT /projects/:owner/:name/issues/:number/labels',
  'issues.templates': 'GET /projects/:owner/:name/issue-templates',
  'issues.timeline': 'GET /projects/:owner/:name/issues/:number/timeline',
  'issues.unassign': 'DELETE /projects/:owner/:name/issues/:number/assignees',
  'issues.unlock': 'DELETE /projects/:owner/:name/issues/:number/lock',
  'issues.update': 'PATCH /projects/:owner/:name/issues/:number',
  'issues.updateComment': 'PATCH /projects/:owner/:name/comments/:comment',
  'keys.create': 'POST /ssh-keys',
  'keys.delete': 'DELETE /ssh-keys/:sshKey',
  'keys.get': 'GET /ssh-keys/:sshKey',
  'keys.list': 'GET /ssh-keys',
  'keys.ofUser': 'GET /users/:user/ssh-keys',
  'labels.create': 'POST /projects/:owner/:name/labels',
  'labels.delete': 'DELETE /projects/:owner/:name/labels/:label',
  'labels.get': 'GET /projects/:owner/:name/labels/:label',
  'labels.list': 'GET /projects/:owner/:name/labels',
  'labels.update': 'PATCH /projects/:owner/:name/labels/:label',
  'lfs.lock': 'POST /projects/:owner/:name/lfs/locks',
  'lfs.locks': 'GET /projects/:owner/:name/lfs/locks',
  'lfs.locksForPush': 'GET /projects/:owner/:name/lfs/locks-for-push',
  'lfs.objects': 'GET /projects/:owner/:name/lfs/objects',
  'lfs.unlock': 'DELETE /projects/:owner/:name/lfs/locks/:lock',
  'logs.read': 'GET /logs/:log',
  'milestones.create': 'POST /projects/:owner/:name/milestones',
  'milestones.delete': 'DELETE /projects/:owner/:name/milestones/:milestone',
  'milestones.get': 'GET /projects/:owner/:name/milestones/:milestone',
  'milestones.labels': 'GET /projects/:owner/:name/milestones/:milestone/labels',
  'milestones.list': 'GET /projects/:owner/:name/milestones',
  'milestones.update': 'PATCH /projects/:owner/:name/milestones/:milestone',
  'mirrors.add': 'POST /projects/:owner/:name/mirrors',
  'mirrors.cancel': 'POST /projects/:owner/:name/mirrors/:mirror/cancel',
  'mirrors.get': 'GET /projects/:owner/:name/mirrors/:mirror',
  'mirrors.import': 'POST /imports',
  'mirrors.list': 'GET /projects/:owner/:name/mirrors',
  'mirrors.remove': 'DELETE /projects/:owner/:name/mirrors/:mirror',
  'mirrors.sync': 'POST /projects/:owner/:name/mirrors/:mirror/sync',
  'mirrors.update': 'PATCH /projects/:owner/:name/mirrors/:mirror',
  'models.usage': 'GET /usage',
  'orgs.create': 'POST /orgs',
  'orgs.list': 'GET /orgs',
  'orgs.members': 'GET /orgs/:org/members',
  'orgs.removeMember': 'DELETE /orgs/:org/members/:user',
  'orgs.setMember': 'PUT /orgs/:org/members/:user',
  'orgs.update': 'PATCH /orgs/:org',
  'owners.get': 'GET /owners/:login',
  'projects.create': 'POST /projects',
  'projects.delete': 'DELETE /projects/:owner/:name',
  'projects.get': 'GET /projects/:owner/:name',
  'projects.list': 'GET /projects',
  'projects.listPublic': 'GET /public-projects',
  'projects.metrics': 'GET /projects/:owner/:name/metrics',
  'projects.powers': 'GET /projects/:owner/:name/powers',
  'projects.removeTeam': 'DELETE /projects/:owner/:name/teams/:team',
  'projects.setTeam': 'PUT /projects/:owner/:name/teams/:team',
  'projects.teams': 'GET /projects/:owner/:name/teams',
  'projects.update': 'PATCH /projects/:owner/:name',
  'pulls.applySuggestions': 'POST /projects/:owner/:name/pulls/:number/suggestions',
  'pulls.close': 'POST /projects/:owner/:name/pulls/:number/close',
  'pulls.codeOwnersMistakes': 'GET /projects/:owner/:name/codeowners/errors',
  'pulls.comment': 'POST /projects/:owner/:name/pulls/:number/comments',
  'pulls.comments': 'GET /projects/:owner/:name/pulls/:number/comments',
  'pulls.commits': 'GET /projects/:owner/:name/pulls/:number/commits',
  'pulls.create': 'POST /projects/:owner/:name/pulls',
  'pulls.deleteComment': 'DELETE /projects/:owner/:name/pull-comments/:comment',
  'pulls.deleteReview': 'DELETE /projects/:owner/:name/pulls/:number/reviews/:review',
  'pulls.disableAutoMerge': 'DELETE /projects/:owner/:name/pulls/:number/auto-merge',
  'pulls.dismissReview': 'POST /projects/:owner/:name/pulls/:number/reviews/:review/dismiss',
  'pulls.draft': 'POST /projects/:owner/:name/pulls/:number/draft',
  'pulls.enableAutoMerge': 'PUT /projects/:owner/:name/pulls/:number/auto-merge',
  'pulls.files': 'GET /projects/:owner/:name/pulls/:number/files',
  'pulls.get': 'GET /projects/:owner/:name/pulls/:number',
  'pulls.getComment': 'GET /projects/:owner/:name/pull-comments/:comment',
  'pulls.getReview': 'GET /projects/:owner/:name/pulls/:number/reviews/:review',
  'pulls.list': 'GET /projects/:owner/:name/pulls',
  'pulls.merge': 'POST /projects/:owner/:name/pulls/:number/merge',
  'pulls.projectComments': 'GET /projects/:owner/:name/pull-comments',
  'pulls.ready': 'POST /projects/:owner/:name/pulls/:number/ready',
  'pulls.reopen': 'POST /projects/:owner/:name/pulls/:number/reopen',
  'pulls.resolveThread': 'POST /projects/:owner/:name/pulls/:number/threads/:thread/resolve',
  'pulls.review': 'POST /projects/:owner/:name/pulls/:number/reviews',
  'pulls.reviews': 'GET /projects/:owner/:name/pulls/:number/reviews',
  'pulls.submitReview': 'POST /projects/:owner/:name/pulls/:number/reviews/:review/submit',
  'pulls.sync': 'POST /projects/:owner/:name/pulls/:number/sync',
  'pulls.threads': 'GET /projects/:owner/:name/pulls/:number/threads',
  'pulls.unresolveThread': 'POST /projects/:owner/:name/pulls/:number/threads/:thread/unresolve',
  'pulls.update': 'PATCH /projects/:owner/:name/pulls/:number',
  'pulls.updateBranch': 'POST /projects/:owner/:name/pulls/:number/update-branch',
  'pulls.updateComment': 'PATCH /projects/:owner/:name/pull-comments/:comment',
  'pulls.updateReview': 'PATCH /projects/:owner/:name/pulls/:number/reviews/:review',
  'reactions.add': 'POST /projects/:owner/:name/reactions/:kind/:subject',
  'reactions.list': 'GET /projects/:owner/:name/reactions/:kind/:subject',
  'reactions.remove': 'DELETE /projects/:owner/:name/reactions/:reaction',
  'releases.asset': 'GET /projects/:owner/:name/release-assets/:asset',
  'releases.create': 'POST /projects/:owner/:name/releases',
  'releases.delete': 'DELETE /projects/:owner/:name/releases/:release',
  'releases.deleteAsset': 'DELETE /projects/:owner/:name/release-assets/:asset',
  'releases.get': 'GET /projects/:owner/:name/releases/:release',
  'releases.getByTag': 'GET /projects/:owner/:name/releases/by-tag',
  'releases.latest': 'GET /projects/:owner/:name/releases/latest',
  'releases.list': 'GET /projects/:owner/:name/releases',
  'releases.notes': 'GET /projects/:owner/:name/releases/notes',
  'releases.update': 'PATCH /projects/:owner/:name/releases/:release',
  'releases.updateAsset': 'PATCH /projects/:owner/:name/release-assets/:asset',
  'runs.cancel': 'POST /projects/:owner/:name/runs/:run/cancel',
  'runs.delete': 'DELETE /projects/:owner/:name/runs/:run',
  'runs.dispatch': 'POST /projects/:owner/:name/runs',
  'runs.get': 'GET /projects/:owner/:name/runs/:run',
  'runs.job': 'GET /projects/:owner/:name/jobs/:job',
  'runs.list': 'GET /projects/:owner/:name/runs',
  'runs.log': 'GET /projects/:owner/:name/jobs/:job/log',
  'runs.rerun': 'POST /projects/:owner/:name/runs/:run/rerun',
  'runs.tell': 'POST /projects/:owner/:name/runs/events',
  'secrets.delete': 'DELETE /projects/:owner/:name/secrets/:key',
  'secrets.deleteForOrg': 'DELETE /orgs/:org/secrets/:key',
  'secrets.list': 'GET /projects/:owner/:name/secrets',
  'secrets.listForOrg': 'GET /orgs/:org/secrets',
  'secrets.set': 'PUT /projects/:owner/:name/secrets/:key',
  'secrets.setForOrg': 'PUT /orgs/:org/secrets/:key',
  'server.get': 'GET /server',
  'session.create': 'POST /session',
  'session.delete': 'DELETE /session',
  'settings.getModel': 'GET /settings/model',
  'settings.getStorage': 'GET /settings/storage',
  'settings.setModel': 'PUT /settings/model',
  'settings.setStorage': 'PATCH /settings/storage',
  'settings.testModel': 'POST /settings/model/test',
  'signing-keys.create': 'POST /ssh-signing-keys',
  'signing-keys.delete': 'DELETE /ssh-signing-keys/:signingKey',
  'signing-keys.get': 'GET /ssh-signing-keys/:signingKey',
  'signing-keys.list': 'GET /ssh-signing-keys',
  'signing-keys.ofUser': 'GET /users/:user/ssh-signing-keys',
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
  'statuses.combined': 'GET /projects/:owner/:name/commits/:sha/status',
  'statuses.get': 'GET /projects/:owner/:name/statuses/:status',
  'statuses.list': 'GET /projects/:owner/:name/commits/:sha/statuses',
  'statuses.report': 'POST /projects/:owner/:name/commits/:sha/statuses',
  'tasks.cancel': 'POST /tasks/:task/cancel',
  'tasks.claim': 'POST /tasks/:task/claim',
  'tasks.create': 'POST /tasks',
  'tasks.delete': 'DELETE /tasks/:task',
  'tasks.get': 'GET /tasks/:task',
  'tasks.list': 'GET /tasks',
  'tasks.report': 'PUT /tasks/:task/status',
  'tasks.retry': 'POST /tasks/:task/retry',
  'tasks.update': 'PUT /tasks/:task',
  'teams.create': 'POST /orgs/:org/teams',
  'teams.delete': 'DELETE /orgs/:org/teams/:team',
  'teams.get': 'GET /orgs/:org/teams/:team',
  'teams.list': 'GET /orgs/:org/teams',
  'teams.members': 'GET /orgs/:org/teams/:team/members',
  'teams.projects': 'GET /orgs/:org/teams/:team/projects',
  'teams.removeMember': 'DELETE /orgs/:org/teams/:team/members/:user',
  'teams.setMember': 'PUT /orgs/:org/teams/:team/members/:user',
  'teams.update': 'PATCH /orgs/:org/teams/:team',
  'tokens.create': 'POST /tokens',
  'tokens.list': 'GET /tokens',
  'tokens.revoke': 'DELETE /tokens/:token',
  'tokens.revokeHeld': 'POST /tokens/revocations',
  'users.create': 'POST /users',
  'users.list': 'GET /users',
  'variables.create': 'POST /projects/:owner/:name/variables',
  'variables.delete': 'DELETE /projects/:owner/:name/variables/:variable',
  'variables.get': 'GET /projects/:owner/:name/variables/:variable',
  'variables.list': 'GET /projects/:owner/:name/variables',
  'variables.update': 'PATCH /projects/:owner/:name/variables/:variable',
  'workflow.action': 'GET /workflow/actions/:id',
  'workflow.actions': 'GET /workflow/actions',
  'workflow.board': 'GET /board',
  'workflow.events': 'GET /workflow/events',
  'workflow.flow': 'GET /workflow/flow/:owner/:name',
  'workflow.graph': 'GET /workflow/graph/:kind/:id',
  'workflow.recordEvent': 'POST /workflow/events',
  'workflow.submitAction': 'POST /workflow/actions',
  'workflow.workItems': 'GET /workflow/workitems',
  'workflows.disable': 'POST /projects/:owner/:name/workflows/:workflow/disable',
  'workflows.enable': 'POST /projects/:owner/:name/workflows/:workflow/enable',
  'workflows.get': 'GET /projects/:owner/:name/workflows/:workflow',
  'workflows.list': 'GET /projects/:owner/:name/workflows',
} as const satisfies Record<string, Route>

/** For doors that are made from the list of verbs; bundlers leave it out where nobody reads it. */
export const descriptions: readonly VerbDescription[] = [
  {"name":"agents.claimTask","summary":"Take the next task that waits for an agent","needs":"tasks:work","fields":[{"name":"agent","in":"path","type":"string","required":true}]},
  {"name":"agents.create","summary":"Register an agent; its key is shown once","needs":"agents:write","fields":[{"name":"org","in":"body","type":"string","required":false,"description":"id of the organisation; needed only when you belong to several"},{"name":"name","in":"body","type":"string","required":true},{"name":"capabilities","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"driver","in":"body","type":"object","required":false,"default":{"kind":"external"}}]},
  {"name":"agents.get","summary":"Show an agent","needs":"agents:read","fields":[{"name":"agent","in":"path","type":"string","required":true}]},
  {"name":"agents.heartbeat","summary":"Say that an agent is alive, and keep what it works on","needs":"tasks:work","fields":[{"name":"agent","in":"path","type":"string","required":true},{"name":"fencingToken","in":"body","type":"integer","required":false}]},
  {"name":"agents.list","summary":"List the agents","needs":"agents:read","fields":[{"name":"limit","in":"query","type":"integer","required":false,"default":100},{"name":"cursor","in":"query","type":"string","required":false}]},
  {"name":"agents.presets","summary":"List the agent programs DevFlow knows, and which are installed","needs":"agents:read","fields":[]},
  {"name":"agents.toggle","summary":"Activate or deactivate an agent","needs":"agents:write","fields":[{"name":"agent","in":"path","type":"string","required":true}]},
  {"name":"agents.update","summary":"Change an agent","needs":"agents:write","fields":[{"name":"agent","in":"path","type":"string","required":true},{"name":"name","in":"body","type":"string","required":false},{"name":"capabilities","in":"body","type":"array","items":"string","required":false},{"name":"driver","in":"body","type":"object","required":false},{"name":"active","in":"body","type":"boolean","required":false}]},
  {"name":"app.createToken","summary":"Make a token with which the app acts where it is installed, for an hour","needs":"app:act","fields":[{"name":"installation","in":"path","type":"integer","required":true},{"name":"permissions","in":"body","type":"object","required":false},{"name":"projects","in":"body","type":"array","items":"any","required":false,"description":"Names or numbers. Left out: all that the installation sees."}]},
  {"name":"app.deliveries","summary":"List the deliveries of the app that asks, newest first","needs":"app:act","fields":[{"name":"before","in":"query","type":"integer","required":false,"description":"Those older than this one."},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"app.delivery","summary":"Show a delivery of the app that asks with what was sent and answered","needs":"app:act","fields":[{"name":"delivery","in":"path","type":"integer","required":true}]},
  {"name":"app.findInstallation","summary":"Find the installation of the app that asks in an organisation, or for one project of it","needs":"app:act","fields":[{"name":"login","in":"path","type":"string","required":true},{"name":"project","in":"query","type":"string","required":false}]},
  {"name":"app.get","summary":"Show the app that asks","needs":"app:act","fields":[]},
  {"name":"app.installation","summary":"Show an installation of the app that asks","needs":"app:act","fields":[{"name":"installation","in":"path","type":"integer","required":true}]},
  {"name":"app.installations","summary":"List where the app that asks is installed","needs":"app:act","fields":[]},
  {"name":"app.redeliver","summary":"Send a delivery of the app that asks again","needs":"app:act","fields":[{"name":"delivery","in":"path","type":"integer","required":true}]},
  {"name":"app.setHook","summary":"Change where and how the app that asks is told of events","needs":"app:act","fields":[{"name":"hookUrl","in":"body","type":"string","required":false},{"name":"hookSecret","in":"body","type":"string","required":false},{"name":"hookContentType","in":"body","type":"string","required":false,"choices":["json","form"]},{"name":"hookInsecureTls","in":"body","type":"boolean","required":false}]},
  {"name":"app.suspend","summary":"Suspend an installation of the app that asks","needs":"app:act","fields":[{"name":"installation","in":"path","type":"integer","required":true}]},
  {"name":"app.uninstall","summary":"Remove the app that asks from where it is installed","needs":"app:act","fields":[{"name":"installation","in":"path","type":"integer","required":true}]},
  {"name":"app.unsuspend","summary":"End the suspension of an installation by the app that asks","needs":"app:act","fields":[{"name":"installation","in":"path","type":"integer","required":true}]},
  {"name":"apps.convertManifest","summary":"Fetch the secrets of an app that was registered by manifest, once","needs":null,"fields":[{"name":"code","in":"path","type":"string","required":true}]},
  {"name":"apps.create","summary":"Register an app, which can be installed and then acts by itself","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"name","in":"body","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false,"default":""},{"name":"homepage","in":"body","type":"string","required":true},{"name":"public","in":"body","type":"boolean","required":false,"default":false,"description":"Whether other organisations may install it."},{"name":"permissions","in":"body","type":"object","required":false,"default":{}},{"name":"events","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"hookUrl","in":"body","type":"string","required":false,"default":null},{"name":"hookActive","in":"body","type":"boolean","required":false,"default":true},{"name":"hookSecret","in":"body","type":"string","required":false,"default":null},{"name":"hookContentType","in":"body","type":"string","required":false,"choices":["json","form"],"default":"json"},{"name":"hookInsecureTls","in":"body","type":"boolean","required":false,"default":false}]},
  {"name":"apps.createFromManifest","summary":"Register an app that a program proposes; answers the code with which it fetches its secrets","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"name","in":"body","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false,"default":""},{"name":"homepage","in":"body","type":"string","required":true},{"name":"public","in":"body","type":"boolean","required":false,"default":false,"description":"Whether other organisations may install it."},{"name":"permissions","in":"body","type":"object","required":false,"default":{}},{"name":"events","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"hookUrl","in":"body","type":"string","required":false,"default":null},{"name":"hookActive","in":"body","type":"boolean","required":false,"default":true},{"name":"hookContentType","in":"body","type":"string","required":false,"choices":["json","form"],"default":"json"},{"name":"hookInsecureTls","in":"body","type":"boolean","required":false,"default":false}]},
  {"name":"apps.createKey","summary":"Make a private key for an app; it is shown once","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"app","in":"path","type":"string","required":true}]},
  {"name":"apps.delete","summary":"Delete an app wherever it is installed","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"app","in":"path","type":"string","required":true}]},
  {"name":"apps.deleteKey","summary":"Delete a key of an app; what it signs is refused from now on","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"app","in":"path","type":"string","required":true},{"name":"keyId","in":"path","type":"string","required":true}]},
  {"name":"apps.find","summary":"Show an app that you may install or that is installed where you are","needs":null,"fields":[{"name":"app","in":"path","type":"string","required":true}]},
  {"name":"apps.get","summary":"Show an app that an organisation owns, with its hook and keys","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"app","in":"path","type":"string","required":true}]},
  {"name":"apps.list","summary":"List the apps that an organisation owns","needs":"apps:read","fields":[{"name":"org","in":"path","type":"string","required":true}]},
  {"name":"apps.update","summary":"Change an app; what it may do where it is installed stays until somebody there agrees","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"app","in":"path","type":"string","required":true},{"name":"name","in":"body","type":"string","required":false},{"name":"description","in":"body","type":"string","required":false},{"name":"homepage","in":"body","type":"string","required":false},{"name":"public","in":"body","type":"boolean","required":false,"description":"Whether other organisations may install it."},{"name":"permissions","in":"body","type":"object","required":false},{"name":"events","in":"body","type":"array","items":"string","required":false},{"name":"hookUrl","in":"body","type":"string","required":false},{"name":"hookActive","in":"body","type":"boolean","required":false},{"name":"hookSecret","in":"body","type":"string","required":false},{"name":"hookContentType","in":"body","type":"string","required":false,"choices":["json","form"]},{"name":"hookInsecureTls","in":"body","type":"boolean","required":false}]},
  {"name":"attempts.cancel","summary":"Stop an agent at work; its task is cancelled","needs":"attempts:write","fields":[{"name":"attempt","in":"path","type":"string","required":true}]},
  {"name":"attempts.get","summary":"Show an attempt","needs":"attempts:read","fields":[{"name":"attempt","in":"path","type":"string","required":true}]},
  {"name":"attempts.list","summary":"List attempts, newest first","needs":"attempts:read","fields":[{"name":"task","in":"query","type":"string","required":false},{"name":"spec","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":50},{"name":"cursor","in":"query","type":"string","required":false}]},
  {"name":"checks.get","summary":"Show a check run","needs":"checks:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"checkRun","in":"path","type":"string","required":true,"description":"Id or number of the check run."}]},
  {"name":"checks.list","summary":"List the checks of a commit","needs":"checks:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true}]},
  {"name":"checks.names","summary":"List the names of the checks and statuses that were reported of late, which a rule may require","needs":"checks:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"checks.openSuite","summary":"Begin your check suite of a commit; check runs make it by themselves, too","needs":"checks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true}]},
  {"name":"checks.report","summary":"Report a check of a commit","needs":"checks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"body","type":"string","required":true},{"name":"source","in":"body","type":"string","required":false,"choices":["ci","guardian","external"],"default":"external"},{"name":"status","in":"body","type":"string","required":true,"choices":["queued","in_progress","completed"]},{"name":"conclusion","in":"body","type":"string","required":false,"choices":["success","failure","neutral","cancelled","skipped","timed_out","action_required","stale","startup_failure"],"default":null},{"name":"title","in":"body","type":"string","required":false,"default":""},{"name":"summary","in":"body","type":"string","required":false,"default":""},{"name":"text","in":"body","type":"string","required":false,"default":""},{"name":"annotations","in":"body","type":"array","items":"object","required":false,"default":[]},{"name":"images","in":"body","type":"array","items":"object","required":false,"default":[]},{"name":"externalId","in":"body","type":"string","required":false,"default":null},{"name":"detailsUrl","in":"body","type":"string","required":false,"default":null},{"name":"log","in":"body","type":"string","required":false,"default":null},{"name":"run","in":"body","type":"string","required":false,"default":null},{"name":"startedAt","in":"body","type":"string","required":false},{"name":"completedAt","in":"body","type":"string","required":false},{"name":"check","in":"body","type":"string","required":true}]},
  {"name":"checks.rerequest","summary":"Ask whoever reported a check to look at the commit again","needs":"checks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"checkRun","in":"path","type":"string","required":true,"description":"Id or number of the check run."}]},
  {"name":"checks.rerequestSuite","summary":"Ask whoever reported a check suite to look at the commit again","needs":"checks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"suite","in":"path","type":"string","required":true,"description":"Id or number of the check suite."}]},
  {"name":"checks.suite","summary":"Show a check suite and its check runs","needs":"checks:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"suite","in":"path","type":"string","required":true,"description":"Id or number of the check suite."}]},
  {"name":"checks.suites","summary":"List the check suites of a commit","needs":"checks:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true}]},
  {"name":"checks.update","summary":"Change what was reported by a check run; annotations are added","needs":"checks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"checkRun","in":"path","type":"string","required":true,"description":"Id or number of the check run."},{"name":"rename","in":"body","type":"string","required":false},{"name":"status","in":"body","type":"string","required":false,"choices":["queued","in_progress","completed"]},{"name":"conclusion","in":"body","type":"string","required":false,"choices":["success","failure","neutral","cancelled","skipped","timed_out","action_required","stale","startup_failure"]},{"name":"title","in":"body","type":"string","required":false},{"name":"summary","in":"body","type":"string","required":false},{"name":"text","in":"body","type":"string","required":false},{"name":"annotations","in":"body","type":"array","items":"object","required":false},{"name":"images","in":"body","type":"array","items":"object","required":false},{"name":"externalId","in":"body","type":"string","required":false},{"name":"detailsUrl","in":"body","type":"string","required":false},{"name":"startedAt","in":"body","type":"string","required":false},{"name":"completedAt","in":"body","type":"string","required":false}]},
  {"name":"collaborators.list","summary":"List the people who work on a project from outside its organisation","needs":"members:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"collaborators.remove","summary":"End somebody’s work on a project","needs":"members:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"user","in":"path","type":"string","required":true}]},
  {"name":"collaborators.set","summary":"Let somebody work on a project, or change their role","needs":"members:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"user","in":"path","type":"string","required":true},{"name":"role","in":"body","type":"string","required":false,"choices":["read","triage","write","maintain","admin"],"default":"write"}]},
  {"name":"deploy-keys.create","summary":"Let a key read, or push to, this one project","needs":"keys:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"title","in":"body","type":"string","required":false,"default":"","description":"Default: the comment of the key."},{"name":"key","in":"body","type":"string","required":true,"description":"The line in the id_….pub file."},{"name":"readOnly","in":"body","type":"boolean","required":false,"default":true}]},
  {"name":"deploy-keys.delete","summary":"Remove a deploy key","needs":"keys:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"deployKey","in":"path","type":"string","required":true}]},
  {"name":"deploy-keys.get","summary":"Show a deploy key","needs":"keys:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"deployKey","in":"path","type":"string","required":true}]},
  {"name":"deploy-keys.list","summary":"List the deploy keys of a project","needs":"keys:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"deployments.create","summary":"Deploy a commit","needs":"deployments:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"body","type":"string","required":false},{"name":"ref","in":"body","type":"string","required":false},{"name":"environment","in":"body","type":"string","required":false,"default":"production"},{"name":"spec","in":"body","type":"string","required":false},{"name":"pull","in":"body","type":"integer","required":false}]},
  {"name":"deployments.get","summary":"Show a deployment","needs":"deployments:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"deployment","in":"path","type":"string","required":true}]},
  {"name":"deployments.list","summary":"List deployments, newest first","needs":"deployments:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"environment","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":50},{"name":"cursor","in":"query","type":"integer","required":false}]},
  {"name":"deployments.metrics","summary":"Requests, errors and latency of a deployment, by minute","needs":"deployments:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"deployment","in":"path","type":"string","required":true},{"name":"minutes","in":"query","type":"integer","required":false,"default":60}]},
  {"name":"deployments.rollback","summary":"Go back to an earlier deployment","needs":"deployments:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"deployment","in":"path","type":"string","required":true}]},
  {"name":"deployments.stop","summary":"Stop a deployment, whether it is live or on its way","needs":"deployments:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"deployment","in":"path","type":"string","required":true}]},
  {"name":"emails.add","summary":"Add a mail address; a server admin confirms it","needs":"account:write","fields":[{"name":"email","in":"body","type":"string","required":true}]},
  {"name":"emails.confirm","summary":"Confirm that a mail address belongs to the person who added it","needs":"users:write","fields":[{"name":"email","in":"path","type":"string","required":true}]},
  {"name":"emails.list","summary":"List the mail addresses your commits may carry","needs":"account:read","fields":[]},
  {"name":"emails.remove","summary":"Remove one of your mail addresses","needs":"account:write","fields":[{"name":"email","in":"path","type":"string","required":true}]},
  {"name":"emails.unconfirmed","summary":"List the mail addresses that wait for a server admin, the oldest first","needs":"users:write","fields":[]},
  {"name":"events.list","summary":"List events, newest first","needs":"events:read","fields":[{"name":"project","in":"query","type":"string","required":false},{"name":"spec","in":"query","type":"string","required":false},{"name":"task","in":"query","type":"string","required":false},{"name":"attempt","in":"query","type":"string","required":false},{"name":"agent","in":"query","type":"string","required":false},{"name":"pull","in":"query","type":"string","required":false},{"name":"run","in":"query","type":"string","required":false},{"name":"deployment","in":"query","type":"string","required":false},{"name":"actor","in":"query","type":"string","required":false},{"name":"name","in":"query","type":"array","items":"string","required":false},{"name":"before","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":100}]},
  {"name":"forks.create","summary":"Copy a project under another owner","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"into","in":"body","type":"string","required":false,"description":"An organisation. Default: yourself."},{"name":"as","in":"body","type":"string","required":false,"description":"Another name. Default: the same."},{"name":"defaultBranchOnly","in":"body","type":"boolean","required":false,"default":false}]},
  {"name":"forks.list","summary":"List the forks of a project that you can see","needs":"projects:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"direction","in":"query","type":"string","required":false,"choices":["asc","desc"],"default":"desc"},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"forks.sync","summary":"Take the newest commits of the parent into a branch of a fork","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"branch","in":"body","type":"string","required":true}]},
  {"name":"git.blame","summary":"Show which commit last changed each line of a file","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."},{"name":"path","in":"query","type":"string","required":true}]},
  {"name":"git.blob","summary":"Show a file of a commit","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."},{"name":"path","in":"query","type":"string","required":true}]},
  {"name":"git.blobById","summary":"Read a blob by its id, in base64","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true}]},
  {"name":"git.branches","summary":"List branches","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"git.commit","summary":"Show a commit with its changes","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true,"description":"A branch, tag, full ref name or commit id."}]},
  {"name":"git.commitById","summary":"Read a commit by its id, without its changes","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true}]},
  {"name":"git.commitFiles","summary":"Write, replace and remove files in one commit on a branch","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"branch","in":"body","type":"string","required":false,"description":"Default: the default branch. Made where the repository is empty."},{"name":"message","in":"body","type":"string","required":true},{"name":"files","in":"body","type":"array","items":"object","required":true,"description":"None: a commit that changes nothing, such as one that wakes the checks."},{"name":"expectedHead","in":"body","type":"string","required":false,"description":"Where the branch must be now."},{"name":"author","in":"body","type":"object","required":false},{"name":"committer","in":"body","type":"object","required":false}]},
  {"name":"git.commits","summary":"List commits, newest first","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."},{"name":"path","in":"query","type":"string","required":false},{"name":"follow","in":"query","type":"boolean","required":false,"default":false,"description":"Go on through renames of the one file at the path."},{"name":"since","in":"query","type":"string","required":false},{"name":"until","in":"query","type":"string","required":false},{"name":"author","in":"query","type":"string","required":false,"description":"A part of the author's name or address."},{"name":"limit","in":"query","type":"integer","required":false,"default":50},{"name":"cursor","in":"query","type":"string","required":false}]},
  {"name":"git.compare","summary":"Compare two commits from where they parted","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"base","in":"query","type":"string","required":true,"description":"A branch, tag, full ref name or commit id."},{"name":"head","in":"query","type":"string","required":true,"description":"A branch, tag or commit id; `owner:branch` when it is in a fork."}]},
  {"name":"git.contributors","summary":"List who wrote the commits of a branch, busiest first","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"git.countCommits","summary":"Count the commits of a branch","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."},{"name":"path","in":"query","type":"string","required":false},{"name":"since","in":"query","type":"string","required":false},{"name":"until","in":"query","type":"string","required":false},{"name":"author","in":"query","type":"string","required":false}]},
  {"name":"git.createBlob","summary":"Write a blob","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"content","in":"body","type":"string","required":true},{"name":"encoding","in":"body","type":"string","required":false,"choices":["utf-8","base64"],"default":"utf-8"}]},
  {"name":"git.createBranch","summary":"Create a branch","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"branch","in":"body","type":"string","required":true},{"name":"from","in":"body","type":"string","required":false,"description":"Default: the default branch."}]},
  {"name":"git.createCommit","summary":"Write a commit; no branch moves","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"message","in":"body","type":"string","required":true},{"name":"tree","in":"body","type":"string","required":true},{"name":"parents","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"author","in":"body","type":"object","required":false},{"name":"committer","in":"body","type":"object","required":false},{"name":"signature","in":"body","type":"string","required":false}]},
  {"name":"git.createRef","summary":"Create a branch or tag at an object","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"body","type":"string","required":true},{"name":"sha","in":"body","type":"string","required":true}]},
  {"name":"git.createTag","summary":"Write an annotated tag; no ref is made","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"tag","in":"body","type":"string","required":true},{"name":"message","in":"body","type":"string","required":true},{"name":"object","in":"body","type":"string","required":true},{"name":"type","in":"body","type":"string","required":false,"choices":["commit","tree","blob"],"default":"commit"},{"name":"tagger","in":"body","type":"object","required":false}]},
  {"name":"git.createTree","summary":"Write a tree","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"base","in":"body","type":"string","required":false,"description":"A tree or commit to start from."},{"name":"changes","in":"body","type":"array","items":"object","required":true}]},
  {"name":"git.deleteBranch","summary":"Delete a branch","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"branch","in":"path","type":"string","required":true}]},
  {"name":"git.deleteRef","summary":"Delete a branch or tag","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"body","type":"string","required":true}]},
  {"name":"git.fileDiff","summary":"Show how one file differs between two commits","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"base","in":"query","type":"string","required":false,"description":"Left out: everything is new."},{"name":"head","in":"query","type":"string","required":true,"description":"A branch, tag, full ref name or commit id."},{"name":"path","in":"query","type":"string","required":true},{"name":"oldPath","in":"query","type":"string","required":false,"description":"Its name in the base, if that is another one."}]},
  {"name":"git.files","summary":"List the paths of all files of a commit","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."}]},
  {"name":"git.highlight","summary":"Show the colours of a source file","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."},{"name":"path","in":"query","type":"string","required":true}]},
  {"name":"git.highlightText","summary":"Show the colours of a piece of source, such as a block in a text","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"language","in":"body","type":"string","required":true},{"name":"text","in":"body","type":"string","required":true}]},
  {"name":"git.languages","summary":"Show the languages of a repository by bytes","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."}]},
  {"name":"git.lastCommits","summary":"Show the commit that last changed each entry of a folder","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."},{"name":"path","in":"query","type":"string","required":false,"default":""},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":1000}]},
  {"name":"git.listBranches","summary":"List branches with their newest commits and how far they are from the default branch","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30},{"name":"query","in":"query","type":"string","required":false,"default":""}]},
  {"name":"git.locate","summary":"Find out which ref and which path an address such as feature/one/src/a.ts means","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"address","in":"query","type":"string","required":true}]},
  {"name":"git.matching","summary":"Try out patterns: the branches or tags that a rule with them would be for","needs":"projects:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"target","in":"body","type":"string","required":false,"choices":["branch","tag"],"default":"branch"},{"name":"patterns","in":"body","type":"array","items":"string","required":true},{"name":"exclude","in":"body","type":"array","items":"string","required":false,"default":[]}]},
  {"name":"git.mergeBranch","summary":"Merge a branch or commit into a branch, without a pull request","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"branch","in":"path","type":"string","required":true},{"name":"head","in":"body","type":"string","required":true,"description":"A branch, tag, full ref name or commit id."},{"name":"message","in":"body","type":"string","required":false}]},
  {"name":"git.overview","summary":"Show the newest commit of a repository and how much there is","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."}]},
  {"name":"git.recordPush","summary":"Announce refs that have moved","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"refs","in":"body","type":"array","items":"string","required":true}]},
  {"name":"git.refs","summary":"List refs","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"prefix","in":"query","type":"string","required":false,"default":"refs/"},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"git.renameBranch","summary":"Rename a branch; if it is the default branch, it stays that","needs":"projects:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"branch","in":"path","type":"string","required":true},{"name":"to","in":"body","type":"string","required":true}]},
  {"name":"git.search","summary":"Search the text of the files of a commit","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."},{"name":"query","in":"query","type":"string","required":true},{"name":"regex","in":"query","type":"boolean","required":false,"default":false,"description":"POSIX extended; otherwise the text itself."},{"name":"ignoreCase","in":"query","type":"boolean","required":false,"default":true},{"name":"path","in":"query","type":"string","required":false,"default":"","description":"Only below this folder, or in this file."}]},
  {"name":"git.signature","summary":"Say who signed a commit or tag, and whether that is proven","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true}]},
  {"name":"git.signatures","summary":"Say of several commits which are signed, by whom, and whether that is proven","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"shas","in":"query","type":"array","items":"string","required":true}]},
  {"name":"git.tagById","summary":"Read an annotated tag by its id","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true}]},
  {"name":"git.tags","summary":"List tags, newest first","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"git.tree","summary":"List a folder of a commit","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"A branch, tag, full ref name or commit id."},{"name":"path","in":"query","type":"string","required":false,"default":""},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":1000}]},
  {"name":"git.treeById","summary":"List a tree by its id or that of its commit, with everything below where wanted","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true},{"name":"recursive","in":"query","type":"boolean","required":false,"default":false}]},
  {"name":"git.updateRef","summary":"Move a branch or tag","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"body","type":"string","required":true},{"name":"sha","in":"body","type":"string","required":true},{"name":"force","in":"body","type":"boolean","required":false,"default":false}]},
  {"name":"git.updateRefs","summary":"Create, move and delete several branches and tags: all of them or none","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"updates","in":"body","type":"array","items":"object","required":true}]},
  {"name":"gpg-keys.create","summary":"Add a GPG key you sign commits with","needs":"account:write","fields":[{"name":"title","in":"body","type":"string","required":false,"default":"","description":"Default: the address of the key."},{"name":"key","in":"body","type":"string","required":true,"description":"The output of `gpg --armor --export`."}]},
  {"name":"gpg-keys.delete","summary":"Remove a GPG key you sign commits with","needs":"account:write","fields":[{"name":"gpgKey","in":"path","type":"string","required":true}]},
  {"name":"gpg-keys.get","summary":"Show a GPG key you sign commits with","needs":"account:read","fields":[{"name":"gpgKey","in":"path","type":"string","required":true}]},
  {"name":"gpg-keys.list","summary":"List the GPG keys you sign commits with","needs":"account:read","fields":[{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"gpg-keys.ofUser","summary":"List the GPG keys somebody signs commits with","needs":null,"fields":[{"name":"user","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"guardian.preview","summary":"Show what Guardian would say about a change","needs":"guardian:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"base","in":"query","type":"string","required":false,"description":"Default: the default branch."},{"name":"head","in":"query","type":"string","required":true}]},
  {"name":"hooks.create","summary":"Tell an address what happens in a project","needs":"hooks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"url","in":"body","type":"string","required":true,"description":"Where deliveries are sent: http or https, a public address."},{"name":"contentType","in":"body","type":"string","required":false,"choices":["json","form"],"default":"json"},{"name":"secret","in":"body","type":"string","required":false,"default":null,"description":"Signs each delivery, so that the receiver knows it is genuine; never shown again."},{"name":"events","in":"body","type":"array","items":"string","required":false,"default":["push"]},{"name":"active","in":"body","type":"boolean","required":false,"default":true},{"name":"insecureTls","in":"body","type":"boolean","required":false,"default":false,"description":"Accepts any certificate of the receiver."}]},
  {"name":"hooks.createForOrg","summary":"Tell an address what happens in the projects of an organisation","needs":"hooks:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"url","in":"body","type":"string","required":true,"description":"Where deliveries are sent: http or https, a public address."},{"name":"contentType","in":"body","type":"string","required":false,"choices":["json","form"],"default":"json"},{"name":"secret","in":"body","type":"string","required":false,"default":null,"description":"Signs each delivery, so that the receiver knows it is genuine; never shown again."},{"name":"events","in":"body","type":"array","items":"string","required":false,"default":["push"]},{"name":"active","in":"body","type":"boolean","required":false,"default":true},{"name":"insecureTls","in":"body","type":"boolean","required":false,"default":false,"description":"Accepts any certificate of the receiver."}]},
  {"name":"hooks.delete","summary":"Delete a webhook of a project with its deliveries","needs":"hooks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true}]},
  {"name":"hooks.deleteForOrg","summary":"Delete a webhook of an organisation with its deliveries","needs":"hooks:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true}]},
  {"name":"hooks.deliveries","summary":"List the deliveries of a webhook of a project, newest first","needs":"hooks:inspect","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true},{"name":"before","in":"query","type":"integer","required":false,"description":"Those older than this one."},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"hooks.deliveriesForOrg","summary":"List the deliveries of a webhook of an organisation, newest first","needs":"hooks:inspect","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true},{"name":"before","in":"query","type":"integer","required":false,"description":"Those older than this one."},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"hooks.delivery","summary":"Show a delivery with what was sent and answered","needs":"hooks:inspect","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true},{"name":"delivery","in":"path","type":"integer","required":true}]},
  {"name":"hooks.deliveryForOrg","summary":"Show a delivery with what was sent and answered","needs":"hooks:inspect","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true},{"name":"delivery","in":"path","type":"integer","required":true}]},
  {"name":"hooks.get","summary":"Show a webhook of a project","needs":"hooks:inspect","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true}]},
  {"name":"hooks.getForOrg","summary":"Show a webhook of an organisation","needs":"hooks:inspect","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true}]},
  {"name":"hooks.list","summary":"List the webhooks of a project","needs":"hooks:inspect","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"hooks.listForOrg","summary":"List the webhooks of an organisation","needs":"hooks:inspect","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"hooks.ping","summary":"Send a ping to a webhook of a project","needs":"hooks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true}]},
  {"name":"hooks.pingForOrg","summary":"Send a ping to a webhook of an organisation","needs":"hooks:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true}]},
  {"name":"hooks.redeliver","summary":"Send a delivery again","needs":"hooks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true},{"name":"delivery","in":"path","type":"integer","required":true}]},
  {"name":"hooks.redeliverForOrg","summary":"Send a delivery again","needs":"hooks:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true},{"name":"delivery","in":"path","type":"integer","required":true}]},
  {"name":"hooks.test","summary":"Tell a webhook of a project its latest push again","needs":"hooks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true}]},
  {"name":"hooks.update","summary":"Change a webhook of a project","needs":"hooks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true},{"name":"url","in":"body","type":"string","required":false,"description":"Where deliveries are sent: http or https, a public address."},{"name":"contentType","in":"body","type":"string","required":false,"choices":["json","form"]},{"name":"secret","in":"body","type":"string","required":false,"description":"Signs each delivery, so that the receiver knows it is genuine; never shown again."},{"name":"events","in":"body","type":"array","items":"string","required":false},{"name":"active","in":"body","type":"boolean","required":false},{"name":"insecureTls","in":"body","type":"boolean","required":false,"description":"Accepts any certificate of the receiver."}]},
  {"name":"hooks.updateForOrg","summary":"Change a webhook of an organisation","needs":"hooks:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"hook","in":"path","type":"integer","required":true},{"name":"url","in":"body","type":"string","required":false,"description":"Where deliveries are sent: http or https, a public address."},{"name":"contentType","in":"body","type":"string","required":false,"choices":["json","form"]},{"name":"secret","in":"body","type":"string","required":false,"description":"Signs each delivery, so that the receiver knows it is genuine; never shown again."},{"name":"events","in":"body","type":"array","items":"string","required":false},{"name":"active","in":"body","type":"boolean","required":false},{"name":"insecureTls","in":"body","type":"boolean","required":false,"description":"Accepts any certificate of the receiver."}]},
  {"name":"identity.createLoginLink","summary":"Make a one-time sign-in link for yourself","needs":"account:write","fields":[]},
  {"name":"identity.me","summary":"Who am I and where may I act","needs":"account:read","fields":[]},
  {"name":"identity.rename","summary":"Change the name you are shown by; your login stays","needs":"account:write","fields":[{"name":"name","in":"body","type":"string","required":true}]},
  {"name":"installations.accept","summary":"Agree to the permissions that an installed app asks for by now","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"installation","in":"path","type":"integer","required":true}]},
  {"name":"installations.create","summary":"Install an app with the permissions it asks for","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"app","in":"body","type":"string","required":true},{"name":"projects","in":"body","type":"array","items":"string","required":false,"default":null,"description":"Names of projects; null: all of the organisation, those to come included."}]},
  {"name":"installations.delete","summary":"Remove an app from an organisation","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"installation","in":"path","type":"integer","required":true}]},
  {"name":"installations.list","summary":"List the apps that are installed in an organisation","needs":"apps:read","fields":[{"name":"org","in":"path","type":"string","required":true}]},
  {"name":"installations.setProjects","summary":"Choose the projects that an installed app sees","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"installation","in":"path","type":"integer","required":true},{"name":"projects","in":"body","type":"array","items":"string","required":true,"description":"Names of projects; null: all of the organisation, those to come included."}]},
  {"name":"installations.suspend","summary":"Suspend an installed app: it acts no more and hears nothing","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"installation","in":"path","type":"integer","required":true}]},
  {"name":"installations.unsuspend","summary":"Let a suspended app act again","needs":"apps:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"installation","in":"path","type":"integer","required":true}]},
  {"name":"issues.addLabels","summary":"Add labels to an issue or pull request","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"labels","in":"body","type":"array","items":"string","required":true}]},
  {"name":"issues.allComments","summary":"List the comments of all issues and pull requests of a project","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"since","in":"query","type":"string","required":false,"description":"Changed at this time or later."},{"name":"direction","in":"query","type":"string","required":false,"choices":["asc","desc"],"default":"asc"},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30},{"name":"sort","in":"query","type":"string","required":false,"choices":["created","updated"],"default":"created"}]},
  {"name":"issues.allEvents","summary":"Show what happened to the issues and pull requests of a project, newest first","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"issues.assign","summary":"Assign people to an issue or pull request","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"assignees","in":"body","type":"array","items":"string","required":true}]},
  {"name":"issues.assignable","summary":"List the people who can be assigned","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"issues.comment","summary":"Comment on an issue or pull request","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"body","in":"body","type":"string","required":true}]},
  {"name":"issues.comments","summary":"List the comments of an issue or pull request, oldest first","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"since","in":"query","type":"string","required":false,"description":"Changed at this time or later."},{"name":"direction","in":"query","type":"string","required":false,"choices":["asc","desc"],"default":"asc"},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"issues.create","summary":"Open an issue","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"title","in":"body","type":"string","required":true},{"name":"body","in":"body","type":"string","required":false,"default":""},{"name":"labels","in":"body","type":"array","items":"string","required":false,"default":[],"description":"Left out unless you may write issues, as are assignees and milestone."},{"name":"assignees","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"milestone","in":"body","type":"integer","required":false,"default":null}]},
  {"name":"issues.delete","summary":"Delete an issue with all that was said there","needs":"issues:delete","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"issues.deleteComment","summary":"Delete a comment","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"comment","in":"path","type":"string","required":true,"description":"Its id, or its databaseId."}]},
  {"name":"issues.events","summary":"Show what happened to an issue or pull request, without comments","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"issues.findReferences","summary":"Find the issues, pull requests, commits and people that a text names","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"references","in":"query","type":"array","items":"string","required":true,"description":"#7, owner/name#7, @login, a commit by its id or owner/name@id."}]},
  {"name":"issues.get","summary":"Show an issue","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"issues.getComment","summary":"Show a comment","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"comment","in":"path","type":"string","required":true,"description":"Its id, or its databaseId."}]},
  {"name":"issues.getEvent","summary":"Show one thing that happened to an issue","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"entry","in":"path","type":"string","required":true,"description":"Its id, or its databaseId."}]},
  {"name":"issues.list","summary":"List issues and pull requests","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"kind","in":"query","type":"string","required":false,"choices":["issue","pull"],"description":"Without it, both."},{"name":"state","in":"query","type":"string","required":false,"choices":["open","closed","all"],"default":"open"},{"name":"labels","in":"query","type":"array","items":"string","required":false,"description":"It has all of them."},{"name":"assignee","in":"query","type":"string","required":false,"description":"A login; `*` is anybody and `none` nobody."},{"name":"author","in":"query","type":"string","required":false},{"name":"mentioned","in":"query","type":"string","required":false},{"name":"milestone","in":"query","type":"string","required":false,"description":"A number; `*` is any and `none` none."},{"name":"since","in":"query","type":"string","required":false,"description":"Changed at this time or later."},{"name":"numbers","in":"query","type":"array","items":"integer","required":false,"description":"These alone."},{"name":"sort","in":"query","type":"string","required":false,"choices":["created","updated","comments"],"default":"created"},{"name":"direction","in":"query","type":"string","required":false,"choices":["asc","desc"],"default":"desc"},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"issues.lock","summary":"Lock the conversation of an issue or pull request","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"reason","in":"body","type":"string","required":false,"choices":["off-topic","too heated","resolved","spam"],"default":null}]},
  {"name":"issues.refer","summary":"Note that a commit names an issue, and close the issue if the commit does","needs":"issues:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"commit","in":"body","type":"string","required":true},{"name":"closes","in":"body","type":"boolean","required":false,"default":false}]},
  {"name":"issues.removeLabel","summary":"Take a label from an issue or pull request","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"label","in":"path","type":"string","required":true}]},
  {"name":"issues.search","summary":"Search the issues and pull requests of a project","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"query","in":"query","type":"string","required":false,"default":"","description":"Words and qualifiers: is:open label:bug author:@me"},{"name":"sort","in":"query","type":"string","required":false,"choices":["created","updated","comments","reactions","relevance"],"description":"Instead of the sort: of the query."},{"name":"direction","in":"query","type":"string","required":false,"choices":["asc","desc"]},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"issues.searchAll","summary":"Search the issues and pull requests of all your projects","needs":"issues:read","fields":[{"name":"query","in":"query","type":"string","required":false,"default":"","description":"Words and qualifiers: is:open label:bug author:@me"},{"name":"sort","in":"query","type":"string","required":false,"choices":["created","updated","comments","reactions","relevance"],"description":"Instead of the sort: of the query."},{"name":"direction","in":"query","type":"string","required":false,"choices":["asc","desc"]},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30},{"name":"kind","in":"query","type":"string","required":false,"choices":["issue","pull"],"description":"Without it, both."},{"name":"state","in":"query","type":"string","required":false,"choices":["open","closed","all"]},{"name":"labels","in":"query","type":"array","items":"string","required":false,"description":"It has all of them."},{"name":"assignee","in":"query","type":"string","required":false,"description":"A login; `*` is anybody and `none` nobody."},{"name":"author","in":"query","type":"string","required":false},{"name":"mentioned","in":"query","type":"string","required":false},{"name":"milestone","in":"query","type":"string","required":false,"description":"A number; `*` is any and `none` none."},{"name":"since","in":"query","type":"string","required":false,"description":"Changed at this time or later."},{"name":"numbers","in":"query","type":"array","items":"integer","required":false,"description":"These alone."}]},
  {"name":"issues.setLabels","summary":"Replace the labels of an issue or pull request","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"labels","in":"body","type":"array","items":"string","required":true}]},
  {"name":"issues.templates","summary":"List the templates and forms an issue can begin with","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"issues.timeline","summary":"Show what happened to an issue or pull request and what was said, oldest first","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"issues.unassign","summary":"Take people off an issue or pull request","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"assignees","in":"body","type":"array","items":"string","required":true}]},
  {"name":"issues.unlock","summary":"Unlock the conversation of an issue or pull request","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"issues.update","summary":"Change, close or reopen an issue","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"title","in":"body","type":"string","required":false},{"name":"body","in":"body","type":"string","required":false},{"name":"state","in":"body","type":"string","required":false,"choices":["open","closed"]},{"name":"reason","in":"body","type":"string","required":false,"choices":["completed","not_planned","duplicate"],"description":"Why it is closed. Default: completed."},{"name":"labels","in":"body","type":"array","items":"string","required":false},{"name":"assignees","in":"body","type":"array","items":"string","required":false},{"name":"milestone","in":"body","type":"integer","required":false}]},
  {"name":"issues.updateComment","summary":"Change a comment","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"comment","in":"path","type":"string","required":true,"description":"Its id, or its databaseId."},{"name":"body","in":"body","type":"string","required":true}]},
  {"name":"keys.create","summary":"Add an SSH key to your account","needs":"account:write","fields":[{"name":"title","in":"body","type":"string","required":false,"default":"","description":"Default: the comment of the key."},{"name":"key","in":"body","type":"string","required":true,"description":"The line in your id_….pub file."}]},
  {"name":"keys.delete","summary":"Remove one of your SSH keys","needs":"account:write","fields":[{"name":"sshKey","in":"path","type":"string","required":true}]},
  {"name":"keys.get","summary":"Show one of your SSH keys","needs":"account:read","fields":[{"name":"sshKey","in":"path","type":"string","required":true}]},
  {"name":"keys.list","summary":"List your SSH keys","needs":"account:read","fields":[{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"keys.ofUser","summary":"List the public half of somebody's SSH keys","needs":null,"fields":[{"name":"user","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"labels.create","summary":"Create a label","needs":"issues:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"label","in":"body","type":"string","required":true},{"name":"color","in":"body","type":"string","required":false},{"name":"description","in":"body","type":"string","required":false,"default":""}]},
  {"name":"labels.delete","summary":"Delete a label, and take it from every issue","needs":"issues:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"label","in":"path","type":"string","required":true}]},
  {"name":"labels.get","summary":"Show a label","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"label","in":"path","type":"string","required":true}]},
  {"name":"labels.list","summary":"List the labels of a project","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"labels.update","summary":"Rename a label, or change its color or description","needs":"issues:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"label","in":"path","type":"string","required":true},{"name":"rename","in":"body","type":"string","required":false},{"name":"color","in":"body","type":"string","required":false},{"name":"description","in":"body","type":"string","required":false}]},
  {"name":"lfs.lock","summary":"Lock a file, so that nobody else can push a change of it","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"path","in":"body","type":"string","required":true},{"name":"ref","in":"body","type":"string","required":false,"default":null}]},
  {"name":"lfs.locks","summary":"List who has locked which files","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"cursor","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":100},{"name":"path","in":"query","type":"string","required":false},{"name":"lock","in":"query","type":"string","required":false}]},
  {"name":"lfs.locksForPush","summary":"List the locks that a push has to respect","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"cursor","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":100}]},
  {"name":"lfs.objects","summary":"List the large files that a project stores, and how much they take","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"lfs.unlock","summary":"Unlock a file; with force one that somebody else has locked","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"lock","in":"path","type":"string","required":true},{"name":"force","in":"body","type":"boolean","required":false,"default":false}]},
  {"name":"logs.read","summary":"Read the lines of a log","needs":"logs:read","fields":[{"name":"log","in":"path","type":"string","required":true},{"name":"after","in":"query","type":"integer","required":false,"default":0},{"name":"limit","in":"query","type":"integer","required":false,"default":2000}]},
  {"name":"milestones.create","summary":"Create a milestone","needs":"issues:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"title","in":"body","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false,"default":""},{"name":"dueOn","in":"body","type":"string","required":false,"default":null},{"name":"state","in":"body","type":"string","required":false,"choices":["open","closed"],"default":"open"}]},
  {"name":"milestones.delete","summary":"Delete a milestone; its issues stay","needs":"issues:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"milestone","in":"path","type":"integer","required":true}]},
  {"name":"milestones.get","summary":"Show a milestone","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"milestone","in":"path","type":"integer","required":true}]},
  {"name":"milestones.labels","summary":"List the labels of the issues in a milestone","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"milestone","in":"path","type":"integer","required":true}]},
  {"name":"milestones.list","summary":"List the milestones of a project","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"state","in":"query","type":"string","required":false,"choices":["open","closed","all"],"default":"open"},{"name":"sort","in":"query","type":"string","required":false,"choices":["dueOn","completeness","number"],"default":"dueOn"},{"name":"direction","in":"query","type":"string","required":false,"choices":["asc","desc"],"default":"asc"},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"milestones.update","summary":"Change, close or reopen a milestone","needs":"issues:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"milestone","in":"path","type":"integer","required":true},{"name":"title","in":"body","type":"string","required":false},{"name":"description","in":"body","type":"string","required":false},{"name":"dueOn","in":"body","type":"string","required":false},{"name":"state","in":"body","type":"string","required":false,"choices":["open","closed"]}]},
  {"name":"mirrors.add","summary":"Follow a repository somewhere else, or copy this one to it","needs":"projects:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"direction","in":"body","type":"string","required":true,"choices":["pull","push"]},{"name":"url","in":"body","type":"string","required":true},{"name":"username","in":"body","type":"string","required":false},{"name":"password","in":"body","type":"string","required":false,"description":"A password or token; kept sealed and shown to nobody."},{"name":"refs","in":"body","type":"array","items":"string","required":false,"default":["refs/heads/*","refs/tags/*"]},{"name":"force","in":"body","type":"boolean","required":false,"default":false,"description":"Make the copy the same even where commits are lost by it."},{"name":"everyMinutes","in":"body","type":"integer","required":false,"default":60,"description":"Of pulls; null: only by hand."}]},
  {"name":"mirrors.cancel","summary":"End the run of a mirror that is under way; what it has moved stays","needs":"projects:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"mirror","in":"path","type":"string","required":true}]},
  {"name":"mirrors.get","summary":"Show a mirror with its last run","needs":"mirrors:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"mirror","in":"path","type":"string","required":true}]},
  {"name":"mirrors.import","summary":"Create a project from a repository somewhere else","needs":"projects:write","fields":[{"name":"owner","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false,"default":""},{"name":"visibility","in":"body","type":"string","required":false,"choices":["private","public"],"default":"private"},{"name":"url","in":"body","type":"string","required":true},{"name":"username","in":"body","type":"string","required":false},{"name":"password","in":"body","type":"string","required":false,"description":"A password or token; kept sealed and shown to nobody."},{"name":"follow","in":"body","type":"boolean","required":false,"default":false,"description":"Stay a mirror of it and fetch again and again."},{"name":"everyMinutes","in":"body","type":"integer","required":false}]},
  {"name":"mirrors.list","summary":"List where a project comes from and where it is copied to","needs":"mirrors:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"mirrors.remove","summary":"Remove a mirror; both repositories stay as they are","needs":"projects:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"mirror","in":"path","type":"string","required":true}]},
  {"name":"mirrors.sync","summary":"Run a mirror now, or an import again","needs":"projects:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"mirror","in":"path","type":"string","required":true}]},
  {"name":"mirrors.update","summary":"Change a mirror; without a new password the one that is kept stays for the same address","needs":"projects:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"mirror","in":"path","type":"string","required":true},{"name":"url","in":"body","type":"string","required":false},{"name":"username","in":"body","type":"string","required":false},{"name":"password","in":"body","type":"string","required":false},{"name":"refs","in":"body","type":"array","items":"string","required":false},{"name":"force","in":"body","type":"boolean","required":false},{"name":"everyMinutes","in":"body","type":"integer","required":false},{"name":"hostKey","in":"body","type":"any","required":false,"description":"Forget how the host is recognised, because its operator has changed that."}]},
  {"name":"models.usage","summary":"List the calls of models with their tokens and cost","needs":"models:read","fields":[{"name":"spec","in":"query","type":"string","required":false},{"name":"task","in":"query","type":"string","required":false},{"name":"attempt","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":50},{"name":"cursor","in":"query","type":"string","required":false}]},
  {"name":"orgs.create","summary":"Create an organisation; you become its admin","needs":"account:write","fields":[{"name":"slug","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":false}]},
  {"name":"orgs.list","summary":"List your organisations","needs":"account:read","fields":[]},
  {"name":"orgs.members","summary":"List the members of an organisation","needs":"members:read","fields":[{"name":"org","in":"path","type":"string","required":true}]},
  {"name":"orgs.removeMember","summary":"Remove a member from an organisation","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"user","in":"path","type":"string","required":true}]},
  {"name":"orgs.setMember","summary":"Add a member or change their role","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"user","in":"path","type":"string","required":true},{"name":"role","in":"body","type":"string","required":true,"choices":["admin","supervisor","viewer"]}]},
  {"name":"orgs.update","summary":"Change the name or description of an organisation","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"name","in":"body","type":"string","required":false},{"name":"description","in":"body","type":"string","required":false}]},
  {"name":"owners.get","summary":"Show a person or an organisation","needs":null,"fields":[{"name":"login","in":"path","type":"string","required":true}]},
  {"name":"projects.create","summary":"Create a project with an empty repository","needs":"projects:write","fields":[{"name":"owner","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false,"default":""},{"name":"defaultBranch","in":"body","type":"string","required":false,"default":"main"},{"name":"settings","in":"body","type":"object","required":false,"default":{}},{"name":"rehearsal","in":"body","type":"boolean","required":false,"default":false},{"name":"visibility","in":"body","type":"string","required":false,"choices":["private","public"],"default":"private"},{"name":"homepage","in":"body","type":"any","required":false,"default":""}]},
  {"name":"projects.delete","summary":"Delete a project with its repository and running application","needs":"projects:delete","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"confirm","in":"body","type":"string","required":true}]},
  {"name":"projects.get","summary":"Show a project","needs":"projects:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"projects.list","summary":"List projects","needs":"projects:read","fields":[{"name":"owner","in":"query","type":"string","required":false},{"name":"public","in":"query","type":"boolean","required":false,"default":false,"description":"Also the public projects of others."}]},
  {"name":"projects.listPublic","summary":"List the projects that are open to everybody","needs":null,"fields":[{"name":"owner","in":"query","type":"string","required":false}]},
  {"name":"projects.metrics","summary":"Show lead time, cost, build and deploy time of a project","needs":"specs:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"periodDays","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"projects.powers","summary":"Show what you may do in a project","needs":"projects:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"projects.removeTeam","summary":"End a team’s work on a project","needs":"members:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"team","in":"path","type":"string","required":true}]},
  {"name":"projects.setTeam","summary":"Let a team of the organisation work on a project, or change its role","needs":"members:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"team","in":"path","type":"string","required":true},{"name":"role","in":"body","type":"string","required":false,"choices":["read","triage","write","maintain","admin"],"default":"write"}]},
  {"name":"projects.teams","summary":"List the teams that work on a project","needs":"members:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"projects.update","summary":"Change the name, description or settings of a project","needs":"projects:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false},{"name":"defaultBranch","in":"body","type":"string","required":false},{"name":"settings","in":"body","type":"object","required":false},{"name":"visibility","in":"body","type":"string","required":false,"choices":["private","public"]},{"name":"archived","in":"body","type":"boolean","required":false},{"name":"homepage","in":"body","type":"any","required":false},{"name":"topics","in":"body","type":"array","items":"string","required":false},{"name":"rename","in":"body","type":"string","required":false,"description":"The old name leads to the project until another one takes it."}]},
  {"name":"pulls.applySuggestions","summary":"Commit what comments suggest, one or several together","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"comments","in":"body","type":"array","items":"string","required":true,"description":"Ids of comments."},{"name":"message","in":"body","type":"string","required":false}]},
  {"name":"pulls.close","summary":"Close a pull request without merging it","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.codeOwnersMistakes","summary":"List the mistakes of the CODEOWNERS file","needs":"git:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"ref","in":"query","type":"string","required":false,"description":"Branch, tag or commit. Default: the default branch."}]},
  {"name":"pulls.comment","summary":"Comment on a file or a line of a pull request, or answer such a comment","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"path","in":"body","type":"string","required":false},{"name":"line","in":"body","type":"integer","required":false,"description":"Left out: the whole file."},{"name":"side","in":"body","type":"string","required":false,"choices":["old","new"]},{"name":"position","in":"body","type":"integer","required":false,"description":"Instead of line and side: the line of the diff."},{"name":"startLine","in":"body","type":"integer","required":false,"description":"The first line of a range that ends at `line`."},{"name":"startSide","in":"body","type":"string","required":false,"choices":["old","new"]},{"name":"subject","in":"body","type":"string","required":false,"choices":["line","file"]},{"name":"sha","in":"body","type":"string","required":false,"description":"The commit that was shown. Default: the head."},{"name":"replyTo","in":"body","type":"string","required":false,"description":"The comment that this one answers, by id or number."},{"name":"pending","in":"body","type":"boolean","required":false,"default":false,"description":"Add it to the review you have begun."},{"name":"review","in":"body","type":"string","required":false,"description":"The same, saying which review, by id or number."},{"name":"body","in":"body","type":"string","required":true}]},
  {"name":"pulls.comments","summary":"List the comments on lines of a pull request","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.commits","summary":"List the commits of a pull request, oldest first","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.create","summary":"Open a pull request","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"title","in":"body","type":"string","required":true},{"name":"body","in":"body","type":"string","required":false,"default":""},{"name":"head","in":"body","type":"string","required":true,"description":"The branch with the changes; `owner:branch` when it is in a fork."},{"name":"base","in":"body","type":"string","required":false,"description":"The branch to merge into. Default: the default branch."},{"name":"draft","in":"body","type":"boolean","required":false,"default":false},{"name":"labels","in":"body","type":"array","items":"string","required":false,"default":[],"description":"Left out unless you may write pull requests, as are assignees and milestone."},{"name":"assignees","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"milestone","in":"body","type":"integer","required":false,"default":null},{"name":"reviewers","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"maintainersMayPush","in":"body","type":"boolean","required":false,"default":true,"description":"Of a head in your fork: those who may push to the base may push to it, too."},{"name":"spec","in":"body","type":"string","required":false,"default":null}]},
  {"name":"pulls.deleteComment","summary":"Delete a comment on a line","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"comment","in":"path","type":"string","required":true,"description":"Its id or number."}]},
  {"name":"pulls.deleteReview","summary":"Throw a review away that was not sent yet","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"review","in":"path","type":"string","required":true,"description":"Its id or number."}]},
  {"name":"pulls.disableAutoMerge","summary":"Let a pull request no longer merge by itself","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.dismissReview","summary":"Let a review no longer count, and say why","needs":"pulls:review","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"review","in":"path","type":"string","required":true,"description":"Its id or number."},{"name":"message","in":"body","type":"string","required":true}]},
  {"name":"pulls.draft","summary":"Make a pull request a draft again","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.enableAutoMerge","summary":"Let a pull request merge by itself once nothing blocks it","needs":"pulls:merge","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"method","in":"body","type":"string","required":false,"choices":["merge","squash","rebase","fast_forward"],"description":"Default: the first that the project allows."},{"name":"title","in":"body","type":"string","required":false,"description":"Of the commit. Default: by the settings."},{"name":"body","in":"body","type":"string","required":false,"description":"Of the commit, below its title."}]},
  {"name":"pulls.files","summary":"Show the changes of a pull request","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.get","summary":"Show a pull request","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.getComment","summary":"Show a comment on a line","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"comment","in":"path","type":"string","required":true,"description":"Its id or number."}]},
  {"name":"pulls.getReview","summary":"Show a review with its comments","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"review","in":"path","type":"string","required":true,"description":"Its id or number."}]},
  {"name":"pulls.list","summary":"List pull requests, newest first","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"state","in":"query","type":"string","required":false,"choices":["draft","open","review","approved","merged","closed","unfinished","finished"],"description":"unfinished: everything but merged and closed, which are finished."},{"name":"states","in":"query","type":"array","items":"string","required":false,"description":"Any of these; open is all that is neither."},{"name":"numbers","in":"query","type":"array","items":"integer","required":false,"description":"These alone."},{"name":"shas","in":"query","type":"array","items":"string","required":false,"description":"Their head, or the commit that merged them, is one of these."},{"name":"head","in":"query","type":"string","required":false,"description":"A branch; `owner:branch` when it is in a fork."},{"name":"base","in":"query","type":"string","required":false},{"name":"spec","in":"query","type":"string","required":false},{"name":"sha","in":"query","type":"string","required":false,"description":"Its head, or the commit that merged it."},{"name":"sort","in":"query","type":"string","required":false,"choices":["created","updated"],"default":"created"},{"name":"direction","in":"query","type":"string","required":false,"choices":["asc","desc"],"default":"desc"},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":50},{"name":"cursor","in":"query","type":"string","required":false,"description":"Instead of a page: what the answer before called next."}]},
  {"name":"pulls.merge","summary":"Merge a pull request","needs":"pulls:merge","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"method","in":"body","type":"string","required":false,"choices":["merge","squash","rebase","fast_forward"],"description":"Default: the first that the project allows."},{"name":"sha","in":"body","type":"string","required":true,"description":"The head that was shown; another one is not merged."},{"name":"title","in":"body","type":"string","required":false,"description":"Of the commit. Default: by the settings."},{"name":"body","in":"body","type":"string","required":false,"description":"Of the commit, below its title."},{"name":"deleteBranch","in":"body","type":"boolean","required":false,"description":"Default: by the settings of the project."}]},
  {"name":"pulls.projectComments","summary":"List the comments on lines of all pull requests","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sort","in":"query","type":"string","required":false,"choices":["created","updated"],"default":"created"},{"name":"direction","in":"query","type":"string","required":false,"choices":["asc","desc"],"default":"asc"},{"name":"since","in":"query","type":"string","required":false},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"pulls.ready","summary":"Mark a draft ready for review","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.reopen","summary":"Reopen a closed pull request","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.resolveThread","summary":"Mark a thread resolved","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"thread","in":"path","type":"string","required":true,"description":"Its id or number."}]},
  {"name":"pulls.review","summary":"Review a pull request: approve, ask for changes or comment","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"verdict","in":"body","type":"string","required":true,"choices":["approve","request_changes","comment","pending"],"description":"pending: collect comments and send them later."},{"name":"body","in":"body","type":"string","required":false,"default":""},{"name":"sha","in":"body","type":"string","required":false,"description":"The head that was shown. An approval counts only while it is the head."},{"name":"comments","in":"body","type":"array","items":"object","required":false,"default":[]}]},
  {"name":"pulls.reviews","summary":"List the reviews of a pull request","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.submitReview","summary":"Send a review that was begun","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"review","in":"path","type":"string","required":true,"description":"Its id or number."},{"name":"verdict","in":"body","type":"string","required":true,"choices":["approve","request_changes","comment"]},{"name":"body","in":"body","type":"string","required":false}]},
  {"name":"pulls.sync","summary":"Bring a pull request up to date with its branches","needs":"pulls:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.threads","summary":"List the threads on lines of a pull request","needs":"pulls:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true}]},
  {"name":"pulls.unresolveThread","summary":"Open a resolved thread again","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"thread","in":"path","type":"string","required":true,"description":"Its id or number."}]},
  {"name":"pulls.update","summary":"Change title, text, base, labels, people or milestone of a pull request","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"title","in":"body","type":"string","required":false},{"name":"body","in":"body","type":"string","required":false},{"name":"base","in":"body","type":"string","required":false,"description":"Another branch to merge into."},{"name":"labels","in":"body","type":"array","items":"string","required":false},{"name":"assignees","in":"body","type":"array","items":"string","required":false},{"name":"milestone","in":"body","type":"integer","required":false},{"name":"reviewers","in":"body","type":"array","items":"string","required":false,"description":"Who is asked to review: people and agents."},{"name":"reviewTeams","in":"body","type":"array","items":"string","required":false},{"name":"maintainersMayPush","in":"body","type":"boolean","required":false}]},
  {"name":"pulls.updateBranch","summary":"Take the newest commits of the base into the branch of a pull request","needs":"git:push","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"sha","in":"body","type":"string","required":false,"description":"The head that was shown; another one is not updated."},{"name":"method","in":"body","type":"string","required":false,"choices":["merge","rebase"],"default":"merge"}]},
  {"name":"pulls.updateComment","summary":"Change a comment on a line","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"comment","in":"path","type":"string","required":true,"description":"Its id or number."},{"name":"body","in":"body","type":"string","required":true}]},
  {"name":"pulls.updateReview","summary":"Change the summary of a review of your own","needs":"pulls:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"number","in":"path","type":"integer","required":true},{"name":"review","in":"path","type":"string","required":true,"description":"Its id or number."},{"name":"body","in":"body","type":"string","required":true}]},
  {"name":"reactions.add","summary":"React to an issue, a comment or something else","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"kind","in":"path","type":"string","required":true,"description":"issue, comment, or what another module lets people react to."},{"name":"subject","in":"path","type":"string","required":true,"description":"Its id."},{"name":"content","in":"body","type":"string","required":true,"choices":["+1","-1","laugh","confused","heart","hooray","rocket","eyes"]}]},
  {"name":"reactions.list","summary":"List the reactions to an issue, a comment or something else","needs":"issues:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"kind","in":"path","type":"string","required":true,"description":"issue, comment, or what another module lets people react to."},{"name":"subject","in":"path","type":"string","required":true,"description":"Its id."},{"name":"content","in":"query","type":"string","required":false,"choices":["+1","-1","laugh","confused","heart","hooray","rocket","eyes"]},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"reactions.remove","summary":"Take back a reaction","needs":"issues:create","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"reaction","in":"path","type":"string","required":true,"description":"Its id, or its databaseId."}]},
  {"name":"releases.asset","summary":"Show an asset of a release","needs":"releases:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"asset","in":"path","type":"string","required":true,"description":"Its id, or the number GitHub clients know it by."}]},
  {"name":"releases.create","summary":"Publish a release, or draft one; the tag is made if it is missing","needs":"releases:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"tag","in":"body","type":"string","required":true},{"name":"target","in":"body","type":"string","required":false,"description":"Where a missing tag is made. Default: the default branch."},{"name":"title","in":"body","type":"string","required":false,"default":""},{"name":"body","in":"body","type":"string","required":false,"default":""},{"name":"draft","in":"body","type":"boolean","required":false,"default":false},{"name":"prerelease","in":"body","type":"boolean","required":false,"default":false},{"name":"makeLatest","in":"body","type":"string","required":false,"choices":["true","false","legacy"]}]},
  {"name":"releases.delete","summary":"Delete a release with its assets; the tag stays","needs":"releases:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"release","in":"path","type":"string","required":true,"description":"Its id, or the number GitHub clients know it by."}]},
  {"name":"releases.deleteAsset","summary":"Delete an asset of a release","needs":"releases:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"asset","in":"path","type":"string","required":true,"description":"Its id, or the number GitHub clients know it by."}]},
  {"name":"releases.get","summary":"Show a release","needs":"releases:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"release","in":"path","type":"string","required":true,"description":"Its id, or the number GitHub clients know it by."}]},
  {"name":"releases.getByTag","summary":"Show the published release of a tag","needs":"releases:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"tag","in":"query","type":"string","required":true}]},
  {"name":"releases.latest","summary":"Show the latest release","needs":"releases:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"releases.list","summary":"List releases, newest first","needs":"releases:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"releases.notes","summary":"Write the notes of a release from what was merged since the one before","needs":"releases:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"tag","in":"query","type":"string","required":true},{"name":"target","in":"query","type":"string","required":false,"description":"Where the tag will be put, if it is not there yet."},{"name":"previousTag","in":"query","type":"string","required":false,"description":"Default: the release before."},{"name":"configPath","in":"query","type":"string","required":false,"description":"Default: .github/release.yml."}]},
  {"name":"releases.update","summary":"Edit or publish a release","needs":"releases:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"release","in":"path","type":"string","required":true,"description":"Its id, or the number GitHub clients know it by."},{"name":"tag","in":"body","type":"string","required":false},{"name":"target","in":"body","type":"string","required":false},{"name":"title","in":"body","type":"string","required":false},{"name":"body","in":"body","type":"string","required":false},{"name":"draft","in":"body","type":"boolean","required":false},{"name":"prerelease","in":"body","type":"boolean","required":false},{"name":"makeLatest","in":"body","type":"string","required":false,"choices":["true","false","legacy"]}]},
  {"name":"releases.updateAsset","summary":"Rename or relabel an asset","needs":"releases:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"asset","in":"path","type":"string","required":true,"description":"Its id, or the number GitHub clients know it by."},{"name":"file","in":"body","type":"string","required":false},{"name":"label","in":"body","type":"string","required":false}]},
  {"name":"runs.cancel","summary":"Cancel a workflow run; steps with always() still run","needs":"runs:cancel","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"run","in":"path","type":"string","required":true,"description":"Id or number of the run."}]},
  {"name":"runs.delete","summary":"Delete a workflow run and its logs; its checks stay","needs":"runs:delete","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"run","in":"path","type":"string","required":true,"description":"Id or number of the run."}]},
  {"name":"runs.dispatch","summary":"Start a workflow that has the workflow_dispatch trigger","needs":"runs:dispatch","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"workflow","in":"body","type":"string","required":true,"description":"Path or file name of the workflow."},{"name":"ref","in":"body","type":"string","required":false,"description":"Branch or tag; the default branch unless told otherwise."},{"name":"inputs","in":"body","type":"object","required":false,"default":{}}]},
  {"name":"runs.get","summary":"Show a workflow run with its jobs and steps","needs":"runs:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"run","in":"path","type":"string","required":true,"description":"Id or number of the run."}]},
  {"name":"runs.job","summary":"Show a job and the run it belongs to","needs":"runs:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"job","in":"path","type":"string","required":true,"description":"Id or number of the job."}]},
  {"name":"runs.list","summary":"List workflow runs, newest first","needs":"runs:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"query","type":"string","required":false},{"name":"pull","in":"query","type":"integer","required":false},{"name":"branch","in":"query","type":"string","required":false},{"name":"event","in":"query","type":"string","required":false},{"name":"workflow","in":"query","type":"string","required":false,"description":"Id, number, path or file name of the workflow."},{"name":"actor","in":"query","type":"string","required":false},{"name":"status","in":"query","type":"string","required":false,"choices":["queued","in_progress","completed"]},{"name":"conclusion","in":"query","type":"string","required":false,"choices":["success","failure","cancelled","skipped"]},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30},{"name":"cursor","in":"query","type":"string","required":false,"description":"Instead of a page: what the answer before called next."}]},
  {"name":"runs.log","summary":"Read the lines of a job’s log","needs":"runs:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"job","in":"path","type":"string","required":true,"description":"Id or number of the job."},{"name":"after","in":"query","type":"integer","required":false,"default":0},{"name":"limit","in":"query","type":"integer","required":false,"default":2000}]},
  {"name":"runs.rerun","summary":"Run a workflow run again: all of it, what failed, or one job, each with what depends on it","needs":"runs:rerun","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"run","in":"path","type":"string","required":true,"description":"Id or number of the run."},{"name":"jobs","in":"body","type":"string","required":false,"choices":["all","failed"],"default":"all"},{"name":"job","in":"body","type":"string","required":false,"description":"Id or number of the one job to run again."}]},
  {"name":"runs.tell","summary":"Start the workflows that have the repository_dispatch trigger for something that happened elsewhere","needs":"runs:dispatch","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"event","in":"body","type":"string","required":true,"description":"What happened: one of the `types` of the trigger."},{"name":"payload","in":"body","type":"object","required":false,"default":{},"description":"What the workflows read as `github.event.client_payload`."}]},
  {"name":"secrets.delete","summary":"Delete a secret of a project","needs":"secrets:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"key","in":"path","type":"string","required":true}]},
  {"name":"secrets.deleteForOrg","summary":"Delete a secret that all projects of an organisation share","needs":"secrets:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"key","in":"path","type":"string","required":true}]},
  {"name":"secrets.list","summary":"List the names of a project's secrets","needs":"secrets:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"secrets.listForOrg","summary":"List the names of the secrets that all projects of an organisation share","needs":"secrets:read","fields":[{"name":"org","in":"path","type":"string","required":true}]},
  {"name":"secrets.set","summary":"Set a secret of a project; its value is never shown again","needs":"secrets:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"key","in":"path","type":"string","required":true},{"name":"value","in":"body","type":"string","required":true}]},
  {"name":"secrets.setForOrg","summary":"Set a secret that all projects of an organisation share","needs":"secrets:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"key","in":"path","type":"string","required":true},{"name":"value","in":"body","type":"string","required":true}]},
  {"name":"server.get","summary":"Show which products this server is","needs":null,"fields":[]},
  {"name":"session.create","summary":"Sign in with the code of a one-time link","needs":null,"fields":[{"name":"code","in":"body","type":"string","required":true}]},
  {"name":"session.delete","summary":"Sign out everywhere in the browser","needs":"account:write","fields":[]},
  {"name":"settings.getModel","summary":"Show which model agents use","needs":"settings:read","fields":[]},
  {"name":"settings.getStorage","summary":"Show how much projects may store","needs":"settings:read","fields":[]},
  {"name":"settings.setModel","summary":"Choose the model that agents use; the key is never shown again","needs":"settings:write","fields":[{"name":"baseUrl","in":"body","type":"string","required":true},{"name":"model","in":"body","type":"string","required":true},{"name":"apiKey","in":"body","type":"string","required":false,"description":"Left out: as it is. null: none."},{"name":"prices","in":"body","type":"object","required":false,"description":"US dollars per million tokens. Left out or null: the built-in list."}]},
  {"name":"settings.setStorage","summary":"Limit how much projects may store; what is stored already stays","needs":"settings:write","fields":[{"name":"lfsObjectBytes","in":"body","type":"integer","required":false,"description":"The largest single LFS object."},{"name":"lfsProjectBytes","in":"body","type":"integer","required":false,"description":"All LFS objects of one project together."}]},
  {"name":"settings.testModel","summary":"Ask the model for one word and say what is wrong if it does not answer","needs":"settings:write","fields":[{"name":"baseUrl","in":"body","type":"string","required":false},{"name":"model","in":"body","type":"string","required":false},{"name":"apiKey","in":"body","type":"string","required":false}]},
  {"name":"signing-keys.create","summary":"Add an SSH key you sign commits with","needs":"account:write","fields":[{"name":"title","in":"body","type":"string","required":false,"default":"","description":"Default: the comment of the key."},{"name":"key","in":"body","type":"string","required":true,"description":"The line in your id_….pub file."}]},
  {"name":"signing-keys.delete","summary":"Remove an SSH key you sign commits with","needs":"account:write","fields":[{"name":"signingKey","in":"path","type":"string","required":true}]},
  {"name":"signing-keys.get","summary":"Show an SSH key you sign commits with","needs":"account:read","fields":[{"name":"signingKey","in":"path","type":"string","required":true}]},
  {"name":"signing-keys.list","summary":"List the SSH keys you sign commits with","needs":"account:read","fields":[{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"signing-keys.ofUser","summary":"List the public half of the SSH keys somebody signs commits with","needs":null,"fields":[{"name":"user","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"specs.approve","summary":"Approve a spec so that work can start","needs":"specs:approve","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"version","in":"body","type":"integer","required":false}]},
  {"name":"specs.comment","summary":"Comment on a spec","needs":"specs:write","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"body","in":"body","type":"string","required":true}]},
  {"name":"specs.comments","summary":"List the comments on a spec","needs":"specs:read","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.create","summary":"Write a spec","needs":"specs:write","fields":[{"name":"owner","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":true},{"name":"title","in":"body","type":"string","required":true},{"name":"body","in":"body","type":"string","required":false,"default":""},{"name":"acceptance","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"agent","in":"body","type":"string","required":false},{"name":"merge","in":"body","type":"string","required":false,"choices":["auto","review"]}]},
  {"name":"specs.evidence","summary":"Show everything that came of a spec","needs":"specs:read","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.finish","summary":"Record how the path from approval ended","needs":"specs:automate","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"outcome","in":"body","type":"string","required":true,"choices":["live","failed","refused"]},{"name":"reason","in":"body","type":"string","required":false},{"name":"url","in":"body","type":"string","required":false}]},
  {"name":"specs.get","summary":"Show a spec","needs":"specs:read","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.list","summary":"List specs, newest first","needs":"specs:read","fields":[{"name":"owner","in":"query","type":"string","required":false},{"name":"name","in":"query","type":"string","required":false},{"name":"state","in":"query","type":"string","required":false,"choices":["draft","review","approved","implemented"]},{"name":"outcome","in":"query","type":"string","required":false,"choices":["running","live","failed","refused"]},{"name":"cursor","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":100}]},
  {"name":"specs.reject","summary":"Send a spec back to its author","needs":"specs:approve","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"reason","in":"body","type":"string","required":true}]},
  {"name":"specs.reopen","summary":"Make a finished spec a draft again","needs":"specs:write","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.start","summary":"Record the branch that carries the work","needs":"specs:automate","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"branch","in":"body","type":"string","required":true},{"name":"pull","in":"body","type":"integer","required":false}]},
  {"name":"specs.submit","summary":"Submit a spec for review","needs":"specs:write","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"specs.update","summary":"Change the text of a spec; each change is a version","needs":"specs:write","fields":[{"name":"spec","in":"path","type":"string","required":true},{"name":"title","in":"body","type":"string","required":false},{"name":"body","in":"body","type":"string","required":false},{"name":"acceptance","in":"body","type":"array","items":"string","required":false},{"name":"agent","in":"body","type":"string","required":false},{"name":"merge","in":"body","type":"string","required":false,"choices":["auto","review"]}]},
  {"name":"specs.versions","summary":"List the versions of a spec, newest first","needs":"specs:read","fields":[{"name":"spec","in":"path","type":"string","required":true}]},
  {"name":"statuses.combined","summary":"Show the last status of each context of a commit, and what they come to","needs":"checks:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true}]},
  {"name":"statuses.get","summary":"Show a status","needs":"checks:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"status","in":"path","type":"string","required":true,"description":"Id or number of the status."}]},
  {"name":"statuses.list","summary":"List the statuses of a commit, newest first","needs":"checks:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true},{"name":"page","in":"query","type":"integer","required":false,"default":1},{"name":"limit","in":"query","type":"integer","required":false,"default":30}]},
  {"name":"statuses.report","summary":"Report a status of a commit","needs":"checks:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"sha","in":"path","type":"string","required":true},{"name":"context","in":"body","type":"string","required":false,"default":"default"},{"name":"state","in":"body","type":"string","required":true,"choices":["error","failure","pending","success"]},{"name":"description","in":"body","type":"string","required":false,"default":""},{"name":"targetUrl","in":"body","type":"string","required":false,"default":null}]},
  {"name":"tasks.cancel","summary":"Cancel a task; an agent working on it is stopped","needs":"tasks:write","fields":[{"name":"task","in":"path","type":"string","required":true},{"name":"reason","in":"body","type":"string","required":false}]},
  {"name":"tasks.claim","summary":"Take this task for an agent","needs":"tasks:work","fields":[{"name":"task","in":"path","type":"string","required":true},{"name":"agent","in":"body","type":"string","required":true}]},
  {"name":"tasks.create","summary":"Put a task into the queue","needs":"tasks:write","fields":[{"name":"owner","in":"body","type":"string","required":false,"description":"with \"name\": the project it belongs to"},{"name":"name","in":"body","type":"string","required":false},{"name":"org","in":"body","type":"string","required":false,"description":"id of the organisation of a task without a project"},{"name":"title","in":"body","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false,"default":""},{"name":"kind","in":"body","type":"string","required":false,"choices":["implement","fix","review","other"],"default":"other"},{"name":"priority","in":"body","type":"integer","required":false,"default":3},{"name":"capabilities","in":"body","type":"array","items":"string","required":false,"default":[]},{"name":"agent","in":"body","type":"string","required":false,"description":"id or name of the only agent that may take it"},{"name":"parent","in":"body","type":"string","required":false},{"name":"spec","in":"body","type":"string","required":false},{"name":"branch","in":"body","type":"string","required":false,"description":"the branch the work goes to"},{"name":"maxAttempts","in":"body","type":"integer","required":false,"default":2},{"name":"availableAt","in":"body","type":"string","required":false,"description":"not to be taken before"},{"name":"blockers","in":"body","type":"array","items":"string","required":false,"default":[],"description":"ids of tasks that must be completed before"}]},
  {"name":"tasks.delete","summary":"Delete a task that nobody works on","needs":"tasks:write","fields":[{"name":"task","in":"path","type":"string","required":true}]},
  {"name":"tasks.get","summary":"Show a task","needs":"tasks:read","fields":[{"name":"task","in":"path","type":"string","required":true}]},
  {"name":"tasks.list","summary":"List tasks, newest first","needs":"tasks:read","fields":[{"name":"owner","in":"query","type":"string","required":false},{"name":"name","in":"query","type":"string","required":false},{"name":"status","in":"query","type":"string","required":false,"choices":["pending","in_progress","completed","failed","cancelled"]},{"name":"spec","in":"query","type":"string","required":false},{"name":"parent","in":"query","type":"string","required":false},{"name":"agent","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":100},{"name":"cursor","in":"query","type":"string","required":false}]},
  {"name":"tasks.report","summary":"Report how the work on a claimed task goes","needs":"tasks:work","fields":[{"name":"task","in":"path","type":"string","required":true},{"name":"status","in":"body","type":"string","required":true,"choices":["pending","in_progress","completed","failed"],"description":"pending gives the task back"},{"name":"fencingToken","in":"body","type":"integer","required":true,"description":"as answered by the claim"},{"name":"result","in":"body","type":"object","required":false},{"name":"reason","in":"body","type":"string","required":false},{"name":"retry","in":"body","type":"boolean","required":false,"default":false,"description":"with failed: try again while attempts are left"}]},
  {"name":"tasks.retry","summary":"Put a failed or cancelled task back into the queue, if wanted for another agent","needs":"tasks:write","fields":[{"name":"task","in":"path","type":"string","required":true},{"name":"agent","in":"body","type":"string","required":false}]},
  {"name":"tasks.update","summary":"Change a task that nobody works on yet","needs":"tasks:write","fields":[{"name":"task","in":"path","type":"string","required":true},{"name":"title","in":"body","type":"string","required":false},{"name":"description","in":"body","type":"string","required":false},{"name":"kind","in":"body","type":"string","required":false,"choices":["implement","fix","review","other"]},{"name":"priority","in":"body","type":"integer","required":false},{"name":"capabilities","in":"body","type":"array","items":"string","required":false},{"name":"agent","in":"body","type":"string","required":false,"description":"id or name of the only agent that may take it"},{"name":"maxAttempts","in":"body","type":"integer","required":false},{"name":"availableAt","in":"body","type":"string","required":false,"description":"not to be taken before"}]},
  {"name":"teams.create","summary":"Create a team","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"title","in":"body","type":"string","required":true},{"name":"description","in":"body","type":"string","required":false,"default":""},{"name":"privacy","in":"body","type":"string","required":false,"choices":["closed","secret"],"default":"closed"},{"name":"members","in":"body","type":"array","items":"string","required":false,"default":[]}]},
  {"name":"teams.delete","summary":"Delete a team","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"team","in":"path","type":"string","required":true}]},
  {"name":"teams.get","summary":"Show a team","needs":"members:read","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"team","in":"path","type":"string","required":true}]},
  {"name":"teams.list","summary":"List the teams of an organisation","needs":"members:read","fields":[{"name":"org","in":"path","type":"string","required":true}]},
  {"name":"teams.members","summary":"List the members of a team","needs":"members:read","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"team","in":"path","type":"string","required":true}]},
  {"name":"teams.projects","summary":"List the projects that a team works on with a role of its own","needs":"members:read","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"team","in":"path","type":"string","required":true}]},
  {"name":"teams.removeMember","summary":"Remove a member from a team","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"team","in":"path","type":"string","required":true},{"name":"user","in":"path","type":"string","required":true}]},
  {"name":"teams.setMember","summary":"Add a member of the organisation to a team","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"team","in":"path","type":"string","required":true},{"name":"user","in":"path","type":"string","required":true},{"name":"role","in":"body","type":"string","required":false,"choices":["member","maintainer"],"default":"member"}]},
  {"name":"teams.update","summary":"Change the name, description or privacy of a team","needs":"members:write","fields":[{"name":"org","in":"path","type":"string","required":true},{"name":"team","in":"path","type":"string","required":true},{"name":"title","in":"body","type":"string","required":false},{"name":"description","in":"body","type":"string","required":false},{"name":"privacy","in":"body","type":"string","required":false,"choices":["closed","secret"]}]},
  {"name":"tokens.create","summary":"Create a token; it is shown once","needs":"account:write","fields":[{"name":"name","in":"body","type":"string","required":true},{"name":"permissions","in":"body","type":"array","items":"string","required":false,"default":["*"]},{"name":"expiresInDays","in":"body","type":"integer","required":false},{"name":"projects","in":"body","type":"array","items":"string","required":false,"description":"Ids of the only projects it is for; it changes nothing of your account then."}]},
  {"name":"tokens.list","summary":"List your tokens","needs":"account:read","fields":[]},
  {"name":"tokens.revoke","summary":"Revoke one of your tokens","needs":"account:write","fields":[{"name":"token","in":"path","type":"string","required":true}]},
  {"name":"tokens.revokeHeld","summary":"Revoke a token that you hold, whosever it is","needs":null,"fields":[{"name":"token","in":"body","type":"string","required":true}]},
  {"name":"users.create","summary":"Add a user; answers a one-time sign-in code","needs":"users:write","fields":[{"name":"login","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":false},{"name":"serverAdmin","in":"body","type":"boolean","required":false,"default":false}]},
  {"name":"users.list","summary":"List the users of this server","needs":"users:read","fields":[]},
  {"name":"variables.create","summary":"Add a variable","needs":"variables:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"variable","in":"body","type":"string","required":true},{"name":"value","in":"body","type":"string","required":true}]},
  {"name":"variables.delete","summary":"Delete a variable","needs":"variables:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"variable","in":"path","type":"string","required":true}]},
  {"name":"variables.get","summary":"Show a variable","needs":"variables:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"variable","in":"path","type":"string","required":true}]},
  {"name":"variables.list","summary":"List the variables of a project that its workflows read as vars","needs":"variables:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"variables.update","summary":"Change or rename a variable","needs":"variables:write","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"variable","in":"path","type":"string","required":true},{"name":"rename","in":"body","type":"string","required":false},{"name":"value","in":"body","type":"string","required":false}]},
  {"name":"workflow.action","summary":"Show an action of the bus with its outcome","needs":"workflow:read","fields":[{"name":"id","in":"path","type":"string","required":true}]},
  {"name":"workflow.actions","summary":"List the actions of the bus, newest first","needs":"workflow:read","fields":[{"name":"status","in":"query","type":"string","required":false,"choices":["queued","running","done","refused","dead"]},{"name":"cursor","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":50}]},
  {"name":"workflow.board","summary":"Show the Flow board","needs":"specs:read","fields":[{"name":"project","in":"query","type":"string","required":false}]},
  {"name":"workflow.events","summary":"List the events of the flow in order, under their public names","needs":"events:read","fields":[{"name":"after","in":"query","type":"string","required":false},{"name":"type","in":"query","type":"string","required":false},{"name":"project","in":"query","type":"string","required":false},{"name":"spec","in":"query","type":"string","required":false},{"name":"limit","in":"query","type":"integer","required":false,"default":100}]},
  {"name":"workflow.flow","summary":"Show the flow of a project: its specs with their chains, and its figures","needs":"specs:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
  {"name":"workflow.graph","summary":"Show the work items around one, with their links","needs":"specs:read","fields":[{"name":"kind","in":"path","type":"string","required":true,"choices":["project","spec","task","attempt","pull","check","run","deployment","metric"]},{"name":"id","in":"path","type":"string","required":true}]},
  {"name":"workflow.recordEvent","summary":"Record a fact from outside, such as a test result or an incident","needs":"workflow:write","fields":[{"name":"owner","in":"body","type":"string","required":true},{"name":"name","in":"body","type":"string","required":true},{"name":"type","in":"body","type":"string","required":true},{"name":"spec","in":"body","type":"string","required":false},{"name":"data","in":"body","type":"object","required":false,"default":{}}]},
  {"name":"workflow.submitAction","summary":"Ask for a typed action; it is carried out once, whatever happens","needs":"workflow:write","fields":[{"name":"type","in":"body","type":"string","required":true},{"name":"input","in":"body","type":"object","required":false,"default":{}},{"name":"idempotencyKey","in":"body","type":"string","required":false}]},
  {"name":"workflow.workItems","summary":"List work items of every kind, newest first","needs":"specs:read","fields":[{"name":"project","in":"query","type":"string","required":false},{"name":"kind","in":"query","type":"string","required":false,"choices":["project","spec","task","attempt","pull","check","run","deployment","metric"]},{"name":"limit","in":"query","type":"integer","required":false,"default":200}]},
  {"name":"workflows.disable","summary":"Stop a workflow from being run by anything","needs":"runs:configure","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"workflow","in":"path","type":"string","required":true,"description":"Id, number, path or file name of the workflow."}]},
  {"name":"workflows.enable","summary":"Let a workflow run again","needs":"runs:configure","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"workflow","in":"path","type":"string","required":true,"description":"Id, number, path or file name of the workflow."}]},
  {"name":"workflows.get","summary":"Show a workflow","needs":"runs:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true},{"name":"workflow","in":"path","type":"string","required":true,"description":"Id, number, path or file name of the workflow."}]},
  {"name":"workflows.list","summary":"List the workflows of a project","needs":"runs:read","fields":[{"name":"owner","in":"path","type":"string","required":true},{"name":"name","in":"path","type":"string","required":true}]},
]
