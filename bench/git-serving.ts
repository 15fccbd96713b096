import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createApp } from '../server/src/app.ts'
import { readConfig } from '../server/src/config.ts'
import { gitClient } from '../server/src/protocols/git/git.kit.ts'
import { dataFolder, median } from './data-folder.ts'
import { generateHistory } from './git-history.ts'
import { load } from './git-load.ts'
import type { BenchRow } from './row.ts'

const PUSHES = 25
const MOST_PUSH_MS = 80
const LEAST_POLLS = 2_000
const POLL_MS = 4_000
const CONNECTIONS = 32
const CLONES = 50
const MOST_STALL_MS = 100

/** The whole server, as people's git meets it: pushes, polls and a crowd that clones. */
export default async function benchGitServing(): Promise<BenchRow[]> {
  using folder = dataFolder()
  await using client = await gitClient()
  const app = await createApp(readConfig({ PORT: '0', DEVFLOW_DATA: folder.path, DEVFLOW_REHEARSAL: 'off' }))
  await app.start()
  try {
    const { kernel, modules } = app
    const token = await kernel.db.system(async (tx) => {
      const { id } = await modules.identity.createUser(tx, { login: 'alice', name: 'Alice', serverAdmin: true })
      const issued = { kind: 'person', subject: id, name: 'bench', permissions: ['*'] } as const
      return (await modules.identity.issueToken(tx, issued)).secret
    })
    const url = `${app.url}/alice/bench.git`
    const remote = url.replace('://', `://git:${token}@`)
    const work = join(client.home, 'work')
    await mkdir(work)
    await client.run('work', 'init', '-q', '-b', 'main')
    await generateHistory(join(work, '.git'))
    await client.run('work', 'push', '-q', remote, 'main')
    await client.run('work', 'reset', '-q', '--hard')

    return [await measurePushes(client, remote), await measurePolls(url, token), await measureClones(remote, client)]
  } finally {
    await app.stop()
  }
}

type Client = Awaited<ReturnType<typeof gitClient>>

/** One commit each, to a branch of its own, past branch protection, quota and the secret scan. */
async function measurePushes(client: Client, remote: string): Promise<BenchRow> {
  const times: number[] = []
  for (let i = 0; i <= PUSHES; i++) {
    await client.run('work', 'commit', '-q', '--allow-empty', '-m', `change ${i}`)
    await client.run('work', 'rm', '-q', '--cached', `src/${i % 40}/${i % 7}/file-${i}.ts`, '--ignore-unmatch')
    await client.run('work', 'commit', '-q', '--allow-empty', '-m', `remove ${i}`, '--amend')
    const started = performance.now()
    await client.run('work', 'push', '-q', remote, `HEAD:refs/heads/topic-${i % 5}`)
    if (i > 0) times.push(performance.now() - started) // the first starts what is kept warm
  }
  const ms = median(times)
  return {
    claim: `push of one commit with policies and secret scan (git push as a whole, median of ${PUSHES})`,
    value: `${Math.round(ms)} ms`,
    target: `≤ ${MOST_PUSH_MS} ms`,
    met: ms <= MOST_PUSH_MS,
  }
}

async function measurePolls(url: string, token: string): Promise<BenchRow> {
  const options = { kind: 'polls', url, token, connections: CONNECTIONS } as const
  await load({ ...options, durationMs: POLL_MS / 4 })
  const { perSecond } = await load({ ...options, durationMs: POLL_MS })
  return {
    claim: `list of refs over HTTP while nothing moves (${CONNECTIONS} connections, authorized each time)`,
    value: `${Math.round(perSecond)}/s`,
    target: `≥ ${LEAST_POLLS}/s`,
    met: perSecond >= LEAST_POLLS,
  }
}

async function measureClones(remote: string, client: Client): Promise<BenchRow> {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  const { failures, ms } = await load({ kind: 'clones', remote, folder: client.home, env: client.env, count: CLONES })
  delay.disable()
  const stallMs = delay.max / 1e6
  return {
    claim: `${CLONES} clones at once: failures, longest stall of the server's event loop`,
    value: `${failures} failures, ${Math.round(stallMs)} ms (all in ${(ms / 1000).toFixed(1)} s)`,
    target: `0 failures, ≤ ${MOST_STALL_MS} ms`,
    met: failures === 0 && stallMs <= MOST_STALL_MS,
  }
}
