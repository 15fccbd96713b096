import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'

let app: TestApp
const address = { owner: 'alice', name: 'attic' }
beforeAll(async () => {
  app = await testApp()
  await app.api('POST', '/projects', { ...address, visibility: 'public' })
  await app.api('POST', '/projects/alice/attic/issues', { title: 'before' })
  await app.api('PATCH', '/projects/alice/attic', { archived: true })
}, 120_000)
afterAll(() => app[Symbol.asyncDispose]())

/** They finish what a push began before the project was archived. */
const FOLLOW_UPS = ['pulls.sync', 'issues.refer']

/** Taken from the registry, so that a verb added later is walked without a word here. */
test('what is said or changed about an archived project is refused by every verb of issues, pulls and releases', async () => {
  const walked: string[] = []
  for (const { name, needs, reads, scope } of app.kernel.verbs.list()) {
    const writes = /^(issues|pulls|releases):(?!read$)/.test(needs) && !reads
    if (!writes || typeof scope !== 'function' || FOLLOW_UPS.includes(name)) continue
    const asked = app.kernel.db.as(app.alice, (tx) => scope(tx, address as never, app.alice))
    await expect(asked, name).rejects.toMatchObject({ kind: 'forbidden', code: 'projects.archived' })
    walked.push(name)
  }
  expect(walked).toEqual(expect.arrayContaining(['issues.create', 'pulls.merge', 'reactions.add', 'releases.create']))
})

test('alice and a guest are told so and nothing changes, until it is unarchived', async () => {
  const issues = () => app.api('GET', '/projects/alice/attic/issues')
  const say = (token: string) =>
    fetch(`${app.url}/api/v3/repos/alice/attic/issues`, {
      method: 'POST',
      headers: { authorization: `token ${token}` },
      body: JSON.stringify({ title: 'after' }),
    })
  for (const token of [app.token, app.bobToken]) {
    const refused = await say(token)
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('archived') })
  }
  expect(await issues()).toMatchObject({ items: [{ title: 'before' }] })
  await app.api('PATCH', '/projects/alice/attic', { archived: false })
  expect((await say(app.bobToken)).status).toBe(201)
})
