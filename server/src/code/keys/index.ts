export { createKeys, type Keys } from './keys.ts'
export { fingerprintOf, readPublicKey } from './public-key.ts'
export { verifySignature } from './verify.ts'
