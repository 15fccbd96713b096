import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitClient } from '../../git/git.kit.ts'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
let client: Awaited<ReturnType<typeof gitClient>>
beforeAll(async () => {
  github = await testGithub()
  client = await gitClient()
}, 120_000)
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await github[Symbol.asyncDispose]()
})

const on = (repo: string) => ({ owner: 'alice', repo })
const remoteOf = (repo: string) => `http://git:${github.app.token}@${new URL(github.app.url).host}/alice/${repo}.git`
const push = (repo: string, ...what: string[]) => client.attempt(repo, 'push', '-q', remoteOf(repo), ...what)

/** A repository of alice and a clone of it. */
async function cloned(repo: string, visibility?: 'public') {
  await github.repository(repo, { 'a.txt': 'a\n' }, visibility)
  await mkdir(join(client.home, repo))
  await client.run(repo, 'clone', '-q', remoteOf(repo), '.')
}
const commit = (repo: string) => client.run(repo, 'commit', '-q', '--allow-empty', '-m', 'one more')

test('a ruleset made by Octokit holds back a push, is shown, changed and deleted, and then the push arrives', async () => {
  await cloned('ruled', 'public')
  const { alice, bob, nobody } = github
  const { data: made } = await alice.rest.repos.createRepoRuleset({
    ...on('ruled'),
    name: 'Through pull requests',
    target: 'branch',
    enforcement: 'active',
    conditions: {
      ref_name: { include: ['~DEFAULT_BRANCH', 'refs/heads/release/*'], exclude: ['refs/heads/release/x'] },
    },
    rules: [
      { type: 'deletion' },
      { type: 'non_fast_forward' },
      {
        type: 'pull_request',
        parameters: {
          required_approving_review_count: 1,
          dismiss_stale_reviews_on_push: true,
          require_code_owner_review: true,
          require_last_push_approval: false,
          required_review_thread_resolution: true,
        },
      },
      {
        type: 'required_status_checks',
        parameters: { required_status_checks: [{ context: 'build' }], strict_required_status_checks_policy: true },
      },
    ],
  })
  expect(made).toMatchObject({ source: 'alice/ruled', enforcement: 'active', bypass_actors: [] })
  const at = { ...on('ruled'), ruleset_id: made.id }
  const { data: read } = await alice.rest.repos.getRepoRuleset(at)
  expect(read).toEqual(made)
  expect(read.conditions).toEqual({
    ref_name: { include: ['~DEFAULT_BRANCH', 'refs/heads/release/*'], exclude: ['refs/heads/release/x'] },
  })
  expect(read.rules?.map(({ type }) => type)).toEqual([
    'deletion',
    'non_fast_forward',
    'pull_request',
    'required_status_checks',
  ])
  const { data: listed } = await alice.rest.repos.getRepoRulesets(on('ruled'))
  expect(listed.map(({ id, name }) => [id, name])).toEqual([[made.id, 'Through pull requests']])
  expect((await alice.rest.repos.getRepoRulesets({ ...on('ruled'), targets: 'tag' })).data).toEqual([])

  await commit('ruled')
  expect((await push('ruled', 'main')).stderr).toContain('main changes only through pull requests')
  expect((await push('ruled', 'main:release/x')).code).toBe(0)
  const { data: rules } = await nobody.rest.repos.getBranchRules({ ...on('ruled'), branch: 'main' })
  expect(rules.map(({ type, ruleset_id: id }) => [type, id])).toEqual(read.rules?.map(({ type }) => [type, made.id]))
  expect((await nobody.rest.repos.getBranchRules({ ...on('ruled'), branch: 'release/x' })).data).toEqual([])
  expect((await nobody.rest.repos.getBranchRules({ ...on('ruled'), branch: 'release/9' })).data).toHaveLength(4)

  // Everybody sees the rules of a public repository; whom they do not bind is not everybody's business.
  const { data: seen } = await bob.rest.repos.getRepoRuleset(at)
  expect(seen).toMatchObject({ id: made.id, current_user_can_bypass: 'never' })
  expect(seen).not.toHaveProperty('bypass_actors')
  await expect(bob.rest.repos.updateRepoRuleset({ ...at, enforcement: 'disabled' })).rejects.toMatchObject({
    status: 403,
  })
  await expect(bob.rest.repos.deleteRepoRuleset(at)).rejects.toMatchObject({ status: 403 })
  expect((await push('ruled', 'main')).code).not.toBe(0)

  const { data: changed } = await alice.rest.repos.updateRepoRuleset({ ...at, rules: [{ type: 'creation' }] })
  expect(changed).toMatchObject({ id: made.id, conditions: read.conditions, rules: [{ type: 'creation' }] })
  expect((await push('ruled', 'main:release/1')).stderr).toContain('rule protection.creation')
  await alice.rest.repos.updateRepoRuleset({ ...at, enforcement: 'disabled' })
  expect((await push('ruled', 'main:release/1')).code).toBe(0)
  await alice.rest.repos.updateRepoRuleset({ ...at, enforcement: 'active', rules: [{ type: 'update' }] })
  expect((await push('ruled', 'main')).stderr).toContain('rule protection.locked')
  await alice.rest.repos.deleteRepoRuleset(at)
  await expect(alice.rest.repos.getRepoRuleset(at)).rejects.toMatchObject({ status: 404 })
  expect((await push('ruled', 'main')).code).toBe(0)
})

