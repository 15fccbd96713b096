import type { Git, Remote, RemoteOptions } from '#git'
import { Problem } from '#kernel'
import type { Lfs, LfsObject } from '#lfs'
import type { Project } from '#projects'
import type { Answer, createLfsClient } from './lfs-client.ts'
import type { LargeFiles } from './mirror.ts'

/** As many as git-lfs asks for at once. */
const BATCH_SIZE = 100
/** Enough to fill a line that is far away, few enough for both disks. */
const TRANSFERS_AT_ONCE = 4
/** Of a source that has lost thousands, these are enough to see it. */
const MOST_REASONS = 100

interface Transfer {
  project: Project
  remote: Remote
  /** The commits that name them, and those whose files were seen to before. */
  tips: readonly string[]
  notFrom: readonly string[]
  options: RemoteOptions
}

/** Large files beside the commits of a mirror. One that does not arrive stops nothing and is named; every run begins where the last ended. */
export function createLargeFiles({
  git,
  lfs,
  client,
}: {
  git: Git
  lfs: Lfs
  client: ReturnType<typeof createLfsClient>
}) {
  async function move(
    { remote, options }: Transfer,
    operation: 'download' | 'upload',
    {
      objects,
      transfer,
    }: { objects: readonly LfsObject[]; transfer(answer: Answer, object: LfsObject): Promise<boolean> },
  ): Promise<LargeFiles> {
    const report: LargeFiles = { brought: 0, missing: 0, reasons: [] }
    const miss = ({ oid, sizeBytes }: LfsObject, error: unknown) => {
      options.signal.throwIfAborted()
      report.missing++
      if (report.reasons.length < MOST_REASONS) report.reasons.push({ oid, sizeBytes, reason: reasonOf(error) })
    }
    let ask: Awaited<ReturnType<typeof client.open>> | undefined
    for (let at = 0; at < objects.length; at += BATCH_SIZE) {
      const some = objects.slice(at, at + BATCH_SIZE)
      let answers: Map<string, Answer>
      try {
        ask ??= await client.open(remote, operation, options)
        answers = new Map((await ask(some)).map((answer) => [answer.oid, answer]))
      } catch (error) {
        for (const object of objects.slice(at)) miss(object, error)
        return report
      }
      const waiting = [...some]
      const work = async () => {
        for (let object = waiting.shift(); object; object = waiting.shift()) {
          const answer = answers.get(object.oid)
          try {
            if (!answer || answer.error) throw new Problem('not_found', 'mirrors.no_object', unanswered(answer))
            if (await transfer(answer, object)) report.brought++
          } catch (error) {
            miss(object, error)
          }
        }
      }
      await Promise.all(Array.from({ length: TRANSFERS_AT_ONCE }, work))
      options.onProgress(`Large files: ${Math.min(at + BATCH_SIZE, objects.length)} of ${objects.length}.\n`)
    }
    return report
  }

  return {
    /** From the other side, what is not here yet. To be called before the commits become visible. */
    async bring(transfer: Transfer): Promise<LargeFiles> {
      const { project, tips, notFrom, options } = transfer
      const named = await git.pointers(project.id, { tips, notFrom, signal: options.signal })
      const objects = await lfs.lacking(project, named)
      return move(transfer, 'download', {
        objects,
        async transfer({ actions }, object) {
          const action = actions?.download
          if (!action) throw new Problem('not_found', 'mirrors.no_object', unanswered(undefined))
          const content = await client.download(action, options.signal)
          try {
            await lfs.take(project, { ...object, content })
          } finally {
            content.destroy()
          }
          return true
        },
      })
    },

    /** To the other side, what it does not have yet. To be called before the commits are pushed. */
    async copy(transfer: Transfer): Promise<LargeFiles> {
      const { project, tips, notFrom, options } = transfer
      const objects = await git.pointers(project.id, { tips, notFrom, signal: options.signal })
      return move(transfer, 'upload', {
        objects,
        async transfer({ actions }, object) {
          if (!actions?.upload) return false // it is there
          const content = await lfs.read(project, object.oid)
          const { upload, verify } = actions
          await client.upload({ upload, verify }, { ...object, content }, options.signal)
          return true
        },
      })
    },
  }
}

function unanswered(answer: Answer | undefined): string {
  return answer?.error ? `The other side says: ${answer.error.message}` : 'The other side does not have it.'
}

function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.message
  return 'The connection broke off; it is tried again at the next run.'
}
