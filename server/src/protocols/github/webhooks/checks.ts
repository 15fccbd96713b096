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

  /** The run of the event in its suite, and the suite by itself. */
  async function printAround(telling: Telling) {
    const { event, read, project, urls } = telling
    const run = await read(verbs.get, { checkRun: event.data.check })
    const { items } = await read(verbs.suites, { sha: run.sha })
    const suites = new Map(
      await Promise.all(
        items.map(async (suite) => [suite.id, { suite, reporter: await reporterOf(github, suite) }] as const),
      ),
    )
    const pulls = (await read(github.pulls.verbs.list, { state: 'unfinished', limit: 100 })).items
    const facts: CheckFacts = { repo: project, suites, pulls: pulls.filter(({ head }) => head.sha === run.sha) }
    const [about] = await repositoryFacts(github, [project], undefined)
    const repository = printMinimalRepository(about!, urls)
    const { suite, reporter } = suites.get(run.suite)!
    const commit = await commitOf(telling, run.sha)
    const whole = printCheckSuite(suite, { ...facts, repository, commit, reporter }, urls)
    const { repository: _, ...printedSuite } = whole
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
      'check.created': aboutRun('created'),
      'check.completed': aboutRun('completed'),
      'check.rerequested': aboutRun('rerequested'),
      'status.reported': tellStatus,
    },
  }
}
