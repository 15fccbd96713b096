import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Address } from '../api/client.ts'
import type { Me } from '../api/identity.ts'
import { queries } from '../api/queries.ts'
import { useSignedIn } from './signed-in.tsx'

/**
 * Whether this person may write where `owner` is the name of the organisation; without one, anywhere. The verb decides;
 * this only keeps a page from offering what it would refuse. Until the answer is there nothing is taken away.
 */
export function mayWrite(me: Me | undefined, owner?: string): boolean {
  if (!me) return true
  return me.orgs.some((org) => (owner === undefined || org.slug === owner) && org.role !== 'viewer')
}

export function useMayWrite(owner?: string): boolean {
  const { data } = useQuery(queries.me())
  return useSignedIn() !== false && mayWrite(data, owner)
}

/**
 * Whether this person may do something in a project, by whatever role: a member's, a collaborator's, or anybody's where it is public.
 * Until the answer is there nothing is taken away.
 */
export function useMay(project: Address, permission: string): boolean {
  const { data, isError } = useQuery(queries.powers(project))
  // Whoever is not signed in may do nothing but read, whatever a guest could.
  const signedIn = useSignedIn() !== false || permission.endsWith(':read')
  return signedIn && !isError && (data === undefined || grants(data.permissions, permission))
}

/** Whether this person belongs to the organisation; somebody who works on one of its projects from outside does not. */
export function useMember(owner: string): boolean {
  return useQuery(queries.me()).data?.orgs.some(({ slug }) => slug === owner) ?? false
}

/** As the server matches them: `issues:write` is granted by itself, `issues:*`, `*:write` and `*`. */
export function grants(permissions: readonly string[], permission: string): boolean {
  const [noun, act] = permission.split(':')
  return permissions.some((each) => ['*', permission, `${noun}:*`, `*:${act}`].includes(each))
}

interface WritersProps {
  /** The organisation it is about; left out where any will do. */
  owner?: string
  /** Says to everybody else why there is nothing to press; once on a page. */
  note?: boolean
  children: ReactNode
}

/** Controls that change something: shown to those who may. */
export function Writers({ owner, note, children }: WritersProps) {
  if (useMayWrite(owner)) return children
  return note ? <ReadOnlyNote owner={owner} /> : null
}

export function ReadOnlyNote({ owner }: { owner?: string | undefined }) {
  return (
    <p className="max-w-64 text-xs text-muted">
      You can read this. Changing it takes the role supervisor or admin{owner && ` in ${owner}`}.
    </p>
  )
}
