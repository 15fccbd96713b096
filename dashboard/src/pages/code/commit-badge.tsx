import { useQuery } from '@tanstack/react-query'
import type { Address } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { StatusLabel } from '../../parts/status.tsx'
import { whyUnverified } from './signature-badge.tsx'

/** As many as the server says at once. */
const MOST_AT_ONCE = 100

/** Whether it is proven who made a commit, for one among several that are shown together: they are asked about in one go. */
export function CommitBadge({ project, sha, among }: { project: Address; sha: string; among: readonly string[] }) {
  const at = Math.floor(Math.max(0, among.indexOf(sha)) / MOST_AT_ONCE) * MOST_AT_ONCE
  const { data } = useQuery(queries.signatures(project, among.slice(at, at + MOST_AT_ONCE)))
  const found = data?.items.find((each) => each.sha === sha)
  if (!found) return null
  return (
    <span
      className="shrink-0 text-xs"
      title={found.verified ? `Signed by ${found.signer?.name ?? 'a known key'}` : whyUnverified(found.reason)}
    >
      <StatusLabel status={found.verified ? 'done' : 'needs_person'}>
        {found.verified ? 'Verified' : 'Unverified'}
      </StatusLabel>
    </span>
  )
}
