import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * AES-256-GCM envelopes: version (1 byte) · nonce (12) · tag (16) · ciphertext. The place a secret belongs to is bound
 * in as associated data, so that a row copied to another place does not open there.
 */
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES
export const KEY_BYTES = 32

export function seal(key: Buffer, place: readonly string[], plain: Buffer | string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associated(place))
  const ciphertext = Buffer.concat([
    typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain),
    cipher.final(),
  ])
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ciphertext])
}

/** Throws when the key or the place is another one, or a bit has changed. */
export function open(key: Buffer, place: readonly string[], sealed: Buffer): Buffer {
  if (sealed.length < HEADER_BYTES || sealed[0] !== VERSION) throw new Error('not an envelope of this version')
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associated(place))
  decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES)), decipher.final()])
}

/** A key of its own for one purpose, so that nothing sealed for one opens for another. */
export function deriveKey(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `devflow ${purpose}`, KEY_BYTES))
}

/** JSON keeps ['a', 'bc'] and ['ab', 'c'] apart. */
function associated(place: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(place))
}
