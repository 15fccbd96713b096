import { createHash, createPublicKey, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { decodeJwt, errors, jwtVerify } from 'jose'
import { Problem } from '#kernel'

/** As GitHub's: long enough for RS256, and every client's library takes it. */
const KEY_BITS = 2_048
/** GitHub's limit. An app makes a new one for each call it wants. */
const MAX_LIFE_SECONDS = 600
/** Clocks differ. */
const TOLERANCE_SECONDS = 60

/** A pair of which the private half is shown once and never kept. */
export async function createAppKey() {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' })
  return { publicKey, privateKey, fingerprint: `SHA256:${createHash('sha256').update(der).digest('base64')}` }
}

/** Whether a credential looks like a JSON Web Token at all. */
export function isJwt(credential: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(credential)
}

/** Whom a token claims to come from. Nothing is proven yet. */
export function readIssuer(token: string): string {
  try {
    const { iss } = decodeJwt(token)
    // Some libraries write the number of an app as one.
    if (iss !== undefined) return String(iss)
  } catch {}
  throw refusal('It names no issuer; set "iss" to the id or client id of the app.')
}

/** Throws `apps.jwt` unless one of the keys signed it, and for a short while only. */
export async function verifyAppToken(token: string, publicKeys: readonly string[]): Promise<void> {
  for (const pem of publicKeys) {
    try {
      const { payload } = await jwtVerify(token, createPublicKey(pem), {
        algorithms: ['RS256'],
        clockTolerance: TOLERANCE_SECONDS,
        requiredClaims: ['iat', 'exp'],
      })
      const now = Date.now() / 1000
      if (payload.exp! > now + MAX_LIFE_SECONDS + TOLERANCE_SECONDS) {
        throw refusal(`"exp" is more than ${MAX_LIFE_SECONDS / 60} minutes away; make a token for each use.`)
      }
      if (payload.iat! > now + TOLERANCE_SECONDS) throw refusal('"iat" is in the future; set the clock.')
      return
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue
      if (error instanceof errors.JWTExpired) throw refusal('It has expired; make a new one.')
      if (error instanceof errors.JOSEError)
        throw refusal(`${error.message}; sign it with RS256 and the claims iat, exp and iss.`)
      throw error
    }
  }
  throw refusal('None of the keys of the app signed it; use a private key that was made for this app.')
}

function refusal(why: string): Problem {
  return new Problem('unauthenticated', 'apps.jwt', `A JSON web token could not be used. ${why}`)
}
