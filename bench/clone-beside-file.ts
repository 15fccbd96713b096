import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { GitServer, gitClient } from '../server/src/protocols/git/git.kit.ts'
import { median } from './data-folder.ts'
import { COMMITS, FILES, generateHistory } from './git-history.ts'
import type { BenchRow } from './row.ts'

const RUNS = 9

interface Clones {
  server: GitServer
  client: Pick<Awaited<ReturnType<typeof gitClient>>, 'home' | 'env' | 'run'>
  /** Where the client finds `alice/bench`, and what that way is called. */
  remote: string
  way: string
  mostRatio: number
}

/** A clone by one way beside a clone of the same repository by `file://`, in turns, in one run. */
export async function cloneBesideFile({ server, client, remote, way, mostRatio }: Clones): Promise<BenchRow[]> {
  const { kernel, modules } = server
  await mkdir(join(client.home, 'origin'))
  await client.run('origin', 'init', '-q', '--bare', '-b', 'main')
  await generateHistory(join(client.home, 'origin'))
  await client.run('origin', 'push', '-q', remote, 'main')
  const project = await kernel.db.system((tx) => modules.projects.get(tx, { owner: 'alice', name: 'bench' }))
  const reference = `file://${modules.git.path(project.id)}`

  const clone = async (from: string): Promise<number> => {
    const started = performance.now()
    await promisify(execFile)('git', ['clone', '-q', '--no-local', from, 'clone'], {
      cwd: client.home,
      env: client.env,
    })
    const ms = performance.now() - started
    await rm(join(client.home, 'clone'), { recursive: true })
    return ms
  }
  const ours: number[] = []
  const theirs: number[] = []
  for (let i = 0; i <= RUNS; i++) {
    const pair = [await clone(remote), await clone(reference)] as const
    if (i === 0) continue // the first warms the file system's cache
    ours.push(pair[0])
    theirs.push(pair[1])
  }
  const ratio = median(ours) / median(theirs)
  return [
    {
      claim: `git clone over ${way} against file:// (${FILES} files, ${COMMITS} commits, median of ${RUNS})`,
      value: `${ratio.toFixed(2)} × (${Math.round(median(ours))} ms / ${Math.round(median(theirs))} ms)`,
      target: `≤ ${mostRatio} ×`,
      met: ratio <= mostRatio,
    },
  ]
}
