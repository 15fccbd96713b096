import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findProcess, hasProc, listProcesses, readEnvironment } from './process-table.ts'
import { createReaper, MARK } from './reaper.ts'
import { openSandbox } from './sandbox.suite.ts'
import { createTemporaryFolders } from './temporary.ts'

/** A server of one sandbox and nothing else; says the sandbox's pid, then waits to be killed. */
const SERVER = `
  import { createSandbox } from ${JSON.stringify(new URL('./sandbox.ts', import.meta.url).href)}
  const [dataDir, driver] = process.argv.slice(1)
  const host = { config: { dataDir }, log: { warn() {} }, onStart() {}, onStop() {} }
  const sandbox = createSandbox(host, { driver, environment: process.env })
  const child = await sandbox.spawn({
    id: 'left', command: ['/bin/sh', '-c', 'trap "" TERM HUP; setsid sleep 600 & sleep 600 & echo up; wait'],
    cwd: '/tmp', mounts: [], env: {}, network: 'none',
  })
  child.stdout.once('data', () => console.log(child.pid))
  setInterval(() => {}, 1000)
`

let dataDir: string
const servers: ChildProcess[] = []
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'devflow-reaper-'))
})
afterEach(() => {
  for (const server of servers.splice(0)) server.kill('SIGKILL')
  createTemporaryFolders(createReaper(dataDir).instance).sweep()
  rmSync(dataDir, { recursive: true, force: true })
})

const isolated = await openSandbox(join(tmpdir(), 'devflow-probe'))
await isolated.dispose()

describe.runIf(hasProc)('after kill -9 of the server', () => {
  test.runIf(isolated.sandbox.isolated)('a bubblewrap sandbox is gone by itself', async () => {
    const { server, pid } = await startServer('bubblewrap')
    expect(marked().length).toBeGreaterThan(0)
    await killServer(server)
    await until(() => marked().length === 0)
    expect(findProcess(pid)).toBeUndefined()
  })

  test('plain processes are ended by the next server, daemons too', async () => {
    const { server } = await startServer('process')
    await killServer(server)
    expect(marked().length).toBe(3)
    const next = await openSandbox(dataDir, { driver: 'process' })
    expect(marked()).toEqual([])
    expect(await next.service.reap()).toBe(0)
    await next.dispose()
  })
})

describe.runIf(hasProc)('reap', () => {
  test('spares the processes of a server that lives, and those of another installation', async () => {
    const { server, pid } = await startServer('process')
    expect(await createReaper(dataDir).reap()).toBe(0)
    await killServer(server)
    expect(await createReaper(join(dataDir, 'other')).reap()).toBe(0)
    expect(findProcess(pid)).toBeDefined()
    expect(await createReaper(dataDir).reap()).toBe(3)
  })

  test('works from written records where environments cannot be read', async () => {
    const owner = spawn('sleep', ['600'], { stdio: 'ignore' })
    const orphan = spawn('/bin/sh', ['-c', 'sleep 600 & wait'], { stdio: 'ignore', detached: true })
    servers.push(owner, orphan)
    const reaper = createReaper(dataDir, 'files')
    reaper.record(orphan.pid as number)
    expect(await reaper.reap()).toBe(0)
    // The record of a server that is gone: same process, an owner that no longer is.
    const gone = createReaper(dataDir, 'files', `${owner.pid}:long ago`)
    gone.record(orphan.pid as number)
    expect(await reaper.reap()).toBeGreaterThanOrEqual(1)
    await until(() => findProcess(orphan.pid as number) === undefined)
    expect(await reaper.reap()).toBe(0)
  })

  test('never mistakes a new process for the one that had its pid', async () => {
    const innocent = spawn('sleep', ['600'], { stdio: 'ignore' })
    servers.push(innocent)
    const reaper = createReaper(dataDir, 'files', '1:long ago')
    reaper.record(innocent.pid as number, 'another time')
    expect(await reaper.reap()).toBe(0)
    expect(findProcess(innocent.pid as number)).toBeDefined()
  })
})

function marked(): number[] {
  const { instance } = createReaper(dataDir)
  return listProcesses()
    .filter(({ pid }) => readEnvironment(pid, MARK)?.startsWith(`${instance}:`))
    .map(({ pid }) => pid)
}

async function startServer(driver: string): Promise<{ server: ChildProcess; pid: number }> {
  const server = spawn(process.execPath, ['--input-type=module', '-e', SERVER, dataDir, driver], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  servers.push(server)
  const pid = await new Promise<number>((resolve, reject) => {
    server.stdout?.once('data', (line) => resolve(Number(line)))
    server.once('exit', () => reject(new Error('The server ended before its sandbox was up.')))
  })
  return { server, pid }
}

async function killServer(server: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGKILL')
  await exited
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10)
}
