import { Problem } from '#kernel'

/** Lets a few through at a time: work that keeps a core busy must not take all of them, whoever asks for it how often. */
export interface Turnstile {
  pass<T>(work: () => Promise<T>): Promise<T>
}

export function createTurnstile({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }): Turnstile {
  const waiting: (() => void)[] = []
  let inside = 0

  return {
    async pass(work) {
      if (inside >= atOnce) {
        if (waiting.length >= mostWaiting)
          throw new Problem(
            'rate_limited',
            'git.busy',
            'Too many histories, searches or archives are being read at this moment; try again in a few seconds.',
          )
        await new Promise<void>((resolve) => waiting.push(resolve))
      } else inside++
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else inside--
      }
    },
  }
}
