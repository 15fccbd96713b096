import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '#kernel'
import { type GitCommand, GitFailure } from './command.ts'
import type { Signature } from './commit-object.ts'
import { isAncestor } from './history.ts'
import { EMPTY_TREE } from './names.ts'

export type MergeMethod = 'merge' | 'squash' | 'rebase' | 'fast_forward'

export interface Author {
  name: string
  email: string
}

export interface MergeOptions {
  gitDir: string
  /** Commit ids. */
  base: string
  head: string
  method: MergeMethod
  message: string
  author: Author
}

/** More commits than anybody means to replay one by one. */
const MOST_REBASED_COMMITS = 250

/**
 * Makes the commit that merges `head` into `base` and answers its id, or the paths in conflict. Nothing is checked out and no ref
 * moves: the caller moves the branch with a compare-and-swap, and a crash in between leaves only an unreachable commit.
 */
export async function mergeCommits(
  git: GitCommand,
  options: MergeOptions,
): Promise<{ sha: string } | { conflicts: string[] }> {
  const { gitDir, base, head, message, author } = options
  if (await isAncestor(git, { gitDir, ancestor: head, of: base })) return { sha: base }
  if (options.method === 'fast_forward') {
    if (await isAncestor(git, { gitDir, ancestor: base, of: head })) return { sha: head }
    throw new Problem(
      'conflict',
      'git.not_fast_forward',
      'The base has commits that the head does not have, so it cannot be moved forward; update the branch first, or choose another way to merge.',
    )
  }
  if (options.method === 'rebase') return rebase(git, options)
  const merged = await mergeTrees(git, { gitDir, ours: base, theirs: head })
  if ('conflicts' in merged) return merged
  const parents = options.method === 'merge' ? [base, head] : [base]
  return { sha: await commitTree(git, { gitDir, tree: merged.tree, parents, message, author }) }
}

/** The tree that merging two commits gives, without committing it. */
export async function mergeTrees(
  git: GitCommand,
  { gitDir, ours, theirs }: { gitDir: string; ours: string; theirs: string },
): Promise<{ tree: string } | { conflicts: string[] }> {
  const options = ['--write-tree', '-z', '--name-only', '--no-messages', '--allow-unrelated-histories']
  const args = ['merge-tree', ...options, ours, theirs]
  const { code, stdout, stderr } = await git.run(args, { gitDir, okCodes: [0, 1, 128, 129] })
  if (code === 129) return mergeTreesByCheckout(git, { gitDir, ours, theirs })
  if (code === 128) throw new GitFailure(args, { code, stderr })
  const [tree = '', ...names] = stdout.toString('utf8').split('\0')
  return code === 0 ? { tree } : { conflicts: [...new Set(names.filter(Boolean))].sort() }
}

