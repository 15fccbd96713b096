import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ADMIN_TOKEN, type Program } from '../program.ts'

/** The command line as a person has it. */
const DEVFLOW = join(import.meta.dirname, '../../../cli/bin/devflow.js')

/** A small real application: a server, a test, and a workflow that runs it. */
export const SHOP = {
  'package.json': JSON.stringify({
    name: 'shop',
    private: true,
    type: 'module',
    scripts: { start: 'node server.js', test: 'node --test' },
  }),
  'greet.js': "export const greet = () => 'Hello!'\n",
  'server.js': `import { createServer } from 'node:http'
import { greet } from './greet.js'

createServer((request, response) => {
  const name = new URL(request.url, 'http://shop').searchParams.get('name') ?? undefined
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ greeting: greet(name) }))
}).listen(Number(process.env.PORT))
`,
  'test/shop.test.js': `import assert from 'node:assert'
import { test } from 'node:test'
import { greet } from '../greet.js'

test('greets', () => assert.match(greet('you'), /^Hello/))
`,
  '.github/workflows/ci.yml': `name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm test
`,
}

export const SPEC = `# Greet people by name

greet() takes a name and answers "Hello, <name>!".

## Acceptance criteria

- /?name=alice answers "Hello, alice!"
`

export interface Ended {
  exit: number | null
  stdout: string
  stderr: string
  /** Of `--json`: every line of the standard output. */
  // biome-ignore lint/suspicious/noExplicitAny: events of many kinds, and the outcome
  lines: any[]
  /** Of `--json`: the last one. */
  // biome-ignore lint/suspicious/noExplicitAny: the outcome
  outcome: any
}

/** A command as a process of its own; throws when `--json` was asked for and a line is none. */
export async function runCommand(
  program: string,
  args: string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject))
  const [exit, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  const isJson = args.includes('--json')
  const lines = isJson ? stdout.trimEnd().split('\n').map(parseLine) : []
  return { exit, stdout, stderr, lines, outcome: lines.at(-1) }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`not a JSON line: ${line}`)
  }
}

/** `devflow …`, signed in by the environment. */
export function devflow(server: Pick<Program, 'url'>, cwd: string, ...args: string[]): Promise<Ended> {
  const env = { DEVFLOW_URL: server.url, DEVFLOW_TOKEN: ADMIN_TOKEN }
  return runCommand(process.execPath, [DEVFLOW, ...args], { cwd, env })
}

/** Makes a folder a repository with these files and pushes it, with nothing but git. */
export async function push(server: Program, folder: string, project: string, files: Record<string, string>) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const remote = `http://x:${ADMIN_TOKEN}@${new URL(server.url).host}/${project}.git`
  const author = ['-c', 'user.name=alice', '-c', 'user.email=alice@example.com']
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '.'],
    [...author, 'commit', '--quiet', '--message=shop: the first greeting'],
    ['push', '--quiet', remote, 'main'],
  ]) {
    const { exit, stderr } = await runCommand('git', args, { cwd: folder })
    if (exit !== 0) throw new Error(`git ${args.includes('push') ? 'push' : args[0]}: ${stderr}`)
  }
}
