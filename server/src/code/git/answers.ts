import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createTogether } from './together.ts'

/** Answers that depend on nothing but the refs: kept while the refs stay as they are, so that most polls start no process. */
export interface Answers {
  /** `key` is everything else the answer depends on. */
  get(gitDir: string, key: string, make: () => Promise<Buffer>): Promise<Buffer>
}

const MOST_ANSWERS = 500
const MOST_ANSWER_BYTES = 1024 * 1024
/** Beyond this, looking at every loose ref costs more than asking git. */
const MOST_LOOSE_REFS = 2000

export function createAnswers(): Answers {
  const kept = new Map<string, { refs: string; answer: Buffer }>()
  // A crowd that asks at once looks at the refs once, and starts one process.
  const together = createTogether<Buffer>()

  async function look(gitDir: string, at: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const refs = await fingerprint(gitDir)
    const found = kept.get(at)
    if (found && found.refs === refs) return found.answer
    const answer = await make()
    kept.delete(at)
    if (refs === undefined || answer.length > MOST_ANSWER_BYTES) return answer
    kept.set(at, { refs, answer })
    const [oldest] = kept.keys()
    if (kept.size > MOST_ANSWERS) kept.delete(oldest!)
    return answer
  }

  return {
    get(gitDir, key, make) {
      const at = `${gitDir}\n${key}`
      return together(at, () => look(gitDir, at, make))
    },
  }
}

/**
 * Changes whenever a ref does, whoever moved it: git replaces a ref's file or packed-refs by renaming a new one over it, so its inode or
 * time is another. Taken before the answer is made: a ref that moves in between makes the entry stale at once, never wrong.
 */
async function fingerprint(gitDir: string): Promise<string | undefined> {
  // git removes the folders that a deleted ref leaves empty, also while they are read.
  const entries = await readdir(join(gitDir, 'refs'), { recursive: true, withFileTypes: true }).catch(() => undefined)
  if (!entries) return undefined
  const loose = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  if (loose.length > MOST_LOOSE_REFS) return undefined
  const files = [join(gitDir, 'HEAD'), join(gitDir, 'packed-refs'), ...loose.sort()]
  const stamps = await Promise.all(
    files.map((file) =>
      stat(file, { bigint: true }).then(
        ({ ino, size, mtimeNs }) => `${file} ${ino} ${size} ${mtimeNs}`,
        () => `${file} absent`,
      ),
    ),
  )
  return stamps.join('\n')
}
