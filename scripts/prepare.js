// Runs on the machine's own Node (≥ 20) before anything else: brings what `npm start` and `npm test` need.
// Plain JavaScript and no dependencies, because nothing is installed yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const goal = process.argv[2]

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(
    `DevFlow needs Node 20 or later to install itself; this is ${process.version}. Install a current Node and try again.`,
  )
}
installPackages()
if (goal === 'start' || goal === 'test') buildDashboard()
if (goal === 'test') installTestClients()

/** `npm ci`, once for each lock file. */
function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const stamp = join(root, 'node_modules', '.devflow-installed')
  const wanted = createHash('sha256').update(lock).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Installing dependencies (once) …')
  run(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--foreground-scripts=false'],
    'The dependencies could not be installed; check the network and run the command again.',
  )
  writeFileSync(stamp, wanted)
  const packages = (JSON.parse(lock).packages && Object.keys(JSON.parse(lock).packages).length) || 0
  say(`Installed ${packages} packages.`)
}

/** Vite, once for each state of the sources. */
function buildDashboard() {
  const stamp = join(root, 'dashboard', 'dist', '.built-from')
  const wanted = hashFolders(['dashboard', 'sdk/src'])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Building the dashboard (once) …')
  run(
    'npm',
    ['run', '--silent', 'build', '-w', 'dashboard', '--', '--logLevel', 'warn'],
    'The dashboard could not be built; see above.',
  )
  mkdirSync(join(root, 'dashboard', 'dist'), { recursive: true })
  writeFileSync(stamp, wanted)
}

/** The sandbox, a browser and the clients that the tests drive, from the system's package manager where it may be used. */
function installTestClients() {
  const missing = [
    { command: 'bwrap', apt: 'bubblewrap' },
    { command: 'chromium', apt: 'chromium' },
    { command: 'gh', apt: 'gh' },
    { command: 'git-lfs', apt: 'git-lfs' },
    { command: 'ssh', apt: 'openssh-client' },
    { command: 'gpg', apt: 'gnupg' },
  ].filter(({ command }) => !onPath(command))
  if (missing.length === 0) return
  const packages = missing.map(({ apt }) => apt)
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    say(`Not installed: ${packages.join(', ')}. The tests that need them are skipped here; install them to run all.`)
    return
  }
  say(`Installing ${packages.join(', ')} for the tests …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  })
}

function hashFolders(folders) {
  const hash = createHash('sha256')
  const visit = (path) => {
    if (/(^|\/)(node_modules|dist|test)$/.test(path)) return
    const full = join(root, path)
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) visit(`${path}/${name}`)
    else hash.update(path).update('\0').update(readFileSync(full))
  }
  for (const folder of folders) visit(folder)
  hash.update(readFileSync(join(root, 'package-lock.json')))
  return hash.digest('hex')
}

function onPath(command) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, command)))
}

function run(command, args, sentence) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) {
    rmSync(join(root, 'node_modules', '.devflow-installed'), { force: true })
    fail(sentence)
  }
}

function say(text) {
  process.stderr.write(`  ${text}\n`)
}

function fail(sentence) {
  process.stderr.write(`\n  ${sentence}\n`)
  process.exit(1)
}
