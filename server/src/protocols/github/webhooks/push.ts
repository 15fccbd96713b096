import { type TouchingCommit, ZERO } from '#git'
import type { HookMessage } from '#hooks'
import type { Github } from '../github.ts'
import type { Family, Telling } from './telling.ts'

interface Pushed {
  ref: string
  before: string
  after: string
  commits: { sha: string }[]
  forced: boolean
}

/** A ref has moved, begun or gone. */
export function pushFamily(github: Github): Family {
  async function tellPush(telling: Telling): Promise<HookMessage[]> {
    const { event, project, urls, message } = telling
    const { ref, before, after, commits, forced }: Pushed = event.data
    const created = before === ZERO
    const deleted = after === ZERO
    const web = `${urls.web}/${project.owner}/${project.name}`
    const shas = deleted ? [] : [...new Set([...commits.map(({ sha }) => sha), ...(isBranch(ref) ? [after] : [])])]
    // A repository that is deleted by now has no commits to show any more.
    const touching = await github.git.touching(project.id, shas).catch(() => [])
    const bySha = new Map(touching.map((commit) => [commit.sha, commit]))
    const print = async ({ sha }: { sha: string }) => {
      const commit = bySha.get(sha)
      return commit ? [await printCommit(commit, web)] : []
    }
    const [head] = await print({ sha: after })
    const pushed = await message('push', null, {
      ref,
      before,
      after,
      created,
      deleted,
      forced,
      base_ref: null,
      compare: created || deleted ? `${web}/commit/${deleted ? before : after}` : `${web}/compare/${before}...${after}`,
      commits: (await Promise.all(commits.map(print))).flat(),
      head_commit: head ?? null,
      pusher: await pusherOf(telling),
    })
    const named = /^refs\/(heads|tags)\/(.+)$/.exec(ref)
    if (!named || !(created || deleted)) return [pushed]
    const fact = { ref: named[2], ref_type: named[1] === 'heads' ? 'branch' : 'tag', pusher_type: 'user' }
    const begun = { ...fact, master_branch: project.defaultBranch, description: project.description || null }
    return [pushed, created ? await message('create', null, begun) : await message('delete', null, fact)]
  }

  async function printCommit({ sha, tree, message, author, committer, ...paths }: TouchingCommit, web: string) {
    const people = await github.identity.accounts.byEmails([author.email, committer.email])
    const signature = (by: TouchingCommit['author']) => {
      const account = people.get(by.email.toLowerCase())
      return { name: by.name, email: by.email, date: by.at, ...(account ? { username: account.login } : {}) }
    }
    return {
      id: sha,
      tree_id: tree,
      distinct: true,
      message,
      timestamp: author.at,
      url: `${web}/commit/${sha}`,
      author: signature(author),
      committer: signature(committer),
      added: paths.added,
      removed: paths.removed,
      modified: paths.modified,
    }
  }

  async function pusherOf({ event }: Telling) {
    return github.identity.accounts.author(event.actor)
  }

  return { names: ['push', 'create', 'delete'], tell: { 'git.pushed': tellPush } }
}

function isBranch(ref: string): boolean {
  return ref.startsWith('refs/heads/')
}
