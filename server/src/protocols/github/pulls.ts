import type { Account, Team } from '#identity'
import { type Actor, type ActorRef, may } from '#kernel'
import type { Project } from '#projects'
import type { Comment, Pull, Review } from '#pulls'
import type { Github } from './github.ts'
import { placeOf, projectOf } from './issues.ts'
import { peopleOf } from './people.ts'
import { type PullPlace, printPull, printSimplePull } from './print/pull.ts'
import type { RepositoryFacts } from './print/repository.ts'
import { repositoryFacts } from './repositories.ts'
import type { Ask } from './rest.ts'
import type { Urls } from './urls.ts'

/** Everybody a pull request names. */
export function peopleInPull(pull: Pull): ActorRef[] {
  const { author, mergedBy, closedBy, autoMerge, milestone, assignees } = pull
  return [author, mergedBy, closedBy, autoMerge?.by, milestone?.creator, ...assignees].filter((actor) => actor != null)
}

/** Pull requests of the project in the address. Call it after the verb that answered them, which decided who may see them. */
export async function pullPlace(github: Github, ask: Ask, pulls: readonly Pull[]): Promise<PullPlace> {
  const project = await projectOf(github, ask)
  return pullPlaceIn(github, { project, urls: ask.urls, actor: ask.actor }, pulls)
}

/** The same where nobody asks. */
export async function pullPlaceIn(
  github: Github,
  { project, urls, actor }: { project: Project; urls: Urls; actor?: Actor | undefined },
  pulls: readonly Pull[],
): Promise<PullPlace> {
  const [people, [base], forks, reviewers, teams] = await Promise.all([
    peopleOf(github, project, pulls.flatMap(peopleInPull)),
    repositoryFacts(github, [project], actor),
    forksOf(github, actor, pulls),
    accountsOf(
      github,
      pulls.flatMap(({ reviewers: names }) => names),
    ),
    teamsOf(github, project, pulls),
  ])
  return { project, people, urls, base: base!, forks, reviewers, teams }
}

/** The forks that heads are in, as far as the one who asks may see them. */
async function forksOf(
  github: Github,
  actor: Actor | undefined,
  pulls: readonly Pull[],
): Promise<Map<string, RepositoryFacts>> {
  const ids = new Set(pulls.flatMap(({ head }) => head.fork?.id ?? []))
  const found = new Map<string, RepositoryFacts>()
  for (const id of ids) {
    const project = await github.kernel.db.system((tx) => github.projects.findById(tx, id))
    if (!project || !(await mayRead(github, actor, project))) continue
    const [facts] = await repositoryFacts(github, [project], actor)
    found.set(id, facts!)
  }
  return found
}

async function mayRead(github: Github, actor: Actor | undefined, project: Project): Promise<boolean> {
  if (project.visibility === 'public') return true
  return actor !== undefined && may(await github.projects.admit(actor, project, 'git:read'), project.org, 'git:read')
}

/** By login, in small letters. */
export async function accountsOf(github: Github, logins: readonly string[]): Promise<Map<string, Account>> {
  const found = new Map<string, Account>()
  for (const name of new Set(logins)) {
    const account = await github.identity.accounts.byLogin(name)
    if (account) found.set(name.toLowerCase(), account)
  }
  return found
}

async function teamsOf(github: Github, project: Project, pulls: readonly Pull[]): Promise<Map<string, Team>> {
  if (pulls.every(({ reviewTeams }) => reviewTeams.length === 0)) return new Map()
  const teams = await github.kernel.db.system((tx) => github.identity.teams.list(tx, project.org))
  return new Map(teams.map((team) => [team.slug, team]))
}

export async function printPulls(github: Github, ask: Ask, pulls: readonly Pull[]) {
  const place = await pullPlace(github, ask, pulls)
  return pulls.map((pull) => printSimplePull(pull, place))
}

export async function printWholePull(github: Github, ask: Ask, pull: Pull) {
  const { items } = await ask.call(github.pulls.verbs.comments, { ...ask.repo(), number: pull.number })
  return printPull(pull, { ...(await pullPlace(github, ask, [pull])), reviewComments: items.length })
}

/** What stands around reviews and their comments. */
export async function reviewPlace(github: Github, ask: Ask, said: readonly (Review | Comment)[]) {
  const people = said.map((one) => ('reviewer' in one ? one.reviewer : one.author))
  return placeOf(github, ask, await projectOf(github, ask), people)
}
