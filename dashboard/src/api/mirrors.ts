import type { MirrorsAddInput, MirrorsImportInput } from '@devflow/sdk'
import { queryOptions } from '@tanstack/react-query'
import { type Address, client } from './client.ts'

export type { Mirror } from '@devflow/sdk'
export type NewMirror = Omit<MirrorsAddInput, keyof Address>

export const mirrors = {
  import: (body: MirrorsImportInput) => client.mirrors.import(body),
  list: ({ owner, name }: Address) => client.mirrors.list({ owner, name }),
  add: ({ owner, name }: Address, body: NewMirror) => client.mirrors.add({ owner, name, ...body }),
  sync: ({ owner, name }: Address, mirror: string) => client.mirrors.sync({ owner, name, mirror }),
  cancel: ({ owner, name }: Address, mirror: string) => client.mirrors.cancel({ owner, name, mirror }),
  forgetHost: ({ owner, name }: Address, mirror: string) =>
    client.mirrors.update({ owner, name, mirror, hostKey: null }),
  remove: ({ owner, name }: Address, mirror: string) => client.mirrors.remove({ owner, name, mirror }),
}

/** A run tells that it ended, not that it began: while one is under way it is looked at again. */
const WATCH_MS = 2_000

export const mirrorsQuery = (p: Address) =>
  queryOptions({
    queryKey: ['mirrors', p.owner, p.name],
    queryFn: () => mirrors.list(p),
    refetchInterval: ({ state }) => (state.data?.items.some(isActive) ? WATCH_MS : false),
  })

export function isActive({ status }: { status: string }): boolean {
  return status === 'waiting' || status === 'running'
}
