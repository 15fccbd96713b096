import type { Readable } from 'node:stream'

/** The last characters of a stream, for a message or a model: what went wrong is said at the end. */
export interface OutputTail {
  text(): string
  /** Whether something at the beginning was dropped. */
  truncated(): boolean
}

export function outputTail(maxChars: number, streams: Readable[], onOutput?: () => void): OutputTail {
  let kept = ''
  let dropped = false
  for (const stream of streams) {
    // One decoder a stream, so that a character split over two chunks stays whole.
    const decoder = new TextDecoder()
    stream.on('data', (chunk: Buffer) => {
      kept += decoder.decode(chunk, { stream: true })
      if (kept.length > maxChars) {
        kept = kept.slice(-maxChars)
        dropped = true
      }
      onOutput?.()
    })
    // A pipe that breaks when its process is killed is the end of the output, not an error of ours.
    stream.on('error', () => {})
  }
  return {
    // PostgreSQL keeps no NUL, and nobody wants to read one.
    text: () => kept.replaceAll('\0', '\uFFFD'),
    truncated: () => dropped,
  }
}

/** Resolves when all streams have ended or broken: output may arrive after the exit of the process. */
export async function outputEnded(streams: Readable[]): Promise<void> {
  await Promise.all(
    streams.map(
      (stream) =>
        new Promise<void>((resolve) => {
          if (stream.readableEnded || stream.destroyed) return resolve()
          stream
            .once('end', resolve)
            .once('close', resolve)
            .once('error', () => resolve())
        }),
    ),
  )
}
