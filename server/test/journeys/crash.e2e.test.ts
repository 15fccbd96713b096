import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ExpectStatic, test } from 'vitest'
import { testPlace } from '#testing'
import { askApplication, freePort, type Program, processesWith, startProgram } from '../program.ts'

/** Every step of the rehearsal, by the event that ends it; the server is killed the moment it is read. */
const STEPS = [
  'project.created',
  'spec.created',
  'spec.approved',
  'spec.started',
  'task.created',
  'task.claimed',
  'agent.started',
  'agent.edited_file',
  'agent.ran_command',
  'agent.committed',
  'task.completed',
  'pull.opened',
  'run.queued',
  'run.started',
  'run.completed',
  'pull.merged',
  'deploy.queued',
  'deploy.started',
  'deploy.went_live',
]
/** What must have happened exactly once at the end, however often the server died. */
const ONCE = [
  'project.created',
  'spec.created',
  'spec.approved',
  'spec.started',
  'task.created',
  'task.completed',
  'pull.opened',
  'pull.merged',
  'spec.implemented',
]

// Each mostly waits: for a program to start, for an agent's pace, for a lease.
test.concurrent.for(STEPS)(
  'killed after %s, the flow finishes after a restart and nothing happens twice',
  { timeout: 120_000 },
  async (step, { expect }) => {
    const place = await testPlace()
    const { dataDir, databaseUrl } = place.config
    const port = await freePort()
    const start = () => startProgram({ dataDir, port, env: { DATABASE_URL: databaseUrl } })
    let server = await start()
    try {
      await seen(server, step, expect)
      await server.kill()
      server = await start()
      const spec = await finished(server, expect)
      expect(spec).toMatchObject({ outcome: 'live', state: 'implemented', reason: null })

      // Events can be read once every older transaction has ended.
      await expect
        .poll(() => countEvents(server, ONCE), { timeout: 10_000 })
        .toEqual(Object.fromEntries(ONCE.map((name) => [name, 1])))
      expect((await server.get('/specs')).items).toHaveLength(1)
      expect((await server.get('/projects/examples/moonlight/pulls?state=merged')).items).toHaveLength(1)
      expect(commitsOnMain(dataDir)).toHaveLength(2) // the import and the squashed pull request
      const live = (await server.get('/projects/examples/moonlight/deployments')).items.filter(
        (d: { state: string }) => d.state === 'live',
      )
      expect(live).toHaveLength(1)
      expect(await askApplication(server.url, spec.url, '/api/moon?date=2026-01-01')).toMatchObject({
        nextFullMoon: '2026-01-03',
      })
      // The checks of the merged commit may still be running; when they are done, nothing is left.
      await expect.poll(() => leftWorktrees(dataDir), { timeout: 30_000 }).toEqual([])
      await expect.poll(() => processesWith(dataDir).filter(isWork), { timeout: 10_000 }).toEqual([])
    } finally {
      await server.stop()
      expect(processesWith(dataDir)).toEqual([])
      await place.remove()
    }
  },
)

/** Resolves when the event is in the table, whether it was there already or is coming. */
async function seen(server: Program, name: string, expect: ExpectStatic): Promise<void> {
  await expect
    .poll(async () => (await countEvents(server, [name]))[name], { timeout: 60_000, interval: 20 })
    .toBeGreaterThan(0)
}

async function countEvents(server: Program, names: string[]): Promise<Record<string, number>> {
  const { items } = (await server.get(`/timeline?limit=500&${names.map((name) => `name=${name}`).join('&')}`)) as {
    items: { name: string }[]
  }
  return Object.fromEntries(names.map((name) => [name, items.filter((event) => event.name === name).length]))
}

async function finished(server: Program, expect: ExpectStatic): Promise<{ outcome: string; url: string }> {
  let spec: { outcome: string; url: string } | undefined
  const outcome = async () => {
    spec = (await server.get('/specs')).items[0]
    return spec?.outcome
  }
  await expect.poll(outcome, { timeout: 90_000, interval: 100 }).toMatch(/live|failed|refused/)
  return spec!
}

function commitsOnMain(dataDir: string): string[] {
  const [repository] = findRepositories(join(dataDir, 'repositories'))
  return execFileSync('git', ['-c', 'safe.directory=*', '--git-dir', repository!, 'log', '--format=%s', 'main'], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
}

function leftWorktrees(dataDir: string): string[] {
  const folders = ['worktrees', 'attempts', 'ci'].map((name) => join(dataDir, name)).filter(existsSync)
  return folders.flatMap((folder) => readdirSync(folder))
}

function findRepositories(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return []
    return entry.name.endsWith('.git') ? [path] : findRepositories(path)
  })
}

/** Of a task or a check; the server itself and the live application may run. */
function isWork(process: string): boolean {
  return (
    !process.includes('src/main.ts') &&
    // Reads objects for whoever looks, and ends by itself when nobody has for a while.
    !process.includes('git cat-file --batch-command') &&
    !process.includes('releases/') &&
    !/node src\/server\.js/.test(process) &&
    !process.includes('npm start')
  )
}
