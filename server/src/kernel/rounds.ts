export interface Rounds {
  /** Asks for a round. Never waits, never fails. */
  wake(): void
  readonly running: boolean
  /** Begins no other round, and waits for the one that runs. */
  stop(): Promise<void>
}

/** Work that is asked for more often than it must be done: one round at a time, and one more for whoever asked meanwhile. */
export function createRounds(round: () => Promise<void>, failed: (error: unknown) => void): Rounds {
  let running: Promise<void> | undefined
  let again = false
  let stopped = false

  function wake(): void {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    running = round()
      .catch(failed)
      .finally(() => {
        running = undefined
        if (again) {
          again = false
          wake()
        }
      })
  }

  return {
    wake,
    get running() {
      return running !== undefined
    },
    async stop() {
      stopped = true
      await running
    },
  }
}
