import { ChevronDown, ChevronsUpDown, ChevronUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { count } from '../parts/time.tsx'
import { type Direction, type Gap, MORE_LINES } from './around.ts'

interface HunkRowProps {
  range: string
  context: string
  /** What is left out here, where more can be shown. */
  gap?: Gap | undefined
  onMore?: ((direction: Direction) => void) | undefined
}

/** Between the pieces of a diff: where the next one is, and the lines that are left out. */
export function HunkRow({ range, context, gap, onMore }: HunkRowProps) {
  const hidden = gap?.hidden
  const some = onMore && hidden !== 0
  // What fits into one press is shown whole; only a longer gap has two ends.
  const short = hidden !== undefined && hidden <= MORE_LINES
  const first = gap?.at === 0
  const last = range === ''
  return (
    <div className="flex min-h-6 items-center gap-1 border-y border-line bg-sunken pr-3 pl-1 font-mono text-xs leading-6 text-faint">
      {some && (
        <>
          {!short && !first && (
            <More label={`Show ${MORE_LINES} lines below those above`} onClick={() => onMore('down')}>
              <ChevronDown className="size-3.5" />
            </More>
          )}
          {!short && !last && (
            <More label={`Show ${MORE_LINES} lines above those below`} onClick={() => onMore('up')}>
              <ChevronUp className="size-3.5" />
            </More>
          )}
          <More
            label={hidden === undefined ? 'Show the rest of the file' : `Show all ${hidden} lines left out here`}
            onClick={() => onMore('all')}
          >
            <ChevronsUpDown className="size-3.5" />
          </More>
        </>
      )}
      <span className="min-w-0 grow truncate pl-2">
        {range} {context}
        {last && (hidden === undefined ? 'More of the file' : `${count(hidden)} more lines`)}
      </span>
    </div>
  )
}

function More({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="row-focus inline-flex size-6 shrink-0 items-center justify-center rounded-md hover:bg-hover hover:text-ink"
    >
      {children}
    </button>
  )
}