test('a ruleset for tags keeps the tags that are there, and whom it does not bind may move them', async () => {
  await cloned('tagged')
  const { alice } = github
  const { data: made } = await alice.rest.repos.createRepoRuleset({
    ...on('tagged'),
    name: 'Versions stay',
    target: 'tag',
    enforcement: 'active',
    conditions: { ref_name: { include: ['refs/tags/v*'], exclude: [] } },
    rules: [{ type: 'deletion' }, { type: 'update' }],
  })
  await client.run('tagged', 'tag', 'v1')
  await client.run('tagged', 'tag', 'other')
  expect((await push('tagged', 'v1', 'other')).code).toBe(0)
  await commit('tagged')
  expect((await push('tagged', '+HEAD:refs/tags/v1')).stderr).toContain('rule protection.locked')
  expect((await push('tagged', ':refs/tags/v1')).stderr).toContain('rule protection.deletion')
  expect((await push('tagged', '+HEAD:refs/tags/other', 'HEAD:refs/heads/v1')).code).toBe(0)
  const { data: me } = await alice.rest.users.getAuthenticated()
  const bypass_actors = [{ actor_id: me.id, actor_type: 'User', bypass_mode: 'always' }]
  // Octokit's types do not know people there yet; GitHub's description does.
  expect(
    await github.request('PUT', `/repos/alice/tagged/rulesets/${made.id}`, { body: { bypass_actors } }),
  ).toMatchObject({ status: 200, body: { bypass_actors, current_user_can_bypass: 'always', rules: made.rules } })
  expect((await push('tagged', '+HEAD:refs/tags/v1')).code).toBe(0)
})

test('teams and apps that a ruleset does not bind are kept by their numbers', async () => {
  await github.repository('exempted')
  const { alice, app } = github
  const team = await app.api('POST', '/orgs/alice/teams', { title: 'Releasers' })
  const robo = await app.api('POST', '/orgs/alice/apps', { name: 'Robo', homepage: 'https://robo.example' })
  const bypass_actors = [
    { actor_id: team.databaseId as number, actor_type: 'Team' as const, bypass_mode: 'always' as const },
    { actor_id: robo.databaseId as number, actor_type: 'Integration' as const, bypass_mode: 'always' as const },
  ]
  const conditions = { ref_name: { include: ['~ALL'], exclude: [] } }
  const { data: made } = await alice.rest.repos.createRepoRuleset({
    ...on('exempted'),
    name: 'All',
    enforcement: 'active',
    conditions,
    bypass_actors,
    rules: [{ type: 'required_signatures' }, { type: 'required_linear_history' }],
  })
  expect(made).toMatchObject({ bypass_actors, conditions, current_user_can_bypass: 'never' })
  const { settings } = await app.api('GET', '/projects/alice/exempted')
  expect(settings.protection).toMatchObject([
    { pattern: '**', requireSigned: true, bypass: { people: [], teams: [team.slug], apps: [robo.slug] } },
  ])
})

test('the rules of the default branch go with it when another becomes the default', async () => {
  await cloned('moving')
  const { alice } = github
  await alice.rest.repos.createRepoRuleset({
    ...on('moving'),
    name: 'Default',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [{ type: 'update' }],
  })
  await commit('moving')
  expect((await push('moving', 'main:next')).code).toBe(0)
  await alice.rest.repos.update({ ...on('moving'), default_branch: 'next' })
  await commit('moving')
  expect((await push('moving', 'main')).code).toBe(0)
  expect((await push('moving', 'main:next')).stderr).toContain('rule protection.locked')
})

