import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { npmClient } from '../../../../test/clients.ts'
import { gitClient } from '../../git/git.kit.ts'
import { type TestWebhooks, testWebhooks } from '../webhooks/webhooks.kit.ts'

let kit: TestWebhooks
beforeAll(async () => {
  kit = await testWebhooks()
}, 60_000)
afterAll(() => kit[Symbol.asyncDispose]())

const client = await npmClient('@octokit/app@16.1.4')

/** GitHub's own library for apps, unmodified. */
async function octokitApp(options: { appId: number; privateKey: string }) {
  if ('missing' in client) throw new Error(client.missing)
  const { App } = await import(pathToFileURL(client.program('@octokit/app/dist-node/index.js')).href)
  const { Octokit } = await import('@octokit/rest')
  return new App({ ...options, Octokit: Octokit.defaults({ baseUrl: `${kit.github.app.url}/api/v3` }) })
}

async function register(name: string, input: object = {}) {
  const { api } = kit.github.app
  const made = await api('POST', '/orgs/alice/apps', {
    name,
    homepage: 'https://robo.example.com',
    permissions: { issues: 'write', contents: 'read' },
    events: ['issues', 'push', 'pull_request'],
    hookUrl: kit.url,
    hookSecret: kit.secret,
    ...input,
  })
  const { privateKey } = await api('POST', `/orgs/alice/apps/${made.slug}/keys`)
  return { made, privateKey, slug: String(made.slug) }
}

test.skipIf('missing' in client)('an app of Octokit finds its installation, and acts there as a bot', async () => {
  const { api } = kit.github.app
  await kit.github.repository('served')
  await kit.github.repository('hidden')
  const { made, privateKey, slug } = await register('Robo One')
  const installation = await api('POST', '/orgs/alice/installations', { app: slug, projects: ['served'] })
  const app = await octokitApp({ appId: made.databaseId, privateKey })
  expect((await app.octokit.request('GET /app')).data).toMatchObject({ slug, owner: { login: 'alice' } })
  const { data: found } = await app.octokit.request('GET /repos/alice/served/installation')
  expect(found).toMatchObject({ id: installation.databaseId, account: { login: 'alice' }, app_slug: slug })
  expect((await app.octokit.request('GET /users/alice/installation')).data.id).toBe(found.id)
  await expect(app.octokit.request('GET /repos/alice/hidden/installation')).rejects.toMatchObject({ status: 404 })

  const inside = await app.getInstallationOctokit(found.id)
  const { data: comment } = await inside.request('POST /repos/alice/served/issues', { title: 'Hello from a bot' })
  expect(comment.user).toMatchObject({ login: `${slug}[bot]`, type: 'Bot' })
  const { data: bot } = await inside.request('GET /users/{username}', { username: `${slug}[bot]` })
  expect(bot).toMatchObject({ login: `${slug}[bot]`, id: comment.user.id, type: 'Bot' })
  const { data: seen } = await inside.request('GET /installation/repositories')
  expect(seen).toMatchObject({ total_count: 1, repository_selection: 'selected', repositories: [{ name: 'served' }] })
  await expect(inside.request('GET /repos/alice/hidden')).rejects.toMatchObject({ status: 404 })
})

