import { expect, test } from 'vitest'
import { parseReferences } from './references.ts'

const read = (text: string) => parseReferences(text, { owner: 'alice', name: 'app' })

test('issues of the same project are found, and those that are closed', () => {
  expect(read('See #1, alice/app#2 and (#3). Fixes #4, closed: #5, RESOLVES #6; fix alice/app#7.')).toEqual({
    mentions: [],
    issues: [1, 2, 3, 4, 5, 6, 7],
    closes: [4, 5, 6, 7],
  })
})

test('what only looks like an issue is none', () => {
  for (const text of [
    'bob/app#1',
    'x#1',
    'https://example.com/#1',
    '&#39;',
    '#0',
    '#1a',
    '#1-2',
    '`#1`',
    '``a ` #1``',
    '```\nfixes #1\n```',
    '~~~ts\n#1\n```\n#2\n~~~~',
    '```\nnever closed #1',
    '<!-- fixes #1 -->',
    'prefix #1234567890',
  ]) {
    expect(read(text).issues, text).toEqual([])
  }
  expect(read('prefixes #1, suffix fixes#2')).toMatchObject({ closes: [] })
})

test('an unclosed backtick hides nothing', () => {
  expect(read('a ` b #1').issues).toEqual([1])
  expect(read('`code` #1 `` #2').issues).toEqual([1, 2])
})

test('people are named once, whatever the case', () => {
  expect(read('@Bob, @alice. (@bob) and `@nobody`').mentions).toEqual(['bob', 'alice'])
  expect(read('me@example.com @team/devs @a-@- @@bob npm/@scope/x').mentions).toEqual([])
})

test('a text of nothing but marks is read in one pass', () => {
  const text = Array.from({ length: 300 }, (_, i) => '`'.repeat(i + 1)).join(' ')
  expect(read(`${text} #1`).issues).toEqual([1])
  expect(read(`${'` `` '.repeat(10_000)}#1`).issues).toEqual([1])
})

test('of a hundred references the first fifty count', () => {
  const many = Array.from({ length: 100 }, (_, i) => `fixes #${i + 1} @user${i}`).join('\n')
  const found = read(many)
  expect([found.issues.length, found.closes.at(-1), found.mentions.length]).toEqual([50, 50, 50])
})
