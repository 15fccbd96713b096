import type { components } from '@octokit/openapi-types'
import type { Account } from '#identity'
import type { Project } from '#projects'
import { printNodeId } from '../node-id.ts'
import type { Urls } from '../urls.ts'
import { printAccount } from './account.ts'

export type MinimalRepository = components['schemas']['minimal-repository']
export type Repository = components['schemas']['full-repository']

/** What is known of a repository beside its project. */
export interface RepositoryFacts {
  project: Project
  owner: Account
  /** What the one who asks may do; left out where nobody in particular asks. */
  permissions?: { admin: boolean; maintain: boolean; push: boolean; triage: boolean; pull: boolean }
  counts: { openIssues: number; forks: number; sizeKb: number }
  language: string | null
}

/** The addresses below one repository. */
function addresses(project: Pick<Project, 'owner' | 'name'>, urls: Urls) {
  const url = `${urls.api}/repos/${project.owner}/${project.name}`
  return {
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
    hooks_url: `${url}/hooks`,
  }
}

/** What both the short and the whole form have. */
function common({ project, owner, counts, language }: RepositoryFacts, urls: Urls) {
  const path = `${project.owner}/${project.name}`
  const web = `${urls.web}/${path}`
  return {
    id: project.databaseId,
    node_id: printNodeId('Repository', project.id),
    name: project.name,
    full_name: path,
    private: project.visibility === 'private',
    visibility: project.visibility,
    owner: printAccount(owner, urls),
    html_url: web,
    description: project.description || null,
    fork: project.parent !== null,
    ...addresses(project, urls),
    git_url: `${web.replace(/^https?:/, 'git:')}.git`,
    ssh_url: urls.ssh ? `${urls.ssh}/${path}.git` : `${web}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    mirror_url: null,
    homepage: project.homepage || null,
    language,
    forks_count: counts.forks,
    stargazers_count: 0,
    watchers_count: 0,
    size: counts.sizeKb,
    default_branch: project.defaultBranch,
    open_issues_count: counts.openIssues,
    is_template: false,
    topics: project.topics,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    has_downloads: false,
    license: null,
    archived: project.archivedAt !== null,
    disabled: false,
    pushed_at: project.pushedAt ?? project.createdAt,
    created_at: project.createdAt,
    updated_at: project.updatedAt,
    forks: counts.forks,
    open_issues: counts.openIssues,
    watchers: 0,
  }
}

/** As it stands in lists and inside other answers. */
export function printMinimalRepository(facts: RepositoryFacts, urls: Urls): MinimalRepository {
  return { ...common(facts, urls), ...(facts.permissions ? { permissions: facts.permissions } : {}) }
}

/** The whole form. */
export function printRepository(facts: RepositoryFacts, urls: Urls): Repository {
  return {
    ...common(facts, urls),
    ...(facts.permissions ? { permissions: facts.permissions } : {}),
    allow_forking: true,
    web_commit_signoff_required: false,
    network_count: facts.counts.forks,
    subscribers_count: 0,
  }
}
