import { createHash } from 'node:crypto'
import { fingerprintOf, readPublicKey } from './public-key.ts'
import { verifySignature } from './verify.ts'
import { createWireReader, printWireString } from './wire.ts'

const MAGIC = 'SSHSIG'
const VERSION = 1
/** What the signature is for, so that one made for something else proves nothing here. */
const NAMESPACE = 'git'
const HASHES = new Set(['sha256', 'sha512'])

/** What `ssh-keygen -Y sign -n git` writes (PROTOCOL.sshsig). Undefined when it is none; `valid` says whether its own key made it. */
export function examineSshSignature(
  armored: string,
  payload: Buffer,
): { fingerprint: string; valid: boolean } | undefined {
  const [, base64] =
    /^-----BEGIN SSH SIGNATURE-----\s([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*$/.exec(armored) ?? []
  if (!base64) return undefined
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined
  try {
    const reader = createWireReader(bytes.subarray(MAGIC.length))
    if (reader.uint32() !== VERSION) return undefined
    const blob = reader.string()
    const [namespace, reserved, hash, signature] = [reader.text(), reader.string(), reader.text(), reader.string()]
    const fingerprint = fingerprintOf(blob)
    if (namespace !== NAMESPACE || !HASHES.has(hash) || !reader.atEnd) return { fingerprint, valid: false }
    const digest = createHash(hash).update(payload).digest()
    const data = Buffer.concat([Buffer.from(MAGIC), ...[namespace, reserved, hash, digest].map(printWireString)])
    return { fingerprint, valid: isSigned(blob, signature, data) }
  } catch {
    return undefined
  }
}

function isSigned(blob: Buffer, signature: Buffer, data: Buffer): boolean {
  const reader = createWireReader(signature)
  const algorithm = reader.text()
  const content = reader.string()
  const trailer = reader.rest()
  return verifySignature(readPublicKey(blob), {
    algorithm,
    data,
    signature: content,
    ...(trailer.length ? { trailer } : {}),
  })
}
