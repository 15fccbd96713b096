import type { components } from '@octokit/openapi-types'
import type { CheckSuite } from '#checks'
import type { Job, Run, WorkflowView } from '#ci'
import type { Commit } from '#git'
import type { Account } from '#identity'
import type { Pull } from '#pulls'
import { printNodeId } from '../node-id.ts'
import type { Urls } from '../urls.ts'
import { printAccount } from './account.ts'
import { printPullReference, printSimpleCommit } from './check.ts'
import type { MinimalRepository } from './repository.ts'

type GithubWorkflow = components['schemas']['workflow']
type GithubRun = components['schemas']['workflow-run']
type GithubJob = components['schemas']['job']

type Place = { owner: string; name: string }

const repoUrl = (urls: Urls, { owner, name }: Place): string => `${urls.api}/repos/${owner}/${name}`
const webUrl = (urls: Urls, { owner, name }: Place): string => `${urls.web}/${owner}/${name}`

export function printWorkflow(
  workflow: WorkflowView,
  repo: Place & { defaultBranch: string },
  urls: Urls,
): GithubWorkflow {
  const file = workflow.path.split('/').at(-1)!
  return {
    id: workflow.databaseId,
    node_id: printNodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: workflow.state === 'disabled' ? 'disabled_manually' : workflow.state,
    created_at: workflow.createdAt,
    updated_at: workflow.updatedAt,
    url: `${repoUrl(urls, repo)}/actions/workflows/${workflow.databaseId}`,
    html_url: `${webUrl(urls, repo)}/blob/${repo.defaultBranch}/${workflow.path}`,
    badge_url: `${webUrl(urls, repo)}/actions/workflows/${encodeURIComponent(file)}/badge.svg`,
  }
}

/** What is known beside runs. */
export interface RunFacts {
  repo: Place & { databaseId: number }
  repository: MinimalRepository
  actor: Account
  commit: Commit | undefined
  suite: CheckSuite | undefined
  pulls: readonly Pull[]
}

export function printRun(run: Run, facts: RunFacts, urls: Urls): GithubRun {
  const { repo, repository, suite, commit } = facts
  const url = `${repoUrl(urls, repo)}/actions/runs/${run.databaseId}`
  const actor = printAccount(facts.actor, urls)
  const suites = suite ? `check-suites/${suite.databaseId}` : `commits/${run.sha}/check-suites`
  return {
    id: run.databaseId,
    name: run.workflow,
    node_id: printNodeId('WorkflowRun', run.id),
    ...(suite ? { check_suite_id: suite.databaseId, check_suite_node_id: printNodeId('CheckSuite', suite.id) } : {}),
    head_branch: run.branch,
    head_sha: run.sha,
    path: run.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    url,
    html_url: `${webUrl(urls, repo)}/actions/runs/${run.number}`,
    pull_requests: facts.pulls.map((pull) => printPullReference(pull, repo, urls)),
    created_at: run.createdAt,
    updated_at: run.completedAt ?? run.startedAt ?? run.createdAt,
    actor,
    triggering_actor: actor,
    run_started_at: run.startedAt ?? run.createdAt,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repoUrl(urls, repo)}/${suites}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${repoUrl(urls, repo)}/actions/workflows/${run.workflowId}`,
    head_commit: commit ? printSimpleCommit(commit) : null,
    repository,
    head_repository: repository,
  }
}

export function printJob(job: Job, run: Omit<Run, 'jobs'>, repo: Place, urls: Urls): GithubJob {
  const url = repoUrl(urls, repo)
  return {
    id: job.databaseId,
    run_id: run.databaseId,
    workflow_name: run.workflow,
    head_branch: run.branch,
    run_url: `${url}/actions/runs/${run.databaseId}`,
    run_attempt: run.attempt,
    node_id: printNodeId('CheckRun', job.id),
    head_sha: run.sha,
    url: `${url}/actions/jobs/${job.databaseId}`,
    html_url: `${webUrl(urls, repo)}/actions/runs/${run.number}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt ?? job.createdAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${url}/check-runs/${job.databaseId}`,
    labels: job.labels,
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
  }
}
