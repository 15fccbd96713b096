import { Problem } from '#kernel'

/** More machines than one person works at, or one project is deployed to; what keeps a table from being filled. */
export const MOST_KEYS = 100

export function refuseTooMany(total: number): void {
  if (total < MOST_KEYS) return
  throw new Problem(
    'conflict',
    'keys.too_many',
    `There are ${MOST_KEYS} keys already, the most there can be; remove one that is not used any more.`,
  )
}

export function inUse(fingerprint: string): Problem {
  return new Problem(
    'conflict',
    'keys.in_use',
    `The key ${fingerprint} is in use already, here or elsewhere on this server; make another one with \`ssh-keygen -t ed25519\`.`,
  )
}

export function noKey(what: string, key: string): Problem {
  return new Problem('not_found', 'keys.not_found', `There is no ${what} ${JSON.stringify(key.slice(0, 60))} here.`)
}
