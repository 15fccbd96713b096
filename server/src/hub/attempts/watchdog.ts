import type { AttemptLimits } from './limits.ts'

/** Why an attempt was ended from outside. */
export interface Stop {
  state: 'cancelled' | 'failed' | 'lost'
  reason: string
  retry: 'transient' | 'fatal'
}

export type Watchdog = ReturnType<typeof createWatchdog>

/** Ends an attempt that takes too long, says nothing any more, or is told to end. The first reason counts. */
export function createWatchdog(limits: Pick<AttemptLimits, 'totalMs' | 'idleMs'>) {
  const controller = new AbortController()
  let stopped: Stop | undefined
  const total = setTimeout(
    () =>
      stop({
        state: 'failed',
        retry: 'fatal',
        reason: `The attempt took longer than ${span(limits.totalMs)}; split the task into smaller ones.`,
      }),
    limits.totalMs,
  )
  const idle = setIdle()

  function setIdle(): NodeJS.Timeout {
    return setTimeout(
      () =>
        stop({
          state: 'failed',
          retry: 'transient',
          reason: `The agent gave no sign of life for ${span(limits.idleMs)}.`,
        }),
      limits.idleMs,
    )
  }

  function stop(why: Stop): void {
    if (stopped) return
    stopped = why
    controller.abort(new Error(why.reason))
  }

  return {
    signal: controller.signal,
    stop,
    stopped: (): Stop | undefined => stopped,
    alive(): void {
      idle.refresh()
    },
    close(): void {
      clearTimeout(total)
      clearTimeout(idle)
    },
  }
}

function span(ms: number): string {
  if (ms < 60_000) return `${ms / 1_000} seconds`
  return `${Math.round(ms / 60_000)} minutes`
}
