import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { descendants, findProcess, hasProc, listProcesses, readEnvironment, signalProcess } from './process-table.ts'

/** Set on every process of a sandbox: which installation and which spec it belongs to. */
export const MARK = 'DEVFLOW_SANDBOX'
/** Beside it: the server that started it, as `pid:start time`. When that one is gone, so should the process be. */
const OWNER = 'DEVFLOW_SANDBOX_SERVER'

/**
 * Finds what a server that was killed left behind. Where environments can be read they are the record, and cannot be
 * lost; elsewhere each root process is written down under `<dataDir>/run`.
 */
export function createReaper(
  dataDir: string,
  records: 'environment' | 'files' = hasProc ? 'environment' : 'files',
  self = nameOf(process.pid),
) {
  const instance = createHash('sha256').update(`${hostname()}\0${dataDir}`).digest('hex').slice(0, 16)
  const folder = join(dataDir, 'run')

  function marks(id: string): Record<string, string> {
    return { [MARK]: `${instance}:${id}`, [OWNER]: self }
  }

  /** Every living process that belongs to the given spec, however it was re-parented. */
  function findMarked(id: string): number[] {
    if (!hasProc) return []
    const mark = `${instance}:${id}`
    return listProcesses()
      .filter(({ pid }) => pid !== process.pid && readEnvironment(pid, MARK) === mark)
      .map(({ pid }) => pid)
  }

  function record(pid: number, started = findProcess(pid)?.started): void {
    if (records !== 'files' || started === undefined) return
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(recordPath(pid), JSON.stringify({ pid, started, owner: self }))
  }

  function forget(pid: number): void {
    if (records === 'files') rmSync(recordPath(pid), { force: true })
  }

  function recordPath(pid: number): string {
    return join(folder, `${pid}.json`)
  }

  /** Kills every process of this installation whose server is gone; answers how many there were. */
  async function reap(): Promise<number> {
    const killed = new Set<number>()
    // A process may fork while it is being looked at, so look until a look finds nothing.
    for (let round = 0; round < 50; round++) {
      const orphans = records === 'files' ? findRecordedOrphans() : findMarkedOrphans()
      if (orphans.length === 0) break
      for (const pid of orphans) {
        killed.add(pid)
        signalProcess(pid, 'SIGKILL')
      }
      await sleep(20)
    }
    return killed.size
  }

  function findMarkedOrphans(): number[] {
    return listProcesses()
      .filter(({ pid }) => {
        if (!readEnvironment(pid, MARK)?.startsWith(`${instance}:`)) return false
        const owner = readEnvironment(pid, OWNER)
        return owner === undefined || !isAlive(owner)
      })
      .map(({ pid }) => pid)
  }

  function findRecordedOrphans(): number[] {
    const orphans: number[] = []
    const table = listProcesses()
    for (const name of readRecords(folder)) {
      const path = join(folder, name)
      const entry = parseRecord(path)
      if (entry && isAlive(entry.owner)) continue
      const living = entry && table.some(({ pid, started }) => pid === entry.pid && started === entry.started)
      if (living) orphans.push(...descendants(entry.pid, table), entry.pid)
      else rmSync(path, { force: true })
    }
    return orphans
  }

  return { instance, marks, findMarked, record, forget, reap }
}

export type Reaper = ReturnType<typeof createReaper>

function nameOf(pid: number): string {
  return `${pid}:${findProcess(pid)?.started ?? 'unknown'}`
}

function isAlive(owner: string): boolean {
  const separator = owner.indexOf(':')
  return findProcess(Number(owner.slice(0, separator)))?.started === owner.slice(separator + 1)
}

function readRecords(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+\.json$/.test(name))
  } catch {
    return []
  }
}

function parseRecord(path: string): { pid: number; started: string; owner: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
