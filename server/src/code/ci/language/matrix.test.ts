import { describe, expect, it } from 'vitest'
import { expandMatrix, printCombination } from './matrix.ts'
import { expandJob } from './strategy.ts'
import type { Value, ValueObject } from './values.ts'
import type { JobDefinition } from './workflow.ts'

const cases: [description: string, matrix: Value, combinations: ValueObject[]][] = [
  [
    'the product of the vectors',
    { a: [1, 2], b: ['x', 'y'] },
    [
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ],
  ],
  [
    'exclude by some of the keys',
    { a: [1, 2], b: ['x', 'y'], exclude: [{ a: 2 }, { a: 1, b: 'y' }] },
    [{ a: 1, b: 'x' }],
  ],
  [
    'exclude by fields of an object',
    {
      os: [
        { name: 'l', v: 1 },
        { name: 'm', v: 2 },
      ],
      exclude: [{ os: { name: 'm' } }],
    },
    [{ os: { name: 'l', v: 1 } }],
  ],
  ['include alone', { include: [{ site: 'p' }, { site: 's' }] }, [{ site: 'p' }, { site: 's' }]],
  [
    "GitHub's own example of include",
    {
      fruit: ['apple', 'pear'],
      animal: ['cat', 'dog'],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    },
    [
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ],
  ],
  [
    'include after exclude brings one back',
    { a: [1, 2], exclude: [{ a: 2 }], include: [{ a: 2, extra: true }] },
    [{ a: 1 }, { a: 2, extra: true }],
  ],
]

describe('a matrix', () => {
  it.each(cases)('is %s', (_, matrix, combinations) => {
    expect(expandMatrix(matrix)).toEqual(combinations)
  })

  it.each([
    ['nothing', 'x', /mapping/],
    ['a vector that is no list', { a: 'x' }, /list/],
    ['an empty vector', { a: [] }, /no values/],
    ['an include that is no list', { include: 'x' }, /include/],
    ['too many', { a: Array(17).fill(0), b: Array(16).fill(0) }, /at most 256/],
    ['an explosion', { a: Array(5000).fill(0), b: Array(5000).fill(0), c: Array(5000).fill(0) }, /at most 256/],
  ])('is refused: %s', (_, matrix, message) => {
    expect(() => expandMatrix(matrix as Value)).toThrow(message)
  })

  it('of exactly 256 jobs is allowed', () => {
    const vector = Array.from({ length: 16 }, (_, at) => at)
    expect(expandMatrix({ a: vector, b: vector })).toHaveLength(256)
  })

  it('names its jobs by their values', () => {
    expect(printCombination({ node: 24, os: { name: 'linux', arch: ['x64'] }, flag: false, none: null })).toBe(
      '24, linux, x64, false',
    )
  })
})

describe('a job', () => {
  const job: JobDefinition = { key: 'test', line: 1, needs: [], if: 'success()', runsOn: 'ubuntu-latest', steps: [] }
  const scope = { contexts: { needs: { plan: { outputs: { list: '{"node":[22,24]}' } } } } }
  const matrix = { mapping: [['matrix', { expression: 'fromJSON(needs.plan.outputs.list)', line: 4 }]] } as const

  it('without a strategy is one', () => {
    expect(expandJob(job, scope)).toMatchObject([{ name: 'test', matrix: {}, labels: ['ubuntu-latest'] }])
  })

  it('takes its matrix from the outputs of another', () => {
    expect(expandJob({ ...job, strategy: matrix }, scope).map((leg) => [leg.name, leg.strategy])).toEqual([
      ['test (22)', { 'fail-fast': true, 'job-index': 0, 'job-total': 2, 'max-parallel': 2 }],
      ['test (24)', { 'fail-fast': true, 'job-index': 1, 'job-total': 2, 'max-parallel': 2 }],
    ])
  })

  it('keeps a name that tells the legs apart, and completes one that does not', () => {
    const names = (name: JobDefinition['name']) =>
      expandJob({ ...job, strategy: matrix, ...(name === undefined ? {} : { name }) }, scope).map((leg) => leg.name)
    expect(names({ expression: "format('on {0}', matrix.node)", line: 1 })).toEqual(['on 22', 'on 24'])
    expect(names('unit')).toEqual(['unit (22)', 'unit (24)'])
  })

  it('reads runs-on from the matrix, a list or a group', () => {
    const labels = (runsOn: JobDefinition['runsOn']) => expandJob({ ...job, runsOn }, scope)[0]?.labels
    expect(labels({ sequence: ['self-hosted', 'linux'] })).toEqual(['self-hosted', 'linux'])
    expect(
      labels({
        mapping: [
          ['group', 'g'],
          ['labels', 'fast'],
        ],
      }),
    ).toEqual(['fast'])
  })
})
