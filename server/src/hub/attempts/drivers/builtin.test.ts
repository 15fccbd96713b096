import { expect, test } from 'vitest'
import { type Fault, type Step, scriptedModel } from '../../../../test/scripted-model.ts'
import { TEST_LIMITS, testAgentDriver, testSession } from './agent-driver.suite.ts'
import { createBuiltinDriver } from './builtin.ts'

const WORK: Step[] = [
  { read: 'README.md' },
  { write: 'hello.txt', content: 'hello\n' },
  { run: 'cat hello.txt' },
  { say: 'I wrote hello.txt.' },
]

async function builtin(
  steps: Step[],
  options: { fault?: (request: number) => Fault | undefined; limits?: object } = {},
) {
  const server = await scriptedModel({ steps, ...(options.fault ? { fault: options.fault } : {}) })
  return {
    server,
    driver: createBuiltinDriver({ ...TEST_LIMITS, ...options.limits }),
    model: { baseUrl: server.url, token: 'secret-token', name: 'scripted' },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

testAgentDriver({
  name: 'builtin',
  works: () => builtin(WORK),
  endless: () => builtin([{ read: 'README.md' }, { run: 'touch started.txt; sleep 600' }]),
  escapes: () =>
    builtin([
      { write: '../outside.txt', content: 'x' },
      { write: '/tmp/outside.txt', content: 'x' },
      { run: 'ln -s .. up' },
      { write: 'up/outside.txt', content: 'x' },
    ]),
})

test('the model is asked with the attempt’s token, and its confidence is kept', async () => {
  await using model = await builtin(WORK)
  await using kit = await testSession({ model: model.model })
  expect(await model.driver.run(kit.session)).toEqual({
    outcome: 'succeeded',
    summary: 'I wrote hello.txt.',
    confidence: 0.9,
  })
  expect(model.server.requests[0]).toMatchObject({ path: '/v1/chat/completions', authorization: 'Bearer secret-token' })
})

test('a failure that passes is waited out', async () => {
  await using model = await builtin(WORK, { fault: (request) => (request % 2 === 0 ? 503 : undefined) })
  await using kit = await testSession({ model: model.model })
  expect(await model.driver.run(kit.session)).toMatchObject({ outcome: 'succeeded' })
})

test('a failure that does not pass is transient for the task; a refused key is final', async () => {
  for (const [status, retry] of [
    [429, 'transient'],
    [401, 'fatal'],
  ] as const) {
    await using model = await builtin(WORK, { fault: () => status })
    await using kit = await testSession({ model: model.model })
    await expect(model.driver.run(kit.session)).rejects.toMatchObject({
      retry,
      message: `The model answered with status ${status}: scripted status ${status}`,
    })
    expect(model.server.requests).toHaveLength(retry === 'transient' ? TEST_LIMITS.modelTries : 1)
  }
})

test('a model that answers nonsense ends in a sentence', async () => {
  await using model = await builtin(WORK, { fault: () => 'nonsense' })
  await using kit = await testSession({ model: model.model })
  await expect(model.driver.run(kit.session)).rejects.toThrow(
    'The model gave 4 answers in a row that could not be used',
  )
})

test('a model that hangs ends in a sentence', async () => {
  await using model = await builtin(WORK, { fault: () => 'hang', limits: { modelMs: 200 } })
  await using kit = await testSession({ model: model.model })
  await expect(model.driver.run(kit.session)).rejects.toMatchObject({
    retry: 'transient',
    message: 'The model did not answer within 0.2 seconds.',
  })
})

test('a wrong tool call is answered with what is wrong about it', async () => {
  await using model = await builtin([
    { tool: 'no_such_tool', arguments: {} },
    { tool: 'edit', arguments: '{"path": "README.md", "fi' },
    { tool: 'edit', arguments: { path: 'README.md', find: 'lines', replace: 'words' } },
    { tool: 'edit', arguments: { path: 'README.md', find: 'not there', replace: '' } },
    { say: 'done' },
  ])
  await using kit = await testSession({ model: model.model })
  expect(await model.driver.run(kit.session)).toMatchObject({ outcome: 'succeeded' })
  expect(await kit.file('README.md')).toContain('of two words')
  const last = model.server.requests.at(-1)!.body.messages as { role: string; content: string }[]
  const answers = last.filter((message) => message.role === 'tool').map((message) => message.content)
  expect(answers[0]).toContain('There is no tool "no_such_tool"')
  expect(answers[1]).toContain('The arguments of edit are not valid')
  expect(answers[3]).toContain('does not occur in README.md')
})

test('a model that never finishes is stopped after its turns', async () => {
  await using model = await builtin(
    Array.from({ length: 20 }, () => ({ read: 'README.md' })),
    { limits: { turns: 5 } },
  )
  await using kit = await testSession({ model: model.model })
  await expect(model.driver.run(kit.session)).rejects.toThrow('had not finished after 5 turns')
})

test('what the constraints deny is not done, and the model is told', async () => {
  await using model = await builtin([{ run: 'touch forbidden' }, { say: 'I could not.' }])
  await using kit = await testSession({
    model: model.model,
    permit: ({ command }) => (command ? { answer: 'deny', reason: 'no commands today' } : { answer: 'allow' }),
  })
  await model.driver.run(kit.session)
  await expect(kit.file('forbidden')).rejects.toThrow('ENOENT')
  expect(JSON.stringify(model.server.requests[1]?.body.messages)).toContain('no commands today')
})
