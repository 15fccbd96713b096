import { execFileSync } from 'node:child_process'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeKeyPair } from './keys.kit.ts'
import { parsePublicKey, readPublicKey } from './public-key.ts'
import { verifySignature } from './verify.ts'
import { printWireString } from './wire.ts'

function pair(type: string, bits?: number) {
  const made = makeKeyPair(type, bits ? { bits } : {})
  onTestFinished(() => rmSync(dirname(made.file), { recursive: true, force: true }))
  return made
}

test.each([
  ['ed25519', undefined, 'ssh-ed25519', 256],
  ['ecdsa', 256, 'ecdsa-sha2-nistp256', 256],
  ['ecdsa', 384, 'ecdsa-sha2-nistp384', 384],
  ['ecdsa', 521, 'ecdsa-sha2-nistp521', 521],
  ['rsa', 2048, 'ssh-rsa', 2048],
  ['rsa', 3072, 'ssh-rsa', 3072],
] as const)(
  'a key of ssh-keygen -t %s -b %s is read with the fingerprint that ssh-keygen prints',
  (kind, size, type, bits) => {
    const { file, line } = pair(kind, size)
    const printed = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' }).split(' ')
    expect(parsePublicKey(`  ${line}\r\n`)).toMatchObject({
      type,
      bits,
      fingerprint: printed[1],
      comment: 'alice@laptop',
    })
  },
)

test.each([
  ['an RSA key of 1024 bits', () => pair('rsa', 1024).line, 'keys.rsa_size'],
  ['an RSA key one bit too short', () => rsaLine(2047), 'keys.rsa_size'],
  ['an RSA key one bit too long', () => rsaLine(16_385), 'keys.rsa_size'],
  ['a DSA key', () => line('ssh-dss', Buffer.alloc(40)), 'keys.type'],
  ['a certificate', () => line('ssh-ed25519-cert-v01@openssh.com', Buffer.alloc(40)), 'keys.type'],
  ['a private key', () => readFileSync(pair('ed25519').file, 'utf8'), 'keys.private_key'],
  ['an empty text', () => '', 'keys.invalid'],
  ['two keys at once', () => `${pair('ed25519').line}\n${pair('ed25519').line}`, 'keys.invalid'],
  ['options before the key', () => `command="rm" ${pair('ed25519').line}`, 'keys.invalid'],
  [
    'a line whose type is not the type of its key',
    () => pair('ed25519').line.replace('ssh-ed25519', 'ssh-rsa'),
    'keys.invalid',
  ],
  ['a key that is cut off', () => cut(pair('ed25519').line), 'keys.invalid'],
  [
    'a key with bytes behind its end',
    () => line('ssh-ed25519', printWireString(Buffer.alloc(32)), Buffer.of(1)),
    'keys.invalid',
  ],
  [
    'a point that is not on the curve',
    () => ecdsaLine(Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)])),
    'keys.invalid',
  ],
  ['a compressed point', () => ecdsaLine(Buffer.concat([Buffer.of(2), Buffer.alloc(32, 1)])), 'keys.invalid'],
])('%s is refused with a sentence', (_what, text, code) => {
  expect(() => parsePublicKey(text())).toThrow(expect.objectContaining({ kind: 'invalid', code }))
})

test('the largest RSA key is accepted, the smallest, too', () => {
  expect(parsePublicKey(rsaLine(2048)).bits).toBe(2048)
  expect(parsePublicKey(rsaLine(16_384)).bits).toBe(16_384)
})

test('a security key signs for its application, and only when somebody has touched it', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const x = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url')
  const type = 'sk-ssh-ed25519@openssh.com'
  const blob = Buffer.concat([type, x, 'ssh:'].map(printWireString))
  const key = readPublicKey(blob)
  const data = Buffer.from('the session')
  const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest()
  const touch = (application: string, flags: number) => {
    const trailer = Buffer.from([flags, 0, 0, 0, 7])
    const signature = sign(null, Buffer.concat([sha256(application), trailer, sha256(data)]), privateKey)
    return { algorithm: type, data, signature, trailer }
  }
  expect(verifySignature(key, touch('ssh:', 1))).toBe(true)
  expect(verifySignature(key, touch('ssh:', 0))).toBe(false)
  expect(verifySignature(key, touch('ssh:other', 1))).toBe(false)
  expect(verifySignature(key, { ...touch('ssh:', 1), trailer: Buffer.from([1, 0, 0, 0, 8]) })).toBe(false)
  expect(verifySignature(key, { ...touch('ssh:', 1), algorithm: 'ssh-ed25519' })).toBe(false)
})

test('a security key with an ECDSA key is read and verified alike', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')])
  const type = 'sk-ecdsa-sha2-nistp256@openssh.com'
  const key = readPublicKey(Buffer.concat([type, 'nistp256', point, 'ssh:'].map(printWireString)))
  const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest()
  const trailer = Buffer.from([5, 0, 0, 0, 1])
  const data = Buffer.from('the session')
  const assertion = Buffer.concat([sha256('ssh:'), trailer, sha256(data)])
  const raw = sign('sha256', assertion, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const signature = Buffer.concat(
    [raw.subarray(0, 32), raw.subarray(32)].map((n) => printWireString(Buffer.concat([Buffer.of(0), n]))),
  )
  expect(verifySignature(key, { algorithm: type, data, signature, trailer })).toBe(true)
  expect(verifySignature(key, { algorithm: type, data: Buffer.from('another'), signature, trailer })).toBe(false)
})

test('a signature with SHA-1 proves nothing', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { e, n } = publicKey.export({ format: 'jwk' })
  const number = (value: string) => printWireString(Buffer.concat([Buffer.of(0), Buffer.from(value, 'base64url')]))
  const key = readPublicKey(Buffer.concat([printWireString('ssh-rsa'), number(e!), number(n!)]))
  const data = Buffer.from('the session')
  const signed = (hash: string) => sign(hash, data, privateKey)
  expect(verifySignature(key, { algorithm: 'ssh-rsa', data, signature: signed('sha1') })).toBe(false)
  expect(verifySignature(key, { algorithm: 'rsa-sha2-256', data, signature: signed('sha1') })).toBe(false)
  expect(verifySignature(key, { algorithm: 'rsa-sha2-256', data, signature: signed('sha256') })).toBe(true)
  expect(verifySignature(key, { algorithm: 'rsa-sha2-512', data, signature: signed('sha512') })).toBe(true)
  expect(verifySignature(key, { algorithm: 'ssh-ed25519', data, signature: signed('sha512') })).toBe(false)
})

function line(type: string, ...fields: Buffer[]): string {
  return `${type} ${Buffer.concat([printWireString(type), ...fields]).toString('base64')}`
}

/** Not a modulus anybody could use; its length is what is looked at. */
function rsaLine(bits: number): string {
  const modulus = Buffer.alloc(Math.ceil(bits / 8), 0xff)
  modulus[0] = 0xff >> (modulus.length * 8 - bits)
  return line('ssh-rsa', printWireString(Buffer.of(3)), printWireString(Buffer.concat([Buffer.of(0), modulus])))
}

function ecdsaLine(point: Buffer): string {
  return line('ecdsa-sha2-nistp256', printWireString('nistp256'), printWireString(point))
}

function cut(text: string): string {
  const [type, base64 = ''] = text.split(' ')
  return `${type} ${base64.slice(0, 40)}`
}
