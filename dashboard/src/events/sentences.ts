import type { StoredEvent } from '../api/events.ts'

type Data = Record<string, unknown>

/** What happened, in the past tense, without its subject: the actor stands before it. */
export function sentence(event: Pick<StoredEvent, 'name' | 'data'>): string {
  const say = sentences[event.name]
  return say ? say(event.data ?? {}) : plain(event.name)
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
  'task.claimed': (d) => `took the task ${quoted(d.title, '')}`.trim(),
  'task.completed': (d) => `completed the task ${quoted(d.title, '')}`.trim(),
  'task.failed': (d) => `failed the task${because(d.reason)}`,
  'task.cancelled': () => 'cancelled the task',
  'task.retried': () => 'put the task back in the queue',
  'task.changed': () => 'changed the task',
  'task.deleted': (d) => `deleted the task ${quoted(d.title, '')}`.trim(),
  'task.lease_expired': (d) => `took the task ${quoted(d.title, '')} away: its lease ran out`.replace('  ', ' '),

  'mirror.added': (d) => `added a mirror of ${text(d.url)}`,
  'mirror.removed': (d) => `removed the mirror of ${text(d.url)}`,
  'mirror.synced': (d) => `brought the mirror of ${text(d.url)} up to date`,
  'mirror.failed': (d) => `could not run the mirror of ${text(d.url)}: ${text(d.problem)}`,

  'agent.registered': (d) => `registered the agent ${text(d.name)}`.trim(),
  'agent.changed': (d) => `changed the agent ${text(d.name)}`.trim(),
  'agent.activated': (d) => `activated the agent ${text(d.name)}`.trim(),
  'agent.deactivated': (d) => `deactivated the agent ${text(d.name)}`.trim(),
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
  'branch.created': (d) => `created the branch ${branch(d.name ?? d.ref)}`,

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
  'job.queued': (d) => `queued the job ${text(d.name)}`,
  'job.started': (d) => `started the job ${text(d.name)}`,
  'job.completed': (d) => `finished the job ${text(d.name)}: ${conclusion(d.conclusion)}`,

  'deploy.queued': (d) => `queued a deployment${to(d.environment)}`,
  'deploy.started': (d) => `started to deploy${to(d.environment)}`,
  'deploy.went_live': (d) => `went live${d.url ? ` at ${text(d.url)}` : ''}`,
  'deploy.failed': (d) => `could not deploy${because(d.reason)}`,
  'deploy.stopped': () => 'stopped the application',
  'deploy.superseded': () => 'replaced the deployment by a newer one',

  'project.created': (d) => `created the project ${text(d.name)}`.trim(),
  'project.renamed': (d) => `renamed the project from ${text(d.from)} to ${text(d.name)}`,
  'project.changed': (d) => `changed the project’s ${list(d.fields, 'settings')}`,
  'project.deleted': (d) => `deleted the project ${text(d.name)}`.trim(),
  'user.invited': (d) => `added the person ${text(d.login)}`.trim(),
  'user.signed_in': () => 'signed in',
  'org.created': (d) => `created the organisation ${text(d.slug)}`.trim(),
  'member.changed': (d) => (d.role ? `made somebody ${text(d.role)}` : 'removed a member'),
  'token.created': (d) => `created the token ${text(d.name)}`.trim(),
  'token.revoked': () => 'revoked a token',
  'settings.model_changed': (d) => `chose the model ${text(d.model)}`.trim(),
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
