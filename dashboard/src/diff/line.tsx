import { memo } from 'react'
import { merge } from '../parts/class-names.ts'
import { CodeLine } from '../parts/code-line.tsx'
import type { DiffLine } from './parse-patch.ts'
import type { Colours } from './source.ts'

const tone: Record<DiffLine['kind'], string> = { context: '', added: 'bg-added', removed: 'bg-removed' }
const strong: Record<DiffLine['kind'], string> = { context: '', added: 'bg-added-strong', removed: 'bg-removed-strong' }
const sign: Record<DiffLine['kind'], string> = { context: ' ', added: '+', removed: '-' }

/** A line was chosen to be written about; `extend` when the lines since the last one are meant, too. */
export type OnComment = (path: string, line: DiffLine, extend: boolean) => void

interface RowProps {
  path: string
  colours?: Colours | undefined
  onComment?: OnComment | undefined
}

/** Drawn anew only when it is another line or its colours have come: while scrolling there are sixty of them, sixty times a second. */
export const DiffLineRow = memo(function DiffLineRow({
  path,
  line,
  colours,
  onComment,
  selected = false,
}: RowProps & { line: DiffLine; selected?: boolean }) {
  const number = line.new ?? line.old
  return (
    <div
      className={merge('group/line flex font-mono text-xs leading-5', selected ? 'bg-selected' : tone[line.kind])}
      data-kind={line.kind}
    >
      <span className="hidden w-12 shrink-0 pr-2 text-right text-faint select-none sm:block">{line.old}</span>
      <span className="relative w-12 shrink-0 pr-2 text-right text-faint select-none">
        <span className={line.new === null ? 'sm:invisible' : undefined}>{number}</span>
        {onComment && !line.around && (
          <CommentButton number={number} onComment={(extend) => onComment(path, line, extend)} />
        )}
      </span>
      <LineBody line={line} colours={colours} />
    </div>
  )
})

interface PairProps extends RowProps {
  left: DiffLine | undefined
  right: DiffLine | undefined
  leftSelected: boolean
  rightSelected: boolean
}

/** Before and after beside each other. */
export const DiffPairRow = memo(function DiffPairRow(props: PairProps) {
  const { left, right, leftSelected, rightSelected, path, colours, onComment } = props
  const half = (line: DiffLine | undefined, at: 0 | 1, selected: boolean) => (
    <div
      data-kind={line?.kind}
      className={merge(
        'group/line flex min-w-0',
        at === 1 && 'border-l',
        line ? (selected ? 'bg-selected' : tone[line.kind]) : 'bg-sunken',
      )}
    >
      {line && (
        <>
          <span className="relative w-12 shrink-0 pr-2 text-right text-faint select-none">
            {at === 0 ? line.old : line.new}
            {onComment && !line.around && (at === 1 || line.kind === 'removed') && (
              <CommentButton
                number={at === 0 ? line.old : line.new}
                onComment={(extend) => onComment(path, line, extend)}
              />
            )}
          </span>
          <LineBody line={line} colours={colours} />
        </>
      )}
    </div>
  )
  return (
    <div className="grid grid-cols-2 font-mono text-xs leading-5">
      {half(left, 0, leftSelected)}
      {half(right, 1, rightSelected)}
    </div>
  )
})

/** Appears beside a line that is pointed at. With shift the lines since the last one are meant, too. */
function CommentButton({ number, onComment }: { number: number | null; onComment: (extend: boolean) => void }) {
  return (
    <button
      type="button"
      onClick={(event) => onComment(event.shiftKey)}
      aria-label={`Comment on line ${number}`}
      title="Comment; with shift on several lines"
      className="absolute inset-y-0 right-0 left-0 flex items-center justify-end rounded-md pr-1 opacity-0 group-hover/line:opacity-100 focus-visible:opacity-100"
    >
      <span className="flex size-4 items-center justify-center rounded-md bg-running font-sans text-xs font-semibold text-canvas">
        +
      </span>
    </button>
  )
}

function LineBody({ line, colours }: { line: DiffLine; colours: Colours | undefined }) {
  const { kind, text, changed } = line
  const side = line.new === null ? colours?.old : colours?.new
  const number = line.new ?? line.old ?? 0
  return (
    <>
      <span className="w-4 shrink-0 text-center text-faint select-none" aria-hidden="true">
        {sign[kind]}
      </span>
      {kind !== 'context' && <span className="sr-only">{kind}</span>}
      <code className="min-w-0 grow pr-3 whitespace-pre-wrap wrap-anywhere">
        <CodeLine
          text={text}
          runs={side?.lines?.[number - 1]}
          kinds={side?.kinds}
          mark={changed}
          markClass={merge('rounded-[3px]', strong[kind])}
        />
      </code>
    </>
  )
}

/** +12 −3 and what became of the file. */
export function Changes({
  additions,
  deletions,
  className,
}: {
  additions: number
  deletions: number
  className?: string
}) {
  return (
    <span className={merge('inline-flex shrink-0 gap-2 font-mono text-xs', className)}>
      <span className="text-done" title={`${additions} lines added`}>
        +{additions}
      </span>
      <span className="text-failed" title={`${deletions} lines removed`}>
        −{deletions}
      </span>
    </span>
  )
}
