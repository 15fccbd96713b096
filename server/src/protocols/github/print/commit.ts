import type { components } from '@octokit/openapi-types'
import type { Commit as CommitView, FileDiff } from '#git'
import type { Account } from '#identity'
import { printNodeId } from '../node-id.ts'
import type { Urls } from '../urls.ts'
import { printAccount } from './account.ts'

type GitCommit = components['schemas']['git-commit']
type Commit = components['schemas']['commit']
type DiffEntry = components['schemas']['diff-entry']
export type Verification = components['schemas']['verification'] & { verified_at: string | null }

type Signed = CommitView['author']

/** What is known beside it: whose addresses those are, and what its signature is worth. */
export interface CommitFacts {
  repo: { owner: string; name: string }
  accounts: ReadonlyMap<string, Account>
  /** What the signatures are worth; a commit that is not among them carries none. */
  verifications?: ReadonlyMap<string, Verification>
}

const UNSIGNED: Verification = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
}

function date({ at }: Signed): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

function person(signed: Signed) {
  return { name: signed.name, email: signed.email, date: date(signed) }
}

export function repoUrl(urls: Urls, { owner, name }: { owner: string; name: string }): string {
  return `${urls.api}/repos/${owner}/${name}`
}

export function webUrl(urls: Urls, { owner, name }: { owner: string; name: string }): string {
  return `${urls.web}/${owner}/${name}`
}

export function commitNodeId(repo: { owner: string; name: string }, sha: string): string {
  return printNodeId('Commit', `${repo.owner}/${repo.name}@${sha}`)
}

/** A commit among git's own objects. */
export function printGitCommit(commit: CommitView, { repo, verifications }: CommitFacts, urls: Urls): GitCommit {
  const url = repoUrl(urls, repo)
  return {
    sha: commit.sha,
    node_id: commitNodeId(repo, commit.sha),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${webUrl(urls, repo)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${webUrl(urls, repo)}/commit/${sha}`,
    })),
    verification: verifications?.get(commit.sha) ?? UNSIGNED,
  }
}

/** A commit as people see it, with its changes where they are given. */
export function printCommit(
  commit: CommitView,
  facts: CommitFacts & { files?: readonly FileDiff[] },
  urls: Urls,
): Commit {
  const { repo, accounts, files, verifications } = facts
  const url = repoUrl(urls, repo)
  const account = (signed: Signed) => {
    const found = accounts.get(signed.email.toLowerCase())
    return found ? printAccount(found, urls) : null
  }
  const additions = files?.reduce((sum, file) => sum + file.additions, 0) ?? 0
  const deletions = files?.reduce((sum, file) => sum + file.deletions, 0) ?? 0
  return {
    sha: commit.sha,
    node_id: commitNodeId(repo, commit.sha),
    url: `${url}/commits/${commit.sha}`,
    html_url: `${webUrl(urls, repo)}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    commit: {
      url: `${url}/git/commits/${commit.sha}`,
      author: person(commit.author),
      committer: person(commit.committer),
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      verification: verifications?.get(commit.sha) ?? UNSIGNED,
    },
    author: account(commit.author),
    committer: account(commit.committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${webUrl(urls, repo)}/commit/${sha}`,
    })),
    ...(files
      ? {
          stats: { additions, deletions, total: additions + deletions },
          files: files.map((file) => printFile(file, { repo, sha: commit.sha }, urls)),
        }
      : {}),
  }
}

const FILE_STATUS = { added: 'added', modified: 'modified', deleted: 'removed', renamed: 'renamed' } as const

/** One file of a comparison; `sha` is the commit it is of. */
export function printFile(
  file: FileDiff,
  { repo, sha }: { repo: { owner: string; name: string }; sha: string },
  urls: Urls,
): DiffEntry {
  const path = encodePath(file.path)
  const patch = file.patch.slice(Math.max(0, file.patch.indexOf('@@')))
  return {
    sha: file.blob,
    filename: file.path,
    status: FILE_STATUS[file.status],
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${webUrl(urls, repo)}/blob/${sha}/${path}`,
    raw_url: `${webUrl(urls, repo)}/raw/${sha}/${path}`,
    contents_url: `${repoUrl(urls, repo)}/contents/${path}?ref=${sha}`,
    ...(file.binary || file.truncated || !file.patch.includes('@@') ? {} : { patch: patch.trimEnd() }),
    ...(file.oldPath === undefined ? {} : { previous_filename: file.oldPath }),
  }
}

export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
