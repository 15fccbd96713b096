import { z } from 'zod'
import type { GitCommand } from './command.ts'

export const Contributor = z
  .object({ name: z.string(), email: z.string(), commits: z.number().int() })
  .meta({ id: 'Contributor' })
export type Contributor = z.infer<typeof Contributor>

const MOST_CONTRIBUTORS = 500

/** Who wrote the commits up to this one, busiest first; `.mailmap` of the commit counts. Merges are nobody's writing. */
export async function listContributors(
  git: GitCommand,
  { gitDir, commit }: { gitDir: string; commit: string },
): Promise<{ items: Contributor[]; total: number }> {
  const printed = await git.text(['shortlog', '-s', '-n', '-e', '--no-merges', commit], { gitDir })
  const items = printed.split('\n').flatMap((line) => {
    const [, commits, name = '', email = ''] = /^\s*(\d+)\t(.*) <([^>]*)>$/.exec(line) ?? []
    return commits ? [{ name, email, commits: Number(commits) }] : []
  })
  return { items: items.slice(0, MOST_CONTRIBUTORS), total: items.length }
}
