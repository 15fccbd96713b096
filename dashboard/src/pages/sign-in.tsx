import { useMutation } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { identity } from '../api/identity.ts'
import { Button } from '../parts/button.tsx'
import { CopyLine } from '../parts/copy.tsx'
import { ProblemLine } from '../parts/problem.tsx'

/**
 * The one-time code travels in the fragment, which browsers never send: it cannot end up in a proxy's log. It is
 * exchanged on a press of the button, so that a mail scanner that opens links does not use it up.
 */
export function SignInPage() {
  const code = useSyncExternalStore(onHashChange, readCode)
  const signIn = useMutation({
    mutationFn: (value: string) => identity.signIn(value),
    onSuccess: () => window.location.replace(backAddress()),
  })
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-6 px-6 py-12">
      <title>Sign in · DevFlow</title>
      <div className="flex items-center gap-3">
        <svg
          viewBox="0 0 20 20"
          className="size-7"
          aria-hidden="true"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
        >
          <path d="M1.5 10h4.5M14 10h4.5" />
          <circle cx="10" cy="10" r="3.75" />
        </svg>
        <h1 className="text-xl font-semibold">Sign in to DevFlow</h1>
      </div>
      {code ? (
        <>
          <p className="text-muted">This link signs you in on this browser. It works once.</p>
          <Button tone="primary" className="h-10" busy={signIn.isPending} onClick={() => signIn.mutate(code)}>
            Sign in
          </Button>
        </>
      ) : (
        <p className="text-muted">DevFlow has no password. You sign in with a link that works once.</p>
      )}
      <ProblemLine error={signIn.error} />
      {(!code || signIn.isError) && (
        <dl className="flex flex-col gap-5">
          <div className="flex flex-col gap-2">
            <dt className="text-sm font-medium">You run this server</dt>
            <dd className="flex flex-col gap-2 text-muted">
              <p>
                The terminal in which you ran <code className="font-mono text-sm text-ink">npm start</code> shows a
                link. For a new one:
              </p>
              <CopyLine label="command for a sign-in link" text="npx devflow login-link" />
            </dd>
          </div>
          <div className="flex flex-col gap-1">
            <dt className="text-sm font-medium">Somebody else runs it</dt>
            <dd className="text-muted">Ask them for a link: Settings, Members, Add a person.</dd>
          </div>
        </dl>
      )}
    </main>
  )
}

function readCode(): string | null {
  return new URLSearchParams(window.location.hash.slice(1)).get('code')
}

/** A link opened while this page is already shown changes only the fragment. */
function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** Only a path of this dashboard: a crafted link must not send a person who just signed in somewhere else. */
function backAddress(): string {
  const back = new URLSearchParams(window.location.search).get('back') ?? '/'
  return /^\/(?![/\\])/.test(back) ? back : '/'
}
