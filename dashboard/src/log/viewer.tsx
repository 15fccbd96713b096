import type { LogLine } from '@devflow/sdk'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine, ChevronDown, ChevronRight, ChevronUp, Search } from 'lucide-react'
import { memo, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { JobStep } from '../api/runs.ts'
import { useQueryParam } from '../frame/query-param.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { merge } from '../parts/class-names.ts'
import { ProblemLine } from '../parts/problem.tsx'
import { StatusIcon, statusOf, wordOf } from '../parts/status.tsx'
import { count, Elapsed } from '../parts/time.tsx'
import { parseAnsi, type Span } from './ansi.ts'
import { type LineKind, readCommand } from './commands.ts'
import { rowsOf, search, stepOfLine } from './rows.ts'
import { LogStream } from './stream.ts'

const noSteps: JobStep[] = []
/** Up to here every step stands open: folding saves nothing. */
const openUpToLines = 300

/** A live log: virtual, coloured, folded by step, searchable, each line with an address; it follows until one scrolls up. */
export function LogViewer({ log, steps = noSteps, label }: { log: string; steps?: JobStep[]; label: string }) {
  const stream = useMemo(() => new LogStream(log), [log])
  const { lines, finished, lost, error } = useSyncExternalStore(stream.subscribe, stream.state)
  const [linked, setLinked] = useQueryParam('line')
  const [words, setWords] = useState('')
  const [hit, setHit] = useState(0)
  const [chosen, setChosen] = useState<Map<number, boolean>>(new Map())
  const scroller = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(!linked)

  const linkedStep = linked ? stepOfLine(steps, Number(linked))?.number : undefined
  const folded = useMemo(() => {
    const set = new Set<number>()
    if (words !== '') return set
    for (const step of steps) {
      const boring = step.conclusion === 'success' && lines.length > openUpToLines
      if (chosen.get(step.number) ?? (boring && step.number !== linkedStep)) set.add(step.number)
    }
    return set
  }, [steps, chosen, words, lines.length, linkedStep])
  const rows = useMemo(() => rowsOf(lines, steps, folded), [lines, steps, folded])
  const hits = useMemo(() => search(lines, words), [lines, words])

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === 'step' ? 36 : 20),
    overscan: 30,
  })

  const goTo = (number: number) => {
    const index = rows.findIndex((row) => row.type === 'line' && row.line.number === number)
    if (index >= 0) virtual.scrollToIndex(index, { align: 'center' })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows whenever rows are added
  useEffect(() => {
    if (following && !finished && rows.length > 0) virtual.scrollToIndex(rows.length - 1, { align: 'end' })
  }, [rows.length, following, finished])
  const arrived = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the linked line is there
  useEffect(() => {
    if (arrived.current || !linked || !lines.some((line) => line.number === Number(linked))) return
    arrived.current = true
    goTo(Number(linked))
  }, [lines.length, linked])
  const step = (by: number) => {
    if (hits.length === 0) return
    const next = (hit + by + hits.length) % hits.length
    setHit(next)
    setFollowing(false)
    goTo(hits[next]!)
  }

  return (
    <section aria-label={label} className="overflow-hidden rounded-md border bg-sunken" data-testid="log">
      <div className="flex flex-wrap items-center gap-2 border-b bg-raised px-3 py-1.5">
        <label className="flex min-w-0 grow items-center gap-2 sm:max-w-72">
          <Search className="size-4 shrink-0 text-muted" />
          <span className="sr-only">Search in {label}</span>
          <input
            type="search"
            value={words}
            placeholder="Search log"
            onChange={(event) => {
              setWords(event.target.value)
              setHit(0)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
            }}
            className="h-7 min-w-0 grow rounded-md bg-transparent px-1 text-sm"
          />
        </label>
        {words !== '' && (
          <span className="flex items-center text-xs text-muted" aria-live="polite">
            {hits.length === 0 ? 'no line' : `${hit + 1} of ${count(hits.length)}`}
            <IconButton label="Previous match" onClick={() => step(-1)} disabled={hits.length === 0}>
              <ChevronUp className="size-4" />
            </IconButton>
            <IconButton label="Next match" onClick={() => step(1)} disabled={hits.length === 0}>
              <ChevronDown className="size-4" />
            </IconButton>
          </span>
        )}
        <span className="ml-auto flex items-center gap-2 text-xs text-muted">
          {lost && !finished && <span className="text-person">Connection lost, retrying</span>}
          {count(lines.length)} {lines.length === 1 ? 'line' : 'lines'}
          {!finished && !following && (
            <Button
              tone="quiet"
              className="h-7"
              icon={<ArrowDownToLine className="size-3.5" />}
              onClick={() => setFollowing(true)}
            >
              Follow
            </Button>
          )}
        </span>
      </div>
      <div
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={label}
        className="row-focus max-h-[70dvh] min-h-24 overflow-auto font-mono text-xs leading-5"
        // Scrolling up by hand ends following; only a person's own gesture counts, not our scrollToIndex.
        onWheel={(event) => event.deltaY < 0 && setFollowing(false)}
        onTouchMove={() => setFollowing(false)}
        onKeyDown={(event) => ['ArrowUp', 'PageUp', 'Home'].includes(event.key) && setFollowing(false)}
      >
        {error !== undefined && (
          <div className="px-4 py-3 font-sans">
            <ProblemLine error={error} />
          </div>
        )}
        {lines.length === 0 && error === undefined && (
          <p className="px-4 py-3 font-sans text-sm text-muted">
            {finished ? 'This log is empty: nothing was printed.' : 'Waiting for the first line…'}
          </p>
        )}
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]!
            return (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtual.measureElement}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.type === 'step' ? (
                  <StepRow
                    step={row.step}
                    lines={row.lines}
                    folded={row.folded}
                    onToggle={() => setChosen((before) => new Map(before).set(row.step.number, !row.folded))}
                  />
                ) : (
                  <LineRow
                    line={row.line}
                    words={words}
                    marked={String(row.line.number) === linked}
                    onLink={setLinked}
                  />
                )}
              </div>
            )
          })}
        </div>
      </div>
    </section>
  )
}

