import { PanelLeft } from 'lucide-react'
import { merge } from '../parts/class-names.ts'
import { Link } from '../parts/link.tsx'
import { type NavItem, settingsItem, useNavigation } from './navigation.ts'
import { projectOf, usePathname } from './place.ts'
import { ProjectSwitcher } from './project-switcher.tsx'
import { useSignedIn } from './signed-in.tsx'

interface RailProps {
  collapsed: boolean
  onToggle: () => void
}

export function Rail({ collapsed, onToggle }: RailProps) {
  const pathname = usePathname()
  const project = projectOf(pathname)
  const groups = useNavigation(project)
  return (
    <div
      className={merge(
        'sticky top-0 hidden h-dvh shrink-0 flex-col border-r bg-sunken md:flex',
        collapsed ? 'w-13' : 'w-54',
      )}
    >
      <div className="flex h-12 items-center gap-1 px-2">
        {!collapsed && <Wordmark />}
        <button
          type="button"
          onClick={onToggle}
          aria-label={collapsed ? 'Show names in the rail' : 'Fold the rail'}
          title={collapsed ? 'Show names in the rail' : 'Fold the rail ( [ )'}
          className="ml-auto inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
        >
          <PanelLeft className="size-4" />
        </button>
      </div>
      <div className="px-2 pb-2">
        <ProjectSwitcher project={project} collapsed={collapsed} />
      </div>
      <nav aria-label="Main" className="flex grow flex-col gap-4 overflow-y-auto px-2 py-2">
        {groups.map((group) => (
          <div key={group.label}>
            {!collapsed && <p className="px-2 pb-1 text-xs font-medium text-faint">{group.label}</p>}
            <ul aria-label={group.label} className="flex flex-col gap-px">
              {group.items.map((item) => (
                <RailItem key={item.href} item={item} collapsed={collapsed} current={item.covers(pathname)} />
              ))}
            </ul>
          </div>
        ))}
      </nav>
      {useSignedIn() !== false && (
        <ul className="border-t p-2">
          <RailItem item={settingsItem} collapsed={collapsed} current={settingsItem.covers(pathname)} />
        </ul>
      )}
    </div>
  )
}

function RailItem({ item, current, collapsed }: { item: NavItem; current: boolean; collapsed: boolean }) {
  const Icon = item.icon
  return (
    <li>
      <Link
        href={item.href}
        aria-current={current ? 'page' : undefined}
        aria-label={item.label}
        title={collapsed ? item.label : undefined}
        className={merge(
          'row-focus flex h-8 items-center gap-2 rounded-md px-2 text-sm',
          current ? 'bg-hover font-medium' : 'text-muted hover:bg-hover hover:text-ink',
        )}
      >
        <Icon className="size-4 shrink-0" />
        {!collapsed && <span className="truncate">{item.label}</span>}
      </Link>
    </li>
  )
}

export function Wordmark() {
  return (
    <Link href="/" className="flex items-center gap-2 rounded-md px-2 font-semibold" aria-label="DevFlow, to the board">
      <svg
        viewBox="0 0 20 20"
        className="size-5"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
      >
        <path d="M1.5 10h4.5M14 10h4.5" />
        <circle cx="10" cy="10" r="3.75" />
      </svg>
      DevFlow
    </Link>
  )
}
