import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Problem } from '#kernel'
import { KEY_BYTES } from './envelope.ts'

/** Throws `secrets.master_key` when the configured text is not 32 bytes in base64. */
export function parseMasterKey(text: string, from: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length === KEY_BYTES) return key
  throw new Problem(
    'invalid',
    'secrets.master_key',
    `${from} must be ${KEY_BYTES} bytes in base64, such as the output of "openssl rand -base64 32".`,
  )
}

/** Undefined when there is no such file. */
export function readKeyFile(path: string): Buffer | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Problem(
      'unavailable',
      'secrets.master_key',
      `The key file ${path} cannot be read; give the server's user access to it.`,
      { cause },
    )
  }
  return parseMasterKey(text, `The key file ${path}`)
}

/** Appears whole or not at all, readable by its owner only; of two servers that start at once the first one's key stays. */
export function createKeyFile(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`)
    fsyncSync(file)
    closeSync(file)
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readKeyFile(path)!
}
