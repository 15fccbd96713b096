import type { Readable } from 'node:stream'

/** Calls back for each line of a stream; a line longer than the limit ends the reading instead of filling the memory. */
export function readLines(
  stream: Readable,
  options: { maxCharacters: number; onLine(line: string): void; onTooLong(): void },
): void {
  const { maxCharacters, onLine, onTooLong } = options
  let pieces: string[] = []
  let length = 0
  let ended = false
  stream.setEncoding('utf8').on('data', (text: string) => {
    if (ended) return
    const lines = text.split('\n')
    const rest = lines.pop() ?? ''
    for (const line of lines) {
      onLine(pieces.length > 0 ? pieces.join('') + line : line)
      pieces = []
      length = 0
    }
    pieces.push(rest)
    length += rest.length
    if (length > maxCharacters) {
      ended = true
      pieces = []
      onTooLong()
    }
  })
}
