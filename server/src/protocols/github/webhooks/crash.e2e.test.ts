import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { testPlace } from '#testing'
import { ADMIN_TOKEN, freePort, startProgram } from '../../../../test/program.ts'

const CHANGES = 10

test('what was committed is told, though the server is killed before and while it tells', async () => {
  const place = await testPlace()
  onTestFinished(place.remove)
  const held: ServerResponse[] = []
  const told: { guid: string; description: string }[] = []
  let answering = false
  const receiver = createServer(async (request, response) => {
    const payload = JSON.parse((await request.toArray()).join(''))
    const guid = String(request.headers['x-github-delivery'])
    if (payload.action === 'edited') told.push({ guid, description: payload.repository.description })
    if (answering || payload.zen) response.end()
    else held.push(response) // never answered
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    receiver.closeAllConnections()
    receiver.close()
  })

  const start = async () => {
    const env = {
      DATABASE_URL: place.config.databaseUrl,
      DEVFLOW_REHEARSAL: 'off',
      DEVFLOW_EGRESS_ALLOW: '127.0.0.1',
    }
    const server = await startProgram({ dataDir: place.config.dataDir, port: await freePort(), env })
    onTestFinished(async () => {
      if (server.child.exitCode === null && server.child.signalCode === null) await server.kill()
    })
    // The first admin is made after the server is ready.
    await expect.poll(() => server.get('/me').then(() => true, String), { timeout: 10_000 }).toBe(true)
    const send = async (method: string, path: string, body: object) => {
      const response = await fetch(`${server.url}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const answer = (await response.json()) as { databaseId: number }
      expect(response.ok, JSON.stringify(answer)).toBe(true)
      return answer
    }
    return { ...server, send }
  }

  const first = await start()
  await first.send('POST', '/projects', { owner: 'admin', name: 'told' })
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const hook = await first.send('POST', '/projects/admin/told/hooks', { url, events: ['repository'] })
  for (let n = 0; n < CHANGES; n++) await first.send('PATCH', '/projects/admin/told', { description: `change ${n}` })
  await expect.poll(() => held.length).toBeGreaterThan(0)
  await first.kill()
  const interrupted = new Set(told.map(({ guid }) => guid))

  answering = true
  const second = await start()
  const deliveries = async () => {
    const { items } = await second.get(`/projects/admin/told/hooks/${hook.databaseId}/deliveries`)
    return (items as { event: string; outcome: string; guid: string }[]).filter(({ event }) => event === 'repository')
  }
  await expect
    .poll(async () => (await deliveries()).filter(({ outcome }) => outcome === 'delivered').length, { timeout: 20_000 })
    .toBe(CHANGES)
  const guids = (await deliveries()).map(({ guid }) => guid)
  expect(new Set(guids).size).toBe(CHANGES)
  expect(new Set(told.map(({ guid }) => guid))).toEqual(new Set(guids))
  // What was under way came again, under the guid it had.
  for (const guid of interrupted) expect(told.filter((each) => each.guid === guid).length).toBeGreaterThan(1)
  await second.stop()
}, 60_000)
