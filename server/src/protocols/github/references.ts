import { Problem } from '#kernel'
import { type ReferenceLink, referencesIn } from '#markdown'
import type { Github } from './github.ts'
import type { Ask } from './rest.ts'

export type Links = Record<string, ReferenceLink>

/** Where what a text names can be looked at, as far as the one who asks may see it. `repo` is what a bare `#7` is of. */
export async function linksIn(
  github: Github,
  { call, urls }: Pick<Ask, 'call' | 'urls'>,
  { text, repo }: { text: string; repo: { owner: string; name: string } | undefined },
): Promise<Links> {
  const references = repo ? referencesIn(text) : []
  if (!repo || references.length === 0) return {}
  const { items } = await call(github.issues.verbs.findReferences, { ...repo, references }).catch((error) => {
    if (error instanceof Problem) return { items: [] } // a text without links is a text
    throw error
  })
  const links: Links = {}
  for (const { reference, kind, owner, name, number, sha, title } of items) {
    const at = `${urls.web}/${owner}/${name}`
    const href =
      kind === 'person'
        ? `${urls.web}/${owner}`
        : kind === 'commit'
          ? `${at}/commit/${sha}`
          : `${at}/${kind === 'pull' ? 'pull' : 'issues'}/${number}`
    links[reference] = { href, title }
  }
  return links
}
