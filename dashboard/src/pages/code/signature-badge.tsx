import { useQuery } from '@tanstack/react-query'
import type { Address } from '../../api/client.ts'
import type { CommitSignature } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { StatusLabel } from '../../parts/status.tsx'

const why: Partial<Record<CommitSignature['reason'], string>> = {
  unknown_key: 'the key belongs to nobody here',
  no_user: 'nobody here has the address of this commit',
  unverified_email: 'the address is not verified',
  bad_email: 'the address of this commit is not one of the key’s owner',
  expired_key: 'the key had expired',
  invalid: 'the signature does not fit the commit',
}

export function whyUnverified(reason: CommitSignature['reason']): string {
  return why[reason] ?? 'the signature could not be checked'
}

/** Whether it is proven who made a commit. Unsigned commits, which are most, say nothing. */
export function SignatureBadge({ project, sha }: { project: Address; sha: string }) {
  const { data } = useQuery(queries.signature(project, sha))
  if (!data || data.reason === 'unsigned') return null
  if (data.verified)
    return <StatusLabel status="done">Verified{data.signer && `: signed by ${data.signer.name}`}</StatusLabel>
  return <StatusLabel status="needs_person">Unverified: {whyUnverified(data.reason)}</StatusLabel>
}
