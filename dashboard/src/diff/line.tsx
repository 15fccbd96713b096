import { merge } from '../parts/class-names.ts'
import type { DiffLine } from './parse-patch.ts'

const tone: Record<DiffLine['kind'], string> = { context: '', added: 'bg-added', removed: 'bg-removed' }
const strong: Record<DiffLine['kind'], string> = { context: '', added: 'bg-added-strong', removed: 'bg-removed-strong' }
const sign: Record<DiffLine['kind'], string> = { context: ' ', added: '+', removed: '-' }

interface DiffLineRowProps {
  line: DiffLine
  /** Given where a line can be commented on; `extend` when the lines since the last one are meant, too. */
  onComment?: ((extend: boolean) => void) | undefined
  selected?: boolean
}

export function DiffLineRow({ line, onComment, selected = false }: DiffLineRowProps) {
  const number = line.new ?? line.old
  return (
    <div
      className={merge('group/line flex font-mono text-xs leading-5', selected ? 'bg-selected' : tone[line.kind])}
      data-kind={line.kind}
    >
      <span className="hidden w-12 shrink-0 pr-2 text-right text-faint select-none sm:block">{line.old}</span>
      <span className="relative w-12 shrink-0 pr-2 text-right text-faint select-none">
        <span className={line.new === null ? 'sm:invisible' : undefined}>{number}</span>
        {onComment && <CommentButton number={number} onComment={onComment} />}
      </span>
      <span className="w-4 shrink-0 text-center text-faint select-none" aria-hidden="true">
        {sign[line.kind]}
      </span>
      <span className="sr-only">{line.kind === 'context' ? '' : line.kind}</span>
      <code className="min-w-0 grow pr-3 whitespace-pre-wrap wrap-anywhere">
        <LineText line={line} />
      </code>
    </div>
  )
}

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

interface DiffPairRowProps {
  left: DiffLine | undefined
  right: DiffLine | undefined
  onComment?: ((line: DiffLine, extend: boolean) => void) | undefined
  selected: (line: DiffLine) => boolean
}

/** Before and after beside each other. */
export function DiffPairRow({ left, right, onComment, selected }: DiffPairRowProps) {
  return (
    <div className="grid grid-cols-2 font-mono text-xs leading-5">
      {([left, right] as const).map((line, at) => (
        <div
          key={at === 0 ? 'old' : 'new'}
          data-kind={line?.kind}
          className={merge(
            'group/line flex min-w-0',
            at === 1 && 'border-l',
            line ? (selected(line) ? 'bg-selected' : tone[line.kind]) : 'bg-sunken',
          )}
        >
          {line && (
            <>
              <span className="relative w-12 shrink-0 pr-2 text-right text-faint select-none">
                {at === 0 ? line.old : line.new}
                {onComment && (at === 1 || line.kind === 'removed') && (
                  <CommentButton
                    number={at === 0 ? line.old : line.new}
                    onComment={(extend) => onComment(line, extend)}
                  />
                )}
              </span>
              <span className="w-4 shrink-0 text-center text-faint select-none" aria-hidden="true">
                {sign[line.kind]}
              </span>
              <span className="sr-only">{line.kind === 'context' ? '' : line.kind}</span>
              <code className="min-w-0 grow pr-3 whitespace-pre-wrap wrap-anywhere">
                <LineText line={line} />
              </code>
            </>
          )}
        </div>
      ))}
    </div>
  )
}

function LineText({ line: { text, changed, kind } }: { line: DiffLine }) {
  if (!changed || changed[0] >= changed[1]) return text === '' ? ' ' : text
  return (
    <>
      {text.slice(0, changed[0])}
      <span className={merge('rounded-[3px]', strong[kind])}>{text.slice(...changed)}</span>
      {text.slice(changed[1])}
    </>
  )
}

export function HunkRow({
  range,
  context,
  onExpand,
}: {
  range: string
  context: string
  onExpand?: (() => void) | undefined
}) {
  return (
    <div className="flex items-center gap-3 border-y border-line bg-sunken px-3 font-mono text-xs leading-6 text-faint">
      <span className="min-w-0 grow truncate">
        {range} {context}
      </span>
      {onExpand && (
        <button
          type="button"
          onClick={onExpand}
          className="shrink-0 rounded-md font-sans hover:text-ink hover:underline"
        >
          Show the whole file
        </button>
      )}
    </div>
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
