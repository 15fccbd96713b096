import { readConfig } from '../server/src/config.ts'
import { startGitServer } from '../server/src/protocols/git/git.kit.ts'
import { sshClient } from '../server/src/protocols/ssh/ssh.kit.ts'
import { cloneBesideFile } from './clone-beside-file.ts'
import { dataFolder } from './data-folder.ts'
import type { BenchRow } from './row.ts'

const MOST_RATIO = 1.3

/** A clone over SSH, handshake and sign-in included. */
export default async function benchSshClone(): Promise<BenchRow[]> {
  using folder = dataFolder()
  await using server = await startGitServer(
    readConfig({ PORT: '0', DEVFLOW_DATA: folder.path, DEVFLOW_REHEARSAL: 'off' }),
  )
  await using client = await sshClient(server)
  const { alice, kernel, modules } = server
  await kernel.call(modules.keys.verbs.account.create, { key: client.publicKey }, { actor: alice.actor })
  const remote = client.remote('alice/bench')
  return await cloneBesideFile({ server, client, remote, way: 'SSH', mostRatio: MOST_RATIO })
}
