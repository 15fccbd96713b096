import { Marked, type Token, type TokenizerExtension } from 'marked'

/** `> [!NOTE]` and its like. */
export const ALERTS = ['note', 'tip', 'important', 'warning', 'caution'] as const
export type Alert = (typeof ALERTS)[number]

/** A mark in the text that leads to a footnote: `[^1]`. */
const footnoteMark: TokenizerExtension = {
  name: 'footnoteMark',
  level: 'inline',
  start: (text) => text.indexOf('[^'),
  tokenizer(text) {
    const found = /^\[\^([^\]\s]{1,100})\](?!:)/.exec(text)
    return found ? { type: 'footnoteMark', raw: found[0], label: found[1]! } : undefined
  },
}

/** The footnote itself: `[^1]: words`, and what goes on with four spaces. */
const footnote: TokenizerExtension = {
  name: 'footnote',
  level: 'block',
  start: (text) => text.match(/^\[\^[^\]\s]+\]:/m)?.index,
  tokenizer(text) {
    const found = /^\[\^([^\]\s]{1,100})\]:[ \t]*([^\n]*(?:\n(?: {4}|\t)[^\n]*)*)(?:\n|$)/.exec(text)
    if (!found) return undefined
    const words = found[2]!.replace(/\n(?: {4}|\t)/g, '\n')
    return { type: 'footnote', raw: found[0], label: found[1]!, tokens: this.lexer.inlineTokens(words) }
  },
}

const parser = new Marked({ gfm: true, extensions: [footnoteMark, footnote] })

export function parseMarkdown(text: string, { breaks }: { breaks: boolean }): Token[] {
  return parser.lexer(text, { ...parser.defaults, breaks })
}

/** Which alert a quotation is, and what stands in it; undefined for any other. */
export function alertOf(tokens: readonly Token[]): { alert: Alert; tokens: Token[] } | undefined {
  const [first, ...rest] = tokens
  if (first?.type !== 'paragraph') return undefined
  const [, word] = /^\[!(\w+)\][ \t]*(?:\n|$)/.exec(first.raw) ?? []
  const alert = ALERTS.find((each) => each === word?.toLowerCase())
  if (!alert) return undefined
  const words = first.raw.replace(/^[^\n]*\n?/, '')
  const left = words.trim() === '' ? [] : parseMarkdown(words, { breaks: false })
  return { alert, tokens: [...left, ...rest] }
}

const TASK = /^(\s*(?:>\s*)*(?:[-*+]|\d{1,9}[.)])\s+\[)([ xX])(\]\s)/

/** The text with its `at`-th task done or not; undefined where the tasks cannot be told apart from what only looks like one. */
export function withTask(text: string, tasks: number, at: number, done: boolean): string | undefined {
  let fence: string | undefined
  const found: number[] = []
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    const [, marks] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? []
    if (fence) {
      if (marks?.startsWith(fence)) fence = undefined
    } else if (marks) fence = marks
    else if (TASK.test(line)) found.push(index)
  }
  const line = found[at]
  if (line === undefined || found.length !== tasks) return undefined
  return lines.with(line, lines[line]!.replace(TASK, `$1${done ? 'x' : ' '}$3`)).join('\n')
}
