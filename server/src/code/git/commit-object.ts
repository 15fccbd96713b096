import { z } from 'zod'

export const Signature = z.object({ name: z.string(), email: z.string(), at: z.string() })
export type Signature = z.infer<typeof Signature>

export const Commit = z.object({
  sha: z.string(),
  tree: z.string(),
  parents: z.array(z.string()),
  message: z.string(),
  author: Signature,
  committer: Signature,
})
export type Commit = z.infer<typeof Commit>

/** A commit message is read by people; one of megabytes is an attack or an accident. */
const LONGEST_MESSAGE = 20_000

export function shorten(message: string): string {
  return message.trimEnd().slice(0, LONGEST_MESSAGE)
}

/** A commit as git stores it: header lines, some of them going on with a space, an empty line, the message. */
export function parseCommitObject({ sha, content }: { sha: string; content: Buffer }): Commit {
  const end = content.indexOf('\n\n')
  const header = content.toString('latin1', 0, end < 0 ? content.length : end)
  const decode = decoderOf(/^encoding (.+)$/m.exec(header)?.[1])
  const text = decode(content.subarray(0, end < 0 ? content.length : end))
  const value = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? ''
  return {
    sha,
    tree: value('tree'),
    parents: [...text.matchAll(/^parent ([0-9a-f]{40})$/gm)].map((match) => match[1]!),
    message: shorten(end < 0 ? '' : decode(content.subarray(end + 2)).replace(/^\n+/, '')),
    author: parseSignature(value('author')),
    committer: parseSignature(value('committer')),
  }
}

/** `Name <email> 1700000000 +0200`. */
export function parseSignature(text: string): Signature {
  const [, name = '', email = '', seconds = '0', sign = '+', hours = '00', minutes = '00'] =
    /^(.*?) ?<([^>]*)> (-?\d+) ([+-])(\d\d)(\d\d)$/.exec(text) ?? []
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
  const local = new Date(Number(seconds) * 1000 + offsetMs)
  if (Number.isNaN(local.getTime())) return { name, email, at: new Date(0).toISOString() }
  return { name, email, at: `${local.toISOString().slice(0, 19)}${sign}${hours}:${minutes}` }
}

/** Old histories say what they are written in; what nobody knows is read as UTF-8, as git does. */
function decoderOf(encoding: string | undefined): (bytes: Buffer) => string {
  try {
    const decoder = new TextDecoder(encoding ?? 'utf-8')
    return (bytes) => decoder.decode(bytes)
  } catch {
    return (bytes) => bytes.toString('utf8')
  }
}
