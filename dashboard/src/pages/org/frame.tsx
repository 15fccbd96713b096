import type { ReactNode } from 'react'
import { addresses } from '../../addresses.ts'
import type { Org } from '../../api/identity.ts'
import { TextLink } from '../../parts/link.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { useOrg } from './use-org.ts'

interface OrgPageProps {
  title?: string
  lead?: (org: Org) => ReactNode
  /** Only who decides here has something to do on it. */
  admins?: boolean
  children: (org: Org, admin: boolean) => ReactNode
}

/** A page of an organisation: for its members, or the word that it is not for who looks. */
export function OrgPage({ title, lead, admins, children }: OrgPageProps) {
  const { slug, org, admin } = useOrg()
  if (org === undefined) {
    return (
      <Page title={title ?? slug}>
        <div className="appear-late" aria-busy="true">
          <PageSkeleton />
        </div>
      </Page>
    )
  }
  return (
    <Page title={title ?? org?.name ?? slug} lead={org && (lead?.(org) ?? org.slug)}>
      {org === null || (admins && !admin) ? (
        <Empty title={org === null ? `You do not belong to ${slug}` : 'This is for admins'}>
          <p>
            {org === null ? 'An admin of it can add you.' : `An admin of ${org.name} can do this.`}{' '}
            <TextLink href={addresses.settings('members')}>See your organisations</TextLink>
          </p>
        </Empty>
      ) : (
        children(org, admin)
      )}
    </Page>
  )
}
