import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { addresses } from '../addresses.ts'
import { Refusal } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { ButtonLink } from '../parts/button.tsx'

/** Whether somebody has signed in here; undefined until the server has said so. */
export function useSignedIn(): boolean | undefined {
  const { data, error } = useQuery(queries.me())
  if (data) return true
  return error instanceof Refusal && error.kind === 'unauthenticated' ? false : undefined
}

/** Leads to the sign-in, and back here. */
export function SignInLink({ className, children = 'Sign in' }: { className?: string; children?: string }) {
  const back = useRouterState({ select: ({ location }) => location.pathname + location.searchStr })
  return (
    <ButtonLink href={addresses.signIn(back)} {...(className ? { className } : {})}>
      {children}
    </ButtonLink>
  )
}

/** In the place of what only those can do who are signed in: what it is, and the way there. Nothing for everybody else. */
export function SignInOffer({ to }: { to: string }) {
  if (useSignedIn() !== false) return null
  return (
    <p className="flex flex-wrap items-center gap-3 rounded-md border px-4 py-3 text-sm text-muted">
      <SignInLink /> to {to}.
    </p>
  )
}
