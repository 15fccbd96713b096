import type { Commit } from '#git'
import type { Github } from './github.ts'
import { type CommitFacts, printCommit, type Verification } from './print/commit.ts'
import type { Ask } from './rest.ts'

type Repo = { owner: string; name: string }

/** What the printer of these commits needs, read for all of them at once. */
export async function commitFacts(github: Github, repo: Repo, commits: readonly Commit[]): Promise<CommitFacts> {
  const emails = commits.flatMap(({ author, committer }) => [author.email, committer.email])
  const [accounts, verifications] = await Promise.all([
    github.identity.accounts.byEmails(emails),
    verificationsOf(github, repo, commits),
  ])
  return { repo, accounts, verifications }
}

/** The commits have been read by who asks, so what their signatures are worth is theirs to know. */
async function verificationsOf(
  github: Github,
  repo: Repo,
  commits: readonly Commit[],
): Promise<Map<string, Verification>> {
  const project = await github.kernel.db.system((tx) => github.projects.find(tx, repo))
  if (!project) return new Map()
  const entries = commits.map(
    async ({ sha, committer }) => [sha, await verificationOf(github, project.id, { sha, at: committer.at })] as const,
  )
  return new Map(await Promise.all(entries))
}

/** Of a commit or tag of a repository that the one who asks may read. */
export async function verificationOf(
  github: Github,
  project: string,
  { sha, at }: { sha: string; at: string },
): Promise<Verification> {
  const { verified, reason, signature, payload } = await github.git.signature(project, sha)
  // Keys are asked for at each look, so the object's own moment is the only one that stays true.
  return { verified, reason, signature, payload, verified_at: verified ? new Date(at).toISOString() : null }
}

export async function printCommits(github: Github, ask: Ask, commits: readonly Commit[]) {
  const facts = await commitFacts(github, ask.repo(), commits)
  return commits.map((commit) => printCommit(commit, facts, ask.urls))
}
