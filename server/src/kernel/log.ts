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
  const secrets = new Set<string>()
  return {
    add(secret) {
      for (const line of secret.split(/\r?\n/)) if (line.length >= SHORTEST_MASKED) secrets.add(line)
    },
    apply(text) {
      for (const secret of secrets) if (text.includes(secret)) text = text.replaceAll(secret, '***')
      return text
    },
  }
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
