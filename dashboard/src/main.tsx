import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { addresses } from './addresses.ts'
import { Refusal } from './api/client.ts'
import { projectOf } from './frame/place.ts'
import { createDashboardRouter } from './routes.tsx'
import './styles.css'

/** A session that ended shows on the next read or change: go and sign in, and come back here afterwards. */
function signInFirst(error: Error): void {
  if (!(error instanceof Refusal) || error.kind !== 'unauthenticated') return
  if (window.location.pathname === addresses.signIn()) return
  window.location.assign(addresses.signIn(window.location.pathname + window.location.search))
}

/** Of a project's pages the project itself decides: a public one is read by anybody, whatever else is refused to them. */
function onReadError(error: Error, { queryKey: [noun, owner, name, ...more] }: { queryKey: readonly unknown[] }): void {
  const project = projectOf(window.location.pathname)
  const decides = noun === 'projects' && more.length === 0 && owner === project?.owner && name === project?.name
  if (!project || decides) signInFirst(error)
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError: onReadError }),
  mutationCache: new MutationCache({ onError: signInFirst }),
  defaultOptions: {
    queries: {
      // Events invalidate what changed; time alone does not make a read old.
      staleTime: 30_000,
      // A refusal is an answer. Only an unreachable server is worth another try.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof Refusal) || error.status === 0 || error.status === 503),
    },
  },
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={createDashboardRouter(client)} />
    </QueryClientProvider>
  </StrictMode>,
)
