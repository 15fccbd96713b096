import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz' // Crockford's base 32: no i, l, o, u

/**
 * A new primary key: `<prefix>_` + 9 characters of milliseconds (sortable, good to the year 3084) + 9 random ones (45 bits).
 * Short enough to read aloud, ordered by time of creation, and never a bare number that could be guessed at.
 */
export function newId(prefix: string): string {
  let time = Date.now()
  let stamp = ''
  for (let i = 0; i < 9; i++) {
    stamp = ALPHABET[time % 32] + stamp
    time = Math.floor(time / 32)
  }
  let random = ''
  for (const byte of randomBytes(9)) random += ALPHABET[byte & 31]
  return `${prefix}_${stamp}${random}`
}