test.skipIf('missing' in client)('every answer to an app is as GitHub describes it', async () => {
  const { github } = kit
  const { app: server } = github
  await github.repository('checked')
  const { made, privateKey, slug } = await register('Robo Two')
  const { databaseId } = await server.api('POST', '/orgs/alice/installations', { app: slug })
  const app = await octokitApp({ appId: made.databaseId, privateKey })
  const { token: jwt } = (await app.octokit.auth({ type: 'app' })) as { token: string }
  const asApp = (method: string, path: string, body?: unknown) =>
    github.request(method, path, { token: jwt, ...(body ? { body } : {}) })

  expect(await asApp('GET', '/app')).toMatchObject({ status: 200 })
  // Not held against the description, which wants every account there to be a person and a company at once.
  const listed = await app.octokit.request('GET /app/installations')
  expect(listed.data).toMatchObject([{ id: databaseId }])
  expect(await asApp('GET', `/app/installations/${databaseId}`)).toMatchObject({ status: 200 })
  expect(await asApp('GET', '/orgs/alice/installation')).toMatchObject({ body: { repository_selection: 'all' } })
  const narrow = { repositories: ['checked'], permissions: { issues: 'read' } }
  const made201 = await asApp('POST', `/app/installations/${databaseId}/access_tokens`, narrow)
  expect(made201).toMatchObject({
    status: 201,
    body: { repository_selection: 'selected', permissions: { issues: 'read' } },
  })
  const { token } = made201.body as { token: string }
  expect(await github.request('GET', '/installation/repositories', { token })).toMatchObject({
    body: { total_count: 1 },
  })
  expect(await github.request('DELETE', '/installation/token', { token })).toMatchObject({ status: 204 })
  expect(await github.request('GET', '/installation/repositories', { token })).toMatchObject({ status: 401 })
  const beyond = { permissions: { administration: 'write' } }
  expect(await asApp('POST', `/app/installations/${databaseId}/access_tokens`, beyond)).toMatchObject({ status: 422 })

  expect(await asApp('GET', '/app/hook/config')).toMatchObject({ body: { url: kit.url, secret: '********' } })
  expect(await asApp('PATCH', '/app/hook/config', { content_type: 'json' })).toMatchObject({ status: 200 })
  const installed = await kit.next('installation', 'created')
  expect(installed.installation.id).toBeGreaterThan(0)
  await expect
    .poll(async () => (await asApp('GET', '/app/hook/deliveries')).body)
    .toMatchObject([{ event: 'installation', action: 'created', installation_id: databaseId, status: 'OK' }])
  const [{ id }] = (await asApp('GET', '/app/hook/deliveries')).body as [{ id: number }]
  expect(await asApp('GET', `/app/hook/deliveries/${id}`)).toMatchObject({
    body: { request: { headers: { 'X-GitHub-Hook-Installation-Target-Type': 'integration' } } },
  })
  expect(await asApp('POST', `/app/hook/deliveries/${id}/attempts`)).toMatchObject({ status: 202 })

  expect(await github.request('GET', '/orgs/alice/installations')).toMatchObject({ status: 200 })
  expect(await github.request('GET', `/apps/${slug}`)).toMatchObject({ body: { slug } })
  expect(await github.request('GET', '/app')).toMatchObject({ status: 403 })
  expect(await github.request('GET', '/installation/repositories')).toMatchObject({ status: 403 })

  expect(await asApp('PUT', `/app/installations/${databaseId}/suspended`)).toMatchObject({ status: 204 })
  expect(await asApp('POST', `/app/installations/${databaseId}/access_tokens`)).toMatchObject({ status: 403 })
  expect(await asApp('DELETE', `/app/installations/${databaseId}/suspended`)).toMatchObject({ status: 204 })
  expect(await asApp('DELETE', `/app/installations/${databaseId}`)).toMatchObject({ status: 204 })
  expect(await asApp('GET', `/app/installations/${databaseId}`)).toMatchObject({ status: 404 })
  await kit.next('installation', 'suspend')
  await kit.next('installation', 'unsuspend')
  await kit.next('installation', 'deleted')
})

