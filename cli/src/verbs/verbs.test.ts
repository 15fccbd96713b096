import { expect, test } from 'vitest'
import { kebab, parseField } from './fields.ts'
import { findInRemotes, parseProject } from './project.ts'

const field = (type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'any', items?: 'integer') => ({
  name: 'maxAttempts',
  in: 'body' as const,
  type,
  required: false,
  ...(items ? { items } : {}),
})
const parse = (type: Parameters<typeof field>[0], raw: string | string[]) =>
  parseField(field(type), raw, import.meta.dirname)

test('text becomes what its field takes', () => {
  expect(parse('string', '12')).toBe('12')
  expect(parse('integer', '12')).toBe(12)
  expect(parse('number', '-0.5')).toBe(-0.5)
  expect([parse('boolean', 'yes'), parse('boolean', 'false')]).toEqual([true, false])
  expect(parse('object', '{"a":[1]}')).toEqual({ a: [1] })
  expect([parse('any', 'null'), parse('any', '7'), parse('any', 'plain')]).toEqual([null, 7, 'plain'])
  expect(parseField(field('array', 'integer'), ['1', '2'], '.')).toEqual([1, 2])
})

test('an object may stand in a file', () => {
  expect(parse('object', '@../../package.json')).toMatchObject({ name: 'devflow' })
})

test.each([
  ['integer', '1.5', /--max-attempts takes a whole number, not "1\.5"/],
  ['number', '', /--max-attempts takes a number/],
  ['boolean', 'maybe', /--max-attempts takes true or false/],
  ['object', '{a', /--max-attempts takes JSON/],
  ['object', '@nowhere.json', /There is no file nowhere\.json/],
] as const)('%s refuses %j', (type, raw, message) => {
  expect(() => parse(type, raw)).toThrow(message)
})

test('names are spelled with dashes', () => {
  expect(['createLoginLink', 'getModel', 'baseUrl', 'owner'].map(kebab)).toEqual([
    'create-login-link',
    'get-model',
    'base-url',
    'owner',
  ])
})

test('a project is owner/name and nothing else', () => {
  expect(parseProject('alice/shop')).toEqual({ owner: 'alice', name: 'shop' })
  for (const bad of ['shop', 'a/b/c', '/shop', 'alice/', 'alice /shop', ''])
    expect(() => parseProject(bad)).toThrow(/owner\/name/)
})

test('the project of a folder is the remote that is on this server', () => {
  const remotes = [
    'origin\thttps://elsewhere.example/bob/other.git (fetch)',
    'origin\thttps://elsewhere.example/bob/other.git (push)',
    'ssh\tgit@elsewhere.example:bob/other.git (fetch)',
    'devflow\thttp://alice:secret@127.0.0.1:4700/alice/shop.git (fetch)',
    'devflow\thttp://alice:secret@127.0.0.1:4700/alice/shop.git (push)',
  ].join('\n')
  expect(findInRemotes(remotes, 'http://localhost:4700')).toEqual({ owner: 'alice', name: 'shop' })
  expect(findInRemotes(remotes, 'http://localhost:4701')).toBeUndefined()
  expect(findInRemotes('', 'http://localhost:4700')).toBeUndefined()
})
