import type { CheckSuite } from '#checks'
import type { Commit } from '#git'
import type { Account } from '#identity'
import { Problem } from '#kernel'
import type { Pull } from '#pulls'
import type { Github } from './github.ts'
import type { Ask } from './rest.ts'

/** The commit that a branch, a tag or an id means; GitHub's clients also write `heads/main` and `tags/v1`. */
export async function findCommit(github: Github, ask: Ask, name: string): Promise<Commit> {
  const ref = /^(heads|tags)\//.test(name) ? `refs/${name}` : name
  const { items } = await ask.call(github.git.verbs.commits, { ...ask.repo(), ref, limit: 1 })
  return items[0]!
}

/** Open pull requests, as far as the one who asks may see them. */
export async function openPulls(github: Github, ask: Ask): Promise<Pull[]> {
  try {
    return (await ask.call(github.pulls.verbs.list, { ...ask.repo(), state: 'unfinished', limit: 100 })).items
  } catch (error) {
    if (error instanceof Problem && error.kind === 'forbidden') return []
    throw error
  }
}

/** Who reports: an app under its own number and name; of suites from before that was kept, the server itself. */
export async function reporterOf(
  github: Github,
  { reporter, source }: Pick<CheckSuite, 'reporter' | 'source'>,
): Promise<Account> {
  const actor = reporter ?? { kind: 'system' as const, id: `system:${source}`, name: source }
  const account = await github.identity.accounts.ofActor(actor)
  const app = await github.apps.findByActor(actor.id)
  if (!app) return account
  const { databaseId, slug, name, description, createdAt } = app
  return { ...account, databaseId, login: slug, name, description, createdAt }
}
