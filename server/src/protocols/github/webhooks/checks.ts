import { ZERO } from '#git'
import type { HookMessage } from '#hooks'
import { reporterOf } from '../commit-of.ts'
import type { Github } from '../github.ts'
import { type CheckFacts, printCheckRun, printCheckSuite, printStatus } from '../print/check.ts'
import { printCommit } from '../print/commit.ts'
import { printMinimalRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import type { Family, Telling } from './telling.ts'

/** What was found out about a commit. */
export function checkFamily(github: Github): Family {
  const { verbs } = github.checks

  async function commitOf({ read }: Telling, sha: string) {
    const { items } = await read(github.git.verbs.commits, { ref: sha, limit: 1 })
    return items[0]!
  }

  /** The suites of a commit, and what stands around them. */
  async function factsOf({ read, project, urls }: Telling, sha: string) {
    const { items } = await read(verbs.suites, { sha })
    const suites = new Map(
      await Promise.all(
        items.map(async (suite) => [suite.id, { suite, reporter: await reporterOf(github, suite) }] as const),
      ),
    )
    const pulls = (await read(github.pulls.verbs.list, { state: 'unfinished', limit: 100 })).items
    const facts: CheckFacts = { repo: project, suites, pulls: pulls.filter(({ head }) => head.sha === sha) }
    const [about] = await repositoryFacts(github, [project], undefined)
    return { facts, repository: printMinimalRepository(about!, urls) }
  }

  async function printSuite(telling: Telling, sha: string, id: string) {
    const { facts, repository } = await factsOf(telling, sha)
    const found = facts.suites.get(id)
    if (!found) return undefined
    const { suite, reporter } = found
    const commit = await commitOf(telling, sha)
    const { repository: _, ...printed } = printCheckSuite(
      suite,
      { ...facts, repository, commit, reporter },
      telling.urls,
    )
    return { suite, printed, facts }
  }

  /** An app's own suite: it is told, and nobody else. */
  const aboutSuite =
    (action: 'requested' | 'rerequested') =>
    async (telling: Telling): Promise<HookMessage[]> => {
      const {
        suite: id,
        sha,
        branch,
        before,
      }: { suite: string; sha: string; branch?: string; before?: string | null } = telling.event.data
      const found = await printSuite(telling, sha, id)
      const [, app] = /^app:(.+)$/.exec(found?.suite.reporter?.id ?? '') ?? []
      if (!found || app === undefined) return []
      const { rerequestable, runs_rerequestable, ...printed } = found.printed
      // It may have been looked at before this is told.
      const check_suite =
        action === 'requested'
          ? { ...found.printed, status: 'queued', conclusion: null, head_branch: branch, before: before ?? ZERO }
          : printed
      const message = await telling.message('check_suite', action, { check_suite })
      return [{ ...message, app }]
    }

  /** The run of the event in its suite, and the suite by itself. */
  async function printAround(telling: Telling) {
    const { event, read, urls } = telling
    const run = await read(verbs.get, { checkRun: event.data.check })
    const { suite, printed: printedSuite, facts } = (await printSuite(telling, run.sha, run.suite))!
    const { latest_check_runs_count, check_runs_url, rerequestable, runs_rerequestable, head_commit, ...inner } =
      printedSuite
    const printedRun = printCheckRun(run, facts, urls)
    return {
      suite: printedSuite,
      isOver: suite.status === 'completed',
      // A payload always says when it began: one that waits still, when it was asked for.
      run: { ...printedRun, started_at: printedRun.started_at ?? suite.createdAt, check_suite: inner },
    }
  }

  const aboutRun =
    (action: 'created' | 'completed' | 'rerequested') =>
    async (telling: Telling): Promise<HookMessage[]> => {
      const { run, suite, isOver } = await printAround(telling)
      const told = [await telling.message('check_run', action, { check_run: run })]
      if (action !== 'completed' || !isOver) return told
      return [...told, await telling.message('check_suite', 'completed', { check_suite: suite })]
    }

  async function tellStatus(telling: Telling): Promise<HookMessage[]> {
    const { event, read, project, urls, message } = telling
    const { sha, status: id }: { sha: string; status: string } = event.data
    const status = (await read(verbs.statuses, { sha, limit: 100 })).items.find((each) => each.id === id)
    if (!status) return []
    const commit = await commitOf(telling, sha)
    const accounts = await github.identity.accounts.byEmails([commit.author.email, commit.committer.email])
    const printed = printCommit(commit, { repo: project, accounts }, urls)
    const { verified_at: _, ...verification } = printed.commit.verification!
    const creator = await github.identity.accounts.ofActor(status.creator)
    const {
      id: number,
      avatar_url,
      target_url,
      context,
      description,
      state,
      created_at,
      updated_at,
    } = printStatus(status, { repo: project, creator }, urls)
    const branches = (await read(github.git.verbs.branches, {})).items.filter((branch) => branch.sha === sha)
    return [
      await message('status', null, {
        id: number,
        sha,
        name: `${project.owner}/${project.name}`,
        avatar_url,
        target_url,
        context,
        description,
        state,
        commit: { ...printed, commit: { ...printed.commit, verification } },
        branches: branches.map((branch) => ({
          name: branch.name,
          commit: { sha, url: `${urls.api}/repos/${project.owner}/${project.name}/commits/${sha}` },
          protected: branch.protected,
        })),
        created_at,
        updated_at,
      }),
    ]
  }

  return {
    names: ['check_run', 'check_suite', 'status'],
    tell: {
      'check_suite.requested': aboutSuite('requested'),
      'check_suite.rerequested': aboutSuite('rerequested'),
      'check.created': aboutRun('created'),
      'check.completed': aboutRun('completed'),
      'check.rerequested': aboutRun('rerequested'),
      'status.reported': tellStatus,
    },
  }
}
