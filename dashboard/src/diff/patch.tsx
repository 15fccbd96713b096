import { useMemo, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { HunkRow } from './hunk-row.tsx'
import { DiffLineRow } from './line.tsx'
import { parsePatch } from './parse-patch.ts'

/** An event's diff unfolds in the middle of a list: past this it shows its beginning and offers the rest. */
const shownLines = 200

/** One file's patch, in place: for events and attempts. Whole pull requests use the virtual viewer. */
export function Patch({ patch, label }: { patch: string; label: string }) {
  const hunks = useMemo(() => parsePatch(patch), [patch])
  const [all, setAll] = useState(false)
  const total = hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0)
  let left = all ? Number.POSITIVE_INFINITY : shownLines
  if (total === 0) return <p className="text-sm text-muted">No lines changed.</p>
  return (
    <section aria-label={`Diff of ${label}`} className="overflow-hidden rounded-md border bg-raised">
      {hunks.map((hunk) => {
        const lines = hunk.lines.slice(0, Math.max(0, left))
        left -= lines.length
        return lines.length === 0 ? null : (
          <div key={hunk.range} className="first:*:first:border-t-0">
            <HunkRow range={hunk.range} context={hunk.context} />
            {lines.map((line) => (
              <DiffLineRow key={`${line.kind} ${line.old} ${line.new}`} path={label} line={line} />
            ))}
          </div>
        )
      })}
      {total > shownLines && !all && (
        <div className="border-t p-2">
          <Button tone="quiet" onClick={() => setAll(true)}>
            Show all {total} lines
          </Button>
        </div>
      )}
    </section>
  )
}
