import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import { appQueries } from '../../api/app-queries.ts'
import type { App } from '../../api/apps.ts'
import type { Org } from '../../api/identity.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Tag } from '../../parts/chips.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, Rows } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { permissionLine } from './app-permissions.tsx'

/** Apps that an organisation owns: programs that act by themselves where they are installed. */
export function AppList({ org, admin }: { org: Org; admin: boolean }) {
  const list = useQuery(appQueries.apps(org.slug))
  const add = admin && (
    <ButtonLink href={addresses.newApp(org.slug)} icon={<Plus className="size-4" />} shortcut="c">
      Register an app
    </ButtonLink>
  )
  return (
    <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="No app yet" action={add}>
            <p>
              A bot that is its own person: registered here, it proves itself with a key and may do what whoever
              installs it agrees to, as on GitHub.
            </p>
          </Empty>
        ) : (
          <div className="flex flex-col gap-4">
            <Rows label="Apps">
              {items.map((app) => (
                <li key={app.id}>
                  {admin ? (
                    <Link
                      href={addresses.app(org.slug, app.slug)}
                      data-row
                      className="row-focus block px-4 py-2 hover:bg-hover"
                    >
                      <AppLines org={org} app={app} />
                    </Link>
                  ) : (
                    <div className="px-4 py-2">
                      <AppLines org={org} app={app} />
                    </div>
                  )}
                </li>
              ))}
            </Rows>
            <div>{add}</div>
          </div>
        )
      }
    </Load>
  )
}

function AppLines({ org, app }: { org: Org; app: App }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-0 grow basis-60">
        <span className="block font-medium wrap-anywhere">{app.name}</span>
        <span className="block text-xs wrap-anywhere text-muted">{permissionLine(app.permissions)}</span>
      </span>
      <Tag>{app.public ? 'for everybody' : `for ${org.slug} alone`}</Tag>
    </span>
  )
}
