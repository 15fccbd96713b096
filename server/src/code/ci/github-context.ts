import type { ActorRef, StoredEvent } from '#kernel'
import type { Project } from '#projects'
import type { Pull } from '#pulls'
import type { PullAction } from './language/triggers.ts'
import { isObject, type ValueObject } from './language/values.ts'

/** What started a run, with everything its `github` context is made from. */
export type Cause =
  | { name: 'push'; ref: string; before: string; after: string; forced: boolean; commits: PushedCommit[] }
  | { name: 'pull_request'; action: PullAction; pull: Pull }
  | { name: 'workflow_dispatch'; ref: string; sha: string; inputs: ValueObject; path: string }
  | { name: 'repository_dispatch'; ref: string; sha: string; action: string; payload: ValueObject }

/** Those that somebody asks for, rather than that something happened in the repository. */
export type Asked = Extract<Cause, { name: 'workflow_dispatch' | 'repository_dispatch' }>

export function isAsked(cause: Cause): cause is Asked {
  return cause.name === 'workflow_dispatch' || cause.name === 'repository_dispatch'
}

interface PushedCommit {
  sha: string
  message: string
  author: { name: string; email: string }
}

/** Where a run belongs: the fields of its row that follow from its cause. */
export function placeOf(cause: Cause): { ref: string; branch: string; sha: string; pull: number | null } {
  if (cause.name === 'pull_request') {
    const { number, head } = cause.pull
    return { ref: `refs/pull/${number}/merge`, branch: head.branch, sha: head.sha, pull: number }
  }
  const sha = cause.name === 'push' ? cause.after : cause.sha
  return { ref: cause.ref, branch: cause.ref.replace(/^refs\/(heads|tags)\//, ''), sha, pull: null }
}

export interface RunFacts {
  id: string
  workflow: string
  path: string
  workflowNumber: number
  attempt: number
  publicUrl: string
}

/** https://docs.github.com/actions/reference/contexts-reference#github-context; the runner adds token, job and paths. */
export function githubContext(cause: Cause, project: Project, actor: ActorRef, run: RunFacts): ValueObject {
  const { ref, sha } = placeOf(cause)
  const repository = `${project.owner}/${project.name}`
  const pull = cause.name === 'pull_request' ? cause.pull : undefined
  return {
    actor: actor.name,
    actor_id: actor.id,
    triggering_actor: actor.name,
    api_url: `${run.publicUrl}/api/v3`,
    graphql_url: `${run.publicUrl}/api/graphql`,
    server_url: run.publicUrl,
    base_ref: pull?.base.branch ?? '',
    head_ref: pull?.head.branch ?? '',
    event: eventPayload(cause, project, actor, run.publicUrl),
    event_name: cause.name,
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: false,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository,
    repository_id: project.id,
    repository_owner: project.owner,
    repository_owner_id: project.org,
    repositoryUrl: `${run.publicUrl}/${repository}.git`,
    retention_days: 90,
    run_id: run.id,
    run_number: run.workflowNumber,
    run_attempt: run.attempt,
    secret_source: 'Actions',
    sha,
    workflow: run.workflow,
    workflow_ref: `${repository}/${run.path}@${ref}`,
    workflow_sha: sha,
  }
}

/** The webhook's payload, as far as this server knows its fields. */
function eventPayload(cause: Cause, project: Project, actor: ActorRef, publicUrl: string): ValueObject {
  const sender = { login: actor.name, id: actor.id, type: actor.kind === 'person' ? 'User' : 'Bot' }
  const repository: ValueObject = {
    id: project.id,
    name: project.name,
    full_name: `${project.owner}/${project.name}`,
    owner: { login: project.owner, id: project.org },
    default_branch: project.defaultBranch,
    description: project.description,
    private: true,
    html_url: `${publicUrl}/${project.owner}/${project.name}`,
    clone_url: `${publicUrl}/${project.owner}/${project.name}.git`,
  }
  if (cause.name === 'workflow_dispatch') {
    return { inputs: cause.inputs, ref: cause.ref, workflow: cause.path, repository, sender }
  }
  if (cause.name === 'repository_dispatch') {
    const branch = placeOf(cause).branch
    return { action: cause.action, branch, client_payload: cause.payload, repository, sender }
  }
  if (cause.name === 'push') {
    const commits = cause.commits.map(({ sha, message, author }) => ({
      id: sha,
      message,
      author: { name: author.name, email: author.email },
    }))
    return {
      ref: cause.ref,
      before: cause.before,
      after: cause.after,
      created: /^0+$/.test(cause.before),
      deleted: false,
      forced: cause.forced,
      commits,
      head_commit: commits.find((commit) => commit.id === cause.after) ?? commits.at(-1) ?? null,
      pusher: { name: actor.name },
      repository,
      sender,
    }
  }
  const { pull } = cause
  return {
    action: cause.action,
    number: pull.number,
    pull_request: {
      id: pull.id,
      number: pull.number,
      title: pull.title,
      body: pull.body,
      state: pull.state === 'merged' || pull.state === 'closed' ? 'closed' : 'open',
      draft: pull.state === 'draft',
      merged: pull.state === 'merged',
      html_url: `${publicUrl}/${project.owner}/${project.name}/pull/${pull.number}`,
      user: { login: pull.author.name, id: pull.author.id },
      labels: pull.labels.map(({ name }) => ({ name })),
      head: { ref: pull.head.branch, sha: pull.head.sha, repo: headRepository(pull, repository) },
      base: { ref: pull.base.branch, sha: pull.base.sha, repo: repository },
    },
    repository,
    sender,
  }
}

function headRepository({ head: { fork } }: Pull, repository: ValueObject): ValueObject {
  if (!fork) return { ...repository, fork: false }
  const full_name = `${fork.owner}/${fork.name}`
  return { ...repository, id: fork.id, name: fork.name, full_name, owner: { login: fork.owner }, fork: true }
}

/** A run about commits that somebody pushed who may not push here: it sees no secret and may do nothing but read. */
export function isFromFork(github: ValueObject): boolean {
  const event = github.event
  const pull = isObject(event) ? event.pull_request : undefined
  const head = isObject(pull) ? pull.head : undefined
  const repo = isObject(head) ? head.repo : undefined
  return isObject(repo) && repo.fork === true
}

/** What a stored event means for workflows; undefined when nothing. */
export function pullActionOf(event: Pick<StoredEvent, 'name'>): PullAction | undefined {
  return PULL_ACTIONS[event.name]
}

export const PULL_ACTIONS: Record<string, PullAction> = {
  'pull.opened': 'opened',
  'pull.updated': 'synchronize',
  'pull.reopened': 'reopened',
}
