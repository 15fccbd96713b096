import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ghMissing, type TestGh, testGh } from './gh.kit.ts'

const missing = await ghMissing()

const BUILD = `name: Build
on:
  push:
  workflow_dispatch:
    inputs:
      who:
        default: world
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo "hello \${{ inputs.who }}"
      - run: exit 3
  other:
    runs-on: ubuntu-latest
    steps:
      - run: echo fine
`
const LONG = `name: Long
on: workflow_dispatch
jobs:
  long:
    runs-on: ubuntu-latest
    steps:
      - run: sleep 600
`

describe.skipIf(missing)(`gh run and workflow${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let kit: TestGh
  let run: string
  const gh = (...args: string[]) => kit.gh([...args, '-R', 'alice/built'])
  /** The number of the newest run of a workflow, once it is there. */
  async function newest(workflow: string): Promise<string> {
    const list = ['run', 'list', '--workflow', workflow, '--json', 'databaseId', '--jq', '.[0].databaseId']
    // Before the push has been looked at, there is no workflow of this name yet, and gh fails.
    const ask = () =>
      gh(...list).then(
        (number) => number.trim(),
        () => '',
      )
    return vi.waitUntil(ask, { timeout: 30_000, interval: 200 })
  }
  beforeAll(async () => {
    kit = await testGh()
    await kit.github.repository('built', { '.github/workflows/build.yml': BUILD, '.github/workflows/long.yml': LONG })
    run = await newest('Build')
    await gh('run', 'watch', run, '--interval', '1')
  }, 90_000)
  afterAll(() => kit[Symbol.asyncDispose]())

  test('a run is listed and shown with its jobs and their steps', async () => {
    expect(await gh('run', 'list')).toMatch(/^completed\tfailure\tfirst\tBuild\tmain\tpush\t/)
    expect(await gh('run', 'view', run, '--verbose')).toMatch(/X main Build[\s\S]*X build[\s\S]*X Run exit 3/)
    await expect(gh('run', 'view', run, '--exit-status')).rejects.toThrow()
    expect(await kit.json(['run', 'view', run, '-R', 'alice/built'])).toMatchObject({
      event: 'push',
      headBranch: 'main',
      conclusion: 'failure',
      workflowName: 'Build',
      jobs: expect.arrayContaining([expect.objectContaining({ name: 'build', conclusion: 'failure' })]),
    })
  })

  test('logs are read: of all, of one job, and of what failed', async () => {
    const { jobs } = JSON.parse(await gh('run', 'view', run, '--json', 'jobs'))
    const build = jobs.find(({ name }: { name: string }) => name === 'build')
    expect(await gh('run', 'view', run, '--log')).toMatch(/^build\t[\s\S]*hello [\s\S]*other\t[\s\S]*fine/)
    expect(await gh('run', 'view', '--job', String(build.databaseId), '--log')).not.toContain('fine')
    const failed = await gh('run', 'view', run, '--log-failed')
    expect(failed).toContain('exit 3')
    expect(failed).not.toMatch(/hello|fine/)
    await expect(gh('run', 'download', run)).rejects.toThrow(/no valid artifacts/)
  })

  test('what failed is run again', async () => {
    await gh('run', 'rerun', run, '--failed')
    await expect(gh('run', 'watch', run, '--exit-status', '--interval', '1')).rejects.toThrow()
    const { run_attempt: attempt } = JSON.parse(await kit.gh(['api', `repos/alice/built/actions/runs/${run}`]))
    expect(attempt).toBe(2)
  })

  test('a workflow is listed, shown, started with inputs, and its run cancelled', async () => {
    expect(await gh('workflow', 'list')).toMatch(/Build\tactive[\s\S]*Long\tactive/)
    expect(await gh('workflow', 'view', 'build.yml', '--yaml')).toContain('exit 3')
    await expect(gh('workflow', 'run', 'build.yml', '-f', 'nobody=me')).rejects.toThrow(/no input "nobody"/)
    await gh('workflow', 'run', 'build.yml', '-f', 'who=gh', '--ref', 'main')
    const asked = async () => (await gh('run', 'view', await newest('Build'), '--log').catch(String)) as string
    await expect.poll(asked, { timeout: 30_000 }).toContain('hello gh')
    await gh('workflow', 'run', 'Long')
    const long = await newest('Long')
    await gh('run', 'cancel', long)
    const ended = async () => JSON.parse(await gh('run', 'view', long, '--json', 'conclusion')).conclusion
    await expect.poll(ended, { timeout: 30_000 }).toBe('cancelled')
    await gh('workflow', 'disable', 'Long')
    expect(await gh('workflow', 'list', '--all')).toMatch(/Long\tdisabled_manually/)
    await expect(gh('workflow', 'run', 'Long')).rejects.toThrow(/could not find any workflows named Long/)
    await gh('workflow', 'enable', 'Long')
  })

  test('secrets are set, listed and deleted, and nobody reads them', async () => {
    await gh('secret', 'set', 'TOKEN', '--body', 'not for everybody')
    const listed = await gh('secret', 'list')
    expect(listed).toMatch(/^TOKEN\t/)
    expect(listed).not.toContain('everybody')
    await gh('secret', 'delete', 'TOKEN')
    expect(await gh('secret', 'list')).not.toContain('TOKEN')
    await expect(gh('secret', 'set', 'TOKEN', '--body', 'abc')).rejects.toThrow(/at least 6 characters/)
  })

  test('a neighbour sees no run and starts nothing', async () => {
    const bob = { token: kit.github.app.bobToken }
    await expect(kit.gh(['run', 'list', '-R', 'alice/built'], bob)).rejects.toThrow(/404/)
    await expect(kit.gh(['workflow', 'run', 'Long', '-R', 'alice/built'], bob)).rejects.toThrow(/404|not resolve/)
  })
})
