import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox, SandboxExit, SandboxProcess, SandboxSpec } from './contract.ts'
import { listProcesses, readEnvironment } from './process-table.ts'
import { createSandbox, type SandboxHost, type SandboxOptions } from './sandbox.ts'

/** What a driver may be unable to prevent. A driver that is isolated must prevent all of it. */
export type Escape =
  | 'files outside'
  | 'read-only mounts'
  | 'processes outside'
  | 'no network'
  | 'other ports'
  | 'privileges'
  | 'unmarked daemons'
  | 'fork bombs'
  | 'memory'

export interface SandboxUnderTest {
  sandbox: Sandbox
  dispose(): Promise<void>
}

/** The contract, run against every driver. `cannot` names what the driver does not prevent, with the reason. */
export function testSandbox(
  name: string,
  create: (dataDir: string) => Promise<SandboxUnderTest>,
  cannot: Partial<Record<Escape, string>> = {},
): void {
  describe(name, () => {
    let root: string
    let work: string
    let under: SandboxUnderTest
    let serial = 0

    beforeAll(async () => {
      root = mkdtempSync(join(tmpdir(), 'devflow-sandbox-test-'))
      work = join(root, 'work')
      mkdirSync(work)
      chmodSync(root, 0o755)
      under = await create(join(root, 'data'))
    })
    afterAll(async () => {
      await under?.dispose()
      rmSync(root, { recursive: true, force: true })
    })

    function spec(command: string[], changes: Partial<SandboxSpec> = {}): SandboxSpec {
      const mounts = [{ path: work, access: 'write' as const }]
      return {
        id: `${name.replaceAll(' ', '-')}-${process.pid}-${++serial}`,
        command,
        cwd: work,
        mounts,
        env: {},
        network: 'none',
        ...changes,
      }
    }
    async function run(command: string[], changes: Partial<SandboxSpec> = {}) {
      return finish(await under.sandbox.spawn(spec(command, changes)))
    }
    const script = (source: string, changes: Partial<SandboxSpec> = {}) => run(['/bin/sh', '-c', source], changes)
    const node = (source: string, changes: Partial<SandboxSpec> = {}) => run(['node', '-e', source], changes)
    function prevents(kind: Escape, title: string, body: () => Promise<void>): void {
      const reason = cannot[kind]
      test.skipIf(reason !== undefined)(`${title}${reason ? ` (not by this driver: ${reason})` : ''}`, body)
    }

    test('an isolated driver is excused from nothing but what the machine cannot do', () => {
      if (!under.sandbox.isolated) return
      expect(Object.keys(cannot).filter((kind) => kind !== 'memory')).toEqual([])
    })

    test('a command answers with its output and its code', async () => {
      expect(await script('echo out; echo err >&2; exit 3')).toMatchObject({
        code: 3,
        signal: null,
        out: 'out\n',
        err: 'err\n',
      })
    })

    test('a command that does not exist ends with 127 and says so', async () => {
      const { code, err } = await run(['no-such-command-here'])
      expect(code).toBe(127)
      expect(err).toContain('no-such-command-here')
    })

    test('the environment is the one given, not the server’s', async () => {
      process.env.SANDBOX_TEST_SECRET = 'leaked'
      const { out } = await script('env', { env: { GIVEN: 'a b\nc=d' } })
      delete process.env.SANDBOX_TEST_SECRET
      expect(out).toContain('GIVEN=a b\nc=d')
      expect(out).not.toContain('leaked')
    })

    test('what a command writes into its mount is there for the server, and the server’s files for the command', async () => {
      mkdirSync(join(work, 'given'))
      writeFileSync(join(work, 'given/by-server'), 'from the server', { mode: 0o600 })
      const { code } = await script('cat given/by-server > given/copy && rm given/by-server')
      expect(code).toBe(0)
      expect(readFileSync(join(work, 'given/copy'), 'utf8')).toBe('from the server')
      rmSync(join(work, 'given'), { recursive: true })
    })

    test('Node and npm of this server are on the PATH', async () => {
      expect((await script('node --version')).out.trim()).toBe(process.version)
      const npm = await script('npm --version')
      expect(npm.err).toBe('')
      expect(npm.out.trim()).toMatch(/^\d+\.\d+\.\d+/)
    })

    test('input streams in', async () => {
      const child = await under.sandbox.spawn(spec(['cat'], { stdin: 'pipe' }))
      child.stdin?.end('one two three')
      expect((await finish(child)).out).toBe('one two three')
    })

    test('a great deal of output arrives whole', async () => {
      const { out } = await node('process.stdout.write("x".repeat(3_000_000))')
      expect(out.length).toBe(3_000_000)
    })

    test('SIGTERM lets a command tidy up', async () => {
      const child = await under.sandbox.spawn(
        spec(['/bin/sh', '-c', 'trap "echo tidy; exit 0" TERM; echo up; while :; do sleep 0.05; done'], {
          limits: { graceMs: 30_000 },
        }),
      )
      const done = finish(child)
      await firstOutput(child)
      await child.kill()
      expect(await done).toMatchObject({ code: 0, signal: null, out: 'up\ntidy\n', timedOut: false })
    })

    test('a command that ignores SIGTERM gets SIGKILL after the grace', async () => {
      const child = await under.sandbox.spawn(
        spec(['/bin/sh', '-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done'], { limits: { graceMs: 50 } }),
      )
      const done = finish(child)
      await firstOutput(child)
      await child.kill()
      expect(await done).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: false })
    })

    test('the timeout ends the whole tree', async () => {
      const given = spec(
        ['/bin/sh', '-c', 'trap "" TERM; (trap "" TERM; sleep 600) & setsid sleep 600 & wait; sleep 600'],
        {
          limits: { timeoutMs: 300, graceMs: 50 },
        },
      )
      const result = await finish(await under.sandbox.spawn(given))
      expect(result).toMatchObject({ timedOut: true, code: null })
      expect(findMarked(given.id)).toEqual([])
    })

    test('what a command leaves in the background ends with it', async () => {
      const given = spec(['/bin/sh', '-c', 'setsid sleep 600 & sleep 600 & echo left'])
      expect(await finish(await under.sandbox.spawn(given))).toMatchObject({ code: 0, out: 'left\n' })
      expect(findMarked(given.id)).toEqual([])
    })

    test('killing twice, or after the end, is no error', async () => {
      const child = await under.sandbox.spawn(spec(['sleep', '600']))
      await Promise.all([child.kill('SIGKILL'), child.kill('SIGKILL')])
      await child.kill()
      expect(await child.wait()).toMatchObject({ code: null, signal: 'SIGKILL' })
    })

    test('a server that stops ends what runs', async () => {
      const other = await create(join(root, 'stopping'))
      const child = await other.sandbox.spawn(spec(['sleep', '600']))
      await other.dispose()
      expect(await child.wait()).toMatchObject({ signal: 'SIGKILL' })
    })

    test('two at once do not disturb each other', async () => {
      const results = await Promise.all(
        ['a', 'b', 'c', 'd'].map((word) => script(`echo ${word} > ${word}.txt; cat ${word}.txt`)),
      )
      expect(results.map(({ out }) => out.trim())).toEqual(['a', 'b', 'c', 'd'])
    })

    test('a spec that cannot be honoured is refused with a sentence', async () => {
      await expect(run([])).rejects.toMatchObject({ code: 'sandbox.no_command' })
      await expect(run(['true'], { cwd: '/root' })).rejects.toMatchObject({ code: 'sandbox.cwd' })
      await expect(run(['true'], { mounts: [{ path: '/', access: 'write' }], cwd: '/' })).rejects.toMatchObject({
        code: 'sandbox.mount',
      })
      await expect(run(['true'], { mounts: [{ path: '/etc/', access: 'read' }] })).rejects.toMatchObject({
        code: 'sandbox.mount',
      })
      const missing = join(work, 'missing')
      await expect(run(['true'], { mounts: [{ path: missing, access: 'read' }], cwd: missing })).rejects.toMatchObject({
        code: 'sandbox.mount_missing',
      })
      await expect(run(['true'], { env: { 'A=B': 'c' } })).rejects.toMatchObject({ code: 'sandbox.variable' })
      await expect(run(['echo', 'a\0b'])).rejects.toMatchObject({ code: 'sandbox.null_byte' })
    })

    test('open files are limited', async () => {
      expect((await script('ulimit -n', { limits: { openFiles: 123 } })).out.trim()).toBe('123')
    })

    test('the host network reaches this machine’s loopback', async () => {
      await using server = await answer('hello')
      expect((await node(FETCH, { network: 'host', env: { PORT: server.port } })).out).toBe('hello')
    })

    test('a loopback network reaches the port it names', async () => {
      await using server = await answer('hello')
      const network = { loopback: [Number(server.port)] }
      expect(await node(FETCH, { network, env: { PORT: server.port } })).toMatchObject({
        out: 'hello',
        err: '',
        code: 0,
      })
      expect((await script('exit 7', { network })).code).toBe(7)
    })

    prevents('other ports', 'a loopback network reaches no other port', async () => {
      await using named = await answer('named')
      await using other = await answer('other')
      const result = await node(FETCH, { network: { loopback: [Number(named.port)] }, env: { PORT: other.port } })
      expect(result.out).toBe('ECONNREFUSED')
    })

    prevents('no network', 'without a network not even loopback answers', async () => {
      await using server = await answer('hello')
      expect((await node(FETCH, { env: { PORT: server.port } })).out).toBe('ECONNREFUSED')
      expect((await node('console.log(Object.keys(require("os").networkInterfaces()).join())')).out.trim()).toBe('lo')
    })

    prevents('files outside', 'a file outside the mounts is neither read nor written', async () => {
      const secret = join(root, 'secret')
      writeFileSync(secret, 'hidden', { mode: 0o644 })
      expect((await script(`cat '${secret}' || cat '${work}/../secret'`)).out).toBe('')
      await script(`ln -s '${secret}' link; echo changed > link; rm -f link; echo changed > '${secret}'`)
      expect(readFileSync(secret, 'utf8')).toBe('hidden')
      expect((await script('cat /etc/shadow /root/.bashrc; ls /home /root; cat /etc/passwd')).out).not.toMatch(
        /:\$|bashrc|\n.*\/bin\/bash/,
      )
      expect(
        (await script('echo x > /usr/x; echo x > /etc/x; echo x > /x; mkdir /srv2')).err.split('\n').length,
      ).toBeGreaterThanOrEqual(4)
    })

    prevents('files outside', '/tmp is private', async () => {
      writeFileSync(join(tmpdir(), 'devflow-visible'), 'yes')
      const { out } = await script('ls /tmp; echo mine > /tmp/devflow-mine')
      rmSync(join(tmpdir(), 'devflow-visible'))
      expect(out).not.toContain('devflow-visible')
      expect(statSync('/tmp/devflow-mine', { throwIfNoEntry: false })).toBeUndefined()
    })

    prevents('read-only mounts', 'a mount for reading cannot be written, nor made writable', async () => {
      const read = join(root, 'read')
      mkdirSync(read, { recursive: true })
      chmodSync(read, 0o777)
      const mounts = [
        { path: work, access: 'write' as const },
        { path: read, access: 'read' as const },
      ]
      const { code } = await script(`echo x > '${read}/x' || mount -o remount,rw '${read}' || touch '${read}/y'`, {
        mounts,
      })
      expect(code).not.toBe(0)
      expect(statSync(join(read, 'x'), { throwIfNoEntry: false })).toBeUndefined()
    })

    prevents('processes outside', 'processes of this machine are neither seen nor signalled', async () => {
      const { out } = await script(`ls /proc | grep -E '^[0-9]+$' | wc -l; kill -0 ${process.pid} && echo reached`)
      expect(Number(out.trim())).toBeLessThan(10)
      expect(out).not.toContain('reached')
    })

    prevents('privileges', 'nobody becomes root or gets a capability', async () => {
      const { out } = await script('id -u; grep -E "^(CapEff|CapPrm|CapBnd|NoNewPrivs)" /proc/self/status')
      const [uid, ...status] = out.trim().split('\n')
      expect(uid).not.toBe('0')
      expect(status.map((line) => line.split(/\s+/)[1])).toEqual([
        '0000000000000000',
        '0000000000000000',
        '0000000000000000',
        '1',
      ])
      expect((await script('unshare --user --map-root-user id -u')).out.trim()).not.toBe('0')
      expect((await script('mknod disk b 8 0 && echo made; chroot / id')).out).toBe('')
    })

    prevents('privileges', 'the sandbox’s user on this machine is not root', async () => {
      const child = await under.sandbox.spawn(spec(['sleep', '600']))
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      expect(/^Uid:\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(status)?.slice(1)).not.toContain('0')
      await child.kill('SIGKILL')
    })

    prevents('privileges', 'a variable of the spec is never set for what runs outside', async () => {
      const env = { LD_PRELOAD: join(work, 'evil.so'), LD_LIBRARY_PATH: work }
      const child = await under.sandbox.spawn(spec(['/bin/sh', '-c', 'echo up; sleep 600'], { env }))
      const done = finish(child)
      await firstOutput(child)
      expect(readEnvironment(child.pid, 'LD_PRELOAD')).toBeUndefined()
      expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).not.toContain('evil.so')
      await child.kill('SIGKILL')
      await done
    })

    prevents('unmarked daemons', 'a daemon that cleared its environment ends too', async () => {
      const word = `86${process.pid}`
      const { code } = await script(`env -i setsid sleep ${word} & sleep 0.2; exit 0`)
      expect(code).toBe(0)
      const left = listProcesses().filter(({ pid }) => readCommand(pid).includes(word))
      expect(left).toEqual([])
    })

    prevents('fork bombs', 'a fork bomb stays within its limit', async () => {
      const { out } = await node(
        `const { spawn } = require('child_process'); let failed = 0, left = 60
         for (let i = 0; i < 60; i++) { const c = spawn('sleep', ['600']); c.on('error', () => { failed++; done() }); c.on('spawn', done) }
         function done() { if (--left === 0) { console.log('failed', failed); process.exit() } }`,
        { limits: { processes: 40 } },
      )
      expect(Number(out.split(' ')[1])).toBeGreaterThan(0)
    })

    prevents('memory', 'memory over the limit ends the command, not the machine', async () => {
      const { code, signal, out } = await node(
        'const held = []; for (let i = 0; i < 40; i++) held.push(Buffer.alloc(10_000_000, 1)); console.log(held.length)',
        { limits: { memoryMb: 150 } },
      )
      expect({ out, ended: code === 0 && signal === null }).toEqual({ out: '', ended: false })
    })
  })
}

