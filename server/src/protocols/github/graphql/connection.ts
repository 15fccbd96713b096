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
): Promise<Connection<T>> {
  const { first, last } = paging
  if (first == null && last == null)
    throw new GraphQLError('You must provide a `first` or `last` value to properly paginate the connection.', {
      extensions: { type: 'MISSING_PAGINATION_BOUNDARIES' },
    })
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
export function connectAll<T>(paging: Paging, all: readonly T[]): Promise<Connection<T>> {
  return connect(paging, async ({ skip, limit }) => ({ items: all.slice(skip, skip + limit), total: all.length }))
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
