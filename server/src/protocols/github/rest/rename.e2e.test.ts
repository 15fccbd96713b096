import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWebhooks, testWebhooks } from '../webhooks/webhooks.kit.ts'

let kit: TestWebhooks
beforeAll(async () => {
  kit = await testWebhooks()
}, 120_000)
afterAll(() => kit[Symbol.asyncDispose]())

test('a repository is renamed, its hooks are told, and Octokit follows from the old name by GitHub’s redirects', async () => {
  const { alice, repository, request, app } = kit.github
  await repository('planner', { 'README.md': '# planner\n' })
  const old = { owner: 'alice', repo: 'planner' }
  await app.api('POST', '/projects/alice/planner/hooks', { url: kit.url, secret: kit.secret, events: ['*'] })
  const { data: renamed } = await alice.rest.repos.update({ ...old, name: 'Plans', description: 'and more' })
  expect(renamed).toMatchObject({ name: 'Plans', full_name: 'alice/Plans', description: 'and more' })
  expect(await kit.next('repository', 'renamed')).toMatchObject({
    changes: { repository: { name: { from: 'planner' } } },
    repository: { full_name: 'alice/Plans' },
    sender: { login: 'alice' },
  })

  const moved = await request('GET', '/repos/alice/planner/issues?state=all')
  const url = `${app.url}/api/v3/repositories/${renamed.id}/issues?state=all`
  expect(moved).toMatchObject({ status: 301, body: { message: 'Moved Permanently', url } })
  expect(moved.headers.get('location')).toBe(url)
  expect((await alice.rest.repos.get(old)).data.full_name).toBe('alice/Plans')
  // What changes something is sent there as it is.
  const { data: issue } = await alice.rest.issues.create({ ...old, title: 'Written to the old name' })
  expect(issue).toMatchObject({ number: 1, repository_url: `${app.url}/api/v3/repos/alice/Plans` })
  const title = 'Changed by the number'
  await alice.request('PATCH /repositories/{id}/issues/1', { id: renamed.id, title })
  expect((await alice.rest.issues.get({ owner: 'alice', repo: 'plans', issue_number: 1 })).data.title).toBe(title)
})

test('a number answers all that the name answers, with pages and conditions, and to bob it is nothing', async () => {
  const { alice, repository, request, app } = kit.github
  await repository('numbers')
  const at = { owner: 'alice', repo: 'numbers' }
  const { id } = (await alice.rest.repos.get(at)).data
  for (const title of ['one', 'two']) await alice.rest.issues.create({ ...at, title })
  const page = await request('GET', `/repositories/${id}/issues?per_page=1`)
  expect(page.headers.get('link')).toContain('rel="next"')
  const whole = await request('GET', `/repositories/${id}`)
  expect(whole.body).toMatchObject({ full_name: 'alice/numbers' })
  const again = await request('GET', `/repositories/${id}`, {
    headers: { 'if-none-match': whole.headers.get('etag')! },
  })
  expect(again.status).toBe(304)
  const blob = await request('GET', `/repositories/${id}/contents/README.md`, {
    headers: { accept: 'application/vnd.github.raw' },
  })
  expect(blob.body).toBe('# numbers\n')
  for (const token of [app.bobToken, undefined]) {
    const hidden = await request('GET', `/repositories/${id}`, { token })
    expect(hidden).toMatchObject({ status: 404, body: { message: expect.not.stringContaining('numbers') } })
    await alice.rest.repos.update({ ...at, name: 'digits' })
    const old = await request('GET', '/repos/alice/numbers', { token })
    expect(JSON.stringify(old.body)).not.toContain('digits')
    expect(old.status).toBe(token ? 404 : 401)
    await alice.rest.repos.update({ ...at, repo: 'digits', name: 'numbers' })
  }
  expect((await request('GET', '/repositories/999999999')).status).toBe(404)
})

test('a name that is taken is 422 in GitHub’s words, and the rest of the change is not kept', async () => {
  const { alice, repository } = kit.github
  await repository('first')
  await repository('second')
  const at = { owner: 'alice', repo: 'first' }
  await expect(alice.rest.repos.update({ ...at, name: 'second', description: 'lost' })).rejects.toMatchObject({
    status: 422,
    response: { data: { errors: [{ resource: 'Repository', field: 'name', code: 'already_exists' }] } },
  })
  expect((await alice.rest.repos.get(at)).data).toMatchObject({ name: 'first', description: null })
})

test('a pull request from a fork says what that is called now', async () => {
  const { alice, bob, repository, app } = kit.github
  const { kernel, modules } = app
  await repository('upstream', { 'a.txt': 'a\n' }, 'public')
  const at = { owner: 'alice', repo: 'upstream' }
  await bob.rest.repos.createFork(at)
  const { id } = (await kernel.db.system((tx) => modules.projects.find(tx, { owner: 'bob', name: 'upstream' })))!
  await modules.git.createBranch(id, { branch: 'topic', from: 'main', actor: app.bob })
  const author = { name: 'bob', email: 'bob@example.com' }
  await modules.git.importFiles(id, { branch: 'topic', files: { b: 'b' }, message: 'b', author, actor: app.bob })
  const { data: pull } = await bob.rest.pulls.create({ ...at, title: 'b', head: 'bob:topic', base: 'main' })
  await bob.rest.repos.update({ owner: 'bob', repo: 'upstream', name: 'downstream' })
  const head = async () => (await app.api('GET', `/projects/alice/upstream/pulls/${pull.number}`)).head.fork.name
  await expect.poll(head, { timeout: 15_000 }).toBe('downstream')
  const { data: shown } = await alice.rest.pulls.get({ ...at, pull_number: pull.number })
  expect(shown.head.repo?.full_name).toBe('bob/downstream')
})
