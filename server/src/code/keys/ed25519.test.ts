import ssh2 from 'ssh2'
import { expect, test } from 'vitest'
import { makeEd25519 } from './ed25519.ts'

test('every pair that is made can be read, and its halves belong together', () => {
  for (let n = 0; n < 2_000; n++) {
    const pair = makeEd25519({ comment: 'of alice' })
    const key = ssh2.utils.parseKey(pair.private)
    if (key instanceof Error) throw key
    const [type, blob, ...comment] = pair.public.split(' ')
    expect([type, blob, comment.join(' ')]).toEqual(['ssh-ed25519', key.getPublicSSH().toString('base64'), 'of alice'])
    expect(key.verify('text', key.sign('text'))).toBe(true)
  }
})
