import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createHighlighter } from './highlighter.ts'
import { TOKEN_KINDS } from './token-kinds.ts'

function highlighter(limits?: Parameters<typeof createHighlighter>[1]) {
  const made = createHighlighter(pino({ level: 'silent' }), limits)
  onTestFinished(() => made.stop())
  return made
}

/** The pieces of a line with the kind of each. */
function pieces(line: string, runs: readonly number[]): string[] {
  const found: string[] = []
  let at = 0
  for (let index = 0; index < runs.length; index += 2) {
    found.push(`${TOKEN_KINDS[runs[index + 1]!]}:${line.slice(at, at + runs[index]!)}`)
    at += runs[index]!
  }
  return found
}

test('source text is cut into runs of one kind that cover each line', async () => {
  const { highlight } = highlighter()
  const text = 'const a = "b" // c\n\nplain\r\n'
  const lines = await highlight({ names: ['nobody knows', 'typescript'], text })
  expect(lines).toHaveLength(4)
  expect(pieces('const a = "b" // c', lines![0]!)).toContain('keyword:const')
  expect(pieces('const a = "b" // c', lines![0]!).at(-1)).toBe('comment:// c')
  expect(lines![1]).toEqual([])
})

test('a language nobody knows stays plain, and so does what takes too long; the next file has colours again', async () => {
  const { highlight } = highlighter()
  expect(await highlight({ names: ['befunge'], text: '>v' })).toBeUndefined()
  const hasty = highlighter({ timeoutMs: 1 })
  expect(await hasty.highlight({ names: ['typescript'], text: 'let a = 1\n'.repeat(20_000) })).toBeUndefined()
  expect(await highlight({ names: ['python'], text: 'def f(): pass' })).toHaveLength(1)
})

test('whoever comes when too many are waiting is turned away at once', async () => {
  const { highlight } = highlighter({ mostWaiting: 1 })
  const first = highlight({ names: ['json'], text: '{"a": 1}' })
  await expect(highlight({ names: ['json'], text: '{"a": 1}' })).rejects.toMatchObject({ code: 'kernel.thread_busy' })
  expect(await first).toHaveLength(1)
})
