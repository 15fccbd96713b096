import { once } from 'node:events'
import { type GitCommand, GitFailure, killGroup } from './command.ts'
import type { TreeEntry } from './tree.ts'

/** After so many commits the few entries still unfound are old: each is cheaper to look up alone, by git's path filters. */
const WALK_ALONE_AFTER = 2000
const FEW_ENTRIES = 12
const LOOKUPS_AT_ONCE = 2
/** A folder whose history takes longer is shown without the rest of it. */
const MOST_MS = 10_000

interface Folder {
  git: GitCommand
  gitDir: string
  /** A commit id. */
  commit: string
  /** `''` for the root. */
  path: string
  entries: readonly Pick<TreeEntry, 'name' | 'sha'>[]
}

/**
 * For each entry of a folder the newest commit that made it what it is. One walk from the commit backwards, ended as soon as every entry
 * is found; an entry is missing in the answer only when the time was not enough.
 */
export async function findLastCommits(folder: Folder): Promise<Map<string, string>> {
  const deadline = Date.now() + MOST_MS
  const wanted = new Map(folder.entries.map(({ name, sha }) => [name, sha]))
  const found = new Map<string, string>()
  await walk(folder, { wanted, found, deadline })
  await lookUp(folder, { wanted, found, deadline })
  return found
}

interface Search {
  /** Name → object id, of what is not found yet. */
  wanted: Map<string, string>
  found: Map<string, string>
  deadline: number
}

/** `rev-list | diff-tree`: at the root only the top of each tree is compared, which is some ten times as fast as `log --raw`. */
async function walk({ git, gitDir, commit, path }: Folder, { wanted, found, deadline }: Search): Promise<void> {
  const paths = path === '' ? ['--'] : ['--', path]
  const env = { GIT_FLUSH: '0' } // a write for every commit would wake us twenty thousand times
  const commits = git.spawn(['rev-list', commit, ...paths], { gitDir, env, stdio: ['ignore', 'pipe', 'ignore'] })
  const depth = path === '' ? [] : ['-r', '-t']
  const changes = git.spawn(
    ['diff-tree', '--stdin', '--root', '-c', '--raw', '-z', '--no-renames', '--no-abbrev', ...depth, ...paths],
    { gitDir, env, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  changes.stdin!.on('error', () => {}) // it was ended because everything is found
  commits.stdout!.pipe(changes.stdin!)
  const closed = once(changes, 'close')
  const timer = setTimeout(() => killGroup(changes), Math.max(0, deadline - Date.now()))
  let stderr = ''
  changes.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < 4096) stderr += text
  })
  const prefix = path === '' ? '' : `${path}/`
  const reader = createChangeReader((change) => {
    if (!change.path.startsWith(prefix)) return
    const name = change.path.slice(prefix.length)
    if (wanted.get(name) !== change.sha) return
    wanted.delete(name)
    found.set(name, change.commit)
  })
  let stopped = false
  try {
    for await (const chunk of changes.stdout!) {
      reader.push(chunk as Buffer)
      stopped = wanted.size === 0 || (wanted.size <= FEW_ENTRIES && reader.commits() > WALK_ALONE_AFTER)
      if (stopped) break
    }
  } finally {
    clearTimeout(timer)
    killGroup(changes)
    killGroup(commits)
  }
  const [code] = (await closed) as [number | null]
  if (code !== 0 && code !== null && !stopped) throw new GitFailure(['diff-tree'], { code, stderr })
}

/** `git log -1 -- path` skips with the commit-graph's path filters whatever cannot have touched it. */
async function lookUp({ git, gitDir, commit, path }: Folder, { wanted, found, deadline }: Search): Promise<void> {
  const names = [...wanted.keys()]
  const worker = async () => {
    for (let name = names.shift(); name !== undefined && Date.now() < deadline; name = names.shift()) {
      const at = path === '' ? name : `${path}/${name}`
      const sha = await git.text(['rev-list', '-1', commit, '--', at], {
        gitDir,
        timeoutMs: Math.max(1000, deadline - Date.now()),
      })
      if (sha !== '') found.set(name, sha)
    }
  }
  await Promise.all(Array.from({ length: LOOKUPS_AT_ONCE }, worker))
}

interface Change {
  commit: string
  path: string
  /** What the path became; zeros when it was removed. */
  sha: string
}

/** Reads `diff-tree --stdin --raw -z -c`: a commit id, then for each change `:modes ids status` and its path, all NUL-terminated. */
function createChangeReader(onChange: (change: Change) => void) {
  let rest: Buffer = Buffer.alloc(0)
  let commit = ''
  let commits = 0
  let sha: string | undefined

  function record(text: string): void {
    if (sha !== undefined) {
      onChange({ commit, path: text, sha })
      sha = undefined
    } else if (text.startsWith(':')) {
      // `::m1 m2 m3 s1 s2 s3 MM` for a merge of two: the last id is the outcome's.
      sha = text.slice(0, text.lastIndexOf(' ')).slice(-40)
    } else {
      commit = text.trim()
      commits++
    }
  }

  return {
    commits: () => commits,
    push(chunk: Buffer): void {
      let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0)) {
        record(data.toString('utf8', 0, end))
        data = data.subarray(end + 1)
      }
      rest = data
    },
  }
}
