import type { ReactNode } from 'react'

interface CodeLineProps {
  text: string
  /** `length, kind, length, kind, …`; what they do not cover is plain. */
  runs: readonly number[] | undefined
  kinds: readonly string[] | undefined
}

/** One line of source in its colours. */
export function CodeLine({ text, runs = [], kinds = [] }: CodeLineProps) {
  if (text === '') return ' '
  const pieces: ReactNode[] = []
  let at = 0
  for (let index = 0; index + 1 < runs.length; index += 2) {
    const end = at + runs[index]!
    const kind = kinds[runs[index + 1]!]
    const piece = text.slice(at, end)
    pieces.push(
      kind === undefined || kind === 'plain' ? (
        piece
      ) : (
        <span key={at} className={`code-${kind}`}>
          {piece}
        </span>
      ),
    )
    at = end
  }
  pieces.push(text.slice(at))
  return pieces
}
