import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { TEST_LIMITS, testAgentDriver, testSession } from './agent-driver.suite.ts'
import { parseRecording } from './recording.ts'
import { createRehearsalDriver } from './rehearsal.ts'

const folder = await mkdtemp(join(tmpdir(), 'devflow-recordings-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const SESSION = { type: 'session', version: 1, agent: 'test', recordedAt: '2026-01-01T00:00:00Z' }
const FINISH = { type: 'finish', summary: 'Wrote hello.txt.', confidence: 0.8 }

async function rehearsal(actions: object[]) {
  const recording = join(folder, `${Math.random()}.jsonl`)
  await writeFile(recording, [SESSION, ...actions, FINISH].map((line) => JSON.stringify(line)).join('\n'))
  return { driver: createRehearsalDriver({ recording, limits: TEST_LIMITS }) }
}

testAgentDriver({
  name: 'rehearsal',
  works: () =>
    rehearsal([
      { type: 'planned', entries: [{ content: 'write', status: 'pending' }] },
      { type: 'read', path: 'README.md' },
      { type: 'write', path: 'hello.txt', content: 'hello\n', explanation: 'because', afterMs: 5 },
      { type: 'run', command: ['cat', 'hello.txt'] },
    ]),
  endless: () =>
    rehearsal([
      { type: 'said', text: 'waiting' },
      { type: 'run', command: ['/bin/sh', '-c', 'touch started.txt; sleep 600'] },
    ]),
  escapes: () => rehearsal([{ type: 'write', path: '../outside.txt', content: 'x' }]),
})

test('edits and deletions are replayed on the real files', async () => {
  const { driver } = await rehearsal([
    { type: 'edit', path: 'README.md', find: 'two lines', replace: 'three lines' },
    { type: 'write', path: 'a/b/c.txt', content: 'c' },
    { type: 'delete', path: 'a/b/c.txt' },
  ])
  await using kit = await testSession()
  expect(await driver.run(kit.session)).toEqual({ outcome: 'succeeded', summary: 'Wrote hello.txt.', confidence: 0.8 })
  expect(await kit.file('README.md')).toContain('of three lines')
  await expect(kit.file('a/b/c.txt')).rejects.toThrow('ENOENT')
})

test('a recording that does not fit the repository fails with the reason', async () => {
  for (const [action, reason] of [
    [
      { type: 'edit', path: 'README.md', find: 'not there', replace: '' },
      'the text to replace occurs 0 times in README.md',
    ],
    [{ type: 'read', path: 'missing.txt' }, 'does not exist'],
    [{ type: 'run', command: ['false'] }, '`false` ended with 1 instead of 0'],
    [{ type: 'write', path: '/etc/devflow', content: '' }, 'is outside the worktree'],
  ] as const) {
    const { driver } = await rehearsal([action])
    await using kit = await testSession()
    await expect(driver.run(kit.session)).rejects.toMatchObject({
      retry: 'fatal',
      message: expect.stringContaining(reason),
    })
  }
})

test('a recording that is not valid is refused with its line', () => {
  const line = (value: object) => JSON.stringify(value)
  expect(() => parseRecording('')).toThrow('line 1')
  expect(() => parseRecording(`${line(SESSION)}\nnot json`)).toThrow('line 2: it is not JSON')
  expect(() => parseRecording(`${line(SESSION)}\n${line({ type: 'write', path: 'x' })}`)).toThrow('line 2: content')
  expect(() => parseRecording(line(SESSION))).toThrow('the last line must be {"type":"finish"')
  expect(parseRecording(`${line(SESSION)}\n\n${line(FINISH)}\n`)).toHaveLength(2)
})
