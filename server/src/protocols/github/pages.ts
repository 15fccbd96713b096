import { Problem } from '#kernel'

/** GitHub's pages count from 1. */
export interface Page {
  page: number
  limit: number
}

const DEFAULT_PER_PAGE = 30
const MOST_PER_PAGE = 100
const LAST_PAGE = 1_000_000

export function readPage(query: (name: string) => string | undefined): Page {
  return {
    page: Math.min(readCount('page', query('page'), 1), LAST_PAGE),
    limit: Math.min(readCount('per_page', query('per_page'), DEFAULT_PER_PAGE), MOST_PER_PAGE),
  }
}

function readCount(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0)
    throw new Problem(
      'invalid',
      'github.page',
      `"${name}" is ${JSON.stringify(text.slice(0, 20))}; use a whole number.`,
    )
  return value === 0 ? fallback : value
}

/** Where the other pages are, as `Link`. `total` undefined: only whether there is a next one is known. */
export function printLink(
  address: URL,
  { page, limit }: Page,
  list: { total: number } | { more: boolean },
): string | undefined {
  const last = 'total' in list ? Math.max(1, Math.ceil(list.total / limit)) : undefined
  const more = 'more' in list ? list.more : page < last!
  const at = (number: number, rel: string) => {
    const url = new URL(address)
    url.searchParams.set('page', String(number))
    return `<${url.href}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [at(Math.min(page - 1, last ?? page), 'prev')] : []),
    ...(more ? [at(page + 1, 'next')] : []),
    ...(more && last ? [at(last, 'last')] : []),
    ...(page > 1 ? [at(1, 'first')] : []),
  ]
  return links.length > 0 ? links.join(', ') : undefined
}
