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

test('a repository is made with a first commit, changed, and deleted', async () => {
  const { repos } = github.alice.rest
  const at = { owner: 'alice', repo: 'life' }
  await repos.createForAuthenticatedUser({ name: 'life', auto_init: true, description: 'A life', private: true })
  expect((await repos.getReadme(at)).data.path).toBe('README.md')
  const { data } = await repos.update({
    ...at,
    description: 'Changed',
    homepage: 'https://example.com',
    private: false,
    archived: true,
    allow_rebase_merge: false,
  })
  expect(data).toMatchObject({
    description: 'Changed',
    private: false,
    archived: true,
    allow_rebase_merge: false,
    allow_squash_merge: true,
  })
  await expect(
    repos.update({ ...at, allow_merge_commit: false, allow_squash_merge: false, allow_rebase_merge: false }),
  ).resolves.toMatchObject({ data: { allow_merge_commit: false } })
  expect((await repos.replaceAllTopics({ ...at, names: ['tools', 'cli'] })).data.names).toEqual(['tools', 'cli'])
  await expect(github.bob.rest.repos.delete(at)).rejects.toMatchObject({ status: 403 })
  await repos.delete(at)
  await expect(repos.get(at)).rejects.toMatchObject({ status: 404 })
})

test('languages, contributors and archives are given', async () => {
  const { repos } = github.alice.rest
  const at = { owner: 'alice', repo: 'measured' }
  await github.repository('measured', { 'a.ts': 'export const a = 1\n'.repeat(10) })
  expect((await repos.listLanguages(at)).data).toEqual({ TypeScript: 190 })
  expect((await repos.listContributors({ ...at, anon: '1' })).data).toMatchObject([
    { type: 'Anonymous', contributions: 1 },
  ])
  expect((await repos.get(at)).data.language).toBe('TypeScript')
  const { status, headers } = await github.request('GET', '/repos/alice/measured/tarball/main')
  expect(status).toBe(302)
  const archive = await fetch(headers.get('location')!, { headers: { authorization: `token ${github.app.token}` } })
  expect(archive.headers.get('content-type')).toBe('application/gzip')
})

test('somebody from outside is let in, with what they may do, and put out again', async () => {
  const { repos } = github.alice.rest
  const at = { owner: 'alice', repo: 'shared-work' }
  await repos.createForAuthenticatedUser({ name: 'shared-work', private: true, auto_init: true })
  await repos.addCollaborator({ ...at, username: 'bob', permission: 'push' })
  expect((await repos.listCollaborators(at)).data.map(({ login, role_name }) => `${login} ${role_name}`)).toEqual([
    'alice admin',
    'bob write',
  ])
  expect((await github.bob.rest.repos.get(at)).data.permissions).toMatchObject({ push: true, admin: false })
  expect((await repos.getCollaboratorPermissionLevel({ ...at, username: 'bob' })).data.permission).toBe('write')
  expect((await repos.checkCollaborator({ ...at, username: 'bob' })).status).toBe(204)
  await repos.removeCollaborator({ ...at, username: 'bob' })
  await expect(github.bob.rest.repos.get(at)).rejects.toMatchObject({ status: 404 })
})