/** The sandbox as a server has it, without the rest of the server. */
export async function openSandbox(dataDir: string, options: SandboxOptions = {}) {
  mkdirSync(dataDir, { recursive: true })
  const starts: (() => Promise<void>)[] = []
  const stops: (() => Promise<void>)[] = []
  const warnings: string[] = []
  const host: SandboxHost = {
    config: { dataDir },
    log: { warn: (_fields, message) => void warnings.push(message) },
    onStart: (run) => void starts.push(run),
    onStop: (run) => void stops.push(run),
  }
  const service = createSandbox(host, { environment: process.env, ...options })
  for (const run of starts) await run()
  return {
    service,
    sandbox: service.current,
    warnings,
    dispose: async () => {
      for (const run of stops) await run()
    },
  }
}

const FETCH = `fetch('http://127.0.0.1:' + process.env.PORT).then((r) => r.text()).then((t) => process.stdout.write(t), (e) => process.stdout.write(e.cause.code))`

async function finish(child: SandboxProcess): Promise<SandboxExit & { out: string; err: string }> {
  const [exit, out, err] = await Promise.all([child.wait(), text(child.stdout), text(child.stderr)])
  return { ...exit, out, err }
}

function firstOutput(child: SandboxProcess): Promise<void> {
  return new Promise((resolve) => child.stdout.once('data', () => resolve()))
}

function findMarked(id: string): number[] {
  return listProcesses()
    .filter(({ pid }) => readEnvironment(pid, 'DEVFLOW_SANDBOX')?.endsWith(`:${id}`))
    .map(({ pid }) => pid)
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

async function answer(body: string) {
  const server = createServer((_request, response) => response.setHeader('connection', 'close').end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: String((server.address() as AddressInfo).port),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}
