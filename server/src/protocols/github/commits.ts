import type { Commit } from '#git'
import type { Github } from './github.ts'
import { type CommitFacts, printCommit } from './print/commit.ts'
import type { Ask } from './rest.ts'

type Repo = { owner: string; name: string }

/** What the printer of these commits needs, read for all of them at once. */
export async function commitFacts(github: Github, repo: Repo, commits: readonly Commit[]): Promise<CommitFacts> {
  const emails = commits.flatMap(({ author, committer }) => [author.email, committer.email])
  return { repo, accounts: await github.identity.accounts.byEmails(emails) }
}

export async function printCommits(github: Github, ask: Ask, commits: readonly Commit[]) {
  const facts = await commitFacts(github, ask.repo(), commits)
  return commits.map((commit) => printCommit(commit, facts, ask.urls))
}
