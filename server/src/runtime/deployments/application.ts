import type { createNodeApplication } from './node-application.ts'

/** Where a request for an application goes. */
export type Target = { kind: 'node'; port: number } | { kind: 'static'; folder: string }

/** How long requests that are still being answered may hold up the end of an application. */
const DRAIN_MS = 10_000

/** What serves an environment: a Node application or a folder, with the requests it is answering. */
export interface Application {
  readonly deployment: string
  /** Undefined while it is being started again. */
  target(): Target | undefined
  /** Counts one request in; call the answer once when it is done. */
  enter(): () => void
  /** Waits, within bounds, for the requests inside; then ends the process. The caller has stopped sending new ones. */
  retire(): Promise<void>
  /** Ends the process now. */
  stop(): Promise<void>
}

export interface ApplicationOptions {
  deployment: string
  running: ReturnType<typeof createNodeApplication> | { folder: string }
  /** After the end: nothing will be written to its log any more. */
  ended(): Promise<void>
}

export function createApplication({ deployment, running, ended }: ApplicationOptions): Application {
  let inside = 0
  let empty: (() => void) | undefined
  let stopped: Promise<void> | undefined

  async function stop(): Promise<void> {
    if ('stop' in running) await running.stop()
    await ended()
  }

  return {
    deployment,
    target: () => ('folder' in running ? { kind: 'static', folder: running.folder } : running.target()),

    enter() {
      let left = false
      inside++
      return () => {
        if (left) return
        left = true
        if (--inside === 0) empty?.()
      }
    },

    async retire() {
      if (inside > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, DRAIN_MS)
          empty = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      stopped ??= stop()
      await stopped
    },

    async stop() {
      stopped ??= stop()
      await stopped
    },
  }
}
