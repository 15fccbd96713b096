import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testPlace } from '#testing'
import { gitClient, startGitServer } from '../../src/protocols/git/git.kit.ts'
import { ADMIN_TOKEN, freePort, type Program, startProgram } from '../program.ts'

test('an import whose server is killed while it fetches finishes after the restart, and is told once', {
  timeout: 120_000,
}, async () => {
  const [place, elsewhere] = [await testPlace(), await testPlace()]
  await using client = await gitClient()
  await using source = await startGitServer(elsewhere.config)
  await mkdir(join(client.home, 'origin'))
  await client.run('origin', 'init', '-q', '-b', 'main')
  await client.run('origin', 'commit', '-q', '--allow-empty', '-m', 'begin')
  await client.run('origin', 'push', '-q', source.remote('alice/origin', source.alice.token), 'main')
  const gate = await closedGate(source.url)
  const { dataDir, databaseUrl } = place.config
  const port = await freePort()
  const env = { DATABASE_URL: databaseUrl, DEVFLOW_REHEARSAL: 'off', DEVFLOW_EGRESS_ALLOW: '127.0.0.1' }
  let server = await startProgram({ dataDir, port, env })
  try {
    // The first admin is made when the server is ready.
    await expect.poll(() => server.get('/me').then(() => true), { timeout: 10_000 }).toBe(true)
    const { user } = await server.get('/me')
    const created = await fetch(`${server.url}/api/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        owner: user.login,
        name: 'origin',
        url: `${gate.url}/alice/origin.git`,
        username: 'alice',
        password: source.alice.token,
      }),
    })
    const { id } = (await created.json()) as { id: string }
    await gate.knocked
    await server.kill()
    gate.open()
    server = await startProgram({ dataDir, port, env })
    const path = `/projects/${user.login}/origin`
    await expect
      .poll(async () => (await server.get(`${path}/mirrors/${id}`)).status, { timeout: 30_000 })
      .toBe('synced')
    const head = await client.run('origin', 'rev-parse', 'HEAD')
    expect((await server.get(`${path}/branches`)).items).toMatchObject([{ name: 'main', sha: head }])
    await expect.poll(() => told(server)).toEqual(['git.pushed', 'mirror.synced'])
  } finally {
    await server.kill()
    await gate.close()
    await place.remove()
    await elsewhere.remove()
  }
})

async function told(server: Program): Promise<string[]> {
  const { items } = (await server.get('/timeline?name=git.pushed&name=mirror.synced')) as { items: { name: string }[] }
  return items.map(({ name }) => name).sort()
}

/** A way to the source that lets nobody through until it is opened. */
async function closedGate(target: string) {
  const knocked = Promise.withResolvers<void>()
  let isOpen = false
  const server = createServer((request, response) => {
    knocked.resolve()
    if (!isOpen) return
    const { method, headers, url } = request
    const onward = forward(new URL(url ?? '/', target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    knocked: knocked.promise,
    open() {
      isOpen = true
      server.closeAllConnections()
    },
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
