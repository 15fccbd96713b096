/** One client's calls in the running hour. */
export interface Quota {
  limit: number
  remaining: number
  used: number
  /** Seconds of the epoch. */
  reset: number
}

/** Three times GitHub's own, since the machine is its users' own; nobody signed in gets what a few pages need. */
const SIGNED_IN_PER_HOUR = 15_000
const ANYBODY_PER_HOUR = 600
const HOUR_MS = 3_600_000
const MOST_CLIENTS = 50_000

/** Counts calls by client in fixed hours. Lives in this process: a limit against runaways, not a bill. */
export function createRateLimit() {
  const used = new Map<string, number>()
  let hour = 0

  function quota(client: string, signedIn: boolean, take: number): Quota {
    const now = Math.floor(Date.now() / HOUR_MS)
    if (now !== hour || used.size > MOST_CLIENTS) used.clear()
    hour = now
    const limit = signedIn ? SIGNED_IN_PER_HOUR : ANYBODY_PER_HOUR
    const count = (used.get(client) ?? 0) + take
    used.set(client, count)
    return {
      limit,
      used: Math.min(count, limit),
      remaining: Math.max(0, limit - count),
      reset: ((hour + 1) * HOUR_MS) / 1000,
    }
  }

  return {
    take: (client: string, signedIn: boolean): Quota & { exceeded: boolean } => {
      const now = quota(client, signedIn, 1)
      return { ...now, exceeded: (used.get(client) ?? 0) > now.limit }
    },
    peek: (client: string, signedIn: boolean): Quota => quota(client, signedIn, 0),
  }
}

export type RateLimit = ReturnType<typeof createRateLimit>
