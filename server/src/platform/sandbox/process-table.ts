import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessEntry {
  pid: number
  parent: number
  /** Opaque; with the pid it names one process for ever, however often the pid is used again. */
  started: string
}

/** True where other processes' environments can be read, which is how marked processes are found. */
export const hasProc = process.platform === 'linux'

/** Every living process (zombies are not). */
export function listProcesses(): ProcessEntry[] {
  if (!hasProc) return parsePs(execFileSync('ps', ['-axo', 'pid=,ppid=,stat=,lstart='], { encoding: 'utf8' }))
  const entries: ProcessEntry[] = []
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const entry = Number.isInteger(pid) ? readStat(pid) : undefined
    if (entry) entries.push(entry)
  }
  return entries
}

export function findProcess(pid: number): ProcessEntry | undefined {
  if (hasProc) return readStat(pid)
  try {
    return parsePs(
      execFileSync('ps', ['-o', 'pid=,ppid=,stat=,lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )[0]
  } catch {
    return undefined
  }
}

/** Everything started by `root`, directly or not; not `root` itself. */
export function descendants(root: number, table = listProcesses()): number[] {
  const children = new Map<number, number[]>()
  for (const { pid, parent } of table) children.set(parent, [...(children.get(parent) ?? []), pid])
  const found: number[] = []
  const queue = [root]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    const next = children.get(pid) ?? []
    found.push(...next)
    queue.push(...next)
  }
  return found
}

/** One variable of another process's environment as it was when that process began; undefined when unreadable. */
export function readEnvironment(pid: number, name: string): string | undefined {
  let raw: string
  try {
    raw = readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return undefined
  }
  const prefix = `${name}=`
  return raw
    .split('\0')
    .find((pair) => pair.startsWith(prefix))
    ?.slice(prefix.length)
}

/** False when the process is gone already, which is what the caller wanted. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

function readStat(pid: number): ProcessEntry | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The command name is in parentheses and may itself hold parentheses and blanks; the fields begin after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, parent] = fields
  const started = fields[19]
  if (state === 'Z' || state === 'X' || parent === undefined || started === undefined) return undefined
  return { pid, parent: Number(parent), started }
}

function parsePs(output: string): ProcessEntry[] {
  const entries: ProcessEntry[] = []
  for (const line of output.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line)
    if (match && !match[3]?.startsWith('Z')) {
      entries.push({ pid: Number(match[1]), parent: Number(match[2]), started: match[4] as string })
    }
  }
  return entries
}
