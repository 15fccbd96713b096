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
  const accounts = new Map<string, Account>()
  for (const actor of actors) {
    if (!accounts.has(keyOf(actor))) accounts.set(keyOf(actor), await github.identity.accounts.ofActor(actor))
  }
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
