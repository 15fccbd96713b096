import ssh2 from 'ssh2'

/** A type and 32 bytes, each behind its length (RFC 8709). */
const PUBLIC_BYTES = 51

/** A new key pair: the private half as OpenSSH keeps it, the public one as a line for `authorized_keys`. */
export function makeEd25519({ comment = '' }: { comment?: string } = {}): { private: string; public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment })
    // ssh2 leaves a zero in front of a key out, which makes one pair of 256 one that nobody can read, itself included.
    const parsed = ssh2.utils.parseKey(pair.private)
    if (parsed instanceof Error || parsed.getPublicSSH().length !== PUBLIC_BYTES) continue
    return { private: pair.private, public: pair.public.trim() }
  }
}
