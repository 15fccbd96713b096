import type { World } from '../config.ts'
import { createStyle, type Style } from './style.ts'

/** Where a command writes, and how wide and how colourful that may be. */
export interface Terminal {
  /** One line of the answer. */
  line(text?: string): void
  /** One line beside the answer: errors, notes. */
  note(text: string): void
  /** A live last line that later ones replace; does nothing where output is kept, as in a file. */
  live(text: string): void
  style: Style
  columns: number
  isLive: boolean
}

/** Wider lines are hard to read even where there is room. */
const MAX_COLUMNS = 140
/** Where nobody looks, nothing is cut. */
const UNLIMITED = 10_000

export function createTerminal({ stdout, stderr }: World, colour: boolean): Terminal {
  let shown = false
  function erase(): void {
    if (shown) stdout.write('\r\x1b[2K')
    shown = false
  }
  return {
    line(text = '') {
      erase()
      stdout.write(`${text.trimEnd()}\n`)
    },
    note(text) {
      erase()
      stderr.write(`${text}\n`)
    },
    live(text) {
      if (!stdout.isTTY) return
      erase()
      stdout.write(text)
      shown = text !== ''
    },
    style: createStyle(colour),
    get columns() {
      return stdout.columns ? Math.min(Math.max(stdout.columns, 40), MAX_COLUMNS) : UNLIMITED
    },
    get isLive() {
      return stdout.isTTY
    },
  }
}
