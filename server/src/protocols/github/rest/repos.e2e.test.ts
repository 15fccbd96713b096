import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
})
afterAll(() => github[Symbol.asyncDispose]())

test('a repository is made, read and listed by Octokit', async () => {
  const { alice } = github
  const made = await alice.rest.repos.createForAuthenticatedUser({
    name: 'tools',
    description: 'Tools',
    private: false,
  })
  expect(made.data).toMatchObject({ full_name: 'alice/tools', private: false, owner: { login: 'alice', type: 'User' } })
  const { data } = await alice.rest.repos.get({ owner: 'alice', repo: 'tools' })
  expect(data).toMatchObject({ id: made.data.id, node_id: made.data.node_id, permissions: { admin: true } })
  const all = await alice.paginate(alice.rest.repos.listForAuthenticatedUser, { per_page: 1 })
  expect(all.map((repo) => repo.name)).toContain('tools')
})

test('a name that is taken is refused as GitHub does', async () => {
  await github.repository('taken')
  await expect(github.alice.rest.repos.createForAuthenticatedUser({ name: 'Taken' })).rejects.toMatchObject({
    status: 422,
    response: { data: { errors: [{ code: 'already_exists' }] } },
  })
})

test('bob finds a public repository of alice and no private one', async () => {
  await github.repository('open', {}, 'public')
  await github.repository('closed')
  const { data } = await github.bob.rest.repos.get({ owner: 'alice', repo: 'open' })
  expect(data.permissions).toEqual({ admin: false, maintain: false, push: false, triage: false, pull: true })
  await github.nobody.rest.repos.get({ owner: 'alice', repo: 'open' })
  await expect(github.bob.rest.repos.get({ owner: 'alice', repo: 'closed' })).rejects.toMatchObject({ status: 404 })
})

test('an answer that has not changed is 304, and every answer says what is left of the hour', async () => {
  await github.alice.rest.repos.createForAuthenticatedUser({ name: 'same' })
  const first = await github.request('GET', '/repos/alice/same')
  expect(Number(first.headers.get('x-ratelimit-remaining'))).toBeGreaterThan(1000)
  expect(first.headers.get('x-oauth-scopes')).toContain('repo')
  const again = await github.request('GET', '/repos/alice/same', {
    headers: { 'if-none-match': first.headers.get('etag')! },
  })
  expect(again.status).toBe(304)
})

test('a body that is no JSON, or not what is asked for, is refused with its field', async () => {
  expect(await github.request('POST', '/user/repos', { body: '{' })).toMatchObject({ status: 400 })
  expect(await github.request('POST', '/user/repos', { body: { name: 7 } })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'name' }] },
  })
})

test('a client that comes by api.github.localhost through a proxy gets addresses of that host', async () => {
  await github.repository('proxied')
  const { port } = new URL(github.app.url)
  const text = await new Promise<string>((resolve, reject) => {
    const ask = httpRequest(
      {
        port,
        path: 'http://api.github.localhost/repos/alice/proxied',
        headers: { host: 'api.github.localhost', authorization: `token ${github.app.token}` },
      },
      (response) => {
        response.setEncoding('utf8')
        let body = ''
        response.on('data', (chunk) => {
          body += chunk
        })
        response.on('end', () => resolve(body))
      },
    )
    ask.on('error', reject)
    ask.end()
  })
  expect(JSON.parse(text)).toMatchObject({
    url: 'http://api.github.localhost/repos/alice/proxied',
    clone_url: 'http://github.localhost/alice/proxied.git',
  })
})
