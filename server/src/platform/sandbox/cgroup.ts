import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A control group that holds one sandbox to its memory and its number of processes. */
export interface Cgroup {
  add(pid: number): void
  remove(): Promise<void>
}

export interface CgroupLimits {
  memoryMb: number | undefined
  processes: number | undefined
}

const ROOT = '/sys/fs/cgroup'

/** What this machine lets us create: version 2 where it is delegated to us, version 1 where it is writable, or nothing. */
export function createCgroups(instance: string) {
  let found: { parents: string[] | undefined } | undefined
  let serial = 0

  /** Looked for at the first use: finding out means trying. */
  function findOnce(): string[] | undefined {
    found ??= { parents: findParents(instance) }
    return found.parents
  }

  function create({ memoryMb, processes }: CgroupLimits): Cgroup | undefined {
    const parents = findOnce()
    if (!parents || (memoryMb === undefined && processes === undefined)) return undefined
    const name = `devflow-${instance}-${process.pid}-${++serial}`
    const folders = parents.map((parent) => join(parent, name))
    for (const folder of folders) mkdirSync(folder)
    if (memoryMb !== undefined) {
      const bytes = String(memoryMb * 1024 * 1024)
      setFirst(folders, ['memory.max', 'memory.limit_in_bytes'], bytes)
      // Without this, memory over the limit would go to swap instead of ending the process.
      setFirst(folders, ['memory.swap.max'], '0')
      setFirst(folders, ['memory.memsw.limit_in_bytes'], bytes)
    }
    if (processes !== undefined) setFirst(folders, ['pids.max'], String(processes))
    return {
      add: (pid) => {
        for (const folder of folders) writeFileSync(join(folder, 'cgroup.procs'), String(pid))
      },
      remove: async () => {
        for (const folder of folders) await removeFolder(folder)
      },
    }
  }

  /** Removes the empty groups of servers that are gone. */
  function sweep(): void {
    for (const parent of findOnce() ?? []) {
      for (const name of readdirSync(parent).filter((entry) => entry.startsWith(`devflow-${instance}-`))) {
        try {
          rmdirSync(join(parent, name))
        } catch {
          // still in use by a living server
        }
      }
    }
  }

  return { isAvailable: () => findOnce() !== undefined, create, sweep }
}

export type Cgroups = ReturnType<typeof createCgroups>

function findParents(instance: string): string[] | undefined {
  let lines: string[]
  try {
    lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n')
  } catch {
    return undefined
  }
  const own = (controller: string) =>
    lines.map((line) => line.split(':')).find(([, names]) => names?.split(',').includes(controller))?.[2]
  const unified = own('')
  const candidates = [
    [[join(ROOT, unified ?? '')], ['memory.max', 'pids.max']],
    [
      [join(ROOT, 'memory', own('memory') ?? ''), join(ROOT, 'pids', own('pids') ?? '')],
      ['memory.limit_in_bytes', 'pids.max'],
    ],
    [
      [join(ROOT, 'memory'), join(ROOT, 'pids')],
      ['memory.limit_in_bytes', 'pids.max'],
    ],
  ] as const
  return candidates.find(([parents, files]) => isWritable(parents, files, instance))?.[0].slice()
}

/** The only honest probe is to do it. */
function isWritable(parents: readonly string[], files: readonly string[], instance: string): boolean {
  const folders = parents.map((parent) => join(parent, `devflow-${instance}-${process.pid}-probe`))
  try {
    for (const folder of folders) mkdirSync(folder)
    return files.every((file) => folders.some((folder) => readdirSync(folder).includes(file)))
  } catch {
    return false
  } finally {
    for (const folder of folders) {
      try {
        rmdirSync(folder)
      } catch {
        // it was never made
      }
    }
  }
}

/** Which of the folders has the file depends on the version of the kernel's interface; having none is not an error. */
function setFirst(folders: readonly string[], files: readonly string[], value: string): void {
  for (const folder of folders) {
    const file = readdirSync(folder).find((name) => files.includes(name))
    if (!file) continue
    writeFileSync(join(folder, file), value)
    return
  }
}

/** The kernel forgets a dead process a moment after its parent does. */
async function removeFolder(folder: string): Promise<void> {
  for (let round = 0; round < 50; round++) {
    try {
      return rmdirSync(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      await sleep(10)
    }
  }
}
