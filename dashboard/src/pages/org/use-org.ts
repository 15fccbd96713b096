import { useQuery } from '@tanstack/react-query'
import type { Org } from '../../api/identity.ts'
import { queries } from '../../api/queries.ts'
import { useParam } from '../../frame/params.ts'

export interface OrgHere {
  /** As the address names it. */
  slug: string
  /** Undefined while it is not known, null to somebody who does not belong to it. */
  org: Org | null | undefined
  /** Whether who looks decides here; the others read. */
  admin: boolean
}

export function useOrg(): OrgHere {
  const slug = useParam('org')
  const { data: me } = useQuery(queries.me())
  const org = me && (me.orgs.find((each) => each.slug === slug) ?? null)
  return { slug, org, admin: org?.role === 'admin' }
}
