/** Called when the work is over. */
export type Over = () => void

export interface HeadStarts {
  /** Resolves when this work may begin; the answer is called at its end. */
  begin(): Promise<Over>
}

/**
 * A crowd begins one after the other: only `atOnce` of it are in their first `ms`. Work that is short never competes with more than
 * that; work that is long, or waits for a slow client, holds nobody up for longer.
 */
export function createHeadStarts({ atOnce, ms }: { atOnce: number; ms: number }): HeadStarts {
  const waiting: (() => void)[] = []
  let free = atOnce

  function hold(): Over {
    let held = true
    const over = () => {
      clearTimeout(timer)
      if (!held) return
      held = false
      const next = waiting.shift()
      if (next) next()
      else free++
    }
    const timer = setTimeout(over, ms)
    return over
  }

  return {
    async begin() {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return hold()
    },
  }
}
