import { expect, test } from 'vitest'
import { looksLikeApplication } from './application.ts'

test.each([
  ['a site', ['index.html'], undefined, true],
  ['a built site', ['dist', 'README.md'], undefined, true],
  ['a Node application', ['package.json', 'src'], '{"scripts":{"start":"node src"}}', true],
  ['a server entry', ['package.json', 'server.js'], '{}', true],
  ['a library', ['package.json', 'index.js', 'dist'], '{"main":"index.js","scripts":{"build":"tsc"}}', false],
  ['a broken package.json', ['package.json'], '{', false],
  ['something else', ['main.go', 'go.mod'], undefined, false],
])('%s', (_what, names, packageJson, expected) => {
  expect(looksLikeApplication(new Set(names), packageJson)).toBe(expected)
})
