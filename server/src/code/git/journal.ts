import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ActorRef, type Links, newId } from '#kernel'

/** Refs that are about to move, written down before they do. */
export interface JournalEntry {
  id: string
  org: string
  project: string
  owner: string
  name: string
  actor: ActorRef
  links: Links
  refs: string[]
}

/**
 * One small file for each push under way, beside the repositories, so that it shares their fate: a push whose server died between moving
 * the refs and announcing them is found here at the next start. A file and not a row, because a verb that moves a ref holds a transaction
 * open and must not wait for a second one.
 */
export interface Journal {
  write(entry: Omit<JournalEntry, 'id'>): Promise<JournalEntry>
  remove(id: string): Promise<void>
  list(): Promise<JournalEntry[]>
}

export function createJournal(folder: string): Journal {
  const fileOf = (id: string) => join(folder, `${id}.json`)
  return {
    async write(fields) {
      const entry = { id: newId('push'), ...fields }
      const draft = join(folder, `${entry.id}.draft`)
      await writeFile(draft, JSON.stringify(entry), { flush: true })
      await rename(draft, fileOf(entry.id))
      return entry
    },
    remove: (id) => rm(fileOf(id), { force: true }),
    async list() {
      await mkdir(folder, { recursive: true })
      const names = (await readdir(folder)).sort()
      // A draft never got its name, so its push never began.
      await Promise.all(
        names.filter((name) => name.endsWith('.draft')).map((name) => rm(join(folder, name), { force: true })),
      )
      const files = names.filter((name) => name.endsWith('.json'))
      return Promise.all(
        files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as JournalEntry),
      )
    },
  }
}
