import type { CommitSignature } from '#git'
import type { Resolvers } from '../schema.ts'
import { sourceOfActor } from './account.ts'
import type { CommitSource } from './git.ts'
import { repositoryNamed } from './repository.ts'

interface SignatureSource {
  __typename: 'GpgSignature' | 'SshSignature' | 'SmimeSignature' | 'UnknownSignature'
  signature: CommitSignature
  email: string
  at: string
}

const TYPE = { ssh: 'SshSignature', gpg: 'GpgSignature', x509: 'SmimeSignature' } as const

/** REST's words, where GraphQL has others. */
const STATE: Partial<Record<CommitSignature['reason'], string>> = {
  malformed_signature: 'MALFORMED_SIG',
  unknown_signature_type: 'UNKNOWN_SIG_TYPE',
}

const signature: Resolvers[string] = {
  email: ({ email }: SignatureSource) => email,
  isValid: ({ signature: { verified } }: SignatureSource) => verified,
  payload: ({ signature: { payload } }: SignatureSource) => payload ?? '',
  signature: ({ signature: { signature: armored } }: SignatureSource) => armored ?? '',
  state: ({ signature: { reason } }: SignatureSource) => STATE[reason] ?? reason.toUpperCase(),
  async signer({ signature: { signer } }: SignatureSource, _, context) {
    const source = signer && (await sourceOfActor(context, signer))
    return source?.__typename === 'User' ? source : null
  },
  verifiedAt: ({ signature: { verified }, at }: SignatureSource) => (verified ? new Date(at).toISOString() : null),
  // What is merged here is not signed.
  wasSignedByGitHub: () => false,
}

export const signatureResolvers: Resolvers = {
  Commit: {
    async signature({ at, oid, commit }: CommitSource, _, context): Promise<SignatureSource | null> {
      const { project } = await repositoryNamed(context, at)
      const found = await context.github.git.signature(project.id, oid)
      if (found.reason === 'unsigned') return null
      const __typename = found.kind ? TYPE[found.kind] : 'UnknownSignature'
      return { __typename, signature: found, email: commit.committer.email, at: commit.committer.at }
    },
  },
  GpgSignature: { ...signature, keyId: () => null },
  SshSignature: { ...signature, keyFingerprint: () => null },
  SmimeSignature: signature,
  UnknownSignature: signature,
}
