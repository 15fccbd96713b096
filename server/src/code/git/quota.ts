import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '#kernel'
import type { Push, PushPolicy } from './policy.ts'

/** How large repositories may become: what a push brings is weighed in its quarantine, together with what is there already. */
export function createQuota({ repositoryLimitBytes }: { repositoryLimitBytes: number }): PushPolicy {
  return {
    name: 'quota',
    async check({ gitDir, gitEnv, updates, project }: Push): Promise<void> {
      const quarantine = gitEnv.GIT_QUARANTINE_PATH
      if (!quarantine || updates.every(({ after }) => /^0+$/.test(after))) return // taking something away is always allowed
      const newBytes = await sizeOf(quarantine)
      if (newBytes === 0) return
      const sizeBytes = await packedSize(gitDir)
      if (sizeBytes + newBytes <= repositoryLimitBytes) return
      throw new Problem(
        'too_large',
        'git.quota',
        `${project.owner}/${project.name} would grow to ${printSize(sizeBytes + newBytes)}, and a repository may have ${printSize(repositoryLimitBytes)} here; keep large files in Git LFS, or ask the operator to raise DEVFLOW_REPOSITORY_LIMIT.`,
      )
    },
  }
}

/** Bytes in packs. Loose objects are not counted: upkeep packs them before they are many. */
export function packedSize(gitDir: string): Promise<number> {
  return sizeOf(join(gitDir, 'objects', 'pack'))
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ size }) => size,
        () => 0, // packed away meanwhile
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** `2 GiB`, for people who know limits in powers of two. */
export function printSize(bytes: number): string {
  const [unit, name] = UNITS.find(([size]) => bytes >= size) ?? [1, 'bytes']
  return `${Number((bytes / unit).toFixed(1))} ${name}`
}

const UNITS = [
  [1024 ** 4, 'TiB'],
  [1024 ** 3, 'GiB'],
  [1024 ** 2, 'MiB'],
  [1024, 'KiB'],
] as const
