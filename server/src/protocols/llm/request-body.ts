/**
 * The request body of a model call, read and changed without parsing it: agents send fields that this server has never
 * heard of, in an order that providers' prompt caches depend on, so all bytes stay as they are but the ones that must
 * change. Only the top level of the object is looked at; nested values are skipped.
 */

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const COMMA = 0x2c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** Where a value stands: [start, end). */
interface Span {
  start: number
  end: number
}

export interface RequestBody {
  /** The last `model` member when it is a string, as JSON parsers would read it. */
  readonly model: string | undefined
  readonly streams: boolean
}

export interface BodyChange {
  /** Takes the place of the model's name. */
  model?: string
  /** Asks for the usage chunk at the end of a chat stream, without which a stream cannot be counted. */
  includeUsage?: boolean
}

/** Undefined when the bytes are not one JSON object. */
export function readRequestBody(body: Buffer): RequestBody | undefined {
  const members = findMembers(body)
  if (!members) return undefined
  return { model: readString(body, members.get('model')), streams: readText(body, members.get('stream')) === 'true' }
}

/** The same bytes with only the named changes; the same buffer when nothing changes. */
export function changeRequestBody(body: Buffer, change: BodyChange): Buffer {
  const members = findMembers(body)
  if (!members) return body
  const edits: (Span & { text: string })[] = []
  if (change.model !== undefined) edits.push(replaceMember(body, members, 'model', JSON.stringify(change.model)))
  if (change.includeUsage) {
    const options = members.get('stream_options')
    const inner =
      options && body[options.start] === OPEN_BRACE ? findMembers(body.subarray(options.start, options.end)) : undefined
    if (!options || !inner) {
      edits.push(replaceMember(body, members, 'stream_options', '{"include_usage":true}'))
    } else if (readText(body.subarray(options.start), inner.get('include_usage')) !== 'true') {
      const edit = replaceMember(body.subarray(options.start, options.end), inner, 'include_usage', 'true')
      edits.push({ ...edit, start: edit.start + options.start, end: edit.end + options.start })
    }
  }
  return splice(body, edits)
}

function replaceMember(body: Buffer, members: Map<string, Span>, name: string, value: string): Span & { text: string } {
  const span = members.get(name)
  if (span) return { ...span, text: value }
  const inside = body.indexOf(OPEN_BRACE) + 1
  return { start: inside, end: inside, text: `${JSON.stringify(name)}:${value}${members.size > 0 ? ',' : ''}` }
}

function splice(body: Buffer, edits: (Span & { text: string })[]): Buffer {
  if (edits.length === 0) return body
  const parts: Buffer[] = []
  let at = 0
  for (const edit of edits.sort((a, b) => a.start - b.start)) {
    parts.push(body.subarray(at, edit.start), Buffer.from(edit.text))
    at = edit.end
  }
  parts.push(body.subarray(at))
  return Buffer.concat(parts)
}

/** The members of the top-level object; of a repeated name the last, as JSON parsers do. Undefined: not an object. */
function findMembers(body: Buffer): Map<string, Span> | undefined {
  let at = skipSpace(body, 0)
  if (body[at] !== OPEN_BRACE) return undefined
  const members = new Map<string, Span>()
  at = skipSpace(body, at + 1)
  if (body[at] === CLOSE_BRACE) return isEnd(body, at + 1) ? members : undefined
  for (;;) {
    const nameEnd = body[at] === QUOTE ? endOfString(body, at) : -1
    if (nameEnd < 0) return undefined
    const name = readString(body, { start: at, end: nameEnd })
    at = skipSpace(body, nameEnd)
    if (name === undefined || body[at] !== COLON) return undefined
    const start = skipSpace(body, at + 1)
    const end = endOfValue(body, start)
    if (end <= start) return undefined
    members.set(name, { start, end })
    at = skipSpace(body, end)
    if (body[at] === CLOSE_BRACE) return isEnd(body, at + 1) ? members : undefined
    if (body[at] !== COMMA) return undefined
    at = skipSpace(body, at + 1)
  }
}

function isEnd(body: Buffer, at: number): boolean {
  return skipSpace(body, at) === body.length
}

function skipSpace(body: Buffer, at: number): number {
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at++
  return at
}

/** Index after the closing quote; -1 when it never closes. Uses the native search because prompts are long strings. */
function endOfString(body: Buffer, start: number): number {
  for (let quote = body.indexOf(QUOTE, start + 1); quote >= 0; quote = body.indexOf(QUOTE, quote + 1)) {
    let backslashes = 0
    while (body[quote - 1 - backslashes] === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return quote + 1
  }
  return -1
}

/** Index after the value that starts here; -1 when it is cut off. */
function endOfValue(body: Buffer, start: number): number {
  const first = body[start]
  if (first === QUOTE) return endOfString(body, start)
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    let at = start
    while (at < body.length && !isDelimiter(body[at]!)) at++
    return at
  }
  let depth = 0
  for (let at = start; at < body.length; at++) {
    const byte = body[at]
    if (byte === QUOTE) {
      at = endOfString(body, at) - 1
      if (at < 0) return -1
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1
  }
  return -1
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= 0x20
}

function readText(body: Buffer, span: Span | undefined): string | undefined {
  return span && body.toString('utf8', span.start, span.end)
}

function readString(body: Buffer, span: Span | undefined): string | undefined {
  if (!span || body[span.start] !== QUOTE) return undefined
  try {
    return JSON.parse(body.toString('utf8', span.start, span.end)) as string
  } catch {
    return undefined
  }
}
