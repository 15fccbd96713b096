import type { components } from '@octokit/openapi-types'
import type { Account } from '#identity'
import type { ActorRef } from '#kernel'
import type { Project } from '#projects'
import type { Github } from './github.ts'

export type Association = components['schemas']['author-association']

/** Everybody who appears in an answer about one project. */
export interface People {
  account(actor: ActorRef): Account
  /** What they are to the project. */
  association(actor: ActorRef): Association
}

export async function peopleOf(
  github: Github,
  project: Pick<Project, 'id' | 'org' | 'owner'>,
  actors: Iterable<ActorRef>,
): Promise<People> {
  const everybody = [...new Map([...actors].map((actor) => [keyOf(actor), actor])).values()]
  const found = await github.identity.accounts.ofActors(everybody)
  const accounts = new Map<string, Account>(everybody.map((actor, at) => [keyOf(actor), found[at]!]))
  // Who belongs to it is public where the project is; the actor's own sight does not reach that far.
  const [members, outside] = await github.kernel.db.system(async (tx) => [
    new Set((await github.identity.members(tx, project.org)).map(({ id }) => id)),
    new Set((await github.projects.collaborators(tx, project.id)).map(({ user }) => user)),
  ])
  return {
    account: (actor) => accounts.get(keyOf(actor))!,
    association({ kind, id }) {
      if (kind !== 'person') return 'NONE'
      if (accounts.get(`person ${id}`)?.login === project.owner) return 'OWNER'
      return members.has(id) ? 'MEMBER' : outside.has(id) ? 'COLLABORATOR' : 'NONE'
    },
  }
}

function keyOf({ kind, id }: ActorRef): string {
  return `${kind} ${id}`
}
