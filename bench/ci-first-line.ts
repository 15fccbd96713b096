/** From the return of a push to the first line that the first step of its workflow printed, on the whole server. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApp } from '../server/src/app.ts'
import { readConfig } from '../server/src/config.ts'
import type { BenchRow } from './row.ts'

const PUSHES = 15
const TARGET_MS = 500
const LOOK_EVERY_MS = 25
const PRINTED = 'the first line of the first step'

const WORKFLOW = `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${PRINTED}"
`

export default async function benchCiFirstLine(): Promise<BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'devflow-bench-'))
  const app = await createApp(
    readConfig({ PATH: process.env.PATH, PORT: '0', DEVFLOW_DATA: dataDir, DEVFLOW_REHEARSAL: 'off' }),
  )
  try {
    await app.start()
    const times = await measure(app)
    const p50 = times[Math.floor(times.length / 2)]!
    return [
      {
        claim: 'push → first line of the first step, p50',
        value: `${Math.round(p50)} ms (slowest of ${PUSHES}: ${Math.round(times.at(-1)!)} ms)`,
        target: `< ${TARGET_MS} ms`,
        met: p50 < TARGET_MS,
      },
    ]
  } finally {
    await app.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Milliseconds, fastest first. Lines carry the time at which they were printed, so looking for them costs nothing. */
async function measure({ kernel, modules }: Awaited<ReturnType<typeof createApp>>): Promise<number[]> {
  const { identity, projects, git, ci } = modules
  const { secret } = await kernel.db.system(async (tx) => {
    const user = await identity.createUser(tx, { login: 'alice', name: 'Alice', serverAdmin: false })
    return identity.issueToken(tx, { kind: 'person', subject: user.id, name: 'bench', permissions: ['*'] })
  })
  const actor = (await identity.authenticate(secret))!
  const address = { owner: 'alice', name: 'app' }
  const project = await kernel.call(projects.verbs.create, address, { actor })
  const author = { name: 'alice', email: 'alice@example.com' }

  async function findPrinted(sha: string): Promise<number> {
    for (;;) {
      const { items } = await kernel.call(ci.verbs.list, { ...address, sha }, { actor })
      const { status, jobs } = items[0] ?? {}
      const log = jobs?.[0]?.log
      if (status === 'completed' && log) {
        const { lines } = await kernel.db.as(actor, (tx) => kernel.logStreams.read(tx, log))
        const line = lines.find(({ text }) => text === PRINTED)
        if (!line) throw new Error(`The step printed nothing: ${lines.map(({ text }) => text).join(' / ')}`)
        return Date.parse(line.at)
      }
      await sleep(LOOK_EVERY_MS)
    }
  }

  const times: number[] = []
  for (let push = 0; push <= PUSHES; push++) {
    const files = { '.github/workflows/ci.yml': WORKFLOW, 'count.txt': String(push) }
    const sha = await git.importFiles(project.id, { branch: 'main', files, message: `push ${push}`, author, actor })
    const pushed = Date.now()
    const printed = await findPrinted(sha)
    if (push > 0) times.push(printed - pushed) // the very first also loads the parser
  }
  return times.sort((a, b) => a - b)
}