/** The same for git before 2.38, whose merge-tree cannot write: a merge in a folder that is thrown away. */
export async function mergeTreesByCheckout(
  git: GitCommand,
  { gitDir, ours, theirs }: { gitDir: string; ours: string; theirs: string },
): Promise<{ tree: string } | { conflicts: string[] }> {
  const folder = await mkdtemp(join(gitDir, 'merge-'))
  const workTree = join(folder, 'files')
  const at = { gitDir, workTree, env: { GIT_INDEX_FILE: join(folder, 'index') } }
  try {
    await mkdir(workTree)
    await git.run(['read-tree', ours], at)
    await git.run(['checkout-index', '--all', '--index'], at)
    const bases = await git.text(['merge-base', '--all', ours, theirs], { gitDir, okCodes: [0, 1] })
    const ancestors = bases === '' ? [EMPTY_TREE] : bases.split('\n')
    const { code } = await git.run(['merge-recursive', ...ancestors, '--', ours, theirs], { ...at, okCodes: [0, 1] })
    if (code === 0) return { tree: await git.text(['write-tree'], at) }
    const { stdout } = await git.run(['ls-files', '--unmerged', '-z'], at)
    const paths = stdout.toString('utf8').split('\0').filter(Boolean)
    return { conflicts: [...new Set(paths.map((entry) => entry.slice(entry.indexOf('\t') + 1)))].sort() }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export async function commitTree(
  git: GitCommand,
  commit: {
    gitDir: string
    tree: string
    parents: string[]
    message: string
    author: Author & { at?: string }
    committer?: Author
  },
): Promise<string> {
  const committer = commit.committer ?? commit.author
  return git.text(['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent]), '-F', '-'], {
    gitDir: commit.gitDir,
    input: `${commit.message.trim() || 'No message'}\n`,
    env: {
      GIT_AUTHOR_NAME: plainName(commit.author.name),
      GIT_AUTHOR_EMAIL: plainEmail(commit.author.email),
      ...(commit.author.at ? { GIT_AUTHOR_DATE: commit.author.at } : {}),
      GIT_COMMITTER_NAME: plainName(committer.name),
      GIT_COMMITTER_EMAIL: plainEmail(committer.email),
    },
  })
}

/**
 * Replays the commits of `head` onto `base`. Each step is a merge whose common ancestor is made to be the commit's own parent:
 * two commits without history stand in for the sides, because `merge-tree --merge-base` exists only since git 2.40.
 */
async function rebase(
  git: GitCommand,
  { gitDir, base, head, author }: MergeOptions,
): Promise<{ sha: string } | { conflicts: string[] }> {
  const commits = await commitsToReplay(git, { gitDir, base, head })
  const scratch = (tree: string, parents: string[]) =>
    commitTree(git, { gitDir, tree, parents, message: 'rebase step', author })
  let onto = base
  for (const commit of commits) {
    const ancestor = await scratch(`${commit.sha}^^{tree}`, [])
    const ours = await scratch(`${onto}^{tree}`, [ancestor])
    const theirs = await scratch(`${commit.sha}^{tree}`, [ancestor])
    const merged = await mergeTrees(git, { gitDir, ours, theirs })
    if ('conflicts' in merged) return merged
    onto = await commitTree(git, {
      gitDir,
      tree: merged.tree,
      parents: [onto],
      message: commit.message,
      author: commit.author,
      committer: author,
    })
  }
  return { sha: onto }
}

async function commitsToReplay(
  git: GitCommand,
  { gitDir, base, head }: { gitDir: string; base: string; head: string },
) {
  const { stdout } = await git.run(
    [
      'log',
      '-z',
      '--reverse',
      '--topo-order',
      '--format=%H%n%P%n%an%n%ae%n%aI%n%B',
      `--max-count=${MOST_REBASED_COMMITS + 1}`,
      head,
      `^${base}`,
      '--',
    ],
    { gitDir },
  )
  const commits = stdout.toString('utf8').split('\0').filter(Boolean)
  if (commits.length > MOST_REBASED_COMMITS) {
    throw new Problem(
      'conflict',
      'git.rebase_too_long',
      `Rebase replays at most ${MOST_REBASED_COMMITS} commits; merge or squash this branch.`,
    )
  }
  return commits.map((record) => {
    const [sha = '', parents = '', name = '', email = '', at = '', ...body] = record.split('\n')
    if (parents.split(' ').length !== 1 || parents === '') {
      throw new Problem(
        'conflict',
        'git.rebase_of_merge',
        'This branch contains merge commits, which cannot be rebased; merge or squash it.',
      )
    }
    return { sha, message: body.join('\n').trim(), author: { name, email, at } satisfies Signature }
  })
}

/** git refuses names that consist only of punctuation and cannot store these characters. */
function plainName(name: string): string {
  const plain = name
    .replace(/[<>\n\0]/g, ' ')
    .trim()
    .slice(0, 200)
  return /[\p{L}\p{N}]/u.test(plain) ? plain : 'DevFlow'
}

function plainEmail(email: string): string {
  return email.replace(/[<>\s\0]/g, '').slice(0, 200) || 'noreply@devflow.invalid'
}
