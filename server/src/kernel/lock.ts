import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from './problem.ts'

/** One server a data folder. Returns the way to let go; a lock whose process is gone is taken over. */
export function lockDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'devflow.pid')
  const mine = join(dataDir, `devflow.pid.${process.pid}`)
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startTime(process.pid) }))
  try {
    for (let attempt = 1; !link(mine, file); attempt++) {
      const holder = readHolder(file)
      if (attempt > MOST_TRIES || (holder && isSameProcess(holder))) {
        throw new Problem(
          'conflict',
          'kernel.already_running',
          `DevFlow is already running on ${dataDir} (process ${holder?.pid ?? 'unknown'}); open it, stop it, or set DEVFLOW_DATA to another folder.`,
        )
      }
      rmSync(file, { force: true })
    }
  } finally {
    rmSync(mine, { force: true })
  }
  return () => rmSync(file, { force: true })
}

/** Several that start at once may clear away the same dead lock. */
const MOST_TRIES = 5

/** Puts a complete file in place, or tells that there is one: two that start together cannot both succeed. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

interface Holder {
  pid: number
  started: string | undefined
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined // no lock, or one cut off in the middle of being written by a process that died
  }
}

function isSameProcess(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startTime(holder.pid) === holder.started
}

/** Clock ticks since boot at which a process began: tells it from a later one of the same number. Linux only. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : fields[18] // ended, and only waiting for its parent to notice
  } catch {
    return undefined
  }
}