test('what cannot be kept is refused by its name, and nothing of it is kept', async () => {
  await github.repository('strict')
  const { request, app } = github
  const whole = {
    name: 'Strict',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
    rules: [{ type: 'deletion' }],
  }
  const checks = { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'build' }] } }
  const refusals: [change: object, name: RegExp][] = [
    [{ name: undefined }, /name/],
    [{ enforcement: 'evaluate' }, /evaluate is not kept here/],
    [{ target: 'push' }, /"push" is not kept here/],
    [{ rules: [{ type: 'merge_queue' }] }, /"merge_queue" is not kept here/],
    [{ rules: [{ type: 'branch_name_pattern' }] }, /"branch_name_pattern" is not kept here/],
    [{ rules: [{ type: 'constructor' }] }, /"constructor" is not kept here/],
    [{ rules: [{ type: 'deletion' }, { type: 'deletion' }] }, /deletion stands there twice/],
    [{ rules: [checks] }, /add pull_request/],
    [
      {
        rules: [
          { type: 'pull_request' },
          { ...checks, parameters: { ...checks.parameters, do_not_enforce_on_create: false } },
        ],
      },
      /do_not_enforce_on_create/,
    ],
    [{ rules: [{ type: 'pull_request', parameters: { allowed_merge_methods: ['squash'] } }] }, /allowed_merge_methods/],
    [{ rules: [{ type: 'pull_request', parameters: { required_reviewers: [{}] } }] }, /required_reviewers/],
    [
      { rules: [{ type: 'update', parameters: { update_allows_fetch_and_merge: true } }] },
      /update_allows_fetch_and_merge/,
    ],
    [{ target: 'tag', rules: [{ type: 'pull_request' }] }, /pull_request is for branches/],
    [{ conditions: undefined }, /ref_name.include names nothing/],
    [{ conditions: { ref_name: { include: ['main'] } } }, /"main" is no pattern/],
    [{ conditions: { ref_name: { include: ['refs/heads/{a,b}'] } } }, /"refs\/heads\/{a,b}" is not kept/],
    [
      { conditions: { ref_name: { include: ['~ALL'], exclude: ['~DEFAULT_BRANCH'] } } },
      /"~DEFAULT_BRANCH" is no pattern/,
    ],
    [{ target: 'tag', conditions: { ref_name: { include: ['~DEFAULT_BRANCH'] } } }, /"~DEFAULT_BRANCH" is no pattern/],
    [{ bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole' }] }, /"RepositoryRole" is not kept here/],
    [{ bypass_actors: [{ actor_id: 987654, actor_type: 'User' }] }, /there is no User 987654/],
    [
      { bypass_actors: [{ actor_id: 1, actor_type: 'User', bypass_mode: 'pull_request' }] },
      /"pull_request" is not kept/,
    ],
  ]
  for (const [change, name] of refusals) {
    const { status, body } = await request('POST', '/repos/alice/strict/rulesets', { body: { ...whole, ...change } })
    expect([status, (body as { message: string }).message]).toEqual([422, expect.stringMatching(name)])
  }
  expect((await app.api('GET', '/projects/alice/strict')).settings.protection).toEqual([])

  expect(await request('POST', '/repos/alice/strict/rulesets', { body: whole })).toMatchObject({ status: 201 })
  expect(await request('POST', '/repos/alice/strict/rulesets', { body: whole })).toMatchObject({
    status: 422,
    body: { message: expect.stringContaining('there is a ruleset "Strict" already') },
  })
})

test('a token that may only read makes no ruleset, and bob next door sees none', async () => {
  await github.repository('closed')
  const { alice, bob, app } = github
  const wanted = {
    ...on('closed'),
    name: 'Closed',
    enforcement: 'active' as const,
    conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
    rules: [{ type: 'deletion' as const }],
  }
  const { token } = await app.api('POST', '/tokens', { name: 'reader', permissions: ['*:read'] })
  const reader = github.octokit(token)
  await expect(reader.rest.repos.createRepoRuleset(wanted)).rejects.toMatchObject({ status: 403 })
  await expect(bob.rest.repos.createRepoRuleset(wanted)).rejects.toMatchObject({ status: 404 })
  expect((await alice.rest.repos.getRepoRulesets(on('closed'))).data).toEqual([])
  const { data: made } = await alice.rest.repos.createRepoRuleset(wanted)
  const at = { ...on('closed'), ruleset_id: made.id }
  expect((await reader.rest.repos.getRepoRuleset(at)).data).not.toHaveProperty('bypass_actors')
  await expect(reader.rest.repos.deleteRepoRuleset(at)).rejects.toMatchObject({ status: 403 })
  for (const look of [
    () => bob.rest.repos.getRepoRuleset(at),
    () => bob.rest.repos.getRepoRulesets(on('closed')),
    () => bob.rest.repos.getBranchRules({ ...on('closed'), branch: 'main' }),
    () => bob.rest.repos.deleteRepoRuleset(at),
  ]) {
    await expect(look()).rejects.toMatchObject({ status: 404 })
  }
  expect((await alice.rest.repos.getRepoRulesets(on('closed'))).data).toHaveLength(1)
})
