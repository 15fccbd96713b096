import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { addresses } from './addresses.ts'
import { Refusal } from './api/client.ts'
import { createDashboardRouter } from './routes.tsx'
import './styles.css'

/** A session that ended shows on the next read: go and sign in, and come back here afterwards. */
function onError(error: Error): void {
  if (!(error instanceof Refusal) || error.kind !== 'unauthenticated') return
  if (window.location.pathname === addresses.signIn()) return
  const back = window.location.pathname + window.location.search
  window.location.assign(`${addresses.signIn()}?back=${encodeURIComponent(back)}`)
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
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
