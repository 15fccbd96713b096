/**
 * What DevFlow takes when nothing happens: the server and its PostgreSQL some time after a finished rehearsal, with the
 * deployed application stopped (its memory is its own). Shared pages count once (PSS), as only Linux tells.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ADMIN_TOKEN, freePort, type Program, startProgram } from '../server/test/program.ts'
import { dataFolder } from './data-folder.ts'
import { firstAnswer } from './rehearsal.ts'
import type { BenchRow } from './row.ts'

const SETTLE_MS = 30_000
const TARGET_MB = 450

export default async function benchIdleMemory(): Promise<BenchRow[]> {
  using folder = dataFolder()
  const server = await startProgram({ dataDir: folder.path, port: await freePort() })
  try {
    await firstAnswer(server)
    await stopApplication(server)
    await sleep(SETTLE_MS)
    const all = treeOf(server.child.pid!).map((pid) => ({ pid, mb: megabytes(pid) }))
    const sum = (some: { mb: number }[]): number => Math.round(some.reduce((total, { mb }) => total + mb, 0))
    const own = all.filter(({ pid }) => pid === server.child.pid)
    const database = all.filter(({ pid }) => commandOf(pid).includes('postgres'))
    const rest = all.filter((process) => !own.includes(process) && !database.includes(process))
    return [
      {
        claim: 'idle memory of everything (PSS), 30 s after a rehearsal',
        value: `${sum(all)} MB (server ${sum(own)}, PostgreSQL ${sum(database)}${rest.length ? `, others ${sum(rest)}` : ''})`,
        target: `< ${TARGET_MB} MB`,
        met: sum(all) < TARGET_MB,
      },
    ]
  } finally {
    await server.stop()
  }
}

async function stopApplication(server: Program): Promise<void> {
  const deployments = '/projects/examples/moonlight/deployments'
  const { items } = await server.get(deployments)
  const live = items.find((deployment: { state: string }) => deployment.state === 'live')
  const stopped = await fetch(`${server.url}/api${deployments}/${live.id}/stop`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  })
  if (!stopped.ok) throw new Error(`The application could not be stopped: ${await stopped.text()}`)
}

/** A process and all that descend from it. */
function treeOf(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), parent: Number(read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1]) }))
  const below = (pid: number): number[] => [
    pid,
    ...parents.filter(({ parent }) => parent === pid).flatMap((child) => below(child.pid)),
  ]
  return below(root)
}

function megabytes(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
}

/** Empty for a process that ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
