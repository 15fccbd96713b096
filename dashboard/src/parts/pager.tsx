import { Button } from './button.tsx'
import { count } from './time.tsx'

interface PagerProps {
  page: number
  perPage: number
  total: number
  onPage: (page: number) => void
}

/** Which part of a long list is shown, and the way to its neighbours. Nothing where all of it is. */
export function Pager({ page, perPage, total, onPage }: PagerProps) {
  if (total <= perPage && page === 1) return null
  const first = (page - 1) * perPage + 1
  return (
    <nav aria-label="Pages" className="flex items-center justify-center gap-3 text-sm text-muted">
      <Button disabled={page <= 1} onClick={() => onPage(page - 1)}>
        Previous
      </Button>
      {count(Math.min(first, total))}–{count(Math.min(total, page * perPage))} of {count(total)}
      <Button disabled={page * perPage >= total} onClick={() => onPage(page + 1)}>
        Next
      </Button>
    </nav>
  )
}
