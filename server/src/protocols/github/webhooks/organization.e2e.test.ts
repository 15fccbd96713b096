import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWebhooks, testWebhooks } from './webhooks.kit.ts'

let kit: TestWebhooks
beforeAll(async () => {
  kit = await testWebhooks()
  const { api } = kit.github.app
  await api('POST', '/orgs', { slug: 'studio' })
  await api('POST', '/projects', { owner: 'studio', name: 'site' })
  await api('POST', '/orgs/studio/hooks', { url: kit.url, secret: kit.secret, events: ['*'] })
}, 60_000)
afterAll(() => kit[Symbol.asyncDispose]())

test('who comes and goes is told, and who changes their role is not', async () => {
  const { api } = kit.github.app
  await api('PUT', '/orgs/studio/members/bob', { role: 'viewer' })
  expect(await kit.next('organization', 'member_added')).toMatchObject({
    membership: { user: { login: 'bob' }, state: 'active' },
    organization: { login: 'studio' },
    sender: { login: 'alice' },
  })
  await api('PUT', '/orgs/studio/members/bob', { role: 'supervisor' })
  await api('DELETE', '/orgs/studio/members/bob')
  await kit.next('organization', 'member_removed')
  expect(kit.told.filter(({ event }) => event === 'organization')).toHaveLength(2)
})

test('a team that gets a project and loses it is told', async () => {
  const { api } = kit.github.app
  const { slug } = await api('POST', '/orgs/studio/teams', { title: 'Builders' })
  await kit.next('team', 'created')
  await api('PUT', `/projects/studio/site/teams/${slug}`, { role: 'write' })
  expect(await kit.next('team', 'added_to_repository')).toMatchObject({
    team: { slug: 'builders' },
    repository: { full_name: 'studio/site' },
  })
  await kit.next('team_add')
  await api('PUT', `/projects/studio/site/teams/${slug}`, { role: 'admin' })
  await api('DELETE', `/projects/studio/site/teams/${slug}`)
  await kit.next('team', 'removed_from_repository')
  expect(kit.told.filter(({ event }) => event === 'team_add')).toHaveLength(1)
})

test('a team is told as it begins, changes, gains and loses people, and ends', async () => {
  const { api } = kit.github.app
  await api('PUT', '/orgs/studio/members/bob', { role: 'viewer' })
  await api('POST', '/orgs/studio/teams', { title: 'Painters', members: ['alice'] })
  expect(await kit.next('team', 'created')).toMatchObject({
    team: { slug: 'painters' },
    organization: { login: 'studio' },
  })
  expect(await kit.next('membership', 'added')).toMatchObject({
    member: { login: 'alice' },
    team: { slug: 'painters' },
  })
  await api('PATCH', '/orgs/studio/teams/painters', { description: 'with colours' })
  expect(await kit.next('team', 'edited')).toMatchObject({ changes: { description: { from: '' } } })
  await api('PUT', '/orgs/studio/teams/painters/members/bob', { role: 'member' })
  expect(await kit.next('membership', 'added')).toMatchObject({ member: { login: 'bob' } })
  await api('PUT', '/orgs/studio/teams/painters/members/bob', { role: 'maintainer' })
  await api('DELETE', '/orgs/studio/teams/painters/members/bob')
  expect(await kit.next('membership', 'removed')).toMatchObject({ member: { login: 'bob' } })
  await api('DELETE', '/orgs/studio/teams/painters')
  await kit.next('team', 'deleted')
  expect(kit.told.filter(({ event }) => event === 'membership')).toHaveLength(3)
})

test('a collaborator who comes, may do more, and goes is told each time, and nothing where nothing changes', async () => {
  const { api } = kit.github.app
  await api('PUT', '/projects/studio/site/collaborators/bob', { role: 'read' })
  expect(await kit.next('member', 'added')).toMatchObject({ member: { login: 'bob' } })
  await api('PUT', '/projects/studio/site/collaborators/bob', { role: 'read' })
  await api('PUT', '/projects/studio/site/collaborators/bob', { role: 'write' })
  expect(await kit.next('member', 'edited')).toMatchObject({ changes: { old_permission: { from: 'read' } } })
  await api('DELETE', '/projects/studio/site/collaborators/bob')
  await kit.next('member', 'removed')
  expect(kit.told.filter(({ event }) => event === 'member')).toHaveLength(3)
})

test('a deploy key that is added and removed is told', async () => {
  const { api } = kit.github.app
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl'
  const { id } = await api('POST', '/projects/studio/site/keys', { title: 'machine', key })
  expect(await kit.next('deploy_key', 'created')).toMatchObject({ key: { title: 'machine', read_only: true } })
  await api('DELETE', `/projects/studio/site/keys/${id}`)
  expect(await kit.next('deploy_key', 'deleted')).toMatchObject({ key: { title: 'machine' } })
})
