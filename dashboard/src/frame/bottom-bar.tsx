import { Boxes, FileText, History, Menu as MenuIcon, SquareKanban } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../addresses.ts'
import { merge } from '../parts/class-names.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Link } from '../parts/link.tsx'
import { settingsItem, useNavigation } from './navigation.ts'
import { projectOf, usePathname } from './place.ts'
import { useSignedIn } from './signed-in.tsx'

const items = [
  { label: 'Board', href: addresses.board(), icon: SquareKanban },
  { label: 'Specs', href: addresses.specs(), icon: FileText },
  { label: 'Timeline', href: addresses.timeline(), icon: History },
  { label: 'Projects', href: addresses.projects(), icon: Boxes },
]

const cell = 'row-focus flex h-14 flex-1 flex-col items-center justify-center gap-1 text-xs'

/** The rail of a phone: four places under the thumb, the rest one tap away. */
export function BottomBar() {
  const pathname = usePathname()
  const project = projectOf(pathname)
  const signedIn = useSignedIn()
  const [open, setOpen] = useState(false)
  const groups = useNavigation(project)
  const shown = groups.flatMap((group) => group.items.map(({ href }) => href))
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t bg-canvas pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {items
        .filter(({ href }) => shown.includes(href))
        .map(({ label, href, icon: Icon }) => {
          const current = pathname === href
          return (
            <Link
              key={href}
              href={href}
              aria-current={current ? 'page' : undefined}
              className={merge(cell, current ? 'font-medium' : 'text-muted')}
            >
              <Icon className="size-5" />
              {label}
            </Link>
          )
        })}
      <button type="button" className={merge(cell, 'text-muted')} onClick={() => setOpen(true)}>
        <MenuIcon className="size-5" />
        More
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={project ? `${project.owner}/${project.name}` : 'Go to'}>
        <div className="flex flex-col gap-4">
          {[...groups, ...(signedIn === false ? [] : [{ label: 'You', items: [settingsItem] }])].map((group) => (
            <div key={group.label}>
              <p className="pb-1 text-xs font-medium text-faint">{group.label}</p>
              <ul className="grid grid-cols-2 gap-1">
                {group.items.map(({ label, href, icon: Icon, covers }) => (
                  <li key={href}>
                    <Link
                      href={href}
                      onClick={() => setOpen(false)}
                      className={merge(
                        'flex h-10 items-center gap-2 rounded-md px-2',
                        covers(pathname) ? 'bg-hover font-medium' : 'text-muted',
                      )}
                    >
                      <Icon className="size-4" />
                      {label}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </Dialog>
    </nav>
  )
}
