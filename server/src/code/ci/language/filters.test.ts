import { describe, expect, it } from 'vitest'
import { matchesGlob, matchesPatterns } from './glob.ts'
import { isTriggered, type TriggerEvent } from './triggers.ts'
import type { Triggers } from './workflow.ts'

// The examples of GitHub's filter pattern cheat sheet, and what must not match beside them.
const globs: [pattern: string, matches: string[], not: string[]][] = [
  ['main', ['main'], ['main2', 'mains', 'feature/main']],
  ['*', ['main', 'releases'], ['all/the/branches']],
  ['**', ['main', 'all/the/branches', 'every/tag'], []],
  ['feature/*', ['feature/my-branch'], ['feature/beta-a/my-branch', 'feature']],
  ['feature/**', ['feature/beta-a/my-branch', 'feature/your-branch'], ['feature', 'features/x']],
  ['*feature', ['mona-feature', 'feature', 'ver-10-feature'], ['feature-1', 'a/feature']],
  ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1', 'av2']],
  ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0', 'v1.10', 'v1.a.0', 'v1..0']],
  ['*.jsx?', ['page.js', 'page.jsx'], ['page.jsxx', 'a/page.js']],
  ['*.js', ['app.js', 'index.js'], ['js/index.js']],
  ['**.js', ['index.js', 'js/index.js', 'src/js/app.js'], ['index.jsx']],
  ['docs/*', ['docs/README.md', 'docs/file.txt'], ['docs/mona/octocat.txt']],
  ['docs/**', ['docs/README.md', 'docs/mona/octocat.txt'], ['docs', 'a/docs/x']],
  [
    'docs/**/*.md',
    ['docs/README.md', 'docs/mona/hello-world.md', 'docs/a/markdown/file.md'],
    ['docs/a.txt', 'docsx/a.md'],
  ],
  ['**/docs/**', ['docs/hello.md', 'dir/docs/my-file.txt', 'space/docs/plan/space.doc'], ['xdocs/hello.md', 'docs']],
  ['**/README.md', ['README.md', 'js/README.md'], ['xREADME.md']],
  ['**/*src/**', ['a/src/app.js', 'my-src/code/js/app.js'], ['src2/app.js']],
  ['**/*-post.md', ['my-post.md', 'path/their-post.md'], ['post.md.x']],
  ['**/migrate-*.sql', ['migrate-10909.sql', 'db/migrate-v1.0.sql', 'db/sept/migrate-v1.sql'], ['migrate.sql']],
  ['ab+c', ['abc', 'abbbc'], ['ac']],
  ['ab?c', ['ac', 'abc'], ['abbc']],
  ['[a-z0-9]+', ['abc1'], ['ABC', '', 'a-b']],
  ['a\\*b', ['a*b'], ['axb']],
  ['[]', ['[]'], ['']],
  ['[!a]', ['!', 'a'], ['b']],
  ['a.c', ['a.c'], ['abc']],
  ['', [''], ['a']],
]

describe('a filter pattern', () => {
  it.each(globs)('%s', (pattern, matches, not) => {
    expect(matches.filter((text) => !matchesGlob(pattern, text))).toEqual([])
    expect(not.filter((text) => matchesGlob(pattern, text))).toEqual([])
  })

  it('that would hang a regular expression is answered', () => {
    expect(matchesGlob('**a+'.repeat(60), 'a'.repeat(3000).concat('b'))).toBe(false)
  })

  it.each([
    [['releases/**', '!releases/**-alpha'], 'releases/10', true],
    [['releases/**', '!releases/**-alpha'], 'releases/beta/3-alpha', false],
    [['*.md', '!README.md', 'README*'], 'README.md', true],
    [['!main'], 'develop', false],
  ])('list %j on %s is %s: a later pattern overrules an earlier', (patterns, text, expected) => {
    expect(matchesPatterns(patterns, text)).toBe(expected)
  })
})

