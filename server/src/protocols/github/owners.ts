import type { Account } from '#identity'
import { Problem } from '#kernel'
import type { Github } from './github.ts'
import type { Ask } from './rest.ts'

/** A person or an organisation that the one who asks may know of. */
export async function ownerOf({ projects }: Github, ask: Ask, login: string): Promise<Account> {
  const owner = await ask.call(projects.verbs.owner, { login: login.slice(0, 60) })
  return { ...owner, createdAt: new Date(owner.createdAt) }
}

export async function organisationOf(github: Github, ask: Ask, login: string): Promise<Account> {
  const owner = await ownerOf(github, ask, login)
  if (owner.kind === 'organisation') return owner
  throw new Problem('not_found', 'github.no_org', `There is no organisation "${login.slice(0, 60)}" that you can see.`)
}
