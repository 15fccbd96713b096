import { Problem } from '#kernel'

export interface Suggested {
  /** The first and the last line that is replaced, counted from 1. */
  from: number
  to: number
  body: string
}

const BLOCK = /^( {0,3})(`{3,}|~{3,})suggestion[^\n`]*\n([\s\S]*?)(?:^|(?<=\n)) {0,3}\2[`~]*[ \t]*$/m

/** The lines that a comment's suggestion block says; undefined when it has none. An empty block removes the lines. */
export function parseSuggestion(body: string): string[] | undefined {
  const block = BLOCK.exec(body.replaceAll('\r\n', '\n'))
  if (!block) return undefined
  const text = block[3]!.replace(/\n$/, '')
  return block[3] === '' ? [] : text.split('\n')
}

/** The file with all suggestions applied. Refuses two that touch the same lines. Line ends stay as the file has them. */
export function applySuggestions(text: string, suggestions: readonly Suggested[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const closed = text.endsWith('\n')
  const lines = text.split(/\r?\n/)
  if (closed) lines.pop()
  const ordered = suggestions.toSorted((a, b) => b.from - a.from)
  let above = Number.POSITIVE_INFINITY
  for (const { from, to, body } of ordered) {
    const replacement = parseSuggestion(body)
    if (!replacement) throw refuse('pulls.no_suggestion', 'This comment suggests nothing; it has no suggestion block.')
    if (to >= above) {
      throw refuse('pulls.suggestions_overlap', `Two suggestions change line ${to}; apply them one after the other.`)
    }
    if (from < 1 || to > lines.length) {
      throw refuse('pulls.suggestion_outdated', 'The lines that this suggestion is about are not there any more.')
    }
    lines.splice(from - 1, to - from + 1, ...replacement)
    above = from
  }
  return lines.join(end) + (closed && lines.length > 0 ? end : '')
}

function refuse(code: `pulls.${string}`, sentence: string): Problem {
  return new Problem('conflict', code, sentence)
}
