import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLog, createMasks } from './log.ts'

const masksOf = (...secrets: string[]) => {
  const masks = createMasks()
  for (const secret of secrets) masks.add(secret)
  return masks
}

test.each([
  ['as it is', ['s3cret-value'], 'a s3cret-value b s3cret-value', 'a *** b ***'],
  ['every line of a long one', ['line-one\r\nline-two'], 'x line-two y line-one', 'x *** y ***'],
  ['inside JSON', ['quote"back\\slash'], JSON.stringify({ a: 'quote"back\\slash' }), '{"a":"***"}'],
  ['inside an address', ['p@ss:w/rd'], 'https://u:p%40ss%3Aw%2Frd@host', 'https://u:***@host'],
  ['one that begins like another', ['abcdef', 'abcdef-ghi'], 'abcdef-ghi abcdef', '*** ***'],
  ['not short words', ['yes'], 'yes', 'yes'],
  ['not nothing', [''], 'text', 'text'],
])('masks a secret: %s', (_what, secrets, text, masked) => {
  expect(masksOf(...secrets).apply(text)).toBe(masked)
})

test('no secret reaches the log file, wherever it stands in the record', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'devflow-log-'))
  const masks = masksOf('to"ken-of-alice')
  const log = createLog({ dataDir, level: 'info', masks })
  log.info({ at: { deep: ['to"ken-of-alice'] }, headers: { authorization: 'Bearer other-one' } }, 'to"ken-of-alice')
  log.error({ err: new Error('failed with to"ken-of-alice') }, 'x')
  const text = readFileSync(join(dataDir, 'logs/devflow.log'), 'utf8')
  expect(text).not.toContain('ken-of-alice')
  expect(text).not.toContain('other-one')
  expect(text.match(/\*\*\*/g)!.length).toBeGreaterThanOrEqual(3)
  rmSync(dataDir, { recursive: true })
})
