import { explain, type Logger, Problem } from '#kernel'

export interface Refusal {
  status: number
  body: { message: string; documentation_url: string; status: string; errors?: unknown[] }
}

/** Refusals that GitHub prints with another status than their kind has here. */
const STATUS: Record<string, number> = {
  'kernel.json': 400,
  'issues.label_exists': 422,
  'issues.milestone_exists': 422,
  'pulls.exists': 422,
  'pulls.nothing_new': 422,
  'pulls.no_branch': 422,
  'pulls.blocked': 405,
  'pulls.conflicts': 405,
  'pulls.method': 405,
  'git.not_fast_forward': 405,
  'pulls.illegal_state': 422,
  'pulls.own_approval': 422,
  'pulls.own_request': 422,
  'pulls.review_pending': 422,
  'pulls.review_sent': 422,
  'pulls.not_dismissible': 422,
  'pulls.up_to_date': 422,
  'pulls.clean': 422,
  'projects.name_taken': 422,
  'git.branch_exists': 422,
  'keys.in_use': 422,
  'keys.too_many': 422,
  'identity.email_taken': 422,
  'identity.team_exists': 422,
  'git.policy': 422,
  'releases.tag_taken': 422,
  'releases.asset_taken': 422,
  'releases.no_target': 422,
}

/** How GitHub's API says no: a sentence, where to read on, and for bad input which field is wrong. */
export function printRefusal(error: unknown, { log, docs }: { log: Logger; docs: string }): Refusal {
  const problem = error instanceof Problem ? error : undefined
  const message = problem?.message ?? String(explain(error, log).body.error.message)
  if (problem?.cause) log.info({ err: problem.cause, code: problem.code }, problem.message)
  const status = problem ? (STATUS[problem.code] ?? statusOf(problem)) : 500
  const errors = problem ? printErrors(problem) : undefined
  return {
    status,
    body: { message, ...(errors ? { errors } : {}), documentation_url: docs, status: String(status) },
  }
}

function statusOf(problem: Problem): number {
  return problem.kind === 'invalid' ? 422 : problem.status
}

/** What GitHub calls what our modules are about. */
const RESOURCE: Record<string, string> = {
  issues: 'Issue',
  pulls: 'PullRequest',
  projects: 'Repository',
  releases: 'Release',
  keys: 'PublicKey',
  hooks: 'Hook',
  checks: 'CheckRun',
  git: 'Reference',
}

/** Refusals whose resource and field clients look at, such as those that make what is there already and go on. */
const FIELD: Record<string, { resource: string; field: string; code: string }> = {
  'issues.label_exists': { resource: 'Label', field: 'name', code: 'already_exists' },
  'issues.milestone_exists': { resource: 'Milestone', field: 'title', code: 'already_exists' },
  'projects.name_taken': { resource: 'Repository', field: 'name', code: 'already_exists' },
  'releases.tag_taken': { resource: 'Release', field: 'tag_name', code: 'already_exists' },
  'releases.asset_taken': { resource: 'ReleaseAsset', field: 'name', code: 'already_exists' },
  'keys.in_use': { resource: 'PublicKey', field: 'key', code: 'already_exists' },
  'identity.team_exists': { resource: 'Team', field: 'name', code: 'already_exists' },
  'pulls.exists': { resource: 'PullRequest', field: 'head', code: 'custom' },
  'pulls.nothing_new': { resource: 'PullRequest', field: 'head', code: 'custom' },
  'pulls.no_branch': { resource: 'PullRequest', field: 'head', code: 'invalid' },
}

function printErrors({ code, kind, details, message }: Problem): unknown[] | undefined {
  if (code === 'kernel.json' || (kind !== 'invalid' && kind !== 'conflict' && !FIELD[code])) return undefined
  const [module = ''] = code.split('.')
  const resource = RESOURCE[module] ?? module
  if (FIELD[code]) return [{ ...FIELD[code], message }]
  if (Array.isArray(details)) {
    return details.map((issue: { resource?: string; field?: string; message?: string; code?: string }) => ({
      resource: issue.resource ?? resource,
      field: issue.field ?? '',
      code: issue.code === 'missing_field' ? issue.code : 'invalid',
      message: issue.message ?? message,
    }))
  }
  return [{ resource, field: '', code: kind === 'conflict' ? 'already_exists' : 'custom', message }]
}
