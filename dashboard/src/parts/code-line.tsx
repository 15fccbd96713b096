import type { ReactNode } from 'react'

interface CodeLineProps {
  text: string
  /** `length, kind, length, kind, …`; what they do not cover is plain. */
  runs: readonly number[] | undefined
  kinds: readonly string[] | undefined
  /** Characters [from, to) that stand out, and how. */
  mark?: readonly [number, number] | undefined
  markClass?: string
}

/** One line of source in its colours. */
export function CodeLine({ text, runs = [], kinds = [], mark, markClass }: CodeLineProps) {
  if (text === '') return ' '
  const pieces: ReactNode[] = []
  const add = (from: number, to: number, className: string | undefined) => {
    if (from >= to) return
    const piece = text.slice(from, to)
    pieces.push(
      className ? (
        <span key={from} className={className}>
          {piece}
        </span>
      ) : (
        piece
      ),
    )
  }
  const [begin, end] = mark && mark[0] < mark[1] ? mark : [text.length, text.length]
  const draw = (from: number, to: number, kind: string | undefined) => {
    const colour = kind === undefined || kind === 'plain' ? undefined : `code-${kind}`
    add(from, Math.min(to, begin), colour)
    add(Math.max(from, begin), Math.min(to, end), colour ? `${colour} ${markClass ?? ''}` : markClass)
    add(Math.max(from, end), to, colour)
  }
  let at = 0
  for (let index = 0; index + 1 < runs.length && at < text.length; index += 2) {
    const to = Math.min(text.length, at + runs[index]!)
    draw(at, to, kinds[runs[index + 1]!])
    at = to
  }
  draw(at, text.length, undefined)
  return pieces
}
