import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import ssh2, { type Client, type ConnectConfig } from 'ssh2'
import { expect, onTestFinished, test } from 'vitest'
import { testPlace } from '#testing'
import { makeKeyPair } from '../../code/keys/keys.kit.ts'
import { startGitServer } from '../git/git.kit.ts'
import { hostKey } from './host-key.ts'
import type { SshLimits } from './limits.ts'
import { sshClient } from './ssh.kit.ts'
import { createSshDoor } from './ssh-door.ts'

/** A server with these limits, and alice at her machine. */
async function start(limits: Partial<SshLimits> = {}) {
  const place = await testPlace()
  const server = await startGitServer(place.config, limits)
  const alice = await sshClient(server)
  onTestFinished(async () => {
    await alice[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    await place.remove()
  })
  const { id } = await server.kernel.call(
    server.modules.keys.verbs.account.create,
    { key: alice.publicKey },
    { actor: server.alice.actor },
  )
  return { server, alice, keyId: id, place }
}

type Server = Awaited<ReturnType<typeof start>>['server']

/** A client of the library's own, for what OpenSSH would not do. */
async function rawClient(server: Server, config: ConnectConfig): Promise<Client> {
  const client = new ssh2.Client()
  client.connect({ host: '127.0.0.1', port: server.ssh.port()!, username: 'git', ...config })
  onTestFinished(() => void client.destroy())
  await once(client, 'ready')
  return client
}

async function rawSocket(server: Server): Promise<Socket> {
  const socket = connect(server.ssh.port()!, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {}).resume()
  await once(socket, 'connect')
  return socket
}

test('a shell gets a greeting and no shell; terminals, subsystems, other commands and forwarding are refused', async () => {
  const { alice } = await start()
  const shell = await alice.ssh('-T', 'git@127.0.0.1')
  expect(shell).toMatchObject({ code: 1, stdout: '' })
  expect(shell.stderr).toContain(
    "Hi alice! You've successfully authenticated, but DevFlow does not provide shell access.",
  )
  expect((await alice.ssh('-tt', 'anybody@127.0.0.1')).stderr).toContain('PTY allocation request failed')
  for (const command of ['id', "git-upload-pack '/a/b.git'; id", 'git-shell']) {
    const refused = await alice.ssh('git@127.0.0.1', command)
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toBe(
      'DevFlow: Only git is served here, no shell and no other command; use git clone, fetch, push or archive --remote.\n',
    )
  }
  expect((await alice.ssh('git@127.0.0.1', "git-upload-pack '/alice/../x'")).stderr).toMatch(
    /^DevFlow: There is no such/,
  )
  expect((await alice.ssh('-s', 'git@127.0.0.1', 'sftp')).stderr).toContain('subsystem request failed')
  expect((await alice.ssh('-W', '127.0.0.1:22', 'git@127.0.0.1')).stderr).toContain('administratively prohibited')
  const forward = await alice.ssh('-T', '-o', 'ExitOnForwardFailure=yes', '-R', '0:127.0.0.1:1', 'git@127.0.0.1')
  expect(forward.stderr).toContain('remote port forwarding failed')
})

test('an unknown key, a password and a key whose owner is gone open nothing', async () => {
  const { server, alice, keyId } = await start()
  await using stranger = await sshClient(server)
  const unknown = await stranger.ssh('git@127.0.0.1')
  expect(unknown).toMatchObject({ code: 255, stdout: '' })
  expect(unknown.stderr).toContain('Permission denied (publickey).')
  for (const attempt of [
    { password: server.alice.token },
    { password: server.alice.token, tryKeyboard: true },
    { username: 'alice', password: 'alice' },
  ]) {
    await expect(rawClient(server, attempt)).rejects.toThrow('authentication methods failed')
  }
  await server.kernel.call(server.modules.keys.verbs.account.delete, { sshKey: keyId }, { actor: server.alice.actor })
  expect((await alice.ssh('git@127.0.0.1')).stderr).toContain('Permission denied')
})

test.each(['rsa', 'ecdsa', 'ed25519'])('a key of the type %s opens the door', async (type) => {
  const { server } = await start()
  await using bob = await sshClient(server, type)
  await server.kernel.call(
    server.modules.keys.verbs.account.create,
    { key: bob.publicKey },
    { actor: server.bob.actor },
  )
  expect((await bob.ssh('git@127.0.0.1')).stderr).toContain('Hi bob!')
})

test('an RSA key that signs with SHA-1 is refused', async () => {
  const { server, alice } = await start()
  const key = makeKeyPair('rsa', { home: alice.home })
  await server.kernel.call(server.modules.keys.verbs.account.create, { key: key.line }, { actor: server.alice.actor })
  const old = await alice.ssh('-o', 'PubkeyAcceptedAlgorithms=ssh-rsa', '-i', key.file, 'git@127.0.0.1')
  expect(old.stderr).toContain('Permission denied')
})

test('a key that is removed opens nothing more in a connection that is open', async () => {
  const { server, alice, keyId } = await start()
  const master = ['-o', `ControlPath=${join(alice.home, 'control')}`]
  const opened = await alice.ssh(
    '-f',
    '-N',
    '-o',
    'ControlMaster=yes',
    '-o',
    'ControlPersist=60',
    ...master,
    'git@127.0.0.1',
  )
  expect(opened.code).toBe(0)
  onTestFinished(async () => void (await alice.ssh('-O', 'exit', ...master, 'git@127.0.0.1')))
  expect((await alice.ssh(...master, 'git@127.0.0.1')).stderr).toContain('Hi alice!')
  await server.kernel.call(server.modules.keys.verbs.account.delete, { sshKey: keyId }, { actor: server.alice.actor })
  const after = await alice.ssh(...master, 'git@127.0.0.1', "git-upload-pack '/alice/shop.git'")
  expect(after.stderr).toContain('DevFlow: Your key was removed from this server; connect with another one.')
})

test('a client may offer so many keys and no more', async () => {
  const { server, alice } = await start({ attempts: 3 })
  const others = [1, 2, 3].map(() => makeKeyPair('ed25519', { home: alice.home }).file)
  const own = alice.keyFile
  const offer = (keys: string[]) => {
    const options = alice.options.filter((option) => option !== '-i' && option !== own)
    return alice.sshWith([...options, ...keys.flatMap((key) => ['-i', key])], 'git@127.0.0.1')
  }
  // The one that fits is asked for twice: whether it would do, and then with a signature.
  expect((await offer([others[0]!, own])).stderr).toContain('Hi alice!')
  expect((await offer([others[0]!, others[1]!, own])).stderr).not.toContain('Hi alice!')
  expect(server.ssh.port()).toBeGreaterThan(0)
})

test('who says nothing is sent away, and those who have not said who they are cannot take all places', async () => {
  const { server, alice } = await start({ unauthenticated: 2, loginMs: 3000 })
  const silent = [await rawSocket(server), await rawSocket(server)]
  const third = await rawSocket(server)
  await once(third, 'close')
  expect(silent.every((socket) => !socket.destroyed)).toBe(true)
  await Promise.all(silent.map((socket) => once(socket, 'close')))
  await expect.poll(async () => (await alice.ssh('git@127.0.0.1')).stderr).toContain('Hi alice!')
})

test('connections past the limit are closed', async () => {
  const { server } = await start({ connections: 1 })
  const first = await rawSocket(server)
  await once(await rawSocket(server), 'close')
  expect(first.destroyed).toBe(false)
})

test('a connection runs so many commands at once and no more, and is closed when it has run none for long', async () => {
  const { server, alice } = await start({ sessions: 2, idleMs: 500 })
  const client = await rawClient(server, { privateKey: await readFile(alice.keyFile) })
  const run = () =>
    new Promise<'opened' | 'refused'>((done) =>
      client.exec("git-receive-pack '/alice/shop.git'", (error) => done(error ? 'refused' : 'opened')),
    )
  expect(await run()).toBe('opened')
  expect(await run()).toBe('opened')
  expect(await run()).toBe('refused')
  await expect.poll(() => server.modules.git.running()).toBe(2)
  const idle = await rawClient(server, { privateKey: await readFile(alice.keyFile) })
  await once(idle, 'close')
  expect(server.modules.git.running()).toBe(2)
  client.destroy()
  await expect.poll(() => server.modules.git.running()).toBe(0)
})

test('a command in which nobody says anything is ended', async () => {
  const { server, alice } = await start({ silenceMs: 300 })
  const client = await rawClient(server, { privateKey: await readFile(alice.keyFile) })
  const closed = once(client, 'close')
  client.exec("git-receive-pack '/alice/shop.git'", () => {})
  await closed
  await expect.poll(() => server.modules.git.running()).toBe(0)
})

test('bytes that are no SSH, and a client that hangs up at any moment, harm nobody', async () => {
  const { server, alice } = await start()
  for (const bytes of [
    'GET / HTTP/1.1\r\n\r\n',
    'SSH-2.0-x\r\n\0\0\0\0',
    `SSH-2.0-x\r\n${'\xff'.repeat(4000)}`,
    '\n'.repeat(70_000),
  ]) {
    const socket = await rawSocket(server)
    socket.end(Buffer.from(bytes, 'latin1'))
    await once(socket, 'close')
  }
  ;(await rawSocket(server)).resetAndDestroy()
  expect((await alice.ssh('git@127.0.0.1')).stderr).toContain('Hi alice!')
})

test('the host key is made once, for its owner only, and one that is damaged is not replaced', async () => {
  const { server, place } = await start()
  const file = join(place.config.dataDir, 'keys/ssh_host_ed25519')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(hostKey(file).line).toBe(server.ssh.hostKey()?.line)
  await writeFile(file, 'damaged')
  expect(() => hostKey(file)).toThrow(expect.objectContaining({ code: 'ssh.host_key' }))
  expect(await readFile(file, 'utf8')).toBe('damaged')
})

test('a port in use is said in a sentence, and no port is taken when SSH is off', async () => {
  const { server } = await start()
  const port = server.ssh.port()!
  const doorOn = (sshPort: number | undefined, sshPortChosen = true) =>
    createSshDoor(
      { ...server.kernel, config: { ...server.kernel.config, sshPort, sshPortChosen } },
      { ...server.modules, publicUrl: () => server.url },
    )
  const second = doorOn(port, false)
  await second.reserve()
  await second.open()
  expect(second.port()).toBeUndefined()
  expect(second.warning()).toContain(`port ${port} is in use`)
  await second.close()
  await expect(doorOn(port).reserve()).rejects.toMatchObject({
    code: 'ssh.port_in_use',
    message: expect.stringContaining(`DEVFLOW_SSH_PORT=${port + 1}`),
  })
  const off = doorOn(undefined)
  await off.reserve()
  await off.open()
  expect(off.port()).toBeUndefined()
  await off.close()
})

test('a server that stops lets commands end, ends those that do not, and takes no new client', async () => {
  const { server, alice } = await start({ drainMs: 200 })
  const client = await rawClient(server, { privateKey: await readFile(alice.keyFile) })
  const closed = once(client, 'close')
  client.exec("git-receive-pack '/alice/shop.git'", () => {})
  await expect.poll(() => server.modules.git.running()).toBe(1)
  const port = server.ssh.port()!
  await server.ssh.close()
  await closed
  await expect.poll(() => server.modules.git.running()).toBe(0)
  const late = connect(port, '127.0.0.1')
  await expect(once(late, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
