import { expect, test } from 'vitest'
import { changeRequestBody, readRequestBody } from './request-body.ts'

const read = (text: string) => readRequestBody(Buffer.from(text))
const change = (text: string, edit: Parameters<typeof changeRequestBody>[1]) =>
  changeRequestBody(Buffer.from(text), edit).toString()

test('the model and the stream flag are read from the top level only', () => {
  expect(read('{"messages":[{"model":"inner","stream":true}],"model":"outer"}')).toEqual({
    model: 'outer',
    streams: false,
  })
  expect(read(' {\n"stream" : true , "model":"m"}\n')).toEqual({ model: 'm', streams: true })
  expect(read('{}')).toEqual({ model: undefined, streams: false })
})

test('escapes in names and values are understood and a repeated name counts as parsers count it', () => {
  expect(read('{"mod\\u0065l":"a\\"b","x":"\\\\"}')?.model).toBe('a"b')
  expect(read('{"model":"first","model":"last"}')?.model).toBe('last')
  expect(read('{"model":7}')?.model).toBeUndefined()
})

test('bytes that are not one JSON object are told apart', () => {
  const bad = [
    '',
    '[]',
    '"x"',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":"',
    '{"a":{"b":1}',
    '{"a":1}x',
    '{"a" 1}',
    '{a:1}',
    '{"a":1,}',
    'null',
  ]
  for (const text of bad) expect(read(text), text).toBeUndefined()
})

test('only the bytes of the model change', () => {
  const text =
    '{ "z":1.50,  "model" : "devflow","messages":[{"content":"\\u00e9 \\"model\\":\\"devflow\\" {[}]"}],"big":12345678901234567890 }'
  expect(change(text, { model: 'gpt-5' })).toBe(text.replace('"model" : "devflow"', '"model" : "gpt-5"'))
  expect(change('{"stream":true}', { model: 'm' })).toBe('{"model":"m","stream":true}')
  expect(change('{}', { model: 'm' })).toBe('{"model":"m"}')
})

test('the usage chunk is asked for once, beside whatever options are there', () => {
  const asked = (text: string) => JSON.parse(change(text, { includeUsage: true })).stream_options
  expect(asked('{"stream":true}')).toEqual({ include_usage: true })
  expect(asked('{"stream":true,"stream_options":null}')).toEqual({ include_usage: true })
  expect(asked('{"stream_options":{"x":{"include_usage":false}},"stream":true}')).toEqual({
    include_usage: true,
    x: { include_usage: false },
  })
  expect(asked('{"stream_options":{"include_usage":false,"y":1}}')).toEqual({ include_usage: true, y: 1 })
  const already = '{"stream_options": {"include_usage": true}}'
  expect(change(already, { includeUsage: true })).toBe(already)
})

test('model and usage change together', () => {
  const text = '{"stream_options":{"a":1},"model":"default","stream":true}'
  expect(change(text, { model: 'big', includeUsage: true })).toBe(
    '{"stream_options":{"include_usage":true,"a":1},"model":"big","stream":true}',
  )
})
