import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/** Secrets that must never be printed. Short values would mask ordinary words and are refused by the stores that take them. */
export interface Masks {
  add(secret: string): void
  apply(text: string): string
}

const SHORTEST_MASKED = 6

export function createMasks(): Masks {
  let secrets: string[] = []
  return {
    add(secret) {
      const lines = secret.split(/\r?\n/).filter((line) => line.length >= SHORTEST_MASKED)
      // As it is, inside JSON, and inside an address.
      const forms = lines.flatMap((line) => [line, JSON.stringify(line).slice(1, -1), encodeForm(line)])
      // Longest first: a secret may begin with another one, whose mask must not leave the rest behind.
      secrets = [...new Set([...secrets, ...forms])].sort((a, b) => b.length - a.length)
    },
    apply(text) {
      for (const secret of secrets) if (text.includes(secret)) text = text.replaceAll(secret, '***')
      return text
    },
  }
}

function encodeForm(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

/** JSON lines in `<dataDir>/logs/devflow.log`; the terminal stays free for what people need to read. */
export function createLog(options: { dataDir: string; level: string; masks: Masks }): Logger {
  const folder = join(options.dataDir, 'logs')
  mkdirSync(folder, { recursive: true })
  const file = pino.destination({ dest: join(folder, 'devflow.log'), sync: true, mkdir: true })
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: [
        '*.authorization',
        '*.password',
        '*.token',
        '*.secret',
        '*.apiKey',
        'headers.authorization',
        'headers.cookie',
      ],
    },
    { write: (line: string) => file.write(options.masks.apply(line)) },
  )
}
