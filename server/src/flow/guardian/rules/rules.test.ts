import { expect, test } from 'vitest'
import type { FileDiff } from '#git'
import { inspect } from '../inspect.ts'
import { addedLines } from './added-lines.ts'
import { checkCost } from './cost.ts'
import { checkDiffSize } from './diff-size.ts'
import { checkFileCount } from './file-count.ts'
import { checkForbiddenPaths } from './forbidden-path.ts'

const file = (path: string, changes: Partial<FileDiff> = {}): FileDiff => ({
  path,
  status: 'modified',
  blob: '0'.repeat(40),
  additions: 1,
  deletions: 0,
  binary: false,
  patch: '',
  truncated: false,
  ...changes,
})

test.each([
  ['exactly at the limit', [file('a', { additions: 60, deletions: 40 })], 0],
  ['one line over', [file('a', { additions: 61, deletions: 40 })], 1],
  ['summed over files', [file('a', { additions: 60 }), file('b', { deletions: 41 })], 1],
  ['a lock file of any size', [file('a'), file('web/package-lock.json', { additions: 90_000 })], 0],
  ['nothing at all', [], 0],
])('diff size: %s', (_what, diff, findings) => {
  expect(checkDiffSize(diff, 100)).toHaveLength(findings)
})

test.each([
  [2, 0],
  [3, 1],
])('file count: %i files of 2 allowed', (count, findings) => {
  expect(
    checkFileCount(
      Array.from({ length: count }, (_, i) => file(`f${i}`)),
      2,
    ),
  ).toHaveLength(findings)
})

test.each([
  [null, 0],
  [undefined, 0],
  [0, 0],
  [20, 0],
  [20.01, 1],
])('cost: %s of $20', (cost, findings) => {
  expect(checkCost(cost, 20)).toHaveLength(findings)
})

const PATTERNS = ['.env', '.env.*', '**/.env', '**/*.pem', '.github/workflows/**', 'infra/**']
test.each([
  ['.env', true],
  ['.ENV', true],
  ['.env.production', true],
  ['apps/web/.env', true],
  ['apps/.hidden/key.pem', true],
  ['.github/workflows/ci.yml', true],
  ['.github/workflows/deep/er.yml', true],
  ['./.github/workflows/ci.yml', true],
  ['src/../infra/main.tf', true],
  ['infra\\main.tf', true],
  ['.github/dependabot.yml', false],
  ['environment.ts', false],
  ['src/env.ts', false],
  ['docs/infra/readme.md', false],
])('forbidden paths: %s', (path, forbidden) => {
  expect(checkForbiddenPaths([file(path)], PATTERNS)).toHaveLength(forbidden ? 1 : 0)
})

test('a file cannot be renamed out of a forbidden path, nor deleted there', () => {
  const renamed = file('ok.yml', { oldPath: '.github/workflows/ci.yml', status: 'renamed' })
  const [finding] = checkForbiddenPaths([renamed], PATTERNS)
  expect(finding).toMatchObject({ rule: 'forbidden-path', path: '.github/workflows/ci.yml' })
  expect(finding!.message).toContain('.github/workflows/**')
  expect(checkForbiddenPaths([file('infra/x', { status: 'deleted' })], PATTERNS)).toHaveLength(1)
})

test('added lines carry the numbers of the new file, whatever they look like', () => {
  const patch = [
    'diff --git a/x b/x',
    '--- a/x',
    '+++ b/x',
    '@@ -1,3 +1,4 @@ function',
    ' one',
    '-two',
    '+++ looks like a header',
    '+@@ -9,9 +9,9 @@ looks like a hunk',
    ' three',
    '@@ -20 +21,2 @@',
    ' twenty',
    '+last',
    '\\ No newline at end of file',
  ].join('\n')
  expect([...addedLines(patch)]).toEqual([
    { number: 2, text: '++ looks like a header' },
    { number: 3, text: '@@ -9,9 +9,9 @@ looks like a hunk' },
    { number: 22, text: 'last' },
  ])
})

test('inspect tells every rule that is broken, secrets first, and nothing about a good change', () => {
  const settings = { maxDiffLines: 1, maxFiles: 1, forbiddenPaths: ['.env'], secretScan: true, maxCostUsd: 1 }
  const key = `-----BEGIN ${'PRIVATE'} KEY-----`
  const bad = [file('.env', { patch: `@@ -0,0 +1 @@\n+${key}\n` }), file('b')]
  const rules = inspect(bad, settings, { costUsd: 2, trustMarkers: true }).map((f) => f.rule)
  expect(rules).toEqual(['secret', 'forbidden-path', 'diff-size', 'file-count', 'cost'])
  expect(inspect(bad, { ...settings, secretScan: false }, { trustMarkers: true })[0]?.rule).toBe('forbidden-path')
  expect(inspect([file('ok.ts')], settings, { costUsd: 1, trustMarkers: true })).toEqual([])
})
