import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FieldDescription, FieldType } from '@devflow/sdk'
import { Failure } from '../failure.ts'

/** Text from the command line as the type its field has. */
export function parseField(field: FieldDescription, raw: string | string[], cwd: string): unknown {
  const name = `--${kebab(field.name)}`
  if (field.type === 'array') {
    return [raw].flat().map((text) => parseValue(field.items ?? 'any', text, { name, cwd }))
  }
  return parseValue(field.type, [raw].flat().at(-1)!, { name, cwd })
}

function parseValue(type: FieldType, text: string, at: { name: string; cwd: string }): unknown {
  switch (type) {
    case 'string':
      return text
    case 'number':
    case 'integer': {
      const value = Number(text)
      if (text.trim() === '' || !Number.isFinite(value) || (type === 'integer' && !Number.isInteger(value))) {
        throw new Failure(
          'usage',
          `${at.name} takes ${type === 'integer' ? 'a whole number' : 'a number'}, not ${JSON.stringify(text)}.`,
        )
      }
      return value
    }
    case 'boolean': {
      if (/^(true|yes|on|1)$/i.test(text)) return true
      if (/^(false|no|off|0)$/i.test(text)) return false
      throw new Failure('usage', `${at.name} takes true or false, not ${JSON.stringify(text)}.`)
    }
    case 'object':
    case 'array':
      return parseJson(text, at)
    case 'any':
      try {
        return JSON.parse(text)
      } catch {
        return text
      }
  }
}

/** `{"a":1}`, or `@file.json`. */
function parseJson(text: string, { name, cwd }: { name: string; cwd: string }): unknown {
  const source = text.startsWith('@') ? readText(text.slice(1), cwd) : text
  try {
    return JSON.parse(source)
  } catch (cause) {
    throw new Failure(
      'usage',
      `${name} takes JSON, or @ and the name of a file with JSON: ${(cause as Error).message}.`,
    )
  }
}

export function readText(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why =
      code === 'ENOENT' ? 'There is no file' : code === 'EISDIR' ? 'A folder, not a file, is' : 'Nobody lets us read'
    throw new Failure('usage', `${why} ${path}.`)
  }
}

/** `maxAttempts` → `max-attempts`. */
export function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
}
