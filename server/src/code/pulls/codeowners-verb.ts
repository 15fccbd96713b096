import { z } from 'zod'
import { Problem, verb } from '#kernel'
import { ProjectAddress } from '#projects'
import type { PullsDeps } from './desk.ts'
import { readCodeOwners } from './present.ts'

const Mistake = z
  .object({
    path: z.string(),
    line: z.number(),
    column: z.number(),
    kind: z.enum(['Invalid pattern', 'Invalid owner']),
    source: z.string(),
    message: z.string(),
  })
  .meta({ id: 'CodeOwnersMistake' })

/** A line of CODEOWNERS with a mistake binds nobody, so it has to be seen somewhere. */
export function createCodeOwnersVerb({ projects, git }: Pick<PullsDeps, 'projects' | 'git'>) {
  return {
    codeOwnersMistakes: verb({
      name: 'pulls.codeOwnersMistakes',
      http: 'GET /projects/:owner/:name/codeowners/errors',
      summary: 'List the mistakes of the CODEOWNERS file',
      input: ProjectAddress.extend({
        ref: z.string().max(300).optional().describe('Branch, tag or commit. Default: the default branch.'),
      }),
      output: z.object({ items: z.array(Mistake) }),
      needs: 'git:read',
      scope: projects.scope,
      async run({ tx }, { ref, ...address }) {
        const { id, owner, name, defaultBranch } = await projects.get(tx, address)
        const commit = await git.resolve(id, ref ?? `refs/heads/${defaultBranch}`)
        const file = commit && (await readCodeOwners(git, id, commit))
        if (!file)
          throw new Problem(
            'not_found',
            'pulls.no_codeowners',
            `${owner}/${name} has no CODEOWNERS file at ${ref ?? defaultBranch}; put one into .github.`,
          )
        return { items: file.errors.map((error) => ({ path: file.path, ...error })) }
      },
    }),
  }
}
