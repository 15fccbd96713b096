import type { components } from '@octokit/openapi-types'
import type { Account, Team } from '#identity'
import type { Pull } from '#pulls'
import { printNodeId } from '../node-id.ts'
import { printAccount } from './account.ts'
import { api, type Place, printLabel, printMilestone, printPerson } from './issue.ts'
import { printRepository, type RepositoryFacts } from './repository.ts'
import { printTeam } from './team.ts'

type Schemas = components['schemas']
type PullRequest = Schemas['pull-request']
type SimplePull = Omit<Schemas['pull-request-simple'], 'requested_teams'> & {
  requested_teams: { slug: string; id: number }[]
}

/** What stands around a pull request besides what stands around its issue. */
export interface PullPlace extends Place {
  base: RepositoryFacts
  /** Those that heads are in, by the ids of their projects. */
  forks: ReadonlyMap<string, RepositoryFacts>
  /** By login. */
  reviewers: ReadonlyMap<string, Account>
  /** By slug. */
  teams: ReadonlyMap<string, Team>
}

/** As in lists and in webhooks. */
export function printSimplePull(pull: Pull, place: PullPlace): SimplePull {
  const url = `${api(place)}/pulls/${pull.number}`
  const issue = `${api(place)}/issues/${pull.number}`
  const page = `${place.urls.web}/${place.project.owner}/${place.project.name}/pull/${pull.number}`
  const statuses = `${api(place)}/statuses/${pull.head.sha}`
  const assignees = pull.assignees.map((person) => printPerson(person, place))
  const link = (href: string) => ({ href })
  return {
    url,
    id: pull.databaseId,
    node_id: printNodeId('PullRequest', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api(place)}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: isFinished(pull) ? 'closed' : 'open',
    locked: pull.locked,
    title: pull.title,
    user: printPerson(pull.author, place),
    body: pull.body || null,
    labels: pull.labels.map((label) => {
      const { id, node_id, url: at, name, color, default: isDefault, description } = printLabel(label, place)
      return { id, node_id, url: at, name, color, default: isDefault, description: description ?? '' }
    }),
    milestone: pull.milestone && printMilestone(pull.milestone, place),
    active_lock_reason: pull.lockReason,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeSha,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: pull.reviewers.flatMap((name) => {
      const account = place.reviewers.get(name.toLowerCase())
      return account ? [printAccount(account, place.urls)] : []
    }),
    requested_teams: printTeams(pull, place),
    head: printSide(pull.head, place),
    base: printSide(pull.base, place),
    _links: {
      self: link(url),
      html: link(page),
      issue: link(issue),
      comments: link(`${issue}/comments`),
      review_comments: link(`${url}/comments`),
      review_comment: link(`${api(place)}/pulls/comments{/number}`),
      commits: link(`${url}/commits`),
      statuses: link(statuses),
    },
    author_association: place.people.association(pull.author),
    auto_merge: printAutoMerge(pull, place),
    draft: pull.state === 'draft',
  }
}

/** The whole form. */
export function printPull(pull: Pull, place: PullPlace & { reviewComments: number }): PullRequest {
  const { requested_teams: _, ...simple } = printSimplePull(pull, place)
  return {
    ...simple,
    requested_teams: printTeams(pull, place),
    merged: pull.state === 'merged',
    mergeable: isFinished(pull) ? null : pull.mergeable,
    rebaseable: isFinished(pull) ? null : pull.mergeable,
    mergeable_state: mergeableState(pull),
    merged_by: pull.mergedBy && printPerson(pull.mergedBy, place),
    comments: pull.commentCount,
    review_comments: place.reviewComments,
    maintainer_can_modify: pull.maintainersMayPush,
    commits: pull.commits,
    additions: pull.additions,
    deletions: pull.deletions,
    changed_files: pull.changedFiles,
  } as PullRequest
}

function isFinished({ state }: Pull): boolean {
  return state === 'merged' || state === 'closed'
}

/** GitHub's word for whether it could be merged now. */
export function mergeableState(pull: Pull): string {
  if (isFinished(pull) || pull.mergeable === null) return 'unknown'
  if (!pull.mergeable) return 'dirty'
  if (pull.state === 'draft') return 'draft'
  return pull.blockedBy.length > 0 ? 'blocked' : 'clean'
}

/** A side in the project itself, or in a fork; of a fork that is gone, or that the one who asks may not see, only its name is left. */
function printSide(
  { branch, sha, fork = null }: { branch: string; sha: string; fork?: Pull['head']['fork'] },
  { base, forks, urls }: PullPlace,
): PullRequest['head'] {
  const facts = fork ? forks.get(fork.id) : base
  return {
    label: `${fork?.owner ?? base.project.owner}:${branch}`,
    ref: branch,
    sha,
    // GitHub sends null for both where the fork is gone, which its description forgets.
    user: (facts ? printAccount(facts.owner, urls) : null) as PullRequest['head']['user'],
    repo: (facts ? printRepository(facts, urls) : null) as PullRequest['head']['repo'],
  }
}

/** The description calls them simple teams in one place and whole ones in another; GitHub sends the same. */
function printTeams(pull: Pull, place: PullPlace) {
  return pull.reviewTeams.flatMap((slug) => {
    const team = place.teams.get(slug)
    return team ? [printTeam(team, place.base.owner, place.urls)] : []
  })
}

function printAutoMerge({ autoMerge }: Pull, place: Place): Schemas['auto-merge'] {
  if (!autoMerge) return null
  return {
    enabled_by: printPerson(autoMerge.by, place),
    // GitHub moves a branch forward only as part of a rebase.
    merge_method: autoMerge.method === 'fast_forward' ? 'rebase' : autoMerge.method,
    commit_title: autoMerge.title ?? '',
    commit_message: autoMerge.body ?? '',
  } as Schemas['auto-merge']
}
