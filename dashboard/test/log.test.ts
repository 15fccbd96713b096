import type { LogLine } from '@devflow/sdk'
import { describe, expect, it } from 'vitest'
import type { JobStep } from '../src/api/runs.ts'
import { parseAnsi, plainText } from '../src/log/ansi.ts'
import { readCommand } from '../src/log/commands.ts'
import { rowsOf, search, stepOfLine } from '../src/log/rows.ts'

const esc = '\x1b'

describe('terminal colours', () => {
  it('keeps colours and drops everything else', () => {
    expect(parseAnsi(`${esc}[32m✓${esc}[39m passed ${esc}[2K${esc}]0;title\x07done`)).toEqual([
      { text: '✓', fg: 'green' },
      { text: ' passed ' },
      { text: 'done' },
    ])
  })

  it('knows 256 colours, true colour and bright ones', () => {
    expect(parseAnsi(`${esc}[38;5;196ma${esc}[0m${esc}[38;2;1;2;3mb${esc}[0m${esc}[97;41mc`)).toEqual([
      { text: 'a', fg: '#ff0000' },
      { text: 'b', fg: '#010203' },
      { text: 'c', fg: 'bright-white', bg: 'red' },
    ])
  })

  it('ends bold and dim together, as terminals do', () => {
    expect(parseAnsi(`${esc}[1;4ma${esc}[22mb${esc}[0mc`)).toEqual([
      { text: 'a', bold: true, underline: true },
      { text: 'b', underline: true },
      { text: 'c' },
    ])
  })

  it('shows only the last state of a progress bar', () => {
    expect(plainText('10%\r50%\rdone')).toBe('done')
    expect(plainText('line of a Windows tool\r')).toBe('line of a Windows tool')
  })

  it('leaves text that only looks like markup alone', () => {
    expect(parseAnsi('<b>[31m</b>')).toEqual([{ text: '<b>[31m</b>' }])
  })
})

function lines(amount: number): LogLine[] {
  return Array.from({ length: amount }, (_, index) => ({ number: index + 1, at: '', text: `line ${index + 1}` }))
}

function step(number: number, firstLine: number | null): JobStep {
  return {
    number,
    name: `step ${number}`,
    status: 'completed',
    conclusion: 'success',
    startedAt: null,
    completedAt: null,
    firstLine,
  }
}

describe('log', () => {
  it('shows lines under the step that printed them', () => {
    const rows = rowsOf(lines(5), [step(1, 2), step(2, 4), step(3, null)], new Set([1]))
    expect(rows.map((row) => (row.type === 'step' ? `${row.step.name}: ${row.lines}` : row.line.number))).toEqual([
      1,
      'step 1: 2',
      'step 2: 2',
      4,
      5,
      'step 3: 0',
    ])
  })

  it('shows a log without steps as it is', () => {
    expect(rowsOf(lines(3), [], new Set())).toHaveLength(3)
  })

  it('finds the step of a line', () => {
    expect(stepOfLine([step(1, 2), step(2, 4)], 3)?.number).toBe(1)
    expect(stepOfLine([step(1, 2)], 1)).toBeUndefined()
  })

  it('searches without case and through colours', () => {
    const coloured = [{ number: 7, at: '', text: `${esc}[31mEr${esc}[0mror` }]
    expect(search(coloured, 'error')).toEqual([7])
    expect(search(coloured, '')).toEqual([])
  })
})

describe('workflow commands', () => {
  it('are shown as what they mean', () => {
    expect(readCommand('##[group]Run npm test')).toEqual({ kind: 'group', text: 'Run npm test' })
    expect(readCommand(`${esc}[31m##[error]It broke${esc}[0m`)).toEqual({ kind: 'error', text: 'It broke' })
    expect(readCommand('##[endgroup]')).toBeUndefined()
    expect(readCommand('echo "##[group]x"')).toEqual({ kind: 'plain', text: 'echo "##[group]x"' })
  })

  it('do not leave a row for the end of a group', () => {
    const log = [
      { number: 1, at: '', text: '##[group]a' },
      { number: 2, at: '', text: '##[endgroup]' },
    ]
    expect(rowsOf(log, [], new Set())).toHaveLength(1)
  })
})
