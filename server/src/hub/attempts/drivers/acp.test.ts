import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAcpDriver } from './acp.ts'
import { TEST_LIMITS, testAgentDriver, testSession } from './agent-driver.suite.ts'

const AGENT = join(import.meta.dirname, '../testing/acp-agent.ts')
const MODULES = join(import.meta.dirname, '../../../../../node_modules')

/** The test agent as a real program in the sandbox, behaving as told. */
const acp = (mode: string, limits = {}) =>
  createAcpDriver(
    {
      title: 'Test agent',
      command: [process.execPath, '--no-warnings', AGENT, mode],
      env: () => ({}),
      readable: [AGENT, MODULES],
    },
    { ...TEST_LIMITS, ...limits },
  )

testAgentDriver({
  name: 'acp',
  works: () => ({ driver: acp('work') }),
  endless: () => ({ driver: acp('spawns') }),
  escapes: () => ({ driver: acp('escapes') }),
})

test('messages, thoughts, plan, tool calls, commands, terminals and cost become actions in their order', async () => {
  await using kit = await testSession()
  expect(await acp('work').run(kit.session)).toEqual({ outcome: 'succeeded', summary: 'I wrote two files.' })
  expect(kit.actions).toEqual([
    { type: 'planned', entries: [{ content: 'write the file', priority: 'high', status: 'pending' }] },
    { type: 'reasoned', text: 'I think therefore I write.' },
    expect.objectContaining({
      type: 'called_tool',
      toolCallId: 't1',
      title: 'Write hello.txt',
      kind: 'edit',
      status: 'completed',
    }),
    { type: 'ran_command', command: 'echo direct > direct.txt', exitCode: 0, output: 'ok', toolCallId: 't2' },
    expect.objectContaining({ type: 'ran_command', command: 'git status --short' }),
    { type: 'used', costUsd: 0.25 },
    { type: 'said', text: 'I wrote two files.' },
  ])
  expect(await kit.file('hello.txt')).toBe('hello after # A project\n')
})

test('a permission that the constraints deny is answered with no', async () => {
  await using kit = await testSession({
    permit: ({ asked }) => (asked ? { answer: 'deny', reason: 'not this file' } : { answer: 'allow' }),
  })
  await acp('work').run(kit.session)
  expect(kit.asked[0]).toMatchObject({ asked: true, title: 'Write hello.txt', kind: 'edit', paths: ['hello.txt'] })
  await expect(kit.file('hello.txt')).rejects.toThrow('ENOENT')
})

test('paths outside the worktree, through links or into git’s data are refused with a sentence', async () => {
  await using kit = await testSession()
  await acp('escapes').run(kit.session)
  const answers: string[] = JSON.parse(await kit.file('answers.json'))
  expect(answers).toHaveLength(9)
  for (const answer of answers) expect(answer).toContain('is outside the worktree')
})

test('an agent that crashes is a passing failure that shows its last words', async () => {
  await using kit = await testSession()
  await expect(acp('crashes').run(kit.session)).rejects.toMatchObject({
    retry: 'transient',
    message: expect.stringMatching(/Test agent ended with code 139 .* It said: segmentation fault, or so/),
  })
})

test('a program that ends at once is a failure that shows what it said', async () => {
  await using kit = await testSession()
  await expect(acp('dies-at-once').run(kit.session)).rejects.toThrow('cannot find my configuration')
})

test('a program that speaks something else is given up', async () => {
  await using kit = await testSession()
  await expect(acp('garbage', { startMs: 1_500 }).run(kit.session)).rejects.toThrow(
    /gave no answer in the Agent Client Protocol within 1.5 s. It said: .*not JSON/,
  )
})

test('an agent of another protocol version is refused for good', async () => {
  await using kit = await testSession()
  await expect(acp('old-protocol').run(kit.session)).rejects.toMatchObject({
    retry: 'fatal',
    message: expect.stringContaining('version 99'),
  })
})

test('a refusal of the agent is its outcome', async () => {
  await using kit = await testSession()
  expect(await acp('refuses').run(kit.session)).toMatchObject({
    outcome: 'failed',
    reason: 'Test agent refused to work on this task.',
  })
})
