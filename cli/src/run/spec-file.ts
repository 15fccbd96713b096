import { Failure } from '../failure.ts'

export interface SpecFile {
  title: string
  /** Everything but the title, as it was written. */
  body: string
  acceptance: string[]
}

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#*)?[ \t]*$/
const FENCE = /^ {0,3}(`{3,}|~{3,})/
const ACCEPTANCE = /^acceptance(?:[ -]+(?:criteria|criterion|tests?))?:?$/i
const ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$/

/**
 * A spec as people write it: the first heading is the title, and the list under a heading "Acceptance" or
 * "Acceptance criteria" are its criteria. `name` is for the sentences of refusals, which say the line.
 */
export function parseSpecFile(text: string, name: string): SpecFile {
  if (text.includes('\0')) throw new Failure('usage', `${name} is not a text; a spec is Markdown.`)
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (lines.every((line) => line.trim() === '')) {
    throw new Failure('usage', `${name} is empty; begin it with a heading such as "# Add a visit counter".`)
  }
  const start = skipFrontMatter(lines)
  const headings = findHeadings(lines, start)
  const [first] = headings
  if (!first) {
    const line = lines.findIndex((one, i) => i >= start && one.trim() !== '') + 1
    throw new Failure(
      'usage',
      `${name}:${line || start} has no title; begin the spec with a heading such as "# Add a visit counter".`,
    )
  }
  if (!first.text)
    throw new Failure('usage', `${name}:${first.line + 1} is a heading without words; it is the title of the spec.`)
  const body = [...lines.slice(start, first.line), ...lines.slice(first.line + first.height)].join('\n').trim()
  return { title: first.text, body, acceptance: findAcceptance(lines, headings) }
}

interface Heading {
  /** From 0. */
  line: number
  /** Lines it takes: 2 when it is underlined. */
  height: number
  level: number
  text: string
}

/** `---` at the very top begins metadata for other tools. */
function skipFrontMatter(lines: string[]): number {
  if (lines[0]?.trim() !== '---') return 0
  const end = lines.findIndex((line, i) => i > 0 && line.trim() === '---')
  return end === -1 ? 0 : end + 1
}

function findHeadings(lines: string[], start: number): Heading[] {
  const headings: Heading[] = []
  eachOutsideCode(lines, start, (line, i) => {
    const match = HEADING.exec(line)
    if (match) headings.push({ line: i, height: 1, level: match[1]!.length, text: (match[2] ?? '').trim() })
    const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(lines[i + 1] ?? '')
    if (!match && underline && line.trim() !== '' && !ITEM.test(line)) {
      headings.push({ line: i, height: 2, level: underline[1]!.startsWith('=') ? 1 : 2, text: line.trim() })
    }
  })
  return headings
}

/** The items of every list under an acceptance heading, up to the next heading of the same rank. */
function findAcceptance(lines: string[], headings: Heading[]): string[] {
  const criteria: string[] = []
  headings.forEach((heading, i) => {
    if (!ACCEPTANCE.test(heading.text)) return
    const next = headings.slice(i + 1).find((other) => other.level <= heading.level)
    const section = lines.slice(heading.line + heading.height, next?.line)
    let open = false
    eachOutsideCode(section, 0, (line) => {
      const item = ITEM.exec(line)
      if (item) {
        criteria.push(item[1]!.trim())
        open = true
      } else if (open && /^\s+\S/.test(line)) {
        criteria.push(`${criteria.pop()} ${line.trim()}`)
      } else {
        open = false
      }
    })
  })
  return criteria.filter((criterion) => criterion !== '')
}

function eachOutsideCode(lines: string[], start: number, visit: (line: string, index: number) => void): void {
  let fence: string | undefined
  for (let i = start; i < lines.length; i++) {
    const line = lines[i]!
    const [, marks] = FENCE.exec(line) ?? []
    if (fence) {
      if (marks?.startsWith(fence)) fence = undefined
    } else if (marks) fence = marks
    else visit(line, i)
  }
}
