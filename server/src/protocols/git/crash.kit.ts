import type { Config } from '../../config.ts'
import { startGitServer } from './git.kit.ts'

/** This file as a program. */
export const CRASHING_SERVER = import.meta.filename

/**
 * A server that ends itself with SIGKILL as soon as the branch `topic` has moved on disk: after git's part of a push, before its own.
 * Started by the crash tests with its configuration, and perhaps a public key of alice, as arguments; prints where it is.
 */
async function crash(): Promise<void> {
  const config = JSON.parse(process.argv[2]!) as Config
  const server = await startGitServer(config)
  const { git, keys } = server.modules
  const key = process.argv[3]
  if (key) await server.kernel.call(keys.verbs.account.create, { key }, { actor: server.alice.actor })

  git.addPolicy({
    name: 'killer',
    async check({ project, updates }) {
      if (!updates.some(({ ref }) => ref === 'refs/heads/topic')) return
      const look = async (): Promise<void> => {
        if (await git.resolve(project.id, 'topic')) process.kill(process.pid, 'SIGKILL')
        else setImmediate(look)
      }
      void look()
    },
  })
  const ssh = { sshPort: server.ssh.port(), hostKey: server.ssh.hostKey()?.line }
  console.log(JSON.stringify({ url: server.url, token: server.alice.token, ...ssh }))
}

if (process.argv[1] === CRASHING_SERVER) await crash()
