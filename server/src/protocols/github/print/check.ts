import type { components } from '@octokit/openapi-types'
import type { CheckRun, CheckSuite, CommitStatus } from '#checks'
import type { Commit } from '#git'
import type { Account } from '#identity'
import type { Pull } from '#pulls'
import { printNodeId } from '../node-id.ts'
import type { Urls } from '../urls.ts'
import { printAccount } from './account.ts'
import type { MinimalRepository } from './repository.ts'

type GithubCheckRun = components['schemas']['check-run']
type GithubCheckSuite = components['schemas']['check-suite']
type GithubAnnotation = components['schemas']['check-annotation']
type GithubStatus = components['schemas']['status']
type App = components['schemas']['integration']
type PullRequest = components['schemas']['pull-request-minimal']

/** What is known beside check runs: where they are, and who reports to each of their suites. */
export interface CheckFacts {
  repo: { owner: string; name: string; databaseId: number }
  suites: ReadonlyMap<string, { suite: CheckSuite; reporter: Account }>
  /** Those whose head is the commit. */
  pulls: readonly Pull[]
}

/** Clients know the runner of workflows by this name. */
const ACTIONS = { slug: 'github-actions', name: 'GitHub Actions' }

export function printApp(suite: Pick<CheckSuite, 'source'>, reporter: Account, urls: Urls): App {
  const { slug, name } =
    suite.source === 'ci'
      ? ACTIONS
      : { slug: reporter.login.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-'), name: reporter.name }
  return {
    id: reporter.databaseId,
    slug,
    node_id: printNodeId('App', reporter.id),
    owner: printAccount(reporter, urls),
    name,
    description: reporter.description || null,
    external_url: urls.web,
    html_url: urls.web,
    created_at: reporter.createdAt.toISOString(),
    updated_at: reporter.createdAt.toISOString(),
    permissions: { checks: 'write' },
    events: [],
  }
}

export function printCheckRun(check: CheckRun, { repo, suites, pulls }: CheckFacts, urls: Urls): GithubCheckRun {
  const { suite, reporter } = suites.get(check.suite)!
  const url = `${urls.api}/repos/${repo.owner}/${repo.name}/check-runs/${check.databaseId}`
  const page = `${urls.web}/${repo.owner}/${repo.name}/commit/${check.sha}/checks/${check.databaseId}`
  return {
    id: check.databaseId,
    node_id: printNodeId('CheckRun', check.id),
    head_sha: check.sha,
    external_id: check.externalId ?? '',
    url,
    html_url: page,
    details_url: check.detailsUrl ?? page,
    status: check.status,
    // The description forgets two that reporters may send.
    conclusion: check.conclusion as GithubCheckRun['conclusion'],
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      title: check.title || null,
      summary: check.summary || null,
      text: check.text || null,
      annotations_count: check.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: check.name,
    check_suite: { id: suite.databaseId },
    app: printApp(suite, reporter, urls),
    pull_requests: pulls.map((pull) => printPullReference(pull, repo, urls)),
  }
}

export function printAnnotation(
  annotation: CheckRun['annotations'][number],
  { sha, repo }: { sha: string; repo: { owner: string; name: string } },
  urls: Urls,
): GithubAnnotation {
  const path = annotation.path.split('/').map(encodeURIComponent).join('/')
  return {
    path: annotation.path,
    start_line: annotation.line,
    end_line: annotation.endLine ?? annotation.line,
    start_column: annotation.startColumn ?? null,
    end_column: annotation.endColumn ?? null,
    annotation_level: annotation.level,
    title: annotation.title ?? '',
    message: annotation.message,
    raw_details: annotation.details ?? '',
    blob_href: `${urls.web}/${repo.owner}/${repo.name}/blob/${sha}/${path}`,
  }
}

export function printCheckSuite(
  suite: CheckSuite,
  facts: CheckFacts & { repository: MinimalRepository; commit: Commit; reporter: Account },
  urls: Urls,
): GithubCheckSuite {
  const { repo, repository, commit, reporter, pulls } = facts
  const url = `${urls.api}/repos/${repo.owner}/${repo.name}/check-suites/${suite.databaseId}`
  return {
    id: suite.databaseId,
    node_id: printNodeId('CheckSuite', suite.id),
    head_branch: pulls[0]?.head.branch ?? null,
    head_sha: suite.sha,
    status: suite.status,
    conclusion: suite.conclusion,
    url,
    before: commit.parents[0] ?? null,
    after: suite.sha,
    pull_requests: pulls.map((pull) => printPullReference(pull, repo, urls)),
    app: printApp(suite, reporter, urls),
    repository,
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    head_commit: printSimpleCommit(commit),
    latest_check_runs_count: suite.runs,
    check_runs_url: `${url}/check-runs`,
    rerequestable: suite.status === 'completed',
    runs_rerequestable: suite.status === 'completed',
  }
}

export function printSimpleCommit(commit: Commit): components['schemas']['simple-commit'] {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: new Date(commit.committer.at).toISOString(),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  }
}

/** As a pull request stands inside of other things. */
export function printPullReference(pull: Pull, repo: CheckFacts['repo'], urls: Urls): PullRequest {
  const url = `${urls.api}/repos/${repo.owner}/${repo.name}`
  const side = ({ branch, sha }: { branch: string; sha: string }) => ({
    ref: branch,
    sha,
    repo: { id: repo.databaseId, url, name: repo.name },
  })
  return {
    id: pull.databaseId,
    number: pull.number,
    url: `${url}/pulls/${pull.number}`,
    head: side(pull.head),
    base: side(pull.base),
  }
}

export function printStatus(
  status: CommitStatus,
  { repo, creator }: { repo: { owner: string; name: string }; creator: Account },
  urls: Urls,
): GithubStatus {
  const account = printAccount(creator, urls)
  return {
    url: `${urls.api}/repos/${repo.owner}/${repo.name}/statuses/${status.sha}`,
    avatar_url: account.avatar_url,
    id: status.databaseId,
    node_id: printNodeId('StatusContext', status.id),
    state: status.state,
    description: status.description || null,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: account,
  }
}
