import { GraphQLError } from 'graphql'

/** The arguments of every connection. */
export interface Paging {
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
}

export interface Connection<T> {
  edges: { cursor: string; node: T }[]
  nodes: T[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
  totalCount: number
}

type Unbounded = typeof UNBOUNDED & { totalCount: number }

/** Of a connection that was asked for without bounds: only its length can be read. */
const UNBOUNDED = { edges: refuseUnbounded, nodes: refuseUnbounded, pageInfo: refuseUnbounded }

function refuseUnbounded(): never {
  throw new GraphQLError('You must provide a `first` or `last` value to properly paginate the connection.', {
    extensions: { type: 'MISSING_PAGINATION_BOUNDARIES' },
  })
}

/** Which part of a list is asked for, once its length is known. */
export interface Range {
  skip: number
  limit: number
}

const MOST = 100

/**
 * Reads a connection from a list that can be read in parts. `read` is given the place and the length of the part and answers
 * it with the length of the whole; from the end (`last`) that must be known first.
 */
export async function connect<T>(
  paging: Paging,
  read: (range: Range) => Promise<{ items: T[]; total: number }>,
): Promise<Connection<T> | Unbounded> {
  const { first, last } = paging
  if (first != null && last != null)
    throw new GraphQLError('Passing both `first` and `last` values to paginate a connection is not supported.', {
      extensions: { type: 'INVALID_PAGINATION_BOUNDARIES' },
    })
  // Whoever wants to know how many there are needs no bounds.
  if (first == null && last == null) return { ...UNBOUNDED, totalCount: (await read({ skip: 0, limit: 0 })).total }
  const after = paging.after == null ? 0 : readCursor(paging.after)
  if (first != null) {
    const end = paging.before == null ? Number.POSITIVE_INFINITY : readCursor(paging.before) - 1
    const limit = Math.min(first, MOST, Math.max(0, end - after))
    const { items, total } = await read({ skip: after, limit })
    return toConnection(items.slice(0, limit), after, total)
  }
  const { total } = await read({ skip: 0, limit: 0 })
  const end = Math.min(total, paging.before == null ? total : readCursor(paging.before) - 1)
  const skip = Math.max(after, end - Math.min(last!, MOST))
  const { items } = await read({ skip, limit: Math.max(0, end - skip) })
  return toConnection(items.slice(0, Math.max(0, end - skip)), skip, total)
}

/** A connection of a list that is there whole. */
export function connectAll<T>(paging: Paging, all: readonly T[]): Promise<Connection<T> | Unbounded> {
  return connect(paging, async ({ skip, limit }) => ({ items: all.slice(skip, skip + limit), total: all.length }))
}

/** The pages by which verbs list. */
type ReadPage<T> = (page: { page: number; limit: number }) => Promise<{ items: T[]; total: number }>

/** A connection of a list that a verb answers by pages. */
export function connectPages<T>(
  paging: Paging,
  read: ReadPage<T>,
  /** How many there are, where that is known beforehand. */
  known?: number,
): Promise<Connection<T> | Unbounded> {
  return connect(paging, async ({ skip, limit }) => {
    if (limit === 0) return { items: [], total: known ?? (await read({ page: 1, limit: 1 })).total }
    if (skip % limit === 0) return read({ page: skip / limit + 1, limit })
    // A part that begins inside of a page: the pages of full size that hold it.
    const start = Math.floor(skip / MOST)
    const first = await read({ page: start + 1, limit: MOST })
    const second = skip + limit > (start + 1) * MOST ? await read({ page: start + 2, limit: MOST }) : { items: [] }
    const from = skip - start * MOST
    return { items: [...first.items, ...second.items].slice(from, from + limit), total: first.total }
  })
}

/** All of a list that a verb answers by pages; for lists that people make by hand, such as labels. */
export async function readAll<T>(read: ReadPage<T>): Promise<T[]> {
  const all: T[] = []
  for (let page = 1; ; page++) {
    const { items, total } = await read({ page, limit: MOST })
    all.push(...items)
    if (items.length < MOST || all.length >= total) return all
  }
}

function toConnection<T>(items: T[], skip: number, total: number): Connection<T> {
  const edges = items.map((node, i) => ({ cursor: printCursor(skip + i + 1), node }))
  return {
    edges,
    nodes: items,
    pageInfo: {
      hasNextPage: skip + items.length < total,
      hasPreviousPage: skip > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: total,
  }
}

function printCursor(place: number): string {
  return Buffer.from(`cursor:v1:${place}`).toString('base64')
}

function readCursor(cursor: string): number {
  const place = /^cursor:v1:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1]
  if (place !== undefined) return Number(place)
  throw new GraphQLError(`\`${cursor.slice(0, 40)}\` does not appear to be a valid cursor.`, {
    extensions: { type: 'INVALID_CURSOR_ARGUMENTS' },
  })
}
