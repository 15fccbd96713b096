import { describe, expect, it } from 'vitest'
import { SECRET, states, testCi, workflow } from './ci.kit.ts'

describe('a push', () => {
  it('runs jobs with needs, matrix and outputs, with steps, logs, checks and events', async () => {
    await using server = await testCi()
    const sha = await server.push({
      'README.md': 'hello from the repository',
      ...workflow(`
env: { KEY: "\${{ secrets.KEY }}" }
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs: { list: "\${{ steps.p.outputs.list }}", leak: "\${{ env.KEY }}" }
    steps:
      - uses: actions/checkout@v4
      - run: cat README.md; echo "key $KEY"; echo "$GITHUB_REPOSITORY $GITHUB_REF_NAME $GITHUB_SHA"
      - id: p
        run: echo 'list=["a","b"]' >> "$GITHUB_OUTPUT"
  test:
    needs: plan
    runs-on: [self-hosted, linux]
    strategy: { matrix: { part: "\${{ fromJSON(needs.plan.outputs.list) }}" } }
    steps: [{ run: 'echo "part \${{ matrix.part }} of \${{ strategy.job-total }}, leak=<\${{ needs.plan.outputs.leak }}>"' }]
  report:
    needs: [test]
    runs-on: ubuntu-latest
    name: Report \${{ needs.test.result }}
    steps: [{ run: test "$(jq -r .head_commit.id "$GITHUB_EVENT_PATH" 2>/dev/null || node -p 'JSON.parse(require("fs").readFileSync(process.env.GITHUB_EVENT_PATH)).after')" = "$GITHUB_SHA" }]
`),
    })
    const [run] = await server.completed(sha)
    expect(run).toMatchObject({
      number: 1,
      workflow: 'CI',
      event: 'push',
      branch: 'main',
      sha,
      conclusion: 'success',
      reason: null,
    })
    expect(states(run!)).toEqual({
      plan: 'success',
      'test (a)': 'success',
      'test (b)': 'success',
      'Report success': 'success',
    })

    const plan = run!.jobs[0]!
    const log = await server.log(plan.log)
    expect(log).toContain('hello from the repository')
    expect(log).toContain(`alice/app main ${sha}`)
    expect(log).toContain('key ***')
    expect(log).not.toContain(SECRET)
    expect(log.split('\n')[plan.steps[1]!.firstLine! - 1]).toMatch(/^##\[group\]Run cat README/)
    expect(plan.steps.map((step) => step.conclusion)).toEqual(['success', 'success', 'success'])
    expect(await server.log(run!.jobs[1]!.log)).toContain('part a of 2, leak=<>')

    const checks = await server.checksOf(sha)
    expect(checks.map((check) => [check.name, check.status, check.conclusion, check.source])).toEqual(
      expect.arrayContaining([
        ['plan', 'completed', 'success', 'ci'],
        ['test (b)', 'completed', 'success', 'ci'],
        ['Report success', 'completed', 'success', 'ci'],
      ]),
    )
    expect(checks.find((check) => check.name === 'plan')).toMatchObject({ id: plan.check, run: run!.id, log: plan.log })
    for (const [name, count] of [
      ['run.queued', 1],
      ['run.started', 1],
      ['run.completed', 1],
      ['job.completed', 4],
    ] as const) {
      expect([name, (await server.events(name)).length]).toEqual([name, count])
    }
    await server.until(async () => (await server.workFolders()).length === 0)
  })

  it('decides by results: failure, continue-on-error, if, fail-fast', async () => {
    await using server = await testCi()
    const sha = await server.push(
      workflow(`
jobs:
  bad:
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "::error file=a.js,line=2::broken" && exit 1' }]
  soft:
    runs-on: ubuntu-latest
    continue-on-error: true
    steps: [{ run: exit 1 }]
  after-bad: { needs: bad, runs-on: ubuntu-latest, steps: [{ run: echo never }] }
  after-soft: { needs: soft, runs-on: ubuntu-latest, steps: [{ run: echo soft }] }
  cleanup: { needs: [after-bad], if: failure(), runs-on: ubuntu-latest, steps: [{ run: echo cleanup }] }
  always: { needs: [bad], if: always(), runs-on: ubuntu-latest, steps: [{ run: 'test "\${{ needs.bad.result }}" = failure' }] }
  branch: { if: github.ref == 'refs/heads/other', runs-on: ubuntu-latest, steps: [{ run: echo never }] }
  legs:
    runs-on: ubuntu-latest
    strategy: { max-parallel: 1, matrix: { n: [1, 2, 3] } }
    steps: [{ run: 'test \${{ matrix.n }} != 1' }]
  elsewhere: { runs-on: windows-latest, steps: [{ run: echo never }] }
`),
    )
    const [run] = await server.completed(sha)
    expect(run!.conclusion).toBe('failure')
    expect(states(run!)).toEqual({
      bad: 'failure',
      soft: 'failure',
      'after-bad': 'skipped',
      'after-soft': 'success',
      cleanup: 'success',
      always: 'success',
      branch: 'skipped',
      'legs (1)': 'failure',
      'legs (2)': 'cancelled',
      'legs (3)': 'cancelled',
      elsewhere: 'failure',
    })
    expect(run!.jobs.find((job) => job.name === 'elsewhere')!.reason).toContain('windows-latest')
    const check = (await server.checksOf(sha)).find(({ name }) => name === 'bad')
    expect(check!.annotations).toContainEqual({ path: 'a.js', line: 2, level: 'failure', message: 'broken' })
  })

  it('answers a broken or unsupported file with a failed run that names file, line and reason', async () => {
    await using server = await testCi()
    const broken = await server.push(workflow('jobs:\n  a:\n    runs-on: x\n    stepz: []\n'))
    const [run] = await server.completed(broken)
    expect(run).toMatchObject({
      conclusion: 'failure',
      jobs: [],
      reason: expect.stringMatching(/^\.github\/workflows\/ci\.yml:6: .*stepz/),
    })
    expect(await server.checksOf(broken)).toMatchObject([
      { name: 'workflow file', conclusion: 'failure', annotations: [{ path: '.github/workflows/ci.yml', line: 6 }] },
    ])
    const action = await server.push(workflow('jobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: bob/tool@v1\n'))
    expect((await server.completed(action))[0]!.reason).toMatch(/ci\.yml:7: Actions other than .*bob\/tool@v1/)
    const late = await server.push(
      workflow(`jobs:
  a: { runs-on: ubuntu-latest, strategy: { matrix: { x: "\${{ fromJSON('no') }}" } }, steps: [{ run: x }] }`),
    )
    expect((await server.completed(late))[0]).toMatchObject({
      conclusion: 'failure',
      jobs: [{ reason: expect.stringMatching(/ci\.yml:4/) }],
    })
  })

  it('with texts that a database cannot keep still ends', async () => {
    await using server = await testCi()
    const sha = await server.push({
      '.github/workflows/odd.yml': `name: "odd\\0name"
on: push
jobs:
  a:
    name: "job\\0name"
    runs-on: ubuntu-latest
    outputs: { odd: "\${{ fromJSON('\\"a\\\\u0000b\\"') }}" }
    strategy: { matrix: { x: "\${{ fromJSON('[\\"a\\\\u0000b\\", \\"\\\\ud800\\"]') }}" } }
    steps: [{ run: 'echo "::error file=x::\${{ matrix.x }}"; printf "a\\000b\\n"' }]
  b: { runs-on: ubuntu-latest, if: "fromJSON('\\0')", steps: [{ run: x }] }`,
    })
    const [run] = await server.completed(sha)
    expect(run!.jobs.map((job) => job.name)).toEqual([
      'job\u{fffd}name (a\u{fffd}b)',
      'job\u{fffd}name (\u{fffd})',
      'b',
    ])
    expect(run!.jobs.map((job) => job.conclusion)).toEqual(['success', 'success', 'failure'])
  })

  it('starts nothing without a matching workflow, with [skip ci], or for a deleted branch', async () => {
    await using server = await testCi()
    await server.push({ 'a.txt': 'a' })
    await server.push(
      workflow('jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }', '{ push: { branches: [release] } }'),
    )
    await server.push({ 'a.txt': 'b' }, { branch: 'release', message: 'no [skip ci] please' })
    const all = workflow('jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }')
    const last = await server.push(all)
    await server.completed(last)
    expect((await server.runs()).map((run) => run.sha)).toEqual([last])
  })

  it('of many jobs uses all slots, loses nothing, and says what waits for what', async () => {
    await using server = await testCi({ slots: 2 })
    const sha = await server.push(
      workflow(`
jobs:
  many:
    runs-on: ubuntu-latest
    strategy: { matrix: { n: [${Array.from({ length: 30 }, (_, n) => n).join(', ')}] } }
    steps: [{ run: 'echo "number \${{ matrix.n }}"' }]
  last: { needs: many, runs-on: ubuntu-latest, steps: [{ run: echo done }] }
`),
    )
    const waiting = await server.until(async () => {
      const [run] = await server.runs()
      return run?.jobs.some((job) => job.status === 'in_progress') && run.jobs.length === 31 && run
    })
    const waits = new Set(waiting.jobs.flatMap((job) => (job.status === 'queued' ? [job.waitingFor] : [])))
    expect([...waits].sort()).toEqual([expect.stringMatching(/^a free runner: [12] of 2 busy$/), 'needs many'])
    expect(waiting.jobs.filter((job) => job.status === 'in_progress').length).toBeLessThanOrEqual(2)
    const [run] = await server.completed(sha)
    expect(run!.jobs.map((job) => job.conclusion)).toEqual(Array(31).fill('success'))
    expect((await server.events('job.completed')).length).toBe(31)
    expect(await server.log(run!.jobs[29]!.log)).toContain('number 29')
  })
})
