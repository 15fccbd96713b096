import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDataDir } from './lock.ts'

let dataDir: string
const children: ChildProcess[] = []
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'devflow-lock-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

/** Another process that tries for the lock and says what became of it. */
function contender(): { child: ChildProcess; answer: Promise<string> } {
  const script = `
    import { lockDataDir } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}
    try { lockDataDir(process.argv[1]); console.log('held') } catch (error) { console.log(error.code) }
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const answer = once(createInterface({ input: child.stdout! }), 'line').then(([line]) => line as string)
  return { child, answer }
}

test('a second server on the same folder is refused with the process that holds it', async () => {
  const { child, answer } = contender()
  expect(await answer).toBe('held')
  expect(() => lockDataDir(dataDir)).toThrow(`(process ${child.pid})`)
})

test('a second kernel of the same process is refused, too', () => {
  const unlock = lockDataDir(dataDir)
  expect(() => lockDataDir(dataDir)).toThrow('already running')
  unlock()
  lockDataDir(dataDir)()
  expect(readdirSync(dataDir)).toEqual([])
})

test('the lock of a killed server is taken over', async () => {
  const { child, answer } = contender()
  await answer
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(join(dataDir, 'devflow.pid'))).toBe(true)
  lockDataDir(dataDir)()
})

test.runIf(process.platform === 'linux')('the lock of an earlier process with the same number is taken over', () => {
  writeFileSync(join(dataDir, 'devflow.pid'), JSON.stringify({ pid: process.pid, started: '1' }))
  lockDataDir(dataDir)()
})

test('a lock cut off in the middle of being written is taken over', () => {
  writeFileSync(join(dataDir, 'devflow.pid'), '{"pid":')
  lockDataDir(dataDir)()
})

test('of several servers that start together one holds the folder', async () => {
  const answers = await Promise.all(Array.from({ length: 4 }, () => contender().answer))
  expect(answers.sort()).toEqual(['held', ...Array(3).fill('kernel.already_running')])
})
