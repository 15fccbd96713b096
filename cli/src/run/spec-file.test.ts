import { expect, test } from 'vitest'
import { parseSpecFile } from './spec-file.ts'

const parse = (text: string) => parseSpecFile(text, 'spec.md')

test('the first heading is the title and the rest the body', () => {
  const { title, body } = parse('intro\n\n# Add a **counter** #\n\nShow it.\n\n## Notes\nmore\n')
  expect(title).toBe('Add a **counter**')
  expect(body).toBe('intro\n\n\nShow it.\n\n## Notes\nmore')
})

test.each(['Acceptance', 'Acceptance criteria', 'ACCEPTANCE CRITERIA:', 'Acceptance tests'])(
  '%s holds the criteria',
  (heading) => {
    const text = `# T\n\n## ${heading}\n\n- [ ] one\n- [x] two,\n  on two lines\n* three\n1. four\n2) five\n\n## Notes\n- not this\n`
    expect(parse(text).acceptance).toEqual(['one', 'two, on two lines', 'three', 'four', 'five'])
  },
)

test('criteria may stand under headings below the acceptance heading, not in code', () => {
  const text = '# T\n## Acceptance\n### Page\n- a\n```\n- not this\n# nor this\n```\n- b\n# Other\n- not this\n'
  expect(parse(text).acceptance).toEqual(['a', 'b'])
})

test('no acceptance heading means no criteria', () => {
  expect(parse('# T\n- a\n- b\n').acceptance).toEqual([])
})

test('underlined headings, metadata for other tools, Windows lines and a byte order mark are read', () => {
  expect(parse('\uFEFF---\r\ntags: [a]\r\n---\r\nA title\r\n=======\r\n\r\nBody\r\n')).toEqual({
    title: 'A title',
    body: 'Body',
    acceptance: [],
  })
})

test('a heading in a code block is no title', () => {
  expect(parse('```\n# no\n```\n\n# yes\n').title).toBe('yes')
})

test.each([
  ['', /spec\.md is empty/],
  ['  \n\n\t\n', /spec\.md is empty/],
  ['\n\njust text\n', /spec\.md:3 has no title/],
  ['```\n# only in code\n```\n', /spec\.md:1 has no title/],
  ['\n# \n\ntext', /spec\.md:2 is a heading without words/],
  ['\0\x01\x02', /is not a text/],
])('%j is refused with its line', (text, message) => {
  expect(() => parse(text)).toThrow(message)
})
