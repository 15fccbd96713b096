import type { Commit, Git } from '#git'
import type { Issues } from '#issues'
import type { VerbContext } from '#kernel'
import type { PullRow } from './pulls.sql.ts'

/** Of one push; who pushes more is not followed commit by commit. */
export const MOST_NOTED_COMMITS = 100

/**
 * What only happens to pull requests, written into the timeline that they have as issues: in the same transaction, so that it is there
 * when the news arrives. The names are GitHub's.
 */
export function createChronicle({ issues, git }: { issues: Issues; git: Git }) {
  const note = (context: VerbContext, pull: PullRow, name: string, data: object = {}) =>
    issues.note(context, pull.issue, { name, data })

  /** Oldest first; `before` is the head whose commits are known. */
  async function newCommits(pull: PullRow, before: string | undefined): Promise<Commit[]> {
    const range = { notFrom: pull.baseSha, limit: MOST_NOTED_COMMITS }
    const known = before === undefined ? [] : await git.log(pull.project, { ...range, from: before })
    const seen = new Set(known.map(({ sha }) => sha))
    return (await git.log(pull.project, { ...range, from: pull.headSha })).filter(({ sha }) => !seen.has(sha)).reverse()
  }

  return {
    note,

    /** The commits that came with the head, and whether it was moved by force. */
    async pushed(context: VerbContext, pull: PullRow, before?: string): Promise<void> {
      const forced =
        before !== undefined && !(await git.isAncestor(pull.project, { ancestor: before, of: pull.headSha }))
      if (forced)
        await note(context, pull, 'head_ref_force_pushed', { branch: pull.headBranch, before, commit: pull.headSha })
      for (const { sha: commit, message, ...made } of await newCommits(pull, before)) {
        await note(context, pull, 'committed', { commit, ...made, message: firstLine(message) })
      }
    },

    async asked(
      context: VerbContext,
      pull: PullRow,
      name: 'review_requested' | 'review_request_removed',
      { reviewers, teams }: { reviewers: readonly string[]; teams: readonly string[] },
    ): Promise<void> {
      for (const requested of reviewers) await note(context, pull, name, { requested })
      for (const team of teams) await note(context, pull, name, { team })
    },
  }
}

/** The whole of it is with the commit. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.slice(0, 500)
}
