import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createSandbox } from '#sandbox'
import { ATTEMPT_LIMITS, type AttemptLimits } from '../limits.ts'
import { createSessionSandbox } from '../session-sandbox.ts'
import type { AgentAction, AgentDriver, AgentOutcome, AgentSession, PermitAnswer, PermitRequest } from './driver.ts'

/** One way of misbehaving or behaving, for one kind of driver. */
export interface DriverCase {
  driver: AgentDriver
  model?: AgentSession['model']
}

export interface DriverSuite {
  name: string
  /** Reads README.md, writes hello.txt containing "hello", runs a command, and ends well with a summary. */
  works(): Promise<DriverCase> | DriverCase
  /** Makes started.txt by a process in the sandbox, then would work for ever. */
  endless(): Promise<DriverCase> | DriverCase
  /** Tries to write outside the worktree, and ends somehow. */
  escapes(): Promise<DriverCase> | DriverCase
}

export const TEST_LIMITS: AttemptLimits = {
  ...ATTEMPT_LIMITS,
  startMs: 20_000,
  graceMs: 500,
  modelMs: 2_000,
  modelTries: 2,
  retryMs: 10,
  commandMs: 20_000,
}

/** A session on a real folder and the real sandbox of this machine. */
export async function testSession(
  options: { model?: AgentSession['model'] | undefined; permit?: (request: PermitRequest) => PermitAnswer } = {},
) {
  const place = await realpath(await mkdtemp(join(tmpdir(), 'devflow-session-')))
  const directory = join(place, 'worktree')
  const home = join(place, 'home')
  await mkdir(directory)
  await mkdir(home)
  await mkdir(join(place, 'data'))
  await writeFile(join(directory, 'README.md'), '# A project\n\nof two lines\n')
  const stops: (() => Promise<void>)[] = []
  const starts: (() => Promise<void>)[] = []
  const service = createSandbox(
    {
      config: { dataDir: join(place, 'data') },
      log: { warn: () => {} },
      onStart: (run) => starts.push(run),
      onStop: (run) => stops.push(run),
    },
    { environment: { PATH: process.env.PATH ?? '' } },
  )
  for (const start of starts) await start()
  const network = options.model ? { loopback: [Number(new URL(options.model.baseUrl).port)] } : ('none' as const)
  const sandbox = createSessionSandbox({
    attempt: `test-${process.pid}-${Math.random()}`,
    sandbox: service,
    directory,
    home,
    readable: [],
    network,
  })
  const actions: AgentAction[] = []
  const asked: PermitRequest[] = []
  const controller = new AbortController()
  const session: AgentSession = {
    prompt: 'Write hello.txt.',
    task: { id: 'tsk_1', title: 'Write hello.txt', spec: null },
    directory,
    home,
    sandbox,
    ...(options.model ? { model: options.model } : {}),
    signal: controller.signal,
    alive: () => {},
    act: async (action) => void actions.push(action),
    async permit(request) {
      asked.push(request)
      return options.permit?.(request) ?? { answer: 'allow' }
    },
  }
  return {
    session,
    actions,
    asked,
    place,
    stop: () => controller.abort(),
    file: (path: string) => readFile(join(directory, path), 'utf8'),
    async [Symbol.asyncDispose]() {
      await sandbox.stop()
      for (const stop of stops) await stop()
      await rm(place, { recursive: true, force: true })
    },
  }
}

/** What every driver promises, whatever agent is behind it. */
export function testAgentDriver(suite: DriverSuite): void {
  describe(`every driver: ${suite.name}`, () => {
    test('does the work in the worktree and tells what it did', async () => {
      const { driver, model } = await suite.works()
      await using kit = await testSession({ model })
      const outcome = await driver.run(kit.session)
      expect(outcome).toMatchObject({ outcome: 'succeeded', summary: expect.stringMatching(/\w/) })
      expect(await kit.file('hello.txt')).toContain('hello')
      expect(kit.actions.map((action) => action.type)).toEqual(expect.arrayContaining(['called_tool', 'ran_command']))
    })

    test('ends as cancelled when it is stopped, with nothing left running', async () => {
      const { driver, model } = await suite.endless()
      await using kit = await testSession({ model })
      const running: Promise<AgentOutcome> = driver.run(kit.session)
      await expect.poll(() => existsSync(join(kit.session.directory, 'started.txt')), { timeout: 20_000 }).toBe(true)
      kit.stop()
      expect(await running).toMatchObject({ outcome: 'cancelled' })
    })

    test('writes nothing outside the worktree', async () => {
      const { driver, model } = await suite.escapes()
      await using kit = await testSession({ model })
      await driver.run(kit.session).catch(() => {})
      await expect(readFile(join(kit.place, 'outside.txt'))).rejects.toThrow('ENOENT')
      await expect(readFile(join(tmpdir(), 'outside.txt'))).rejects.toThrow('ENOENT')
    })
  })
}
