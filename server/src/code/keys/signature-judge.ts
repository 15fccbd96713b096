import type { SignatureBlock, SignatureJudge, SignatureReason } from '#git'
import type { Identity } from '#identity'
import type { ActorRef, Kernel } from '#kernel'
import type { Gpg, GpgVerdict } from './gpg.ts'
import { selectGpgKeysById } from './gpg-keys.sql.ts'
import { selectHoldersOf } from './signing-keys.sql.ts'
import { examineSshSignature } from './ssh-signature.ts'

type Verdict = { reason: SignatureReason; signer: ActorRef | null }

const GPG_REASONS: Record<GpgVerdict['outcome'], SignatureReason> = {
  good: 'invalid', // good without any key cannot be
  unknown_key: 'unknown_key',
  bad: 'invalid',
  expired_key: 'expired_key',
  unavailable: 'gpgverify_unavailable',
  error: 'malformed_signature',
}

/** A signature counts when its key belongs to the account that has confirmed the address which the commit carries. */
export function createSignatureJudge(
  kernel: Kernel,
  { identity, gpg }: { identity: Identity; gpg: Gpg },
): SignatureJudge {
  async function judgeSsh({ signature, payload, email }: SignatureBlock): Promise<Verdict> {
    const examined = examineSshSignature(signature, payload)
    if (!examined) return { reason: 'malformed_signature', signer: null }
    if (!examined.valid) return { reason: 'invalid', signer: null }
    return attribute(await kernel.db.system((tx) => selectHoldersOf(tx, examined.fingerprint)), email)
  }

  async function judgeGpg({ signature, payload, email }: SignatureBlock): Promise<Verdict> {
    // Which key it is by, is said by the signature itself; with no key at hand, gpgv reads just that.
    const first = await gpg.verify(signature, payload, [])
    if (first.outcome !== 'unknown_key') return { reason: GPG_REASONS[first.outcome], signer: null }
    const rows = await kernel.db.system((tx) => selectGpgKeysById(tx, first.keyId))
    if (rows.length === 0) return { reason: 'unknown_key', signer: null }
    const armored = [...new Set(rows.map((row) => row.armored))]
    const verdict = await gpg.verify(signature, payload, armored)
    if (verdict.outcome !== 'good') return { reason: GPG_REASONS[verdict.outcome], signer: null }
    const holders = rows.filter(({ fingerprint }) => fingerprint === verdict.fingerprint).map(({ user }) => user)
    return attribute(holders, email)
  }

  /** Whose the signature is, when it is good and these are the people who say that its key is theirs. */
  async function attribute(holders: readonly string[], email: string): Promise<Verdict> {
    if (holders.length === 0) return { reason: 'unknown_key', signer: null }
    const account = (await identity.accounts.byEmails([email])).get(email)
    if (account?.user && holders.includes(account.user)) {
      return { reason: 'valid', signer: { kind: 'person', id: account.user, name: account.login } }
    }
    if (account) return { reason: 'bad_email', signer: null }
    const claimed = await kernel.db.system(async (tx) => {
      const emails = await Promise.all(holders.map((holder) => identity.accounts.emailsOf(tx, holder)))
      return emails.flat().some((row) => row.email === email)
    })
    return { reason: claimed ? 'unverified_email' : 'no_user', signer: null }
  }

  return async (block) => {
    if (block.kind === 'ssh') return judgeSsh(block)
    if (block.kind === 'gpg') return judgeGpg(block)
    return { reason: 'unknown_signature_type', signer: null }
  }
}
