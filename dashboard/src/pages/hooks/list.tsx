import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import type { Hook, HookPlace } from '../../api/hooks.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, Rows } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusLabel } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'

/** The hooks of a project or an organisation, each with how its last delivery went. */
export function HookList({ place, writes }: { place: HookPlace; writes: boolean }) {
  const list = useQuery(forgeQueries.hooks(place))
  const add = writes && (
    <ButtonLink href={addresses.newHook(place)} icon={<Plus className="size-4" />} shortcut="c">
      Add a webhook
    </ButtonLink>
  )
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-xl text-muted">
        A webhook tells an address of yours what happens{' '}
        {'owner' in place ? 'in this project' : `in all projects of ${place.org}`}, as GitHub tells it: signed, and sent
        again when you ask.
      </p>
      <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No webhook yet" action={add}>
              <p>Chat rooms, bots and CI servers that know GitHub’s webhooks understand these.</p>
            </Empty>
          ) : (
            <>
              <Rows label="Webhooks">
                {items.map((hook) => (
                  <HookRow key={hook.id} place={place} hook={hook} />
                ))}
              </Rows>
              <div>{add}</div>
            </>
          )
        }
      </Load>
    </div>
  )
}

function HookRow({ place, hook }: { place: HookPlace; hook: Hook }) {
  return (
    <li>
      <Link
        href={addresses.hook(place, hook.databaseId)}
        data-row
        className="row-focus flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-hover"
      >
        <span className="min-w-0 grow">
          <span className="block font-mono text-sm wrap-anywhere">{hook.url}</span>
          <span className="block text-xs text-muted">
            {hook.events.includes('*') ? 'Everything that happens' : hook.events.join(', ')}
          </span>
        </span>
        <span className="flex items-center gap-3 text-sm">
          <LastAnswer hook={hook} />
          <Time at={hook.lastResponse?.at} className="text-muted" />
        </span>
      </Link>
    </li>
  )
}

function LastAnswer({ hook }: { hook: Hook }) {
  if (!hook.active) return <StatusLabel status="ended">Switched off</StatusLabel>
  if (!hook.lastResponse) return <StatusLabel status="waiting">Nothing sent yet</StatusLabel>
  const { status } = hook.lastResponse
  if (status === null) return <StatusLabel status="failed">No answer</StatusLabel>
  return <StatusLabel status={status < 300 ? 'done' : 'failed'}>Answered {status}</StatusLabel>
}
