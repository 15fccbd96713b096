import { z } from 'zod'
import { type Kernel, Problem, verb } from '#kernel'
import type { Projects } from '#projects'
import { diffTrees, FileDiff } from './diff.ts'
import { EMPTY_TREE, quote, repositoryPath } from './names.ts'
import { Address, createOpening, RefInput } from './opening.ts'
import type { Repositories } from './repositories.ts'

/** Of a file that somebody asked for by itself. More is read with git, not in a browser. */
export const FILE_ALONE_BYTES = 8 * 1024 * 1024

/** The changes of one file, whose patch a longer list had to cut. */
export function createDiffVerbs(
  kernel: Kernel,
  { projects, repositories }: { projects: Projects; repositories: Repositories },
) {
  const { open, commitOf } = createOpening({ projects, repositories })

  const verbs = {
    fileDiff: verb({
      name: 'git.fileDiff',
      http: 'GET /projects/:owner/:name/diff',
      summary: 'Show how one file differs between two commits',
      input: z.object({
        ...Address,
        base: RefInput.optional().describe('Left out: everything is new.'),
        head: RefInput,
        path: z.string(),
        oldPath: z.string().optional().describe('Its name in the base, if that is another one.'),
      }),
      output: FileDiff,
      needs: 'git:read',
      scope: projects.scope,
      async run(context, { base, head, path, oldPath, ...address }) {
        const source = await open(context, address)
        const paths = [...new Set([path, ...(oldPath === undefined ? [] : [oldPath])])].map(repositoryPath)
        const files = await diffTrees(source.git, {
          gitDir: source.gitDir,
          base: base === undefined ? EMPTY_TREE : await commitOf(source, base),
          head: await commitOf(source, head),
          paths,
          limits: { filePatchBytes: FILE_ALONE_BYTES, totalPatchBytes: FILE_ALONE_BYTES },
        })
        const file = files.find((each) => each.path === paths[0])
        if (file) return file
        throw new Problem('not_found', 'git.no_change', `${quote(path)} is the same in both, or in neither.`)
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))
  return verbs
}
