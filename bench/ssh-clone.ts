import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readConfig } from '../server/src/config.ts'
import { startGitServer } from '../server/src/protocols/git/git.kit.ts'
import { sshClient } from '../server/src/protocols/ssh/ssh.kit.ts'
import { dataFolder, median } from './data-folder.ts'
import { COMMITS, FILES, generateHistory } from './git-history.ts'
import type { BenchRow } from './row.ts'

const RUNS = 9
const MOST_RATIO = 1.3

/** A clone over SSH, handshake and sign-in included, beside a clone of the same repository by `file://`, in turns, in one run. */
export default async function benchSshClone(): Promise<BenchRow[]> {
  using folder = dataFolder()
  await using server = await startGitServer(
    readConfig({ PORT: '0', DEVFLOW_DATA: folder.path, DEVFLOW_REHEARSAL: 'off' }),
  )
  await using client = await sshClient(server)
  const { alice, kernel, modules } = server
  await kernel.call(modules.keys.verbs.account.create, { key: client.publicKey }, { actor: alice.actor })
  await mkdir(join(client.home, 'origin'))
  await client.run('origin', 'init', '-q', '--bare', '-b', 'main')
  await generateHistory(join(client.home, 'origin'))
  const remote = client.remote('alice/bench')
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
      claim: `git clone over SSH against file:// (${FILES} files, ${COMMITS} commits, median of ${RUNS})`,
      value: `${ratio.toFixed(2)} × (${Math.round(median(ours))} ms / ${Math.round(median(theirs))} ms)`,
      target: `≤ ${MOST_RATIO} ×`,
      met: ratio <= MOST_RATIO,
    },
  ]
}
