import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
}, 120_000)
afterAll(() => github[Symbol.asyncDispose]())

test('a repository begins with a licence, which is then recognised, whoever’s name is in it', async () => {
  const { alice, repository } = github
  const { data: made } = await alice.rest.repos.createForAuthenticatedUser({
    name: 'licensed',
    auto_init: true,
    license_template: 'mit',
  })
  expect(made.full_name).toBe('alice/licensed')
  const at = { owner: 'alice', repo: 'licensed' }
  const { data: shown } = await alice.rest.licenses.getForRepo(at)
  expect(shown).toMatchObject({ path: 'LICENSE', license: { key: 'mit', spdx_id: 'MIT' } })
  const text = Buffer.from(shown.content, 'base64').toString()
  expect(text).toMatch(new RegExp(`Copyright \\(c\\) ${new Date().getUTCFullYear()} alice`))
  expect((await alice.rest.repos.listCommits(at)).data).toHaveLength(1)

  await repository('own-terms', { LICENSE: 'You may look, and no more.\n' })
  expect((await alice.rest.licenses.getForRepo({ owner: 'alice', repo: 'own-terms' })).data.license).toMatchObject({
    key: 'other',
    spdx_id: 'NOASSERTION',
  })
  await repository('no-terms')
  await expect(alice.rest.licenses.getForRepo({ owner: 'alice', repo: 'no-terms' })).rejects.toMatchObject({
    status: 404,
  })
})

test('the licences that GitHub offers are offered, with what they ask and allow', async () => {
  const { rest } = github.nobody
  const { data: offered } = await rest.licenses.getAllCommonlyUsed()
  expect(offered).toHaveLength(13)
  expect((await rest.licenses.getAllCommonlyUsed({ featured: true })).data.map(({ key }) => key)).toEqual([
    'apache-2.0',
    'gpl-3.0',
    'mit',
  ])
  const { data } = await rest.licenses.get({ license: 'MIT' })
  expect(data).toMatchObject({
    key: 'mit',
    conditions: ['include-copyright'],
    body: expect.stringContaining('MIT License'),
  })
  await expect(rest.licenses.get({ license: 'nothing' })).rejects.toMatchObject({ status: 404 })
})

test('a template that is not kept is refused, and no repository is left behind', async () => {
  const { alice, request } = github
  for (const template of [{ license_template: 'mine' }, { gitignore_template: 'Node' }]) {
    const name = `not-${Object.keys(template)[0]}`
    await expect(alice.rest.repos.createForAuthenticatedUser({ name, ...template })).rejects.toMatchObject({
      status: 422,
    })
    expect((await request('GET', `/repos/alice/${name}`)).status).toBe(404)
  }
  expect((await alice.rest.gitignore.getAllTemplates()).data).toEqual([])
})

test('emoji are pictures of this server, and no name is a picture of anything else', async () => {
  const { data } = await github.nobody.rest.emojis.get()
  const url = (data as Record<string, string>)['+1']!
  expect(new URL(url).origin).toBe(new URL(github.app.url).origin)
  const picture = await fetch(url)
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
  expect(await picture.text()).toContain('👍')
  for (const name of ['nothing', '..%2f..%2fetc', '<script>'])
    expect((await fetch(`${github.app.url}/api/v3/emojis/${encodeURIComponent(name)}.svg`)).status, name).toBe(404)
  expect((await github.nobody.rest.meta.getZen()).data).toMatch(/^\w.*\.$/)
})