function StepRow({
  step,
  lines,
  folded,
  onToggle,
}: {
  step: JobStep
  lines: number
  folded: boolean
  onToggle: () => void
}) {
  const state = step.conclusion ?? step.status
  return (
    <button
      type="button"
      aria-expanded={!folded}
      disabled={lines === 0}
      onClick={onToggle}
      className="row-focus flex h-9 w-full items-center gap-2 border-b bg-raised px-3 text-left font-sans text-sm hover:bg-hover disabled:hover:bg-raised"
    >
      {lines === 0 ? (
        <span className="size-4" />
      ) : folded ? (
        <ChevronRight className="size-4 text-muted" />
      ) : (
        <ChevronDown className="size-4 text-muted" />
      )}
      <StatusIcon status={statusOf(state)} />
      <span className="sr-only">{wordOf(state)}:</span>
      <span className="min-w-0 grow truncate">{step.name}</span>
      <span className="shrink-0 text-xs text-muted">
        {lines > 0 && folded && `${count(lines)} lines · `}
        <Elapsed from={step.startedAt} to={step.completedAt} />
      </span>
    </button>
  )
}

const looks: Record<LineKind, string> = {
  plain: '',
  group: 'font-semibold',
  error: 'text-failed',
  warning: 'text-person',
  notice: 'text-running',
  command: 'text-running',
  debug: 'text-muted',
}

const LineRow = memo(function LineRow({
  line,
  words,
  marked,
  onLink,
}: {
  line: LogLine
  words: string
  marked: boolean
  onLink: (line: string) => void
}) {
  const command = readCommand(line.text) ?? { kind: 'plain', text: '' }
  return (
    <div className={merge('flex hover:bg-hover', marked && 'bg-selected')}>
      <a
        href={`?line=${line.number}`}
        onClick={(event) => {
          event.preventDefault()
          onLink(String(line.number))
        }}
        title={new Date(line.at).toLocaleString()}
        className="w-14 shrink-0 pr-3 text-right text-faint select-none hover:text-ink"
      >
        {line.number}
      </a>
      <code className={merge('min-w-0 grow pr-3 whitespace-pre-wrap wrap-anywhere', looks[command.kind])}>
        {parseAnsi(command.text).map((span, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: spans of one immutable line
          <SpanView key={index} span={span} words={words} />
        ))}
      </code>
    </div>
  )
})

function SpanView({ span, words }: { span: Span; words: string }) {
  const { fg, bg } = span
  return (
    <span
      className={merge(
        fg && !fg.startsWith('#') && `ansi-${fg}`,
        bg && !bg.startsWith('#') && `ansi-on-${bg}`,
        span.bold && 'font-semibold',
        span.dim && 'text-muted',
        span.italic && 'italic',
        span.underline && 'underline',
      )}
      style={{ ...(fg?.startsWith('#') ? { color: fg } : {}), ...(bg?.startsWith('#') ? { backgroundColor: bg } : {}) }}
    >
      {mark(span.text, words)}
    </span>
  )
}

function mark(text: string, words: string): React.ReactNode {
  if (words === '') return text
  const at = text.toLowerCase().indexOf(words.toLowerCase())
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark className="bg-person text-canvas">{text.slice(at, at + words.length)}</mark>
      {mark(text.slice(at + words.length), words)}
    </>
  )
}
