import type { AuthContext, PublicKeyAuthContext } from 'ssh2'
import { type Actor, type Kernel, Problem } from '#kernel'
import { type Keys, readPublicKey, verifySignature } from '#keys'

/** A security key's flags and counter, which stand behind its signature (PROTOCOL.u2f). */
const TRAILER_BYTES = 5

/** Who has proven to hold a key, asked anew whenever it matters. */
export interface Identified {
  /** Throws when the key has been removed since. */
  actor(): Promise<Actor>
}

/** `unsigned`: the key would do, and the client may now have somebody touch or unlock it. */
export type LoginAnswer = 'no' | 'unsigned' | Identified

/** Public keys only; the user name does not matter. */
export function createLogin(kernel: Kernel, keys: Keys) {
  const find = (blob: Buffer) => kernel.db.system((tx) => keys.findByPublicKey(tx, blob))

  return async (attempt: AuthContext): Promise<LoginAnswer> => {
    if (attempt.method !== 'publickey' || !(await find(attempt.key.data))) return 'no'
    if (!attempt.signature) return 'unsigned'
    if (!isSignedBy(attempt)) return 'no'
    const blob = Buffer.from(attempt.key.data)
    await kernel.db.system((tx) => keys.used(tx, blob))
    return {
      async actor() {
        const actor = await find(blob)
        if (actor) return actor
        throw new Problem(
          'unauthenticated',
          'ssh.key_removed',
          'Your key was removed from this server; connect with another one.',
        )
      },
    }
  }
}

/** Over everything that was agreed in this connection, so that it is worth nothing in another one (RFC 4252, section 7). */
function isSignedBy({ key, blob, signature, hashAlgo }: PublicKeyAuthContext): boolean {
  if (!blob || !signature) return false
  const verifying = readPublicKey(key.data)
  // The library names RSA's algorithm by its hash, and writes ECDSA's numbers as DER; what it does not know it hands on as it came.
  const algorithm = hashAlgo ? `rsa-sha2-${hashAlgo.replace('sha', '')}` : key.algo
  if (!verifying.application) return verifySignature(verifying, { algorithm, data: blob, signature, ecdsa: 'der' })
  const end = signature.length - TRAILER_BYTES
  const trailer = signature.subarray(end)
  return verifySignature(verifying, { algorithm, data: blob, signature: signature.subarray(0, end), trailer })
}
