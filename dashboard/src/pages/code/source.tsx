import { useRouterState } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react'
import type { Highlight } from '../../api/code.ts'
import { useOffsetTop } from '../../diff/viewer.tsx'
import { merge } from '../../parts/class-names.ts'
import { CodeLine } from '../../parts/code-line.tsx'
import { hashOf, parseLines } from './line-range.ts'

interface SourceProps {
  lines: readonly string[]
  colours: Highlight | undefined
  /** What stands before a line; `first` where it differs from the line above. */
  margin?: (line: number) => ReactNode
  marginWidth?: string
}

/** Numbered lines, coloured and addressed (`#L10-L20`); virtual, so that a file of a hundred thousand lines opens at once. */
export function Source({ lines, colours, margin, marginWidth }: SourceProps) {
  const list = useRef<HTMLDivElement>(null)
  const top = useOffsetTop(list)
  const hash = useRouterState({ select: (state) => state.location.hash })
  const marked = parseLines(hash)
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => 20,
    overscan: 40,
    scrollMargin: top,
    scrollPaddingStart: 96,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per linked line, when the list has its place
  useEffect(() => {
    if (marked && top > 0) virtual.scrollToIndex(marked.from - 1, { align: 'center' })
  }, [marked?.from, top > 0])

  /** A click marks a line, one with shift the lines up to it. */
  const mark = (event: MouseEvent<HTMLAnchorElement>, line: number) => {
    if (!event.shiftKey || !marked) return
    event.preventDefault()
    window.location.hash = hashOf({ from: Math.min(marked.from, line), to: Math.max(marked.from, line) })
  }
  const digits = String(lines.length).length
  return (
    <div ref={list} className="relative font-mono text-xs leading-5" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ key, index, start }) => {
        const line = index + 1
        return (
          <div
            key={key}
            data-index={index}
            ref={virtual.measureElement}
            className={merge(
              'absolute top-0 left-0 flex w-full',
              marked && line >= marked.from && line <= marked.to && 'bg-selected',
            )}
            style={{ transform: `translateY(${start - top}px)` }}
          >
            {margin && (
              <div className="shrink-0 overflow-hidden border-r" style={{ width: marginWidth }}>
                {margin(line)}
              </div>
            )}
            <a
              href={`#L${line}`}
              onClick={(event) => mark(event, line)}
              className="shrink-0 pr-4 pl-2 text-right text-faint select-none hover:text-ink"
              style={{ minWidth: `${Math.max(4, digits) + 3}ch` }}
            >
              {line}
            </a>
            <code className="min-w-0 grow pr-4 whitespace-pre-wrap wrap-anywhere">
              <CodeLine text={lines[index] ?? ''} runs={colours?.lines?.[index]} kinds={colours?.kinds} />
            </code>
          </div>
        )
      })}
    </div>
  )
}
