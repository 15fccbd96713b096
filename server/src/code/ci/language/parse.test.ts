import { describe, expect, it } from 'vitest'
import { parseWorkflow } from './parse.ts'
import { printProblem } from './workflow.ts'

const path = '.github/workflows/ci.yml'

describe('a workflow file', () => {
  it('becomes plain data with its conditions completed', async () => {
    const parsed = await parseWorkflow(
      path,
      `name: CI
run-name: Build by \${{ github.actor }}
on:
  push: { branches: [main], paths-ignore: ['docs/**'] }
  pull_request: { types: opened }
env: { LEVEL: 1 }
jobs:
  build:
    runs-on: ubuntu-latest
    outputs: { version: "\${{ steps.v.outputs.version }}" }
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
      - id: v
        run: echo
        timeout-minutes: 3
  test:
    needs: build
    if: github.ref == 'x'
    runs-on: [self-hosted, linux]
    strategy: { fail-fast: false, matrix: { node: [22, 24] } }
    steps:
      - run: echo \${{ matrix.node }} and \${{ env.LEVEL }}
        shell: bash
        working-directory: sub
        if: \${{ failure() }}
        continue-on-error: true
`,
    )
    expect(parsed).toMatchObject({ unsupported: [] })
    expect(JSON.parse(JSON.stringify(parsed.workflow))).toEqual(parsed.workflow)
    expect(parsed.workflow).toMatchObject({
      name: 'CI',
      runName: { expression: "format('Build by {0}', github.actor)" },
      triggers: { push: { branches: ['main'], 'paths-ignore': ['docs/**'] }, pull_request: { types: ['opened'] } },
      env: { mapping: [['LEVEL', '1']] },
      jobs: [
        {
          key: 'build',
          needs: [],
          if: 'success()',
          steps: [
            { uses: 'actions/checkout@v4', line: 12 },
            { id: 'v', run: 'echo', timeoutMinutes: 3, if: 'success()' },
          ],
        },
        {
          key: 'test',
          needs: ['build'],
          if: "success() && (github.ref == 'x')",
          runsOn: { sequence: ['self-hosted', 'linux'] },
          steps: [{ shell: 'bash', workingDirectory: 'sub', if: 'failure()', continueOnError: true }],
        },
      ],
    })
  })

  const job = (lines: string) => `on: push\njobs:\n  a:\n    runs-on: x\n${lines}`
  it.each([
    ['no YAML', 'on: [push\njobs: {', /^\.github\/workflows\/ci\.yml:\d+: /],
    ['an unknown key', job('    stepz: []\n    steps: [{ run: x }]'), /ci\.yml:5: Unexpected value 'stepz'/],
    ['no jobs', 'on: push', /jobs/],
    ['no steps and no uses', job('    name: x'), /steps|uses/],
    ['an unknown need', job('    needs: b\n    steps: [{ run: x }]'), /no dependencies|unknown job/],
    [
      'a cycle',
      `${job('    needs: b\n    steps: [{ run: x }]')}\n  b:\n    runs-on: x\n    needs: a\n    steps: []`,
      /no dependencies|cycle/,
    ],
    ['a broken condition', job("    if: github.ref = 'x'\n    steps: [{ run: x }]"), /ci\.yml:5: /],
    ['a broken step condition', job('    steps:\n      - run: x\n        if: nonsense()'), /ci\.yml:7: .*nonsense/],
    ['a secret in a condition', job('    if: secrets.A\n    steps: [{ run: x }]'), /ci\.yml:5: .*secrets/],
    [
      'the same step id twice',
      job('    steps:\n      - { id: a, run: x }\n      - { id: a, run: y }'),
      /ci\.yml:7: .*'a'/,
    ],
    [
      'a filter beside its own ignore',
      'on: { push: { branches: [a], branches-ignore: [b] } }\njobs: { a: { runs-on: x, steps: [{ run: x }] } }',
      /both branches and branches-ignore/,
    ],
    ['an unknown event', 'on: pushed\njobs: { a: { runs-on: x, steps: [{ run: x }] } }', /pushed/],
    ['too large', `# ${'x'.repeat(520 * 1024)}`, /512 KiB/],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, n) => `${'bcdefghij'[n]}: &${'bcdefghij'[n]} [${Array(10).fill(`*${'abcdefghi'[n]}`)}]`).join('\n')}`,
      /./,
    ],
    ['binary', '\u0000\u0001\u0002', /./],
    ['empty', '', /./],
  ])('is refused with its line: %s', async (_, content, message) => {
    const parsed = await parseWorkflow(path, content)
    expect(parsed.workflow).toBeUndefined()
    expect('problems' in parsed && parsed.problems.map(printProblem).join('\n')).toMatch(message)
  })

  it.each([
    [
      'another action',
      job('    steps:\n      - uses: docker/login-action@v3'),
      6,
      /docker\/login-action@v3.*run steps/,
    ],
    ['an action of the repository', job('    steps:\n      - uses: ./tool'), 6, /\.\/tool/],
    ['a container', job('    container: node:24\n    steps: [{ run: x }]'), 5, /Container jobs/],
    ['services', job('    services: { db: { image: postgres } }\n    steps: [{ run: x }]'), 5, /Service containers/],
    ['a reusable workflow', 'on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml', 4, /Reusable workflows/],
  ])('that asks for what is not there yet names it: %s', async (_, content, line, message) => {
    const parsed = await parseWorkflow(path, content)
    expect(parsed).toMatchObject({ unsupported: [{ path, line, message: expect.stringMatching(message) }] })
  })
})
