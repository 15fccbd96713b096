import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { printTable } from '../show/table.ts'
import { printBytes, printCost, printDuration, printRelative } from './quantity.ts'
import { printStatus } from './status.ts'
import { clean, createStyle, fit, width } from './style.ts'

const plain = createStyle(false)
const coloured = createStyle(true)

test('columns are aligned, by what is seen and not by what is sent', () => {
  const rows = [
    ['1', coloured.colour('green', '✓ live'), '日本'],
    ['22', coloured.colour('red', '✗ failed'), 'x'],
  ]
  const lines = printTable(['#', 'state', 'name'], rows, { columns: 80, style: plain })
  expect(lines.map(stripVTControlCharacters)).toEqual(['#   state     name', '1   ✓ live    日本', '22  ✗ failed  x'])
})

test.each([40, 60, 80])('a table never exceeds %i columns', (columns) => {
  const rows = [
    ['spec_1m7y37tvxss4rn3gqz', 'alice/shop', 'A title that goes on and on, longer than anybody reads', 'x'.repeat(70)],
  ]
  const lines = printTable(['id', 'project', 'title', 'url'], rows, { columns, style: plain })
  expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(columns)
  expect(lines[1]).toContain('spec_1m7y37tvxss4rn3gqz')
})

test('more columns than fit are left out from the right', () => {
  const many = Array.from({ length: 12 }, (_, i) => `column ${i}`)
  const [heading] = printTable(many, [many], { columns: 40, style: plain })
  expect(width(heading!)).toBeLessThanOrEqual(40)
  expect(heading).toMatch(/^column/)
})

test('text from elsewhere cannot move the cursor, change colours or reverse what is read', () => {
  expect(clean('a\x1b[2Jb\x1b]0;title\x07c\r\nd\x9b31me\u202eflip')).not.toMatch(/[\p{Cc}\u202e]/u)
})

test('fit cuts between characters, not within them', () => {
  expect(fit('a日本語', 4)).toBe('a日…')
  expect(fit('👩‍👩‍👧‍👦 family', 3)).toBe('👩‍👩‍👧‍👦…')
  expect(fit('short', 5)).toBe('short')
})

test('without colour a status is still shape and word', () => {
  expect(printStatus('in_progress', plain)).toBe('◐ in progress')
  expect(printStatus('needs_person', plain)).toBe('‖ needs person')
  expect(printStatus('never heard of', plain)).toBe('never heard of')
})

test.each([
  [0, '0.0s'],
  [9_940, '9.9s'],
  [9_960, '10s'],
  [59_600, '1m 00s'],
  [184_000, '3m 04s'],
  [7_800_000, '2h 10m'],
  [442_800_000, '5d 3h'],
])('%i ms is %s', (ms, text) => {
  expect(printDuration(ms)).toBe(text)
})

test('times are relative to now, forwards and backwards', () => {
  const now = new Date('2026-01-31T12:00:00Z')
  const at = (seconds: number) => printRelative(new Date(now.getTime() + seconds * 1000), now)
  expect([at(-3), at(-300), at(7200), at(-86_400 * 2), at(-86_400 * 40)]).toEqual([
    'just now',
    '5 min ago',
    'in 2 h',
    '2 days ago',
    '2025-12-22',
  ])
})

test('costs and sizes carry their unit', () => {
  expect([printCost(0), printCost(0.0042), printCost(0.1183), printCost(12)]).toEqual([
    '$0',
    '$0.0042',
    '$0.12',
    '$12.00',
  ])
  expect([printBytes(12), printBytes(1500), printBytes(250_000_000)]).toEqual(['12 B', '1.5 kB', '250 MB'])
})
