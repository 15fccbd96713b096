import { stripVTControlCharacters, styleText } from 'node:util'

export type Colour = 'grey' | 'blue' | 'green' | 'red' | 'amber' | 'violet'

/** The few ways in which text may stand out. Without colour every one of them returns the text as it is. */
export interface Style {
  colour(colour: Colour, text: string): string
  bold(text: string): string
  dim(text: string): string
}

const FORMATS = { grey: 'gray', blue: 'blue', green: 'green', red: 'red', amber: 'yellow', violet: 'magenta' } as const

export function createStyle(colour: boolean): Style {
  const format = (name: Parameters<typeof styleText>[0]) => (text: string) =>
    colour && text ? styleText(name, text, { validateStream: false }) : text
  return { colour: (name, text) => format(FORMATS[name])(text), bold: format('bold'), dim: format('dim') }
}

/** Text from elsewhere, on one line and without anything that could move the cursor or fake a screen. */
export function clean(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** As `clean`, but keeps lines and indentation: logs, diffs, bodies. */
export function cleanLines(text: string): string[] {
  const lines = stripVTControlCharacters(text).split(/\r?\n/)
  return lines.map((line) =>
    line
      .replaceAll('\t', '  ')
      .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
      .trimEnd(),
  )
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** East Asian wide characters and emoji take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u

/** Columns that a text takes. */
export function width(text: string): number {
  const plain = stripVTControlCharacters(text)
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length
  let columns = 0
  for (const { segment } of graphemes.segment(plain)) columns += WIDE.test(segment) ? 2 : 1
  return columns
}

/** Cut to so many columns with an ellipsis. For text without colour. */
export function fit(text: string, columns: number): string {
  if (width(text) <= columns) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += WIDE.test(segment) ? 2 : 1
    if (used > columns - 1) break
    kept += segment
  }
  return columns > 0 ? `${kept.trimEnd()}…` : ''
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - width(text))) + text
}
