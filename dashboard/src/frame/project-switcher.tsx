import { useQuery } from '@tanstack/react-query'
import { Boxes, ChevronsUpDown, Plus } from 'lucide-react'
import { addresses } from '../addresses.ts'
import type { Address } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { merge } from '../parts/class-names.ts'
import { Menu, MenuItem, MenuLine, MenuNote } from '../parts/menu.tsx'
import { useSignedIn } from './signed-in.tsx'

/** More than these and the list of projects is the better place to look. */
const shown = 12

export function ProjectSwitcher({ project, collapsed }: { project: Address | undefined; collapsed: boolean }) {
  const signedIn = useSignedIn()
  const projects = useQuery({ ...queries.projects(), enabled: signedIn === true })
  const items = projects.data?.items ?? []
  const label = project ? `${project.owner}/${project.name}` : 'All projects'
  // Who is only visiting has no projects to switch between.
  if (signedIn === false) return null
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Project: ${label}`}
          title={label}
          className={merge(
            'row-focus flex h-9 w-full items-center gap-2 rounded-md border bg-raised text-left text-sm hover:bg-hover',
            collapsed ? 'justify-center' : 'px-2',
          )}
        >
          <Boxes className="size-4 shrink-0 text-muted" />
          {!collapsed && (
            <>
              <span className="min-w-0 grow truncate font-medium">{project?.name ?? 'All projects'}</span>
              <ChevronsUpDown className="size-3.5 shrink-0 text-muted" />
            </>
          )}
        </button>
      }
    >
      {items.length === 0 && <MenuNote>No project yet</MenuNote>}
      {items.slice(0, shown).map((item) => (
        <MenuItem
          key={item.id}
          href={addresses.project(item)}
          current={item.owner === project?.owner && item.name === project.name}
        >
          <span className="text-muted">{item.owner}/</span>
          {item.name}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem href={addresses.projects()} icon={<Boxes className="size-4 text-muted" />}>
        All projects
      </MenuItem>
      <MenuItem href={addresses.newProject()} icon={<Plus className="size-4 text-muted" />}>
        New project
      </MenuItem>
    </Menu>
  )
}
