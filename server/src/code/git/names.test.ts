import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { isBranchName, isRefName, quote, repositoryPath } from './names.ts'

const PIECES = [
  'a',
  'feature',
  '.',
  '..',
  '-',
  '@',
  '{',
  '@{',
  '~',
  '^',
  ':',
  '?',
  '*',
  '[',
  '\\',
  ' ',
  '\t',
  '\x7f',
  'é',
  '.lock',
  '/',
  '//',
  'lock',
  '\n',
  '\x01',
  '%',
  '"',
  "'",
  '$',
  ';',
]

test('no name passes that git itself refuses, and ordinary names do', () => {
  for (const one of PIECES) {
    for (const two of PIECES) {
      for (const name of [`x${one}${two}`, `${one}/${two}y`]) {
        if (isRefName(`refs/heads/${name}`)) expect(gitAccepts(`refs/heads/${name}`), JSON.stringify(name)).toBe(true)
      }
    }
  }
  for (const name of ['main', 'feature/login', 'v1.2.3', 'fix_é', 'a@b', 'release/2024-01'])
    expect(isBranchName(name), name).toBe(true)
})

test('names that could be options, reach elsewhere or are too long do not pass', () => {
  for (const name of [
    '-x',
    'a/-x',
    '--upload-pack=x',
    'HEAD',
    '',
    'a..b',
    'a/../b',
    'a\0b',
    'x.lock',
    'x'.repeat(240),
  ]) {
    expect(isBranchName(name), name).toBe(false)
  }
})

test('a path stays inside the repository', () => {
  expect(repositoryPath('')).toBe('')
  expect(repositoryPath('src/main.ts/')).toBe('src/main.ts')
  for (const path of ['..', '../x', 'a/../../b', '/etc/passwd', 'a//b', './a', 'a\0b', 'x'.repeat(5000)]) {
    expect(() => repositoryPath(path), quote(path)).toThrow(/is not a path inside the repository/)
  }
})

function gitAccepts(ref: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', ref], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
