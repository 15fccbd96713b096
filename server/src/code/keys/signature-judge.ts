import type { SignatureBlock, SignatureJudge, SignatureReason } from '#git'
import type { Identity } from '#identity'
import type { ActorRef, Kernel } from '#kernel'
import { selectHoldersOf } from './signing-keys.sql.ts'
import { examineSshSignature } from './ssh-signature.ts'

type Verdict = { reason: SignatureReason; signer: ActorRef | null }

/** A signature counts when its key belongs to the account that has confirmed the address which the commit carries. */
export function createSignatureJudge(kernel: Kernel, identity: Identity): SignatureJudge {
  async function judgeSsh({ signature, payload, email }: SignatureBlock): Promise<Verdict> {
    const examined = examineSshSignature(signature, payload)
    if (!examined) return { reason: 'malformed_signature', signer: null }
    if (!examined.valid) return { reason: 'invalid', signer: null }
    return attribute(await kernel.db.system((tx) => selectHoldersOf(tx, examined.fingerprint)), email)
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
    return { reason: block.kind === 'gpg' ? 'gpgverify_unavailable' : 'unknown_signature_type', signer: null }
  }
}
