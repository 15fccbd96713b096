import { createHash } from 'node:crypto'
import sodium from 'libsodium-wrappers'
import { Problem } from '#kernel'
import type { Github } from './github.ts'

/** The key that clients seal secrets with before they send them, and the way to open what they send. */
export async function sealedBox(github: Github) {
  await sodium.ready
  const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(github.secrets.keyFor('sealed boxes of secrets'))
  const keyId = createHash('sha256').update(publicKey).digest('hex').slice(0, 20)
  return {
    keyId,
    publicKey: Buffer.from(publicKey).toString('base64'),

    open({ sealed, keyId: by }: { sealed: string; keyId: string }): string {
      if (by !== keyId)
        throw new Problem(
          'invalid',
          'secrets.key_id',
          'The value is sealed with another key; get the public key again.',
        )
      try {
        return Buffer.from(sodium.crypto_box_seal_open(Buffer.from(sealed, 'base64'), publicKey, privateKey)).toString()
      } catch (cause) {
        throw new Problem(
          'invalid',
          'secrets.sealed_value',
          'The value does not open; seal it with the public key as a libsodium sealed box, in base64.',
          { cause },
        )
      }
    },
  }
}
