import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import type { Address } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { keepFresh } from '../events/freshness.ts'
import { live } from '../events/live.ts'
import { ProjectContext } from '../parts/project-context.ts'
import { BottomBar } from './bottom-bar.tsx'
import { useFollowMoved } from './moved.ts'
import { projectOf, usePathname } from './place.ts'
import { Rail } from './rail.tsx'
import { ShortcutList, useShortcuts } from './shortcuts.tsx'
import { useSignedIn } from './signed-in.tsx'
import { TopBar } from './top-bar.tsx'

const Palette = lazy(() => import('./palette.tsx'))

const railKey = 'devflow.rail'

/** The frame around every page of a signed-in person; it owns the live connection. */
export function Shell() {
  const client = useQueryClient()
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(railKey) === 'folded')
  const onPalette = useCallback(() => setPalette(true), [])
  const onHelp = useCallback(() => setHelp(true), [])
  const onRail = useCallback(
    () =>
      setCollapsed((before) => {
        localStorage.setItem(railKey, before ? 'open' : 'folded')
        return !before
      }),
    [],
  )
  useFollowMoved()
  useShortcuts({ onPalette, onHelp, onRail })
  const signedIn = useSignedIn()
  const project = useCurrentProject()
  useProjectReadable(project)
  useEffect(() => {
    // News are told to those who have signed in.
    if (!signedIn) return
    const close = live.start()
    const stop = keepFresh(client)
    return () => {
      stop()
      close()
    }
  }, [client, signedIn])

  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-ink focus:px-3 focus:py-2 focus:text-on-ink"
      >
        Skip to the page
      </a>
      <Rail collapsed={collapsed} onToggle={onRail} />
      <div className="flex min-w-0 grow flex-col">
        <TopBar onSearch={onPalette} />
        <main id="main" tabIndex={-1} className="min-w-0 grow pb-20 outline-none md:pb-8">
          <ProjectContext value={project}>
            <Outlet />
          </ProjectContext>
        </main>
      </div>
      <BottomBar />
      {palette && (
        <Suspense>
          <Palette open={palette} onClose={() => setPalette(false)} onHelp={onHelp} />
        </Suspense>
      )}
      <ShortcutList open={help} onClose={() => setHelp(false)} />
    </div>
  )
}

/** The same object as long as it is the same project. */
function useCurrentProject(): Address | undefined {
  const { owner, name } = projectOf(usePathname()) ?? {}
  return useMemo(() => (owner && name ? { owner, name } : undefined), [owner, name])
}

/** Asks for the project of the page: where somebody who is not signed in may not read it, they are led to the sign-in (see main.tsx). */
function useProjectReadable(project: Address | undefined): void {
  useQuery({ ...queries.project(project ?? { owner: '', name: '' }), enabled: project !== undefined })
}
