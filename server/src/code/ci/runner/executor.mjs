// Runs inside the sandbox of one job, as its first process: starts the job's steps and touches the job's files, so that
// the server outside opens nothing a job could have planted. Requests are lines of JSON on stdin, answers on stdout.
// Processes a step leaves in the background live on until the job ends, as on GitHub's runners.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, matchesGlob, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** After a step's own process has ended, output of its children is waited for until they are silent this long. */
const QUIET_MS = 60
const KILL_AFTER_MS = 5_000
const MAX_COLLECTED_BYTES = 1024 * 1024
const MAX_HASHED_FILES = 50_000

const steps = new Map()
const answer = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line)
  const act = { run, kill, hash, place }[request.type]
  try {
    act(request)
  } catch (error) {
    answer({ id: request.id, type: 'failed', reason: error.message })
  }
})

function run({ id, command, cwd, env, files, collect }) {
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  if (!existsSync(cwd)) throw new Error(`The working directory ${cwd} does not exist.`)
  const child = spawn(command[0], command.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  steps.set(id, child)
  let exited
  let quiet
  let done = false
  const finish = () => {
    if (done) return
    done = true
    clearTimeout(quiet)
    steps.delete(id)
    answer({ id, type: 'exit', ...exited, collected: collect.map(read) })
  }
  const waitForQuiet = () => {
    clearTimeout(quiet)
    quiet = setTimeout(finish, QUIET_MS)
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      if (done) return // left in the background: drained, so that it is not blocked, and dropped
      if (exited) waitForQuiet()
      if (answer({ id, type: 'output', stream: stream === child.stdout ? 1 : 2, text })) return
      stream.pause()
      process.stdout.once('drain', () => stream.resume())
    })
  }
  child.on('error', (error) => {
    if (done || exited) return
    done = true
    steps.delete(id)
    answer({ id, type: 'failed', reason: error.message })
  })
  child.on('exit', (code, signal) => {
    exited = { code, signal }
    waitForQuiet()
  })
  child.on('close', finish)
}

function kill({ id }) {
  const child = steps.get(id)
  if (!child?.pid) return
  signal(child.pid, 'SIGTERM')
  setTimeout(() => steps.get(id) === child && signal(child.pid, 'SIGKILL'), KILL_AFTER_MS).unref()
}

function signal(group, name) {
  try {
    process.kill(-group, name)
  } catch {
    // it has ended by itself
  }
}

function read(path) {
  let file
  try {
    file = openSync(path, 'r')
    const buffer = Buffer.alloc(MAX_COLLECTED_BYTES + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null)
    }
    return length > MAX_COLLECTED_BYTES ? { tooLarge: true } : { text: buffer.toString('utf8', 0, length) }
  } catch {
    return { text: '' }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** GitHub's hashFiles(): the SHA-256 of the matching files' SHA-256s; nothing matching is the empty string. */
function hash({ id, workspace, patterns }) {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'))
  const refused = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))
  const clean = (pattern) => pattern.replace(/^\.?\//, '')
  const total = createHash('sha256')
  let found = 0
  for (const path of walk(workspace)) {
    const name = relative(workspace, path)
    const matches = (pattern) => matchesGlob(name, clean(pattern))
    if (!wanted.some(matches) || refused.some(matches)) continue
    if (++found > MAX_HASHED_FILES) throw new Error(`hashFiles() matches more than ${MAX_HASHED_FILES} files`)
    total.update(createHash('sha256').update(readFileSync(path)).digest())
  }
  answer({ id, type: 'done', value: found ? total.digest('hex') : '' })
}

function* walk(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.isFile()) yield path
  }
}

/** The files of the commit, laid ready by the server before the job began, into the workspace. */
function place({ id, from, workspace, path, keep }) {
  const target = resolve(workspace, path)
  if (relative(workspace, target).startsWith('..')) throw new Error(`${path} is outside the workspace`)
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(from)) {
    if (keep) cpSync(join(from, name), join(target, name), { recursive: true, verbatimSymlinks: true, force: true })
    else move(join(from, name), join(target, name))
  }
  answer({ id, type: 'done', value: '' })
}

function move(from, to) {
  try {
    renameSync(from, to)
  } catch {
    cpSync(from, to, { recursive: true, verbatimSymlinks: true, force: true })
  }
}