test('an app hears what it asked for and may read, where it is installed, with its installation', async () => {
  const { alice, app, repository } = kit.github
  await repository('heard')
  await repository('unheard')
  const { slug } = await register('Robo Three')
  const { databaseId } = await app.api('POST', '/orgs/alice/installations', { app: slug, projects: ['heard'] })
  await alice.rest.issues.create({ owner: 'alice', repo: 'unheard', title: 'Not for you' })
  await alice.rest.issues.create({ owner: 'alice', repo: 'heard', title: 'For you' })
  expect(await kit.next('issues', 'opened', databaseId)).toMatchObject({
    issue: { title: 'For you' },
    installation: { id: databaseId },
  })
  await app.api('PUT', `/orgs/alice/installations/${databaseId}/projects`, { projects: ['heard', 'unheard'] })
  expect(await kit.next('installation_repositories', 'added', databaseId)).toMatchObject({
    repositories_added: [{ full_name: 'alice/unheard' }],
    installation: { id: databaseId, app_slug: slug },
  })
  await app.api('PUT', `/orgs/alice/installations/${databaseId}/projects`, { projects: ['heard'] })
  expect(await kit.next('installation_repositories', 'removed', databaseId)).toMatchObject({
    repositories_removed: [{ full_name: 'alice/unheard' }],
  })
  await app.api('PATCH', `/orgs/alice/apps/${slug}`, { permissions: { issues: 'write', contents: 'write' } })
  await app.api('PUT', `/orgs/alice/installations/${databaseId}/permissions`)
  expect(await kit.next('installation', 'new_permissions_accepted', databaseId)).toMatchObject({
    installation: { permissions: { contents: 'write' } },
  })
  await app.api('PUT', `/orgs/alice/installations/${databaseId}/suspension`)
  await alice.rest.issues.create({ owner: 'alice', repo: 'heard', title: 'While suspended' })
  // Who hears of an event is decided when it is read, so that must have happened before the app is back.
  await expect.poll(unreadIssues).toBe(0)
  await app.api('DELETE', `/orgs/alice/installations/${databaseId}/suspension`)
  await alice.rest.issues.create({ owner: 'alice', repo: 'heard', title: 'Again' })
  expect(await kit.next('issues', 'opened', databaseId)).toMatchObject({ issue: { title: 'Again' } })
})

test('an app that reports checks is asked to look at what is pushed, and asked again; nobody else is', async () => {
  const { alice, app, repository } = kit.github
  await repository('judged')
  const judge = await register('Judge')
  const reader = await register('Reader')
  const wanted = (checks: string) => ({ permissions: { checks, contents: 'read' }, events: ['check_suite'] })
  await app.api('PATCH', `/orgs/alice/apps/${judge.slug}`, wanted('write'))
  await app.api('PATCH', `/orgs/alice/apps/${reader.slug}`, wanted('read'))
  const install = (slug: string) => app.api('POST', '/orgs/alice/installations', { app: slug, projects: ['judged'] })
  const { databaseId } = await install(judge.slug)
  await install(reader.slug)
  const at = { owner: 'alice', repo: 'judged' }
  await alice.rest.repos.createOrUpdateFileContents({
    ...at,
    path: 'law.txt',
    message: 'the law',
    content: Buffer.from('be fair').toString('base64'),
  })
  const { check_suite: suite, installation } = await kit.next('check_suite', 'requested')
  expect(installation.id).toBe(databaseId)
  expect(suite).toMatchObject({ head_branch: 'main', status: 'queued', conclusion: null, app: { slug: judge.slug } })
  const { data } = await alice.rest.checks.listSuitesForRef({ ...at, ref: suite.head_sha })
  expect(data.check_suites.map(({ id, app: by }) => [id, by?.slug])).toContainEqual([suite.id, judge.slug])
  await alice.rest.checks.rerequestSuite({ ...at, check_suite_id: suite.id })
  expect(await kit.next('check_suite', 'rerequested')).toMatchObject({ check_suite: { id: suite.id } })
  expect(kit.told.filter(({ event }) => event === 'check_suite')).toHaveLength(2)
})

/** Issues that have been opened and not been told to hooks yet. */
async function unreadIssues(): Promise<number> {
  const [row] = await kit.github.app.kernel.db.system((tx) =>
    tx.query<{ n: number }>(
      `select count(*)::int as n from kernel.events e, kernel.subscribers s
       where s.name = 'hooks' and e.name = 'issue.opened' and (e.tx, e.seq) > (s.tx, s.seq)`,
    ),
  )
  return row!.n
}

