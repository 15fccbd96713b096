import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from './problem.ts'

/** One server a data folder. Returns the way to let go; a lock whose process is gone is taken over. */
export function lockDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'devflow.pid')
  const holder = readHolder(file)
  if (holder && holder.pid !== process.pid && isSameProcess(holder)) {
    throw new Problem(
      'conflict',
      'kernel.already_running',
      `DevFlow is already running on ${dataDir} (process ${holder.pid}); open it, stop it, or set DEVFLOW_DATA to another folder.`,
    )
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: startTime(process.pid) }))
  return () => rmSync(file, { force: true })
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
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
