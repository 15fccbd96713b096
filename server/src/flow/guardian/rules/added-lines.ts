export interface AddedLine {
  /** In the new file, from 1. */
  number: number
  text: string
}

/** The lines that a unified diff of one file adds, with their numbers in the new file. */
export function* addedLines(patch: string): Generator<AddedLine> {
  let number = 0
  let oldLeft = 0
  let newLeft = 0
  for (const line of patch.split('\n')) {
    const inHunk = oldLeft > 0 || newLeft > 0
    if (!inHunk) {
      // Counts, not markers, end a hunk: an added line may itself begin with "@@" or "++".
      const header = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
      if (!header) continue
      oldLeft = Number(header[1] ?? 1)
      number = Number(header[2])
      newLeft = Number(header[3] ?? 1)
    } else if (line.startsWith('+')) {
      yield { number: number++, text: line.slice(1) }
      newLeft--
    } else if (line.startsWith('-')) {
      oldLeft--
    } else if (!line.startsWith('\\')) {
      number++
      oldLeft--
      newLeft--
    }
  }
}