test('who may push is changed one by one, and rules bind admins whatever is asked', async () => {
  const { alice, bob, app, repository } = github
  await repository('pushed', { a: 'a' }, 'public')
  const on = { owner: 'alice', repo: 'pushed', branch: 'main' }
  await expect(alice.rest.repos.getAccessRestrictions(on)).rejects.toMatchObject({ status: 404 })
  await app.api('POST', '/orgs/alice/apps', { name: 'Keeper', homepage: 'https://example.com' })
  await alice.rest.repos.updateBranchProtection({
    ...on,
    required_status_checks: null,
    enforce_admins: true,
    required_pull_request_reviews: null,
    restrictions: { users: ['alice'], teams: [] },
  })
  const logins = (people: { login: string }[]) => people.map(({ login }) => login)
  expect(logins((await alice.rest.repos.addUserAccessRestrictions({ ...on, users: ['bob', 'ALICE'] })).data)).toEqual([
    'alice',
    'bob',
  ])
  expect(logins((await alice.rest.repos.removeUserAccessRestrictions({ ...on, users: ['Alice'] })).data)).toEqual([
    'bob',
  ])
  expect(logins((await alice.rest.repos.setUserAccessRestrictions({ ...on, users: ['alice'] })).data)).toEqual([
    'alice',
  ])
  expect((await alice.rest.repos.addAppAccessRestrictions({ ...on, apps: ['keeper'] })).data).toMatchObject([
    { slug: 'keeper' },
  ])
  expect((await alice.rest.repos.getAccessRestrictions(on)).data).toMatchObject({
    users: [{ login: 'alice' }],
    apps: [{ slug: 'keeper' }],
  })
  expect((await alice.rest.repos.getTeamsWithAccessToProtectedBranch(on)).data).toEqual([])
  expect((await alice.rest.repos.setAdminBranchProtection(on)).data).toMatchObject({ enabled: true })
  await expect(alice.rest.repos.deleteAdminBranchProtection(on)).rejects.toMatchObject({ status: 422 })
  await expect(bob.rest.repos.addUserAccessRestrictions({ ...on, users: ['bob'] })).rejects.toMatchObject({
    status: 403,
  })
  expect(logins((await alice.rest.repos.getUsersWithAccessToProtectedBranch(on)).data)).toEqual(['alice'])
})

test('who works from outside, what a team works on, and that nobody is asked first', async () => {
  const { alice, bob, app, request } = github
  await app.api('POST', '/orgs', { slug: 'studio' })
  await app.api('POST', '/projects', { owner: 'studio', name: 'site' })
  await app.api('POST', '/projects', { owner: 'studio', name: 'other' })
  await app.api('PUT', '/projects/studio/site/collaborators/bob', { role: 'read' })
  const logins = (people: { login: string }[]) => people.map(({ login }) => login)
  expect(logins((await alice.rest.orgs.listOutsideCollaborators({ org: 'studio' })).data)).toEqual(['bob'])
  await expect(bob.rest.orgs.listOutsideCollaborators({ org: 'studio' })).rejects.toMatchObject({ status: 404 })
  const { slug: team } = await app.api('POST', '/orgs/studio/teams', { title: 'Builders' })
  await app.api('PUT', `/projects/studio/site/teams/${team}`, { role: 'write' })
  const works = (repo: string, accept = 'application/json') =>
    request('GET', `/orgs/studio/teams/${team}/repos/studio/${repo}`, { headers: { accept } })
  expect((await works('site')).status).toBe(204)
  expect((await works('site', 'application/vnd.github.v3.repository+json')).body).toMatchObject({
    full_name: 'studio/site',
    role_name: 'write',
    permissions: { push: true, admin: false },
  })
  expect((await works('other')).status).toBe(404)
  for (const path of [
    '/orgs/studio/invitations',
    '/orgs/studio/failed_invitations',
    '/repos/studio/site/invitations',
    '/user/repository_invitations',
    `/orgs/studio/teams/${team}/invitations`,
    `/orgs/studio/teams/${team}/teams`,
  ])
    expect((await request('GET', path)).body, path).toEqual([])
  expect((await request('GET', '/orgs/studio/invitations', { token: app.bobToken })).status).toBe(404)
})

test('a label is found by its words, and a repository stays with its owner', async () => {
  const { alice, bob, repository } = github
  await repository('labelled')
  const at = { owner: 'alice', repo: 'labelled' }
  const { data: repo } = await alice.rest.repos.get(at)
  await alice.rest.issues.createLabel({ ...at, name: 'far away', color: 'abcdef', description: 'beyond the hills' })
  const search = { repository_id: repo.id, q: 'hills' }
  expect((await alice.rest.search.labels(search)).data.items).toMatchObject([{ name: 'far away', color: 'abcdef' }])
  await expect(bob.rest.search.labels(search)).rejects.toMatchObject({ status: 422 })
  await expect(alice.rest.repos.transfer({ ...at, new_owner: 'bob' })).rejects.toThrow(/stays with its owner/)
})
