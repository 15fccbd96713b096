import type { Issue } from '#issues'
import type { ActorRef } from '#kernel'
import type { Project } from '#projects'
import type { Github } from './github.ts'
import { peopleOf } from './people.ts'
import { type Place, printIssue } from './print/issue.ts'
import type { Ask } from './rest.ts'

/** Everybody an issue names. */
export function peopleInIssue({ author, closedBy, assignees, milestone }: Issue): ActorRef[] {
  return [author, closedBy, milestone?.creator, ...assignees].filter((actor) => actor != null)
}

export async function placeOf(github: Github, ask: Ask, project: Project, actors: Iterable<ActorRef>): Promise<Place> {
  return { project, people: await peopleOf(github, project, actors), urls: ask.urls }
}

/** The one repository that a search names. It is searched by itself, so that guests of a public one find something, too. */
export function onlyRepository(query: string): { owner: string; name: string } | undefined {
  const [, owner, name] = /(?:^|\s)repo:"?([\w.-]+)\/([\w.-]+)"?(?=\s|$)/.exec(query) ?? []
  const isOnly = query.match(/(?:^|\s)-?(?:repo|org|user):/g)?.length === 1
  return isOnly && owner && name ? { owner, name } : undefined
}

/** The project of the address. Call it after a verb, which decided whether the one who asks may see it. */
export function projectOf(github: Github, ask: Ask): Promise<Project> {
  return github.kernel.db.system((tx) => github.projects.get(tx, ask.repo()))
}

/** Issues of the project in the address. Call it after the verb that answered them, which decided who may see them. */
export async function printIssues(github: Github, ask: Ask, issues: readonly Issue[]) {
  const place = await placeOf(github, ask, await projectOf(github, ask), issues.flatMap(peopleInIssue))
  return issues.map((issue) => printIssue(issue, place))
}
