import { createHash, verify } from 'node:crypto'
import { CURVES, type VerifyingKey } from './public-key.ts'
import { createWireReader } from './wire.ts'

export interface Signed {
  /** As in the signature: `ssh-ed25519`, `rsa-sha2-512`, `ecdsa-sha2-nistp256`, `sk-…`. */
  algorithm: string
  data: Buffer
  signature: Buffer
  /** How the two numbers of an ECDSA signature are written: as in SSH (RFC 5656), or as DER. Default: as in SSH. */
  ecdsa?: 'ssh' | 'der'
  /** Of a security key, behind the signature: its flags and its counter. */
  trailer?: Buffer
}

/** PROTOCOL.u2f: somebody has touched the key. */
const USER_PRESENT = 0x01

/** Whether the key has signed the data. Never throws: what cannot be read is not a signature. SHA-1 is not accepted. */
export function verifySignature(key: VerifyingKey, signed: Signed): boolean {
  try {
    return key.application ? verifySecurityKey(key, key.application, signed) : verifyPlain(key, key.type, signed)
  } catch {
    return false
  }
}

function verifyPlain({ key }: Pick<VerifyingKey, 'key'>, type: string, signed: Signed): boolean {
  const { algorithm, data, signature } = signed
  if (type === 'ssh-ed25519') return algorithm === type && verify(null, data, key, signature)
  if (type === 'ssh-rsa') {
    const [, hash] = /^rsa-sha2-(256|512)$/.exec(algorithm) ?? []
    return hash !== undefined && verify(`sha${hash}`, data, key, signature)
  }
  const curve = CURVES[type.replace('ecdsa-sha2-', '')]
  if (!curve || algorithm !== type) return false
  if (signed.ecdsa === 'der') return verify(curve.hash, data, key, signature)
  const reader = createWireReader(signature)
  const numbers = [reader.unsigned(), reader.unsigned()].map((number) => pad(number, curve.coordinateBytes))
  return verify(curve.hash, data, { key, dsaEncoding: 'ieee-p1363' }, Buffer.concat(numbers))
}

/** What a security key signs is not the data but this (PROTOCOL.u2f, "SSH U2F Signatures"). */
function verifySecurityKey({ type, key }: VerifyingKey, application: Buffer, signed: Signed): boolean {
  const { algorithm, data, signature, trailer } = signed
  if (algorithm !== type || trailer?.length !== 5 || !(trailer[0]! & USER_PRESENT)) return false
  const assertion = Buffer.concat([sha256(application), trailer, sha256(data)])
  const plain = type.replace(/^sk-|@openssh\.com$/g, '')
  return verifyPlain({ key }, plain, { algorithm: plain, data: assertion, signature })
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function pad(number: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.alloc(Math.max(0, length - number.length)), number])
}
