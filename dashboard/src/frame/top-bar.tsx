import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LogOut, Search, Settings2 } from 'lucide-react'
import { Fragment, useSyncExternalStore } from 'react'
import { addresses } from '../addresses.ts'
import { identity } from '../api/identity.ts'
import { queries } from '../api/queries.ts'
import type { Evidence } from '../api/specs.ts'
import { live } from '../events/live.ts'
import { merge } from '../parts/class-names.ts'
import { Link } from '../parts/link.tsx'
import { Menu, MenuItem, MenuLine, MenuNote } from '../parts/menu.tsx'
import { StatusLabel } from '../parts/status.tsx'
import { NeedsMe } from './needs-me.tsx'
import { crumbsOf, usePathname } from './place.ts'
import { Wordmark } from './rail.tsx'
import { SignInLink, useSignedIn } from './signed-in.tsx'

export function TopBar({ onSearch }: { onSearch: () => void }) {
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-canvas px-4 md:px-6">
      <div className="-ml-2 md:hidden">
        <Wordmark />
      </div>
      <Breadcrumb />
      <div className="ml-auto flex items-center gap-1">
        <ConnectionSign />
        <button
          type="button"
          onClick={onSearch}
          aria-label="Search and commands"
          className="flex h-8 items-center gap-2 rounded-md border px-2 text-sm text-muted hover:bg-hover hover:text-ink"
        >
          <Search className="size-4" />
          <span className="hidden lg:inline">Search</span>
          <kbd className="hidden font-sans text-xs text-faint lg:inline">{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        {useSignedIn() && <NeedsMe />}
        <MeMenu />
      </div>
    </header>
  )
}

function Breadcrumb() {
  const pathname = usePathname()
  const client = useQueryClient()
  const crumbs = crumbsOf(pathname)
  const spec = /^\/specs\/([^/]+)$/.exec(pathname)?.[1]
  const title =
    useQuery({ ...queries.evidence(spec ?? ''), enabled: false }).data?.spec.title ??
    client.getQueryData<Evidence>(['evidence', spec])?.spec.title
  return (
    <nav aria-label="Breadcrumb" className="hidden min-w-0 md:block">
      <ol className="flex min-w-0 items-center gap-1.5 text-sm">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1
          return (
            <Fragment key={crumb.href}>
              {index > 0 && (
                <li aria-hidden="true" className="text-faint">
                  /
                </li>
              )}
              <li className={last ? 'min-w-0' : 'shrink-0'}>
                <Link
                  href={crumb.href}
                  aria-current={last ? 'page' : undefined}
                  className={merge(
                    'block max-w-96 truncate rounded-md hover:text-ink',
                    last ? 'font-medium' : 'text-muted',
                  )}
                >
                  {last && spec && title ? title : crumb.label}
                </Link>
              </li>
            </Fragment>
          )
        })}
      </ol>
    </nav>
  )
}

/** Nothing while all is well; a sign as soon as what one sees may be old. */
function ConnectionSign() {
  const connection = useSyncExternalStore(live.onConnection, live.connection)
  return (
    <span role="status" className="text-sm" data-testid="connection" data-connection={connection}>
      {connection === 'lost' && (
        <StatusLabel status="needs_person" className="mr-2">
          <span title="Live updates stopped. DevFlow is reconnecting and will catch up by itself.">Reconnecting…</span>
        </StatusLabel>
      )}
    </span>
  )
}

function MeMenu() {
  const me = useQuery(queries.me())
  const user = me.data?.user
  if (me.isError) return <SignInLink className="ml-1" />
  if (!user) return <span className="size-8" />
  const signOut = () => void identity.signOut().finally(() => window.location.assign(addresses.signIn()))
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`You: ${user.name}`}
          className="ml-1 inline-flex size-8 items-center justify-center rounded-full border border-line-strong bg-hover text-xs font-semibold"
        >
          {user.name.slice(0, 1).toUpperCase()}
        </button>
      }
    >
      <MenuNote>
        Signed in as <span className="font-medium text-ink">{user.login}</span>
      </MenuNote>
      <MenuLine />
      <MenuItem href={addresses.settings()} icon={<Settings2 className="size-4 text-muted" />}>
        Settings
      </MenuItem>
      <MenuItem onSelect={signOut} icon={<LogOut className="size-4 text-muted" />}>
        Sign out
      </MenuItem>
    </Menu>
  )
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent)
}