test.skipIf('missing' in client)(
  'a check run that an app reports shows the app, by which it finds its own',
  async () => {
    const { app: server, octokit, repository } = kit.github
    const sha = await repository('reported')
    const { made, privateKey, slug } = await register('Robo Four')
    await server.api('PATCH', `/orgs/alice/apps/${slug}`, { permissions: { checks: 'write', contents: 'read' } })
    const { databaseId } = await server.api('POST', '/orgs/alice/installations', { app: slug })
    const app = await octokitApp({ appId: made.databaseId, privateKey })
    const { token } = (await app.octokit.auth({ type: 'installation', installationId: databaseId })) as {
      token: string
    }
    const at = { owner: 'alice', repo: 'reported' }
    const { checks } = octokit(token).rest
    const { data } = await checks.create({ ...at, name: 'robo', head_sha: sha, conclusion: 'success' })
    expect(data.app).toMatchObject({ id: made.databaseId, slug, name: 'Robo Four' })
    const own = await checks.listForRef({ ...at, ref: sha, app_id: made.databaseId })
    expect(own.data.check_runs.map(({ name }) => name)).toEqual(['robo'])
  },
)

test.skipIf('missing' in client)(
  'git clones and pushes with the token of an installation, where it was installed and nowhere else',
  async () => {
    const { app: server, repository } = kit.github
    await repository('cloned')
    await repository('closed')
    const { made, privateKey, slug } = await register('Pusher', { permissions: { contents: 'write' } })
    const input = { app: slug, projects: ['cloned'] }
    const { databaseId: installationId } = await server.api('POST', '/orgs/alice/installations', input)
    const app = await octokitApp({ appId: made.databaseId, privateKey })
    const { token } = (await app.octokit.auth({ type: 'installation', installationId })) as { token: string }
    await using git = await gitClient()
    const remote = (name: string) => `${server.url.replace('://', `://x-access-token:${token}@`)}/alice/${name}.git`
    await git.run('.', 'clone', '-q', remote('cloned'), 'work')
    await git.run('work', 'commit', '-q', '--allow-empty', '-m', 'by a bot')
    await git.run('work', 'push', '-q', 'origin', 'HEAD:refs/heads/bot')
    const told = await server.kernel.db.system((tx) =>
      server.kernel.events.before(tx, undefined, 1, { names: ['git.pushed'] }),
    )
    expect(told).toMatchObject([{ actor: { kind: 'system', name: 'pusher[bot]' }, data: { ref: 'refs/heads/bot' } }])
    expect((await git.attempt('.', 'ls-remote', remote('closed'))).code).not.toBe(0)
  },
)

test('an organisation’s hook for everything hears nothing of an app’s own affairs', async () => {
  const { api } = kit.github.app
  await api('POST', '/orgs', { slug: 'studio' })
  await api('POST', '/orgs/studio/apps', { name: 'Studio Bot', homepage: 'https://studio.example.com' })
  const input = { url: kit.url, secret: kit.secret, events: ['*'] }
  const { databaseId: hook } = await api('POST', '/orgs/studio/hooks', input)
  await api('POST', '/orgs/studio/installations', { app: 'studio-bot' })
  await api('POST', '/projects', { owner: 'studio', name: 'after' })
  const told = async () =>
    (await api('GET', `/orgs/studio/hooks/${hook}/deliveries`)).items.map(({ event }: { event: string }) => event)
  await expect.poll(told).toContain('repository')
  expect(await told()).not.toContain('installation')
})

test('the manifest of a program becomes an app, once', async () => {
  const { api } = kit.github.app
  const manifest = { name: 'By Manifest', homepage: 'https://robo.example.com', hookUrl: kit.url }
  const { code } = await api('POST', '/orgs/alice/app-manifests', manifest)
  const convert = () => kit.github.request('POST', `/app-manifests/${code}/conversions`, { token: undefined })
  expect(await convert()).toMatchObject({
    status: 201,
    body: { slug: 'by-manifest', pem: expect.stringContaining('PRIVATE KEY') },
  })
  expect(await convert()).toMatchObject({ status: 404 })
})
