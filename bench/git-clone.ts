import { readConfig } from '../server/src/config.ts'
import { gitClient, startGitServer } from '../server/src/protocols/git/git.kit.ts'
import { cloneBesideFile } from './clone-beside-file.ts'
import { dataFolder } from './data-folder.ts'
import type { BenchRow } from './row.ts'

const MOST_RATIO = 1.05

/** A clone over HTTP. */
export default async function benchGitClone(): Promise<BenchRow[]> {
  using folder = dataFolder()
  await using client = await gitClient()
  await using server = await startGitServer(
    readConfig({ PORT: '0', DEVFLOW_DATA: folder.path, DEVFLOW_REHEARSAL: 'off' }),
  )
  const remote = server.remote('alice/bench', server.alice.token)
  return await cloneBesideFile({ server, client, remote, way: 'HTTP', mostRatio: MOST_RATIO })
}
