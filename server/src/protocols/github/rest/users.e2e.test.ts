import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
  await github.app.api('POST', '/orgs', { slug: 'studio', name: 'The Studio' })
})
afterAll(() => github[Symbol.asyncDispose]())

test('who asks sees themselves whole, and others as everybody does', async () => {
  await github.repository('open', {}, 'public')
  await github.repository('closed')
  const own = await github.alice.rest.users.getAuthenticated()
  expect(own.data).toMatchObject({ login: 'alice', type: 'User', public_repos: 1, total_private_repos: 1, email: null })
  for (const who of [github.bob, github.nobody]) {
    const { data } = await who.rest.users.getByUsername({ username: 'alice' })
    expect(data).toMatchObject({ id: own.data.id, login: 'alice', public_repos: 1 })
    expect(data).not.toHaveProperty('total_private_repos')
  }
  expect((await github.request('GET', `/user/${own.data.id}`)).body).toMatchObject({ login: 'alice' })
  await expect(github.bob.rest.users.getByUsername({ username: 'nobody' })).rejects.toMatchObject({ status: 404 })
  await expect(github.nobody.rest.users.getAuthenticated()).rejects.toMatchObject({ status: 401 })
})

test('mail addresses are added, and shown to their owner when they are confirmed', async () => {
  const { users } = github.alice.rest
  await users.addEmailForAuthenticatedUser({ emails: ['alice@example.com', 'second@example.com'] })
  await github.app.api('POST', '/emails/alice@example.com/confirm')
  expect((await users.listEmailsForAuthenticatedUser()).data).toEqual([
    { email: 'alice@example.com', primary: true, verified: true, visibility: 'private' },
    { email: 'second@example.com', primary: false, verified: false, visibility: null },
  ])
  expect((await users.getAuthenticated()).data.email).toBe('alice@example.com')
  expect((await github.bob.rest.users.getByUsername({ username: 'alice' })).data.email).toBeNull()
  await expect(
    github.bob.rest.users.addEmailForAuthenticatedUser({ emails: ['alice@example.com'] }),
  ).rejects.toMatchObject({ status: 422 })
  await users.deleteEmailForAuthenticatedUser({ emails: ['second@example.com'] })
  expect((await users.listEmailsForAuthenticatedUser()).data).toHaveLength(1)
})

test('an organisation, its members and memberships are read and changed by its admins alone', async () => {
  const { orgs } = github.alice.rest
  expect((await orgs.get({ org: 'studio' })).data).toMatchObject({
    login: 'studio',
    name: 'The Studio',
    type: 'Organization',
  })
  await expect(orgs.get({ org: 'alice' })).rejects.toMatchObject({ status: 404 })
  expect((await orgs.update({ org: 'studio', description: 'Films' })).data.description).toBe('Films')
  expect((await orgs.listForAuthenticatedUser()).data.map((org) => org.login)).toEqual(['studio'])

  await expect(github.bob.rest.orgs.listMembers({ org: 'studio' })).rejects.toMatchObject({ status: 404 })
  const joined = await orgs.setMembershipForUser({ org: 'studio', username: 'bob', role: 'member' })
  expect(joined.data).toMatchObject({ role: 'member', state: 'active', user: { login: 'bob' } })
  expect((await github.bob.rest.orgs.listMembers({ org: 'studio' })).data.map((user) => user.login)).toEqual([
    'alice',
    'bob',
  ])
  expect((await orgs.listMembers({ org: 'studio', role: 'admin' })).data.map((user) => user.login)).toEqual(['alice'])
  expect((await orgs.checkMembershipForUser({ org: 'studio', username: 'bob' })).status).toBe(204)
  expect((await github.bob.rest.orgs.listMembershipsForAuthenticatedUser()).data).toMatchObject([{ role: 'member' }])
  expect((await orgs.listForUser({ username: 'bob' })).data.map((org) => org.login)).toEqual(['studio'])
  await expect(
    github.bob.rest.orgs.setMembershipForUser({ org: 'studio', username: 'bob', role: 'admin' }),
  ).rejects.toMatchObject({ status: 403 })

  await orgs.removeMembershipForUser({ org: 'studio', username: 'bob' })
  await expect(orgs.getMembershipForUser({ org: 'studio', username: 'bob' })).rejects.toMatchObject({ status: 404 })
})

test('a team is made, filled, given a repository and taken apart', async () => {
  const { teams } = github.alice.rest
  const org = { org: 'studio' }
  await github.app.api('POST', '/projects', { owner: 'studio', name: 'film' })
  await github.alice.rest.orgs.setMembershipForUser({ ...org, username: 'bob' })
  const made = await teams.create({ ...org, name: 'The Crew', description: 'all of them', privacy: 'closed' })
  expect(made.data).toMatchObject({ slug: 'the-crew', members_count: 0, organization: { login: 'studio' } })
  const team = { ...org, team_slug: 'the-crew' }
  await teams.addOrUpdateMembershipForUserInOrg({ ...team, username: 'bob', role: 'maintainer' })
  expect((await teams.getMembershipForUserInOrg({ ...team, username: 'bob' })).data.role).toBe('maintainer')
  expect((await teams.listMembersInOrg(team)).data.map((user) => user.login)).toEqual(['bob'])
  await teams.addOrUpdateRepoPermissionsInOrg({ ...team, owner: 'studio', repo: 'film', permission: 'push' })
  expect((await teams.listReposInOrg(team)).data.map((repo) => repo.full_name)).toEqual(['studio/film'])
  expect((await teams.getByName(team)).data).toMatchObject({ members_count: 1, repos_count: 1 })
  expect((await github.bob.rest.teams.listForAuthenticatedUser()).data.map((item) => item.slug)).toEqual(['the-crew'])
  expect((await teams.list(org)).data).toHaveLength(1)
  await expect(github.bob.rest.teams.deleteInOrg(team)).rejects.toMatchObject({ status: 403 })
  await expect(teams.addOrUpdateMembershipForUserInOrg({ ...team, username: 'nobody' })).rejects.toMatchObject({
    status: 422,
  })
  await teams.removeMembershipForUserInOrg({ ...team, username: 'bob' })
  await teams.removeRepoInOrg({ ...team, owner: 'studio', repo: 'film' })
  expect((await teams.updateInOrg({ ...team, name: 'Crew' })).data.name).toBe('Crew')
  await teams.deleteInOrg(team)
  expect((await teams.list(org)).data).toEqual([])
})

