import type { Masks } from './masks.ts'

/** Where the job's lines go, already masked: one call, one line. */
export interface JobLog {
  write(line: string): void
  /** How many lines have been written. */
  readonly lines: number
}

/** What a runaway step may leave behind; the step goes on, its further output is not kept. */
export const MAX_LOG_CHARACTERS = 16 * 1024 * 1024
const MAX_LOG_LINES = 200_000

export function createJobLog(
  append: (line: string) => void,
  options: { masks: Masks; firstLine?: number; maxCharacters?: number },
): JobLog {
  const { masks, firstLine = 0, maxCharacters = MAX_LOG_CHARACTERS } = options
  let lines = firstLine
  let left = maxCharacters
  let full = false
  return {
    get lines() {
      return lines
    },
    write(text) {
      for (const line of masks.apply(text).split(/\r?\n/)) {
        // The runner's own lines (a step's end, an error) still pass when a step has used up its share.
        const own = line.startsWith('##[')
        if (full && !own) continue
        left -= line.length + 1
        if (!full && (left < 0 || lines - firstLine >= MAX_LOG_LINES)) {
          full = true
          append('##[warning]This log has reached its limit; further output of the steps is not kept.')
          lines++
          if (!own) continue
        }
        append(line.slice(line.lastIndexOf('\r') + 1))
        lines++
      }
    },
  }
}
