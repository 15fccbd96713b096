import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { Problem } from '#kernel'
import { createWireReader, type WireReader } from './wire.ts'

/** A public key as OpenSSH writes it (RFC 4253, section 6.6; PROTOCOL.u2f for security keys). */
export interface PublicKey {
  type: string
  /** What a client sends when it offers the key. */
  blob: Buffer
  /** As `ssh-keygen -l` prints it. */
  fingerprint: string
  bits: number
  /** What stood behind the key: usually user@machine. */
  comment: string
}

/** What signatures are verified with. */
export interface VerifyingKey {
  type: string
  key: KeyObject
  bits: number
  /** Of a security key: what its signatures are bound to, usually `ssh:`. */
  application: Buffer | undefined
}

/** Below this an RSA key counts as breakable; OpenSSH refuses it, too. */
const LEAST_RSA_BITS = 2048
/** Above this a signature is more work than it proves; OpenSSH's own limit. */
const MOST_RSA_BITS = 16_384
/** A line with the largest RSA key and a long comment. */
export const LONGEST_LINE = 8192

export const CURVES: Record<string, { name: string; hash: string; coordinateBytes: number; bits: number }> = {
  nistp256: { name: 'P-256', hash: 'sha256', coordinateBytes: 32, bits: 256 },
  nistp384: { name: 'P-384', hash: 'sha384', coordinateBytes: 48, bits: 384 },
  nistp521: { name: 'P-521', hash: 'sha512', coordinateBytes: 66, bits: 521 },
}

/** One line of an `id_….pub` file. Throws `keys.…` problems that say what is wrong with it. */
export function parsePublicKey(text: string): PublicKey {
  const line = text.trim()
  if (line.includes('PRIVATE KEY')) {
    throw new Problem(
      'invalid',
      'keys.private_key',
      'This is a private key, which must never leave your machine; paste the file that ends in .pub instead.',
    )
  }
  const [, type, base64, comment = ''] =
    /^([\w@.-]+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+([^\r\n]*))?$/.exec(line) ?? []
  if (!type || !base64) {
    throw invalid(
      'This is not a public key; paste one line that begins with ssh-ed25519, ecdsa-sha2-… or ssh-rsa, as in your id_….pub file.',
    )
  }
  const blob = Buffer.from(base64, 'base64')
  const { type: actual, bits } = readPublicKey(blob)
  if (actual !== type)
    throw invalid(`The line says ${type} but its key is of the type ${actual}; copy the whole line anew.`)
  return { type, blob, bits, fingerprint: fingerprintOf(blob), comment: comment.trim() }
}

/** `SHA256:…` of a key as it is sent. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

/** The key inside the bytes that a client sends. Throws `keys.…` problems. */
export function readPublicKey(blob: Buffer): VerifyingKey {
  let type = ''
  try {
    const reader = createWireReader(blob)
    type = reader.text()
    const read = READERS[type]
    if (!read) throw unsupported(type)
    const found = read(reader, type)
    if (!reader.atEnd) throw invalid('The key has bytes behind its end; copy the whole line anew.')
    const key = createPublicKey({ key: found.jwk, format: 'jwk' })
    return { type, key, bits: found.bits, application: found.application }
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw invalid('The key is damaged; copy the whole line anew.', cause)
  }
}

interface Found {
  jwk: JsonWebKey
  bits: number
  application?: Buffer
}

const READERS: Record<string, (reader: WireReader, type: string) => Found> = {
  'ssh-ed25519': readEd25519,
  'sk-ssh-ed25519@openssh.com': (reader) => ({ ...readEd25519(reader), application: reader.string() }),
  'ecdsa-sha2-nistp256': readEcdsa,
  'ecdsa-sha2-nistp384': readEcdsa,
  'ecdsa-sha2-nistp521': readEcdsa,
  'sk-ecdsa-sha2-nistp256@openssh.com': (reader) => ({
    ...readEcdsa(reader, 'ecdsa-sha2-nistp256'),
    application: reader.string(),
  }),
  'ssh-rsa': readRsa,
}

function readEd25519(reader: WireReader): Found {
  const x = reader.string()
  if (x.length !== 32) throw invalid('The Ed25519 key is damaged; copy the whole line anew.')
  return { jwk: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') }, bits: 256 }
}

function readEcdsa(reader: WireReader, type: string): Found {
  const curve = reader.text()
  const { name, coordinateBytes, bits } = CURVES[curve] ?? CURVES.nistp256!
  const point = reader.string()
  const uncompressed = point[0] === 4 && point.length === 1 + 2 * coordinateBytes
  if (type !== `ecdsa-sha2-${curve}` || !uncompressed)
    throw invalid('The ECDSA key is damaged; copy the whole line anew.')
  const x = point.subarray(1, 1 + coordinateBytes).toString('base64url')
  const y = point.subarray(1 + coordinateBytes).toString('base64url')
  return { jwk: { kty: 'EC', crv: name, x, y }, bits }
}

function readRsa(reader: WireReader): Found {
  const e = reader.unsigned()
  const n = reader.unsigned()
  const bits = n.length === 0 ? 0 : n.length * 8 - Math.clz32(n[0]!) + 24
  if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
    throw new Problem(
      'invalid',
      'keys.rsa_size',
      `This RSA key has ${bits} bits, and ${LEAST_RSA_BITS} to ${MOST_RSA_BITS} are accepted; make a new one with \`ssh-keygen -t ed25519\`.`,
    )
  }
  return { jwk: { kty: 'RSA', e: e.toString('base64url'), n: n.toString('base64url') }, bits }
}

function unsupported(type: string): Problem {
  const what = type.includes('-cert-')
    ? 'Certificates are'
    : `Keys of the type ${JSON.stringify(type.slice(0, 40))} are`
  return new Problem(
    'invalid',
    'keys.type',
    `${what} not accepted; make a key with \`ssh-keygen -t ed25519\` and paste its .pub file.`,
  )
}

function invalid(sentence: string, cause?: unknown): Problem {
  return new Problem('invalid', 'keys.invalid', sentence, { cause })
}
