import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { isReservedVariable, parseAssignments, parsePaths } from './command-files.ts'
import { parseCommand } from './commands.ts'
import { createJobLog } from './job-log.ts'
import { readLines } from './line-reader.ts'
import { createMasks } from './masks.ts'
import { findShell } from './shells.ts'

describe('a command file', () => {
  it.each([
    [
      'a=1\nb=x=y\n',
      [
        ['a', '1'],
        ['b', 'x=y'],
      ],
    ],
    [
      'a<<EOF\none\n\ntwo\nEOF\nb=2',
      [
        ['a', 'one\n\ntwo'],
        ['b', '2'],
      ],
    ],
    ['a<<EOF\nEOF\n', [['a', '']]],
    ['a=x<<y\n', [['a', 'x<<y']]],
    [
      'a=1\r\nb=2\r\n',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a=\n', [['a', '']]],
    ['', []],
  ])('%j', (text, expected) => {
    expect(parseAssignments(text, 'GITHUB_OUTPUT')).toEqual(expected)
  })

  it.each(['nonsense\n', 'a<<EOF\nno end\n', '=x\n', 'a<<\nx\n\n'])('that is malformed says so: %j', (text) => {
    expect(() => parseAssignments(text, 'GITHUB_OUTPUT')).toThrow(/^GITHUB_OUTPUT: /)
  })

  it('may not set what belongs to the runner', () => {
    expect(['GITHUB_SHA', 'RUNNER_OS', 'NODE_OPTIONS', 'CI'].every(isReservedVariable)).toBe(true)
    expect(['PATH', 'MY_GITHUB_SHA'].some(isReservedVariable)).toBe(false)
  })

  it('of paths puts the last first', () => {
    expect(parsePaths('/a\n\n/b\n')).toEqual(['/b', '/a'])
  })
})

describe('a workflow command', () => {
  it.each([
    ['::error::text', { name: 'error', properties: {}, text: 'text' }],
    ['::error file=a:b.js,line=3::x::y', { name: 'error', properties: { file: 'a:b.js', line: '3' }, text: 'x::y' }],
    ['  ::Add-Mask::x', { name: 'add-mask', properties: {}, text: 'x' }],
    ['::warning title=a%2Cb::50%25%0Adone', { name: 'warning', properties: { title: 'a,b' }, text: '50%\ndone' }],
    ['##[group]Title', { name: 'group', properties: {}, text: 'Title' }],
  ])('%s', (line, expected) => {
    expect(parseCommand(line)).toEqual(expected)
  })

  it.each(['text ::error::x', '::', 'std::vector<int> a::b', ': :error::x'])('is not %s', (line) => {
    expect(parseCommand(line)).toBeUndefined()
  })
})

describe('masks', () => {
  it('take the longest first and leave single characters alone', () => {
    const masks = createMasks(['abc', 'abcdef', 'x', ''])
    expect(masks.apply('abcdef abc x')).toBe('*** *** x')
  })

  it('hide each line, and base64 wherever it begins', () => {
    const masks = createMasks(['line one\nline two', 'secret-value'])
    expect(masks.apply('got line two')).toBe('got ***')
    for (const before of ['', 'a', 'ab', 'abc']) {
      const encoded = Buffer.from(`${before}secret-value!`).toString('base64')
      expect(masks.apply(encoded)).toContain('***')
    }
  })

  it('are no patterns', () => {
    expect(createMasks(['a.*b', '(']).apply('a.*b axxb (')).toBe('*** axxb (')
  })
})

describe('a shell', () => {
  it.each([
    [undefined, ['bash', '-e', 'FILE']],
    ['bash', ['bash', '--noprofile', '--norc', '-eo', 'pipefail', 'FILE']],
    ['sh', ['sh', '-e', 'FILE']],
    ['perl -w {0}', ['perl', '-w', 'FILE']],
    ['sh -c "cat {0} | sh"', ['sh', '-c', 'cat FILE | sh']],
  ])('%s', (name, command) => {
    expect(findShell(name).command('FILE')).toEqual(command)
  })

  it('without a place for the script is refused', () => {
    expect(() => findShell('fish')).toThrow(/no shell "fish"/)
    expect(() => findShell('constructor')).toThrow(/no shell/)
  })
})

describe('a log', () => {
  it('counts lines from where it was, keeps its limit and still takes what the runner says', () => {
    const lines: string[] = []
    const log = createJobLog((line) => lines.push(line), { masks: createMasks(), firstLine: 10, maxCharacters: 20 })
    log.write('one\ntwo')
    expect(log.lines).toBe(12)
    for (let at = 0; at < 5; at++) log.write('more output')
    log.write('##[error]the end')
    expect(lines).toEqual(['one', 'two', 'more output', expect.stringContaining('limit'), '##[error]the end'])
  })
})

describe('lines', () => {
  const read = (pieces: string[], maxCharacters: number) =>
    new Promise<string[]>((resolve) => {
      const lines: string[] = []
      const stream = Readable.from(pieces.map((piece) => Buffer.from(piece)))
      readLines(stream, { maxCharacters, onLine: (line) => lines.push(line), onTooLong: () => lines.push('TOO LONG') })
      stream.on('end', () => resolve(lines))
    })

  it('come whole out of any pieces', async () => {
    expect(await read(['a', 'b\nc', '\n\nd', 'e\n'], 10)).toEqual(['ab', 'c', '', 'de'])
  })

  it('without an end stop the reading', async () => {
    expect(await read(['a\n', 'x'.repeat(6), 'x'.repeat(6), '\nb\n'], 10)).toEqual(['a', 'TOO LONG'])
  })
})
