import { describe, expect, it } from 'vitest'
import { sleeper, sleeping, states, testCi, workflow } from './ci.kit.ts'

describe('a run', () => {
  it('is cancelled: its step ends, what must always run still does', async () => {
    await using server = await testCi()
    const sha = await server.push(workflow(sleeper()))
    const { number } = await sleeping(server, sha)
    await server.kernel.call(
      server.ci.verbs.cancel,
      { ...server.address, run: String(number) },
      { actor: server.actor },
    )
    const [run] = await server.completed(sha)
    expect(run!.conclusion).toBe('cancelled')
    expect(states(run!)).toEqual({ long: 'cancelled', next: 'cancelled', final: 'success' })
    expect(await server.log(run!.jobs[0]!.log)).toContain('tidied')
    await expect(
      server.kernel.call(server.ci.verbs.cancel, { ...server.address, run: run!.id }, { actor: server.actor }),
    ).rejects.toThrow(/already completed/)
  })

  it('gives way to a newer one of its concurrency group only if the workflow says so', async () => {
    await using server = await testCi({ slots: 4 })
    const quick = 'jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }'
    const group = (cancel: boolean) => `concurrency: { group: "g-\${{ github.ref }}", cancel-in-progress: ${cancel} }`
    const first = await server.push(workflow(sleeper(group(true))))
    const { id } = await sleeping(server, first)
    const second = await server.push(workflow(`${group(false)}\n${quick}`))
    const waiting = await server.until(async () => (await server.runs()).find((run) => run.sha === second))
    expect(waiting.jobs[0]).toMatchObject({
      status: 'queued',
      waitingFor: expect.stringContaining('run 1 of the concurrency group'),
    })
    const third = await server.push(workflow(`${group(true)}\n${quick}`))
    expect((await server.completed(third))[0]!.conclusion).toBe('success')
    expect((await server.run(id)).conclusion).toBe('cancelled')
    expect((await server.completed(second))[0]!.conclusion).toBe('cancelled')
  })

  it('runs again: what failed and what depends on it, or everything', async () => {
    await using server = await testCi()
    const sha = await server.push(
      workflow(`
jobs:
  good: { runs-on: ubuntu-latest, steps: [{ run: echo good }] }
  flaky: { runs-on: ubuntu-latest, steps: [{ run: 'test \${{ github.run_attempt }} -gt 1' }] }
  after: { needs: [flaky, good], runs-on: ubuntu-latest, steps: [{ run: echo after }] }
`),
    )
    const [failed] = await server.completed(sha)
    expect(states(failed!)).toEqual({ good: 'success', flaky: 'failure', after: 'skipped' })
    const rerun = (jobs: 'all' | 'failed') =>
      server.kernel.call(server.ci.verbs.rerun, { ...server.address, run: '1', jobs }, { actor: server.actor })
    await rerun('failed')
    const [second] = await server.completed(sha)
    expect(second).toMatchObject({ id: failed!.id, attempt: 2, conclusion: 'success' })
    expect(states(second!)).toEqual({ good: 'success', flaky: 'success', after: 'success' })
    expect(second!.jobs.map((job) => job.id === failed!.jobs.find((one) => one.key === job.key)!.id)).toEqual([
      true,
      false,
      false,
    ])
    await rerun('all')
    const [third] = await server.completed(sha)
    expect(third).toMatchObject({ attempt: 3, conclusion: 'success' })
    expect(third!.jobs.some((job) => second!.jobs.some((one) => one.id === job.id))).toBe(false)
  })

  it('of a pull request sees it, and starts by opening and by a new head', async () => {
    await using server = await testCi()
    const job = `jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo "<\${{ github.event.pull_request.title }}> $GITHUB_HEAD_REF to $GITHUB_BASE_REF, \${{ github.event.action }}"`
    await server.push(workflow(job, '{ pull_request: { branches: [main] } }'))
    const head = await server.push({ 'b.txt': 'b' }, { branch: 'main' }).then(async () => {
      await server.git.createBranch(server.project.id, { branch: 'feature', from: 'main', actor: server.actor })
      return server.push({ 'c.txt': 'c' }, { branch: 'feature' })
    })
    const pull = await server.kernel.call(
      server.pulls.verbs.create,
      { ...server.address, title: 'Add c', head: 'feature', base: 'main' },
      { actor: server.actor },
    )
    const [run] = await server.completed(head)
    expect(run).toMatchObject({ event: 'pull_request', pull: pull.number, branch: 'feature', conclusion: 'success' })
    expect(await server.log(run!.jobs[0]!.log)).toContain('<Add c> feature to main, opened')
    const next = await server.push({ 'd.txt': 'd' }, { branch: 'feature' })
    expect(await server.log((await server.completed(next))[0]!.jobs[0]!.log)).toContain('synchronize')
  })

  it('is started by what happened elsewhere, where its types name it', async () => {
    await using server = await testCi()
    const tell = (event: string, payload = {}) =>
      server.kernel.call(server.ci.verbs.tell, { ...server.address, event, payload }, { actor: server.actor })
    await expect(tell('early')).rejects.toMatchObject({ code: 'runs.nothing_to_run' })
    const said = `echo "\${{ github.event.action }} of \${{ github.event.client_payload.of.whom }}"`
    const job = `jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: '${said}' }] } }`
    const sha = await server.push({
      '.github/workflows/some.yml': `on: { repository_dispatch: { types: [shipped, landed] } }\n${job}\n`,
      '.github/workflows/all.yml': `on: { repository_dispatch: }\n${job}\n`,
    })
    await tell('shipped', { of: { whom: 'alice' } })
    const both = await server.completed(sha, 2)
    expect(both.map(({ event, conclusion }) => [event, conclusion])).toEqual(
      both.map(() => ['repository_dispatch', 'success']),
    )
    for (const run of both) expect(await server.log(run.jobs[0]!.log)).toContain('shipped of alice')
    await tell('sunk')
    const third = await server.completed(sha, 3)
    expect(third.filter(({ path }) => path.endsWith('all.yml'))).toHaveLength(2)
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, i]))
    await tell('full', keys(10))
    await expect(tell('full', keys(11))).rejects.toThrow(/more than 10 properties/)
    const overhead = JSON.stringify({ text: '' }).length
    await tell('full', { text: 'x'.repeat(64 * 1024 - overhead) })
    await expect(tell('full', { text: 'x'.repeat(64 * 1024 - overhead + 1) })).rejects.toThrow(/larger than 64 KiB/)
  })

  it('is started by hand with inputs', async () => {
    await using server = await testCi()
    const on = '{ workflow_dispatch: { inputs: { who: { default: nobody } } } }'
    const sha = await server.push(
      workflow(`jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: "echo hello \${{ inputs.who }}" }] } }`, on),
    )
    const dispatch = (workflow: string, inputs = {}) =>
      server.kernel.call(server.ci.verbs.dispatch, { ...server.address, workflow, inputs }, { actor: server.actor })
    await dispatch('ci.yml', { who: 'alice' })
    const [run] = await server.completed(sha)
    expect(run).toMatchObject({ event: 'workflow_dispatch', conclusion: 'success' })
    expect(await server.log(run!.jobs[0]!.log)).toContain('hello alice')
    await expect(dispatch('other.yml')).rejects.toThrow(/no workflow/)
    await expect(dispatch('ci.yml', { whom: 'bob' })).rejects.toThrow(/no input "whom"/)
  })
})
