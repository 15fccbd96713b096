import { expect, test } from 'vitest'
import { applySuggestions, parseSuggestion } from './suggestion.ts'

const block = (...lines: string[]) => ['Better:', '```suggestion', ...lines, '```', 'Is it?'].join('\n')

test('a block is found with its lines, its indentation and fences inside', () => {
  expect(parseSuggestion(block('  one', '', 'three'))).toEqual(['  one', '', 'three'])
  expect(parseSuggestion(block())).toEqual([])
  expect(parseSuggestion(block(''))).toEqual([''])
  expect(parseSuggestion('````suggestion\n```js\nx\n```\n````')).toEqual(['```js', 'x', '```'])
  expect(parseSuggestion('```suggestion\r\na\r\n```')).toEqual(['a'])
  expect(parseSuggestion('```js\nx\n```')).toBeUndefined()
  expect(parseSuggestion('```suggestion\nnever closed')).toBeUndefined()
})

test('several are applied to one file from below, whatever they add or remove', () => {
  const text = 'one\ntwo\nthree\nfour\n'
  const changed = applySuggestions(text, [
    { from: 1, to: 1, body: block('ONE', 'and a half') },
    { from: 3, to: 4, body: block() },
  ])
  expect(changed).toBe('ONE\nand a half\ntwo\n')
  expect(applySuggestions('a\r\nb\r\n', [{ from: 2, to: 2, body: block('B') }])).toBe('a\r\nB\r\n')
  expect(applySuggestions('a\nb', [{ from: 2, to: 2, body: block('B') }])).toBe('a\nB')
})

test('what overlaps, is gone or suggests nothing is refused', () => {
  const apply =
    (...suggestions: Parameters<typeof applySuggestions>[1]) =>
    () =>
      applySuggestions('one\ntwo\n', suggestions)
  const body = block('x')
  expect(apply({ from: 1, to: 2, body }, { from: 2, to: 2, body })).toThrow(/Two suggestions change line/)
  expect(apply({ from: 3, to: 3, body })).toThrow(/not there any more/)
  expect(apply({ from: 1, to: 1, body: 'just words' })).toThrow(/suggests nothing/)
})
