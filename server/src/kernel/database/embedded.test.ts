import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EmbeddedPostgres, Problem, startEmbeddedPostgres } from '#kernel'

let dataDir: string
const running: EmbeddedPostgres[] = []
const children: ChildProcess[] = []

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'devflow-postgres-'))
  chmodSync(dataDir, 0o755)
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const postgres of running.splice(0)) await postgres.stop()
  rmSync(home(dataDir), { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(at = dataDir): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres(at, { fsync: 'off' })
  running.push(postgres)
  return postgres
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Where the database of a data folder is. */
function home(at: string): string {
  const pointer = join(at, 'postgres-is-at')
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : at
}

/** A process that has ended and is only not yet collected by its parent is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

test('starts on an empty folder, keeps its data over a stop, and guards it with a password', async () => {
  const first = await start()
  await query(first.url, 'create table kept as select 42 as answer')
  expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600)
  const wrong = new URL(first.url)
  wrong.password = 'guessed'
  await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
  await running.pop()!.stop()

  const second = await start()
  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
})

test('a killed server leaves its PostgreSQL; the next one ends it and finds everything that was committed', async () => {
  const script = `
    import pg from 'pg'
    import { startEmbeddedPostgres } from '#kernel'
    const { url } = await startEmbeddedPostgres(process.argv[1])
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('create table kept as select 42 as answer')
    await client.query('begin; insert into kept values (43)')
    console.log('ready')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, dataDir], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(createInterface({ input: child.stdout! }), 'line')
  const leftover = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isAlive(leftover)).toBe(true)

  const { url } = await start()
  expect(await query(url, 'select answer from kept')).toEqual([{ answer: 42 }])
  expect(isAlive(leftover)).toBe(false)
})

test('a process file from before a crash of the machine ends nobody and hinders nothing', async () => {
  await start()
  await running.pop()!.stop()
  const innocent = spawn('sleep', ['60'])
  children.push(innocent)
  writeFileSync(join(dataDir, 'postgres/postmaster.pid'), `${innocent.pid}\n${dataDir}/postgres\n`)
  const { url } = await start()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(innocent.signalCode).toBeNull()
})

test('data that was being prepared when the server was killed is prepared again', async () => {
  mkdirSync(join(dataDir, 'postgres.new'), { recursive: true })
  writeFileSync(join(dataDir, 'postgres.new/PG_VERSION'), '18\n')
  const { url } = await start()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('data of another major version is refused and left as it is', async () => {
  mkdirSync(join(dataDir, 'postgres'))
  writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '15\n')
  await expect(start()).rejects.toThrow(/belongs to PostgreSQL 15 but this DevFlow brings 18/)
  expect(readFileSync(join(dataDir, 'postgres/PG_VERSION'), 'utf8')).toBe('15\n')
})

test('data without its password file is refused with the way out', async () => {
  await start()
  await running.pop()!.stop()
  rmSync(join(dataDir, 'postgres-password'))
  const refusal = await start().catch((error) => error)
  expect(refusal).toBeInstanceOf(Problem)
  expect(refusal).toMatchObject({ code: 'kernel.postgres_password' })
})

test.runIf(process.getuid?.() === 0)(
  'root: a folder behind a closed parent works, twice, and again after it was deleted',
  async () => {
    const closed = join(dataDir, 'closed')
    const at = join(closed, 'data')
    mkdirSync(at, { recursive: true })
    chmodSync(closed, 0o700)
    const first = await start(at)
    const outside = home(at)
    try {
      expect(outside).not.toBe(at)
      await query(first.url, 'create table kept as select 1 as one')
      await running.pop()!.stop()

      chmodSync(closed, 0o755) // the place stays where it was chosen
      const second = await start(at)
      expect(await query(second.url, 'select one from kept')).toEqual([{ one: 1 }])
      await running.pop()!.stop()

      chmodSync(closed, 0o700)
      rmSync(at, { recursive: true })
      mkdirSync(at)
      const third = await start(at)
      expect(await query(third.url, `select to_regclass('kept') as kept`)).toEqual([{ kept: null }])
      await running.pop()!.stop()
    } finally {
      rmSync(outside, { recursive: true, force: true })
    }
  },
)
