import { expect, test } from 'vitest'
import {
  chatAnswer,
  chatChunks,
  messagesAnswer,
  messagesEvents,
  responsesAnswer,
  responsesEvents,
} from '../../../test/scripted-provider.ts'
import { chat, type Dialect, messages, responses } from './dialect.ts'
import { createUsageReader, MAX_READ_BYTES } from './usage-reader.ts'

const EXPECTED = new Map([
  [chat, { inputTokens: 1000, outputTokens: 50, cachedTokens: 400, cacheWriteTokens: 0 }],
  [responses, { inputTokens: 200, outputTokens: 30, cachedTokens: 100, cacheWriteTokens: 0 }],
  [messages, { inputTokens: 3210, outputTokens: 40, cachedTokens: 3000, cacheWriteTokens: 200 }],
])

const CASES: [Dialect, readonly unknown[], unknown][] = [
  [chat, chatChunks, chatAnswer],
  [responses, responsesEvents, responsesAnswer],
  [messages, messagesEvents, messagesAnswer],
]

function read(dialect: Dialect, text: string, { type = 'text/event-stream', pieceBytes = 1 << 20 } = {}) {
  const reader = createUsageReader(dialect, type)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.read(bytes.subarray(at, at + pieceBytes))
  return reader.end()
}

function print(events: readonly unknown[], newline: string, colon: string): string {
  return events
    .map((event) => `data${colon}${typeof event === 'string' ? event : JSON.stringify(event)}${newline}${newline}`)
    .join('')
}

test.each(CASES)('usage is found wherever a stream is cut, with either line end ($name)', (dialect, events) => {
  for (const newline of ['\n', '\r\n']) {
    for (const colon of [':', ': ']) {
      const text = print(events, newline, colon)
      for (const pieceBytes of [1, 2, 7, 64, 1000, text.length]) {
        expect(read(dialect, text, { pieceBytes }), `${pieceBytes}`).toEqual(EXPECTED.get(dialect))
      }
      expect(read(dialect, text.trimEnd())).toEqual(EXPECTED.get(dialect))
    }
  }
})

test.each(CASES)('usage is found in a whole answer ($name)', (dialect, _, answer) => {
  const type = 'application/json'
  for (const pieceBytes of [1, 1000]) {
    expect(read(dialect, JSON.stringify(answer), { type, pieceBytes })).toEqual(EXPECTED.get(dialect))
  }
  for (const cut of ['', '{', JSON.stringify(answer).slice(0, -1), 'null', '[]', '{"usage":7}']) {
    expect(read(dialect, cut, { type }), cut).toBeUndefined()
  }
})

test('figures that no provider means are not counted', () => {
  for (const tokens of [-1, 1.5, 2 ** 31, '7', null, Number.NaN]) {
    const usage = read(chat, print([{ usage: { prompt_tokens: tokens, completion_tokens: 1 } }], '\n', ':'))
    expect(usage, String(tokens)).toBeUndefined()
  }
  const more = read(
    chat,
    print([{ usage: { prompt_tokens: 5, prompt_tokens_details: { cached_tokens: 9 } } }], '\n', ':'),
  )
  expect(more).toEqual({ inputTokens: 5, outputTokens: 0, cachedTokens: 5, cacheWriteTokens: 0 })
})

test('an event beyond the limit is let pass unread, and those after it are read again', () => {
  const reader = createUsageReader(chat, 'text/event-stream')
  const piece = Buffer.alloc(1024 * 1024, 'x')
  reader.read(Buffer.from('data: '))
  for (let sizeBytes = 0; sizeBytes <= MAX_READ_BYTES; sizeBytes += piece.length) reader.read(piece)
  reader.read(Buffer.from(`\n\n${print(chatChunks, '\n', ': ')}`))
  expect(reader.end()).toEqual(EXPECTED.get(chat))
})