const push = (ref: string, paths: string[] = ['a.txt']): TriggerEvent => ({
  name: 'push',
  ref,
  changedPaths: async () => paths,
})
const pull = (
  base: string,
  action: 'opened' | 'synchronize' | 'closed' = 'opened',
  paths = ['a.txt'],
): TriggerEvent => ({
  name: 'pull_request',
  action,
  base,
  changedPaths: async () => paths,
})

const triggers: [description: string, on: Triggers, event: TriggerEvent, expected: boolean][] = [
  ['push without filters takes branches', { push: {} }, push('refs/heads/x'), true],
  ['push without filters takes tags', { push: {} }, push('refs/tags/v1'), true],
  ['push does not start on a pull request', { push: {} }, pull('main'), false],
  ['branches', { push: { branches: ['main'] } }, push('refs/heads/main'), true],
  ['branches, another', { push: { branches: ['main'] } }, push('refs/heads/x'), false],
  ['branches alone leave tags out', { push: { branches: ['**'] } }, push('refs/tags/v1'), false],
  ['branches-ignore', { push: { 'branches-ignore': ['wip/**'] } }, push('refs/heads/wip/1'), false],
  ['branches-ignore alone leaves tags out', { push: { 'branches-ignore': ['x'] } }, push('refs/tags/v1'), false],
  ['tags', { push: { tags: ['v*'] } }, push('refs/tags/v1'), true],
  ['tags alone leave branches out', { push: { tags: ['v*'] } }, push('refs/heads/v1'), false],
  ['tags-ignore', { push: { 'tags-ignore': ['v*'] } }, push('refs/tags/v1'), false],
  ['tags beside branches', { push: { tags: ['v*'], branches: ['main'] } }, push('refs/heads/main'), true],
  ['paths', { push: { paths: ['src/**'] } }, push('refs/heads/x', ['src/a.ts', 'b']), true],
  ['paths, none', { push: { paths: ['src/**'] } }, push('refs/heads/x', ['b']), false],
  ['paths with a negation', { push: { paths: ['**', '!docs/**'] } }, push('refs/heads/x', ['docs/a']), false],
  ['paths are not looked at for tags', { push: { paths: ['src/**'] } }, push('refs/tags/v1', []), true],
  ['paths-ignore, all ignored', { push: { 'paths-ignore': ['docs/**'] } }, push('refs/heads/x', ['docs/a']), false],
  ['paths-ignore, one left', { push: { 'paths-ignore': ['docs/**'] } }, push('refs/heads/x', ['docs/a', 'b']), true],
  ['branch and path must both pass', { push: { branches: ['m'], paths: ['b'] } }, push('refs/heads/m', ['a']), false],
  ['pull request by default', { pull_request: {} }, pull('main'), true],
  ['a new head', { pull_request: {} }, pull('main', 'synchronize'), true],
  ['closing is not a default type', { pull_request: {} }, pull('main', 'closed'), false],
  ['types', { pull_request: { types: ['closed'] } }, pull('main', 'closed'), true],
  ['branches of a pull request are its base', { pull_request: { branches: ['main'] } }, pull('next'), false],
  ['paths of a pull request', { pull_request: { paths: ['x'] } }, pull('main', 'opened', ['y']), false],
  ['dispatch', { workflow_dispatch: {} }, { name: 'workflow_dispatch' }, true],
]

describe('triggers', () => {
  it.each(triggers)('%s', async (_, on, event, expected) => {
    expect(await isTriggered(on, event)).toBe(expected)
  })

  it('ask for the changed paths only when a path filter needs them', async () => {
    const event: TriggerEvent = {
      name: 'push',
      ref: 'refs/heads/main',
      changedPaths: () => Promise.reject(new Error('asked')),
    }
    expect(await isTriggered({ push: { branches: ['main'] } }, event)).toBe(true)
    expect(await isTriggered({ push: { branches: ['other'], paths: ['x'] } }, event)).toBe(false)
  })
})
