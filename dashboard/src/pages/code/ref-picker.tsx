import { Popover } from '@base-ui/react/popover'
import { useQuery } from '@tanstack/react-query'
import { Check, ChevronDown, GitBranch, GitCommitHorizontal, Tag as TagIcon } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { Choice } from '../../parts/chips.tsx'
import { shortSha } from '../../parts/copy.tsx'
import { Link, TextLink } from '../../parts/link.tsx'

interface RefPickerProps {
  project: Address
  current: string
  kind?: 'branch' | 'tag' | 'commit'
  /** Where choosing a ref leads. */
  href: (ref: string) => string
}

const icons = { branch: GitBranch, tag: TagIcon, commit: GitCommitHorizontal }

/** The branch, tag or commit that is shown, and the way to another. */
export function RefPicker({ project, current, kind = 'branch', href }: RefPickerProps) {
  const [open, setOpen] = useState(false)
  const Icon = icons[kind]
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="flex h-8 max-w-full min-w-0 items-center gap-2 rounded-md border border-control bg-raised px-3 text-sm hover:bg-hover">
        <Icon className="size-4 shrink-0 text-muted" />
        <span className="sr-only">Switch {kind}, now</span>
        <span className="max-w-56 truncate font-medium">{kind === 'commit' ? shortSha(current) : current}</span>
        <ChevronDown className="size-4 shrink-0 text-muted" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start" className="z-50">
          <Popover.Popup className="flex w-80 max-w-[calc(100vw-16px)] flex-col rounded-md border bg-raised shadow-float outline-none">
            <Refs project={project} current={current} href={href} close={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

const MOST_SHOWN = 50

function Refs({ project, current, href, close }: RefPickerProps & { close: () => void }) {
  const [tab, setTab] = useState<'branches' | 'tags'>('branches')
  const [text, setText] = useState('')
  const branches = useQuery({
    ...queries.branchList(project, { query: text, page: 1, limit: MOST_SHOWN }),
    enabled: tab === 'branches',
  })
  const tags = useQuery({ ...queries.tags(project, { page: 1, limit: 100 }), enabled: tab === 'tags' })
  const found = tab === 'branches' ? branches.data : tags.data
  const names = (found?.items.map(({ name }) => name) ?? []).filter(
    (name) => tab === 'branches' || name.toLowerCase().includes(text.toLowerCase()),
  )
  return (
    <>
      <div className="flex flex-col gap-2 border-b p-2">
        <input
          aria-label={`Find a ${tab === 'branches' ? 'branch' : 'tag'}`}
          placeholder={`Find a ${tab === 'branches' ? 'branch' : 'tag'}…`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-8 w-full rounded-md border border-control bg-canvas px-3 text-sm"
        />
        <Choice
          label="Kind of ref"
          value={tab}
          onChange={setTab}
          options={[
            { value: 'branches', label: 'Branches' },
            { value: 'tags', label: 'Tags' },
          ]}
        />
      </div>
      <ul aria-label={tab} className="max-h-72 overflow-y-auto p-1">
        {names.map((name) => (
          <li key={name}>
            <Link
              href={href(name)}
              onClick={close}
              className="row-focus flex min-h-8 items-center gap-2 rounded-md px-2 text-sm hover:bg-hover"
            >
              <Check className={name === current ? 'size-4 shrink-0' : 'size-4 shrink-0 opacity-0'} />
              <span className="min-w-0 truncate">{name}</span>
            </Link>
          </li>
        ))}
        {found && names.length === 0 && (
          <Note>{text === '' ? `There are no ${tab} yet.` : `No ${tab} with that name.`}</Note>
        )}
        {!found && <Note>Reading {tab}…</Note>}
      </ul>
      <p className="border-t p-2 text-xs text-muted">
        <TextLink href={tab === 'branches' ? addresses.branches(project) : addresses.tags(project)}>
          All {tab}
          {found && found.total > names.length && text === '' ? ` (${found.total})` : ''}
        </TextLink>
      </p>
    </>
  )
}

function Note({ children }: { children: ReactNode }) {
  return <li className="px-2 py-1.5 text-sm text-muted">{children}</li>
}
