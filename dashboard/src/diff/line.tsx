import { merge } from '../parts/class-names.ts'
import type { DiffLine } from './model.ts'

const tone: Record<DiffLine['kind'], string> = { context: '', added: 'bg-added', removed: 'bg-removed' }
const strong: Record<DiffLine['kind'], string> = { context: '', added: 'bg-added-strong', removed: 'bg-removed-strong' }
const sign: Record<DiffLine['kind'], string> = { context: ' ', added: '+', removed: '-' }

interface DiffLineRowProps {
  line: DiffLine
  /** Given where a line can be commented on. */
  onComment?: (() => void) | undefined
}

export function DiffLineRow({ line, onComment }: DiffLineRowProps) {
  const number = line.new ?? line.old
  return (
    <div className={merge('group/line flex font-mono text-xs leading-5', tone[line.kind])} data-kind={line.kind}>
      <span className="hidden w-12 shrink-0 pr-2 text-right text-faint select-none sm:block">{line.old}</span>
      <span className="relative w-12 shrink-0 pr-2 text-right text-faint select-none">
        <span className={line.new === null ? 'sm:invisible' : undefined}>{number}</span>
        {onComment && (
          <button
            type="button"
            onClick={onComment}
            aria-label={`Comment on line ${number}`}
            className="absolute inset-y-0 right-0 left-0 flex items-center justify-end rounded-md pr-1 opacity-0 group-hover/line:opacity-100 focus-visible:opacity-100"
          >
            <span className="flex size-4 items-center justify-center rounded-md bg-running font-sans text-xs font-semibold text-canvas">
              +
            </span>
          </button>
        )}
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

export function HunkRow({ range, context }: { range: string; context: string }) {
  return (
    <div className="truncate border-y border-line bg-sunken px-3 font-mono text-xs leading-6 text-faint">
      {range} {context}
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
