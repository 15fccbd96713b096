import { lstat, mkdir, readdir, readlink, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { newId, Problem } from '#kernel'
import type { GitCommand } from './command.ts'

/**
 * Writes the files of a commit into an empty folder, without any .git. Not by `git archive`, whose output the tree's own attributes
 * can change. A symlink that leads out of the folder becomes a plain file holding its target, as git does where links do not exist:
 * whatever serves or copies these files later cannot be led astray.
 */
export async function checkoutFiles(
  git: GitCommand,
  { gitDir, commit, directory, scratch }: { gitDir: string; commit: string; directory: string; scratch: string },
): Promise<void> {
  await mkdir(directory, { recursive: true })
  if ((await readdir(directory)).length > 0) {
    throw new Problem('conflict', 'git.checkout_not_empty', 'The folder to check out into is not empty.')
  }
  const index = join(scratch, newId('index'))
  const env = { GIT_INDEX_FILE: index }
  try {
    await git.run(['read-tree', commit], { gitDir, env })
    await git.run(['checkout-index', '--all', '--force'], { gitDir, env, workTree: directory })
    const { stdout } = await git.run(['ls-files', '-s', '-z'], { gitDir, env })
    const entries = stdout.toString('utf8').split('\0')
    const links = entries
      .filter((entry) => entry.startsWith('120000 '))
      .map((entry) => entry.slice(entry.indexOf('\t') + 1))
    const root = await realpath(directory)
    for (const path of links) await containLink(root, path)
  } finally {
    await rm(index, { force: true })
  }
}

async function containLink(root: string, path: string): Promise<void> {
  const link = join(root, path)
  if (!(await lstat(link)).isSymbolicLink()) return
  const target = await readlink(link)
  const lexical = resolve(dirname(link), target)
  const real = await realpath(link).catch(() => lexical)
  if (!target.startsWith('/') && isInside(root, lexical) && isInside(root, real)) return
  await rm(link)
  await writeFile(link, target)
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root + sep)
}
