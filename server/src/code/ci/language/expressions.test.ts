import { describe, expect, it } from 'vitest'
import { isMet, type NeededJob, statusOfNeeds } from './conditions.ts'
import { ExpressionFailure, evaluate } from './expressions.ts'
import { fill, fillTexts } from './template.ts'
import type { Value, ValueObject } from './values.ts'

const contexts: Record<string, ValueObject> = {
  github: { ref: 'refs/heads/main', event_name: 'push', event: { head_commit: { message: 'Fix [skip deploy]' } } },
  env: { LEVEL: '3', EMPTY: '' },
  vars: { region: 'eu' },
  matrix: { os: 'linux', node: 24, experimental: false },
  needs: { build: { result: 'success', outputs: { version: '1.2.3', list: '["a","b"]' } } },
  steps: { test: { outputs: { found: 'true' }, outcome: 'failure', conclusion: 'success' } },
  inputs: { dry: true },
}

const expressions: [expression: string, value: Value][] = [
  ["github.ref == 'refs/heads/main'", true],
  ["github.REF == 'REFS/HEADS/MAIN'", true],
  ["github['ref']", 'refs/heads/main'],
  ["contains(github.event.head_commit.message, '[skip deploy]')", true],
  ["startsWith(github.ref, 'refs/tags/')", false],
  ["endsWith(github.ref, 'main')", true],
  ["format('{0}-{1}', matrix.os, matrix.node)", 'linux-24'],
  ["format('{{{0}}}', 1)", '{1}'],
  // As the parser writes `a='${{ matrix.os }}'`.
  ["format('a=''{0}''', matrix.os)", "a='linux'"],
  ["'''a'' and ''b'''", "'a' and 'b'"],
  ['env.LEVEL > 2', true],
  ["env.MISSING == ''", true],
  ['!env.EMPTY', true],
  ["matrix.experimental && 'yes' || 'no'", 'no'],
  ['fromJSON(needs.build.outputs.list)', ['a', 'b']],
  ['fromJSON(needs.build.outputs.list)[1]', 'b'],
  ["join(fromJSON(needs.build.outputs.list), '+')", 'a+b'],
  ['toJSON(inputs)', '{\n  "dry": true\n}'],
  ['needs.*.result', ['success']],
  ["contains(needs.*.result, 'failure')", false],
  ["steps.test.outcome == 'failure' && steps.test.conclusion == 'success'", true],
  ['steps.missing.outputs.x', null],
  ["vars.region == 'EU'", true],
  ['null == 0', true],
  ["'3' == 3", true],
  ["'it''s'", "it's"],
]

describe('an expression', () => {
  it.each(expressions)('%s', (expression, value) => {
    expect(evaluate(expression, { contexts })).toEqual(value)
  })

  it.each([
    ['unknown.thing', /Unrecognized named-value/],
    ['nonsense(1)', /Unrecognized function/],
    ["github.ref == 'x", /quote|symbol/i],
    ["fromJSON('{')", /cannot be evaluated/],
    ['', /cannot be evaluated/],
    ['format()', /parameter/],
  ])('that is wrong says so: %s', (expression, message) => {
    expect(() => evaluate(expression, { contexts })).toThrow(ExpressionFailure)
    expect(() => evaluate(expression, { contexts })).toThrow(message)
  })

  it('cannot fill the memory by nesting toJSON', () => {
    const text = '\'""""""""\''
    const nested = Array.from({ length: 30 }).reduce<string>((inner) => `toJSON(${inner})`, text)
    expect(() => evaluate(nested, { contexts })).toThrow(/characters/)
  })
})

const ok = { success: true, failure: false, cancelled: false }
const failed = { success: false, failure: true, cancelled: false }
const cancelled = { success: true, failure: false, cancelled: true }

describe('a condition', () => {
  it.each([
    ['success()', ok, true],
    ['success()', failed, false],
    ['success()', cancelled, false],
    ['failure()', ok, false],
    ['failure()', failed, true],
    ['always()', cancelled, true],
    ['cancelled()', cancelled, true],
    ['!cancelled()', failed, true],
    ["failure() && matrix.os == 'linux'", failed, true],
    ['success() && (env.LEVEL)', ok, true],
    ['success() && (env.EMPTY)', ok, false],
  ])('%s after %j is %s', (condition, status, expected) => {
    expect(isMet(condition, { contexts }, status)).toBe(expected)
  })

  const job = (key: string, result: NeededJob['result'], ...needs: string[]): NeededJob => ({ key, needs, result })
  it.each([
    [
      'everything needed succeeded',
      ['b'],
      [job('a', 'success'), job('b', 'success', 'a')],
      { success: true, failure: false },
    ],
    ['a skipped need is no success and no failure', ['a'], [job('a', 'skipped')], { success: false, failure: false }],
    [
      'a failed ancestor is a failure',
      ['b'],
      [job('a', 'failure'), job('b', 'skipped', 'a')],
      { success: false, failure: true },
    ],
    [
      'an unrelated failure is none',
      ['a'],
      [job('a', 'success'), job('c', 'failure')],
      { success: true, failure: false },
    ],
    [
      'one failed leg of a matrix',
      ['a'],
      [job('a', 'success'), job('a', 'failure')],
      { success: false, failure: true },
    ],
    ['no needs', [], [job('a', 'failure')], { success: true, failure: false }],
  ])('of a job: %s', (_, needs, jobs, expected) => {
    expect(statusOfNeeds(needs, jobs, false)).toMatchObject(expected)
  })
})

describe('a template', () => {
  it('is filled where it has expressions', () => {
    const template = {
      mapping: [
        ['plain', 'text'],
        ['filled', { expression: 'matrix.os', line: 3 }],
        [
          { expression: 'insert', line: 4 },
          { expression: 'inputs', line: 4 },
        ],
        ['list', { sequence: ['x', { expression: 'fromJSON(needs.build.outputs.list)', line: 5 }] }],
      ],
    } as const
    expect(fill(template, { contexts })).toEqual({ plain: 'text', filled: 'linux', dry: true, list: ['x', 'a', 'b'] })
  })

  it('of texts prints numbers and booleans as the expression language does', () => {
    const template = {
      mapping: [
        ['a', 1.5],
        ['b', true],
        ['c', null],
      ],
    } as const
    expect(fillTexts(template, { contexts })).toEqual({ a: '1.5', b: 'true', c: '' })
  })

  it('names the line of an expression that fails', () => {
    expect(() => fill({ expression: "fromJSON('x')", line: 12 }, { contexts })).toThrow(/^Line 12: /)
  })
})
