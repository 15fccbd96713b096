import { expect, test } from 'vitest'
import { type NotedPull, parseNotesConfig, printNotes } from './notes.ts'
import { isHigherVersion } from './version.ts'

const pull = (number: number, title: string, more: Partial<NotedPull> = {}): NotedPull => ({
  number,
  title,
  author: 'alice',
  labels: [],
  url: `https://forge.example/alice/app/pull/${number}`,
  ...more,
})
const about = { tag: 'v2', previousTag: 'v1', newContributors: [], changesUrl: 'https://forge.example/compare' }

function configOf(text: string) {
  const parsed = parseNotesConfig(text)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.config
}

test('notes list what was merged, who is new, and where to see all of it', () => {
  const pulls = [pull(1, 'Add login'), pull(2, 'Fix\n## logout', { author: 'bob' })]
  expect(printNotes({ ...about, pulls, newContributors: ['bob'] }, {})).toEqual({
    name: 'v2',
    previousTag: 'v1',
    body: `## What's Changed
* Add login by @alice in https://forge.example/alice/app/pull/1
* Fix ## logout by @bob in https://forge.example/alice/app/pull/2

## New Contributors
* @bob made their first contribution in https://forge.example/alice/app/pull/2


**Full Changelog**: https://forge.example/compare`,
  })
})

test('without pull requests only the changelog is named', () => {
  expect(printNotes({ ...about, pulls: [] }, {}).body).toBe('**Full Changelog**: https://forge.example/compare')
})

test('sections follow .github/release.yml: the first that fits, the rest at the end, what is excluded nowhere', () => {
  const config = configOf(`
changelog:
  exclude:
    labels: [ignore-for-release]
    authors: [octobot]
  categories:
    - title: Breaking
      labels: [breaking]
    - title: Features
      labels: [feature, breaking]
      exclude:
        labels: [internal]
`)
  const pulls = [
    pull(1, 'one', { labels: ['feature'] }),
    pull(2, 'two', { labels: ['breaking', 'feature'] }),
    pull(3, 'three', { labels: ['feature', 'internal'] }),
    pull(4, 'four', { labels: ['ignore-for-release'] }),
    pull(5, 'five', { author: 'octobot' }),
  ]
  const { body } = printNotes({ ...about, pulls }, config)
  expect(body.match(/^###.*|^\* \w+/gm)).toEqual([
    '### Breaking',
    '* two',
    '### Features',
    '* one',
    '### Other Changes',
    '* three',
  ])
})

test('a section for every label takes all that is left', () => {
  const config = configOf('changelog: { categories: [{ title: All, labels: ["*"] }] }')
  expect(printNotes({ ...about, pulls: [pull(1, 'one')] }, config).body).toContain('### All\n* one')
})

test.each([
  ['changelog: [', 'Flow sequence'],
  ['changelog: { categories: nonsense }', 'changelog.categories'],
  ['changelog: { categories: [{ labels: [a] }] }', 'changelog.categories.0.title'],
  [`a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [${'*a,'.repeat(40)}]\nc: [${'*b,'.repeat(40)}]`, 'alias'],
])('a configuration that cannot be read says why: %j', (text, problem) => {
  expect(parseNotesConfig(text)).toEqual({ problem: expect.stringContaining(problem) })
})

test('an empty file is no configuration', () => {
  expect(parseNotesConfig('')).toEqual({ config: {} })
})

test('a version is higher by its numbers, and what is none is newer than anything', () => {
  expect(isHigherVersion('v1.10.0', 'v1.9.9')).toBe(true)
  expect(isHigherVersion('v1.9.9', 'v1.10.0')).toBe(false)
  expect(isHigherVersion('v1.9', 'v1.9.0')).toBe(false)
  expect(isHigherVersion('app-2.0.0', 'app-1.0.0')).toBe(true)
  expect(isHigherVersion('nightly', 'v9.9.9')).toBe(true)
})
