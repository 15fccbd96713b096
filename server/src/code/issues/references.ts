/** What a text in Markdown points at: people by `@login`, issues of the same project by `#7`, and which of them it closes. */
export interface References {
  mentions: string[]
  issues: number[]
  closes: number[]
}

/** More are a list, not a conversation; nobody should be able to ring everybody. */
const MOST_REFERENCES = 50

const CLOSING = 'close[sd]?|fix(?:e[sd])?|resolve[sd]?'
/** `#7`, `owner/name#7`, `GH-7` and addresses are told apart by what stands before. */
const ISSUE = new RegExp(
  String.raw`(?:\b(${CLOSING}):?\s+)?(?<![\w/#&.-])(?:([\w.-]+)\/([\w.-]+))?#(\d{1,9})(?![\w-])`,
  'gi',
)
const MENTION = /(?<![\w/@.-])@([a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?)(?![\w/@-])/gi

/** Code, quoted addresses and comments are not read. */
export function parseReferences(text: string, project: { owner: string; name: string }): References {
  const prose = dropCode(text)
  const address = `${project.owner}/${project.name}`.toLowerCase()
  const issues = new Set<number>()
  const closes = new Set<number>()
  for (const [, closing, owner, name, digits] of prose.matchAll(ISSUE)) {
    const number = Number(digits)
    if (number === 0 || issues.size >= MOST_REFERENCES) continue
    if (owner && `${owner}/${name}`.toLowerCase() !== address) continue
    issues.add(number)
    if (closing) closes.add(number)
  }
  const mentions = new Set<string>()
  for (const [, login] of prose.matchAll(MENTION)) {
    if (mentions.size < MOST_REFERENCES) mentions.add(login!.toLowerCase())
  }
  return { mentions: [...mentions], issues: [...issues], closes: [...closes] }
}

/** Fenced blocks (CommonMark 4.5), code spans (6.1) and comments, each replaced by a blank. */
function dropCode(text: string): string {
  const lines: string[] = []
  let fence: string | undefined
  for (const line of text.split('\n')) {
    const [, marks] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? []
    if (fence) {
      if (marks?.startsWith(fence) && line.trim() === marks) fence = undefined
      lines.push('')
    } else if (marks) {
      fence = marks
      lines.push('')
    } else {
      lines.push(line)
    }
  }
  return dropSpans(lines.join('\n')).replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
}

/** A span ends at the next run of as many backticks; a run without an end is text. One pass, whatever the text is. */
function dropSpans(text: string): string {
  const runs = [...text.matchAll(/`+/g)]
  const later = new Map<number, number[]>()
  for (let i = runs.length - 1; i >= 0; i--) {
    const length = runs[i]![0].length
    const same = later.get(length) ?? []
    same.push(i)
    later.set(length, same)
  }
  let out = ''
  let at = 0
  for (let i = 0; i < runs.length; i++) {
    const same = later.get(runs[i]![0].length)!
    while (same.at(-1)! <= i) same.pop()
    const end = same.at(-1)
    if (end === undefined) continue
    out += `${text.slice(at, runs[i]!.index)} `
    at = runs[end]!.index + runs[end]![0].length
    i = end
  }
  return out + text.slice(at)
}
