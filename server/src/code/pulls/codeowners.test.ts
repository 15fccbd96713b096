import { expect, test } from 'vitest'
import { ownersOf, parseCodeOwners } from './codeowners.ts'

/** What GitHub's own documentation explains of its example file. */
const EXAMPLE = `# comment
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
/apps/github @doctocat
/free/
with\\ space.md @spacer
`

const owners = (text: string, path: string) => ownersOf(parseCodeOwners(text), [path]).get(path)?.join(' ')

test('the last rule that fits decides, as the documentation of GitHub says', () => {
  const cases: [string, string | undefined][] = [
    ['readme.md', '@global-owner1 @global-owner2'],
    ['src/deep/x.js', '@js-owner'],
    ['a.go', 'docs@example.com'],
    ['notes/a.txt', '@octo-org/octocats'],
    ['build/logs/a/b.md', '@octocat'],
    ['other/build/logs', '@octocat'],
    ['docs/getting-started.md', '@doctocat'],
    ['docs/build-app/troubleshooting.md', '@doctocat'],
    ['x/apps/y', '@octocat'],
    ['apps/github/x', '@doctocat'],
    ['free/x.md', undefined],
    ['with space.md', '@spacer'],
    ['.hidden/x', '@global-owner1 @global-owner2'],
  ]
  for (const [path, expected] of cases) expect(owners(EXAMPLE, path), path).toBe(expected)
})

test('a star at the end stays in its folder, a folder means everything below', () => {
  expect(owners('docs/* @a', 'docs/a.md')).toBe('@a')
  expect(owners('docs/* @a', 'docs/b/a.md')).toBeUndefined()
  expect(owners('docs/* @a', 'x/docs/a.md')).toBeUndefined()
  expect(owners('docs @a', 'x/docs/b/a.md')).toBe('@a')
  expect(owners('/docs @a', 'x/docs/b/a.md')).toBeUndefined()
  expect(owners('a/**/b @a', 'a/b')).toBe('@a')
  expect(owners('a/**/b @a', 'a/x/y/b')).toBe('@a')
})

test('a line with a mistake is reported and the others count', () => {
  const { rules, errors } = parseCodeOwners('*.md @a\n!x @b\n[ab].ts @c\nsrc nobody\n\n*.rs @d\r\n')
  expect(rules.map(({ line, pattern }) => [line, pattern])).toEqual([
    [1, '*.md'],
    [6, '*.rs'],
  ])
  expect(errors.map(({ line, column, kind }) => [line, column, kind])).toEqual([
    [2, 1, 'Invalid pattern'],
    [3, 1, 'Invalid pattern'],
    [4, 5, 'Invalid owner'],
  ])
})

test('a pattern cannot be made to take long', () => {
  expect(owners(`${'*a'.repeat(100)}x @a`, 'a'.repeat(4000))).toBeUndefined()
  expect(owners(`${'**/a/'.repeat(50)}x @a`, 'a/'.repeat(2000))).toBeUndefined()
})
