import { Readable } from 'node:stream'

/** First and last byte, both included. */
type Range = [from: number, to: number]

/** One range of a Range header (RFC 9110 §14.1.2); undefined where the whole is to be sent, as for several at once. */
export function parseRange(header: string | undefined, sizeBytes: number): Range | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  const [from, to] =
    first === ''
      ? [Math.max(0, sizeBytes - Number(last)), sizeBytes - 1]
      : [Number(first), last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)]
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined // not a range: ignored, as the RFC says
  return from > to || from >= sizeBytes ? 'unsatisfiable' : [from, to]
}

/** The bytes of a range out of a stream whose beginning was already read. */
export function slice(first: Buffer, rest: Readable, { from, to }: { from: number; to: number }): Readable {
  async function* bytes(): AsyncGenerator<Buffer> {
    let at = 0
    const part = (chunk: Buffer): Buffer => {
      const here = chunk.subarray(Math.max(0, from - at), Math.max(0, to + 1 - at))
      at += chunk.length
      return here
    }
    const begin = part(first)
    if (begin.length > 0) yield begin
    if (at > to) return
    for await (const chunk of rest) {
      const here = part(chunk as Buffer)
      if (here.length > 0) yield here
      if (at > to) return
    }
  }
  return Readable.from(bytes(), { objectMode: false })
}
