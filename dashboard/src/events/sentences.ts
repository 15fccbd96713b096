import type { StoredEvent } from '../api/events.ts'

type Data = Record<string, unknown>

/** What happened, in the past tense, without its subject: the actor stands before it. */
export function sentence(event: Pick<StoredEvent, 'name' | 'data'>): string {
  const say = sentences[event.name]
  return say ? squeeze(say(event.data ?? {})) : plain(event.name)
}

/** What the data does not say leaves no hole. */
function squeeze(words: string): string {
  return words.replaceAll(/\s+/g, ' ').trim()
}

/** Whether somebody wrote one for it. */
export function hasSentence(name: string): boolean {
  return name in sentences
}

/** A name nobody wrote a sentence for still reads as one: `package.published` → "published package". */
function plain(name: string): string {
  const [noun = '', verb = ''] = name.split('.')
  const words = verb.replaceAll('_', ' ')
  return `${words} ${noun.replaceAll('_', ' ')}`.trim()
}

const sentences: Record<string, (data: Data) => string> = {
  'spec.created': (d) => `wrote the spec ${quoted(d.title)}`,
  'spec.changed': (d) => `changed the spec${text(d.version) ? `, version ${text(d.version)}` : ''}`,
  'spec.reopened': (d) => `made ${quoted(d.title, 'the spec')} a draft again`,
  'spec.started': (d) => `began work on ${branch(d.branch)}`,
  'spec.submitted': (d) => `asked for review of ${quoted(d.title, 'the spec')}`,
  'spec.approved': (d) => `approved ${quoted(d.title, 'the spec')}`,
  'spec.rejected': (d) => `sent the spec back${because(d.reason)}`,
  'spec.commented': (d) => `commented on the spec: ${quoted(d.body, 'a remark')}`,
  'spec.implemented': (d) => `finished ${quoted(d.title, 'the spec')}: it is live`,
  'spec.failed': (d) => `${d.outcome === 'refused' ? 'refused' : 'gave up on'} the spec${because(d.reason)}`,

  'task.created': (d) => `planned the task ${quoted(d.title, 'for an agent')}`,
  'task.claimed': (d) => `took the task ${quoted(d.title, '')}`,
  'task.completed': (d) => `completed the task ${quoted(d.title, '')}`,
  'task.failed': (d) => `failed the task${because(d.reason)}`,
  'task.cancelled': () => 'cancelled the task',
  'task.retried': () => 'put the task back in the queue',
  'task.changed': () => 'changed the task',
  'task.deleted': (d) => `deleted the task ${quoted(d.title, '')}`,
  'task.lease_expired': (d) => `took the task ${quoted(d.title, '')} away: its lease ran out`,

  'mirror.added': (d) => `added a mirror of ${text(d.url)}`,
  'mirror.removed': (d) => `removed the mirror of ${text(d.url)}`,
  'mirror.synced': (d) => `brought the mirror of ${text(d.url)} up to date`,
  'mirror.failed': (d) => `could not run the mirror of ${text(d.url)}: ${text(d.problem)}`,

  'agent.registered': (d) => `registered the agent ${text(d.name)}`,
  'agent.changed': (d) => `changed the agent ${text(d.name)}`,
  'agent.activated': (d) => `activated the agent ${text(d.name)}`,
  'agent.deactivated': (d) => `deactivated the agent ${text(d.name)}`,
  'agent.started': () => 'started on the task',
  'agent.planned': (d) => `planned ${amount(d.entries, 'step')}`,
  'agent.reasoned': (d) => `considered: ${short(d.text)}`,
  'agent.said': (d) => `said: ${short(d.text)}`,
  'agent.called_tool': (d) =>
    `called a tool: ${text(d.title) || text(d.kind) || 'unnamed'}${d.status === 'failed' ? ', which failed' : ''}`,
  'agent.edited_file': (d) => `${edited(d.status)} ${text(d.path)}`,
  'agent.ran_command': (d) => `ran ${command(d.command)}${d.exitCode ? `, which ended with ${text(d.exitCode)}` : ''}`,
  'agent.asked_permission': (d) =>
    `asked to ${lower(d.title)} and was ${d.answer === 'allow' ? 'allowed' : 'refused'}${because(d.reason)}`,
  'agent.committed': (d) => `committed ${quoted(firstLine(d.message), text(d.sha).slice(0, 7))}`,
  'agent.requested_review': (d) => `asked for review${confidence(d.confidence)}`,
  'agent.finished': (d) => `finished: ${text(d.outcome) || 'done'}${because(d.reason)}`,

  'git.pushed': (d) => `pushed ${amount(d.commits, 'commit')} to ${branch(d.ref)}${d.forced ? ', by force' : ''}`,

  'pull.opened': (d) => `opened pull request ${numbered(d)}`,
  'pull.updated': (d) => `pushed to pull request ${numbered(d)}`,
  'review.submitted': (d) =>
    `reviewed pull request ${numbered(d)}${d.verdict ? `: ${lower(String(d.verdict).replaceAll('_', ' '))}` : ''}`,
  'review.dismissed': (d) => `dismissed a review of pull request ${numbered(d)}`,
  'review_comment.created': (d) => `commented on ${text(d.path) || 'a line'} in pull request ${numbered(d)}`,
  'review_thread.resolved': (d) => `resolved a thread of pull request ${numbered(d)}`,
  'review_thread.unresolved': (d) => `opened a thread of pull request ${numbered(d)} again`,
  'pull.ready': (d) => `marked pull request ${numbered(d)} ready`,
  'pull.drafted': (d) => `made pull request ${numbered(d)} a draft again`,
  'pull.review_requested': (d) => `asked ${list(d.reviewers, 'somebody')} to review pull request ${numbered(d)}`,
  'pull.approved': (d) => `approved pull request ${numbered(d)}`,
  'pull.merged': (d) => `merged pull request ${numbered(d)}`,
  'pull.closed': (d) => `closed pull request ${numbered(d)}${because(d.reason)}`,
  'pull.reopened': (d) => `reopened pull request ${numbered(d)}`,
  'pull.edited': (d) => `changed the ${list(d.fields, 'text')} of pull request ${numbered(d)}`,

  'check.created': (d) => `began the check ${text(d.name)}`,
  'check.completed': (d) => `finished the check ${text(d.name)}: ${conclusion(d.conclusion)}`,
  'run.queued': (d) => `queued ${text(d.workflow) || 'the workflow'}${hash(d.number)}`,
  'run.started': (d) => `started ${text(d.workflow) || 'the workflow'}${hash(d.number)}`,
  'run.rerun': (d) => `started the run${hash(d.number)} again`,
  'run.cancel_requested': (d) => `cancelled the run${hash(d.number)}`,
  'job.cancel_requested': (d) => `cancelled ${amount(d.jobs, 'job')}`,
  'run.completed': (d) =>
    `finished ${text(d.workflow) || 'the workflow'}${hash(d.number)}: ${conclusion(d.conclusion)}`,
  'check_suite.requested': (d) => `asked an app to check ${text(d.branch)}`.trim(),
  'check_suite.rerequested': () => 'asked to check a commit again',
  'job.queued': (d) => `queued the job ${text(d.name)}`,
  'job.started': (d) => `started the job ${text(d.name)}`,
  'job.completed': (d) => `finished the job ${text(d.name)}: ${conclusion(d.conclusion)}`,

  'deploy.queued': (d) => `queued a deployment${to(d.environment)}`,
  'deploy.started': (d) => `started to deploy${to(d.environment)}`,
  'deploy.went_live': (d) => `went live${d.url ? ` at ${text(d.url)}` : ''}`,
  'deploy.failed': (d) => `could not deploy${because(d.reason)}`,
  'deploy.stopped': () => 'stopped the application',
  'deploy.superseded': () => 'replaced the deployment by a newer one',

  'pull.review_request_removed': (d) =>
    `no longer asks ${list(d.reviewers, 'somebody')} to review pull request ${numbered(d)}`,
  'pull.auto_merge_enabled': (d) => `has pull request ${numbered(d)} merge once nothing blocks it`,
  'pull.auto_merge_disabled': (d) => `no longer has pull request ${numbered(d)} merge by itself${because(d.reason)}`,
  'review.edited': (d) => `changed a review of pull request ${numbered(d)}`,
  'review_comment.edited': (d) => `changed a comment on ${text(d.path) || 'a line'} in pull request ${numbered(d)}`,
  'review_comment.deleted': (d) => `deleted a comment on ${text(d.path) || 'a line'} in pull request ${numbered(d)}`,

  'issue.opened': (d) => `opened ${issue(d)}`,
  'issue.edited': (d) => `changed the text of ${issue(d)}`,
  'issue.closed': (d) => `closed ${issue(d)}${d.reason ? ` as ${text(d.reason).replaceAll('_', ' ')}` : ''}`,
  'issue.reopened': (d) => `reopened ${issue(d)}`,
  'issue.deleted': (d) => `deleted ${issue(d)}`,
  'issue.labeled': (d) => `labelled ${issue(d)} ${text(d.name)}`,
  'issue.unlabeled': (d) => `took the label ${text(d.name)} off ${issue(d)}`,
  'issue.assigned': (d) => `assigned ${person(d.assignee)} to ${issue(d)}`,
  'issue.unassigned': (d) => `took ${person(d.assignee)} off ${issue(d)}`,
  'issue.milestoned': (d) => `put ${issue(d)} into a milestone`,
  'issue.demilestoned': (d) => `took ${issue(d)} out of its milestone`,
  'issue.locked': (d) => `locked the conversation of ${issue(d)}`,
  'issue.unlocked': (d) => `unlocked the conversation of ${issue(d)}`,
  'comment.created': (d) => `commented on ${issue(d)}`,
  'comment.edited': (d) => `changed a comment on ${issue(d)}`,
  'comment.deleted': (d) => `deleted a comment on ${issue(d)}`,
  'label.created': (d) => `made the label ${text(d.name)}`,
  'label.edited': (d) => `changed the label ${text(d.name)}`,
  'label.deleted': (d) => `deleted the label ${text(d.name)}`,
  'milestone.created': (d) => `made the milestone ${quoted(d.title)}`,
  'milestone.edited': (d) => `changed the milestone ${quoted(d.title)}`,
  'milestone.closed': (d) => `closed the milestone ${quoted(d.title)}`,
  'milestone.opened': (d) => `reopened the milestone ${quoted(d.title)}`,
  'milestone.deleted': (d) => `deleted the milestone ${quoted(d.title)}`,

  'release.drafted': (d) => `drafted the release ${release(d)}`,
  'release.published': (d) => `published the release ${release(d)}`,
  'release.edited': (d) => `changed the ${list(d.fields, 'text')} of the release ${release(d)}`,
  'release.deleted': (d) => `deleted the release ${release(d)}`,
  'hook.created': (d) => `added a webhook to ${text(d.host) || 'a server'}`,
  'hook.changed': (d) => `changed the webhook to ${text(d.host) || 'a server'}`,
  'hook.deleted': (d) => `removed the webhook to ${text(d.host) || 'a server'}`,
  'fork.created': () => 'forked the project',
  'mirror.changed': (d) => `changed the mirror of ${text(d.url)}`,
  'mirror.cancelled': (d) => `stopped the mirror of ${text(d.url)}`,
  'lfs.object_stored': () => 'stored a large file',
  'lfs.locked': (d) => `locked ${text(d.path) || 'a path'}`,
  'lfs.unlocked': (d) => `unlocked ${text(d.path) || 'a path'}${d.forced ? ', by force' : ''}`,

  'key.created': (d) => `added the SSH key ${quoted(d.title)}`,
  'key.deleted': (d) => `removed the SSH key ${quoted(d.title)}`,
  'signing_key.created': (d) => `added the signing key ${quoted(d.title)}`,
  'signing_key.deleted': (d) => `removed the signing key ${quoted(d.title)}`,
  'gpg_key.created': (d) => `added the GPG key ${quoted(d.title)}`,
  'gpg_key.deleted': (d) => `removed the GPG key ${quoted(d.title)}`,
  'deploy_key.created': (d) => `added the deploy key ${quoted(d.title)}${d.readOnly ? ', for reading' : ''}`,
  'deploy_key.deleted': (d) => `removed the deploy key ${quoted(d.title)}`,

  'check.rerequested': (d) => `asked for the check ${text(d.name)} again`,
  'status.reported': (d) => `reported ${text(d.context) || 'a status'}: ${conclusion(d.state)}`,
  'run.deleted': (d) => `deleted the run${hash(d.number)}`,
  'runs.planned': () => 'looked for workflows to run',
  'workflow.enabled': (d) => `switched the workflow ${text(d.path)} on`,
  'workflow.disabled': (d) => `switched the workflow ${text(d.path)} off`,
  'action.finished': (d) => `finished the action ${text(d.type)}`,
  'fact.recorded': () => 'recorded a fact',
  'note.written': () => 'wrote a note',
  'model.called': (d) => `called the model ${text(d.model)}`,
  'guardian.intervened': (d) => `stepped in${because(d.reason)}`,

  'app.created': (d) => `made the app ${text(d.slug)}`,
  'app.changed': (d) => `changed the app ${text(d.slug)}`,
  'app.deleted': (d) => `deleted the app ${text(d.slug)}`,
  'app.key_created': (d) => `made a key for the app ${text(d.slug)}`,
  'app.key_deleted': (d) => `deleted a key of the app ${text(d.slug)}`,
  'installation.created': () => 'installed an app',
  'installation.deleted': () => 'took an app away',
  'installation.suspended': () => 'suspended an app',
  'installation.unsuspended': () => 'let an app go on',
  'installation.accepted': () => 'agreed to the new permissions of an app',
  'installation.projects_changed': () => 'changed which projects an app may use',

  'project.created': (d) => `created the project ${text(d.name)}`,
  'project.renamed': (d) => `renamed the project from ${text(d.from)} to ${text(d.name)}`,
  'project.changed': (d) => `changed the project’s ${list(d.fields, 'settings')}`,
  'project.deleted': (d) => `deleted the project ${text(d.name)}`,
  'user.invited': (d) => `added the person ${text(d.login)}`,
  'user.renamed': (d) => `is called ${text(d.name)} from now on`,
  'user.signed_in': () => 'signed in',
  'org.created': (d) => `created the organisation ${text(d.slug)}`,
  'member.changed': (d) => (d.role ? `made somebody ${text(d.role)}` : 'removed a member'),
  'token.created': (d) => `created the token ${text(d.name)}`,
  'token.revoked': () => 'revoked a token',
  'project.access_changed': () => 'changed who works on the project',
  'team.changed': (d) => `changed the team ${text(d.slug)}`,
  'settings.storage_changed': () => 'changed where large files are kept',
  'settings.model_changed': (d) => `chose the model ${text(d.model)}`,
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function firstLine(value: unknown): string {
  return text(value).split('\n')[0] ?? ''
}

function short(value: unknown, limit = 120): string {
  const line = text(value)
    .replaceAll(/\*\*|`/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line
}

function quoted(value: unknown, otherwise = ''): string {
  const words = short(value, 80)
  return words ? `“${words}”` : otherwise
}

function lower(value: unknown): string {
  const words = text(value)
  return words.charAt(0).toLowerCase() + words.slice(1)
}

function because(reason: unknown): string {
  const why = short(reason)
  return why ? `: ${why.replace(/\.$/, '')}` : ''
}

function list(values: unknown, otherwise: string): string {
  return Array.isArray(values) && values.length > 0 ? values.join(', ') : otherwise
}

function amount(list: unknown, noun: string): string {
  const size = Array.isArray(list) ? list.length : typeof list === 'number' ? list : 0
  return size === 0 ? `${noun}s` : `${size} ${noun}${size === 1 ? '' : 's'}`
}

function edited(status: unknown): string {
  if (status === 'added' || status === 'created') return 'created'
  if (status === 'deleted' || status === 'removed') return 'deleted'
  if (status === 'renamed') return 'renamed'
  return 'edited'
}

function command(value: unknown): string {
  return short(Array.isArray(value) ? value.join(' ') : value, 100)
}

function confidence(value: unknown): string {
  return typeof value === 'number' ? `, ${Math.round(value <= 1 ? value * 100 : value)} % confident` : ''
}

function branch(ref: unknown): string {
  return text(ref).replace(/^refs\/(heads|tags)\//, '')
}

function hash(number: unknown): string {
  return text(number) ? ` #${text(number)}` : ''
}

function numbered(data: Data): string {
  return `#${text(data.number)} ${quoted(data.title)}`.trim()
}

/** Issues and pull requests share what is told of them. */
function issue(data: Data): string {
  return `${data.kind === 'pull' ? 'pull request' : 'issue'} ${numbered(data)}`
}

function person(actor: unknown): string {
  return text((actor as { name?: unknown } | null | undefined)?.name) || 'somebody'
}

function release(data: Data): string {
  return text(data.name) || text(data.tag)
}

function conclusion(value: unknown): string {
  const words: Record<string, string> = {
    success: 'passed',
    failure: 'failed',
    timed_out: 'ran out of time',
    action_required: 'needs a person',
  }
  return words[text(value)] ?? text(value).replaceAll('_', ' ')
}

function to(environment: unknown): string {
  return text(environment) ? ` to ${text(environment)}` : ''
}