test('the API says what it is, what is left of the hour, and what SSH clients know the server by', async () => {
  expect((await github.nobody.rest.meta.root()).data.current_user_url).toBe(`${github.app.url}/api/v3/user`)
  const before = (await github.alice.rest.rateLimit.get()).data.rate
  await github.alice.rest.users.getAuthenticated()
  expect((await github.alice.rest.rateLimit.get()).data.rate.remaining).toBeLessThan(before.remaining)
  const meta = await github.nobody.rest.meta.get()
  expect(meta.data).toMatchObject({
    ssh_keys: [github.app.app.ssh.hostKey()!.line],
    ssh_key_fingerprints: { SHA256_ED25519: expect.stringMatching(/^SHA256:/) },
  })
  expect((await github.nobody.rest.meta.getAllVersions()).data).toEqual(['2022-11-28'])
})

test('a stranger learns neither of an organisation without a public repository nor of who is in it', async () => {
  const { app } = github
  await app.api('POST', '/orgs', { slug: 'hidden', name: 'Hidden' })
  await github.alice.rest.teams.create({ org: 'hidden', name: 'Crew' })
  const { data } = await github.alice.rest.orgs.get({ org: 'hidden' })
  const paths = [
    '/orgs/hidden',
    '/users/hidden',
    `/user/${data.id}`,
    '/orgs/hidden/public_members',
    '/users/hidden/repos',
  ]
  for (const path of [...paths, '/orgs/hidden/teams', '/orgs/hidden/teams/crew', '/orgs/hidden/members']) {
    expect(await github.request('GET', path, { token: app.bobToken }), path).toMatchObject({ status: 404 })
    const { status, body } = await github.request('GET', path, { token: undefined })
    // Nobody is told the same of what is hidden as of what there never was.
    const never = await github.request('GET', path.replace('hidden', 'never').replace(String(data.id), '999999'), {
      token: undefined,
    })
    expect([401, 404], path).toContain(status)
    expect(status, path).toBe(never.status)
    expect(JSON.stringify(body)).not.toContain('Hidden')
  }
  await app.api('POST', '/projects', { owner: 'hidden', name: 'shown', visibility: 'public' })
  expect((await github.bob.rest.orgs.get({ org: 'hidden' })).data.public_repos).toBe(1)
  expect((await github.nobody.rest.users.getByUsername({ username: 'hidden' })).data.type).toBe('Organization')
  await app.api('POST', '/projects', { owner: 'hidden', name: 'unshown' })
  const listed = await github.nobody.rest.repos.listForOrg({ org: 'hidden' })
  expect(listed.data.map(({ name }) => name)).toEqual(['shown'])
})

test('who works with one from outside is known, on either side', async () => {
  await github.app.api('POST', '/orgs', { slug: 'quiet', name: 'Quiet' })
  await github.app.api('POST', '/projects', { owner: 'quiet', name: 'work' })
  await expect(github.bob.rest.orgs.get({ org: 'quiet' })).rejects.toMatchObject({ status: 404 })
  await github.app.api('PUT', '/projects/quiet/work/collaborators/bob', { role: 'read' })
  expect((await github.bob.rest.orgs.get({ org: 'quiet' })).data.login).toBe('quiet')
  expect((await github.alice.rest.users.getByUsername({ username: 'bob' })).data.login).toBe('bob')
  await expect(github.nobody.rest.orgs.get({ org: 'quiet' })).rejects.toMatchObject({ status: 404 })
  await expect(github.nobody.rest.users.getByUsername({ username: 'bob' })).rejects.toMatchObject({ status: 404 })
})

test('a person says who they are, and changes nobody else', async () => {
  const { alice, bob, nobody } = github
  const { data: me } = await bob.rest.users.updateAuthenticated({ name: 'Bob of the Hills', bio: 'Walks.' })
  expect(me).toMatchObject({ login: 'bob', name: 'Bob of the Hills', bio: 'Walks.' })
  await bob.rest.users.updateAuthenticated({ bio: '' })
  expect((await bob.rest.users.getAuthenticated()).data).toMatchObject({ name: 'Bob of the Hills', bio: null })
  expect((await alice.rest.users.getAuthenticated()).data.name).toBe('alice')
  await expect(bob.rest.users.updateAuthenticated({ name: 'n'.repeat(101) })).rejects.toMatchObject({ status: 422 })
  expect((await bob.rest.users.updateAuthenticated({ name: 'n'.repeat(100) })).data.name).toBe('n'.repeat(100))
  await expect(nobody.rest.users.updateAuthenticated({ name: 'me' })).rejects.toMatchObject({ status: 401 })
})
