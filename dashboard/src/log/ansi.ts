/** A stretch of a log line with one look. Colours are names of the palette in ansi.css or #rrggbb. */
export interface Span {
  text: string
  fg?: string
  bg?: string
  bold?: boolean
  dim?: boolean
  italic?: boolean
  underline?: boolean
}

type Look = Omit<Span, 'text'>

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']

// CSI sequences, OSC sequences (titles, hyperlinks) and lone escapes: ECMA-48, sections 5.4 and 8.3.
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters
const sequence = /\x1b\[([0-9;:]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]/g

/** What a terminal would show of one line: colours kept, cursor movements dropped, overwritten text gone. */
export function parseAnsi(line: string): Span[] {
  const spans: Span[] = []
  let look: Look = {}
  let from = 0
  const source = lastOverwrite(line)
  const push = (text: string) => {
    if (text !== '') spans.push({ text, ...look })
  }
  for (const match of source.matchAll(sequence)) {
    push(source.slice(from, match.index))
    from = match.index + match[0].length
    if (match[2] === 'm') look = apply(look, match[1] ?? '')
  }
  push(source.slice(from))
  return spans
}

/** The line without any escape: what search looks through. */
export function plainText(line: string): string {
  return line.includes('\x1b') || line.includes('\r')
    ? parseAnsi(line)
        .map((span) => span.text)
        .join('')
    : line
}

/** A progress bar prints itself over and over after a carriage return; only its last state counts. */
function lastOverwrite(line: string): string {
  const trimmed = line.endsWith('\r') ? line.slice(0, -1) : line
  return trimmed.includes('\r') ? trimmed.slice(trimmed.lastIndexOf('\r') + 1) : trimmed
}

/** SGR, "select graphic rendition". */
function apply(look: Look, parameters: string): Look {
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number)
  let next: Look = { ...look }
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0
    if (code === 0) next = {}
    else if (code === 1) next.bold = true
    else if (code === 2) next.dim = true
    else if (code === 3) next.italic = true
    else if (code === 4) next.underline = true
    else if (code === 22) next = without(next, 'bold', 'dim')
    else if (code === 23) next = without(next, 'italic')
    else if (code === 24) next = without(next, 'underline')
    else if (code === 39) next = without(next, 'fg')
    else if (code === 49) next = without(next, 'bg')
    else if (code >= 30 && code <= 37) next.fg = names[code - 30]!
    else if (code >= 90 && code <= 97) next.fg = `bright-${names[code - 90]}`
    else if (code >= 40 && code <= 47) next.bg = names[code - 40]!
    else if (code >= 100 && code <= 107) next.bg = `bright-${names[code - 100]}`
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(codes.slice(index + 1))
      index += used
      if (colour) next[code === 38 ? 'fg' : 'bg'] = colour
    }
  }
  return next
}

function without(look: Look, ...keys: (keyof Look)[]): Look {
  const rest = { ...look }
  for (const key of keys) delete rest[key]
  return rest
}

/** 5;n (256 colours) and 2;r;g;b; answers the colour and how many codes it took. */
function extended(codes: number[]): [string | undefined, number] {
  if (codes[0] === 5) return [indexed(codes[1] ?? 0), 2]
  if (codes[0] === 2) return [hex(codes[1] ?? 0, codes[2] ?? 0, codes[3] ?? 0), 4]
  return [undefined, 0]
}

function indexed(index: number): string {
  if (index < 8) return names[index] ?? 'white'
  if (index < 16) return `bright-${names[index - 8]}`
  if (index >= 232) return hex(...([8, 8, 8].map((base) => base + (index - 232) * 10) as [number, number, number]))
  const cube = index - 16
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40)
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6))
}

function hex(...channels: [number, number, number]): string {
  return `#${channels.map((channel) => Math.min(255, channel).toString(16).padStart(2, '0')).join('')}`
}
