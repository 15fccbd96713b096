import type { Commit } from '../../api/code.ts'

/** Commits under the day they were made: a branched history is not quite in the order of time, and a day stands once. */
export function daysOf(commits: readonly Commit[]): { day: string; commits: Commit[] }[] {
  const days: { day: string; commits: Commit[] }[] = []
  for (const commit of commits) {
    const day = new Date(commit.committer.at).toLocaleDateString(undefined, { dateStyle: 'long' })
    const known = days.find((each) => each.day === day)
    if (known) known.commits.push(commit)
    else days.push({ day, commits: [commit] })
  }
  return days
}
