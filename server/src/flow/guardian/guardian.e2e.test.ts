import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { createChecks } from '#checks'
import { createGit } from '#git'
import { createGuardian } from '#guardian'
import { createIdentity } from '#identity'
import { createIssues } from '#issues'
import { type Actor, createKernel } from '#kernel'
import { createProjects } from '#projects'
import { createPulls } from '#pulls'
import { testPlace } from '#testing'
import { createAuthenticate } from '../../protocols/credentials.ts'
import { gitClient } from '../../protocols/git/git.kit.ts'
import { createGitDoor } from '../../protocols/git/index.ts'
import { serve } from '../../serve.ts'

const SECRET = `ghp_${'q7Rk2ZtLw9XvB4nM'.repeat(3).slice(0, 36)}`

/** A real server with git, checks, pull requests and Guardian; alice's project alice/app with one commit; her clone. */
async function guarded() {
  const place = await testPlace()
  const kernel = await createKernel(place.config)
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const git = createGit(kernel, { identity, projects })
  const checks = createChecks(kernel, { projects })
  const issues = createIssues(kernel, { identity, projects, git })
  const pulls = createPulls(kernel, { identity, projects, issues, git, checks })
  const costs = new Map<string, number>()
  const guardian = createGuardian(kernel, {
    projects,
    git,
    checks,
    pulls,
    costOf: async (_tx, { spec }) => costs.get(spec) ?? null,
  })
  const server = serve(kernel, createAuthenticate(identity))
  server.mount([createGitDoor(server.door, { git })], new Hono())
  await server.reserve()
  await kernel.start()
  await server.open()

  const issue = (token: Parameters<typeof identity.issueToken>[1]) =>
    kernel.db.system(async (tx) => (await identity.issueToken(tx, token)).secret)
  const user = await kernel.db.system((tx) =>
    identity.createUser(tx, { login: 'alice', name: 'alice', serverAdmin: false }),
  )
  const token = await issue({ kind: 'person', subject: user.id, name: 'test', permissions: ['*'] })
  const withoutBypass = await issue({
    kind: 'person',
    subject: user.id,
    name: 'test',
    permissions: ['git:*', '*:read'],
  })
  const agentToken = await issue({
    kind: 'attempt',
    subject: 'att_1',
    name: 'codex',
    org: user.org,
    permissions: ['git:*', '*:read'],
    links: { attempt: 'att_1', spec: 'spec_1' },
  })
  const alice = (await identity.authenticate(token))!
  const address = { owner: 'alice', name: 'app' }
  const project = await kernel.call(projects.verbs.create, address, { actor: alice })
  await git.importFiles(project.id, {
    branch: 'main',
    files: { 'readme.md': 'hello\n' },
    message: 'first',
    author: { name: 'Alice', email: 'alice@example.com' },
  })

  const client = await gitClient()
  const remote = (as: string, path = 'alice/app') => {
    const url = new URL(`${server.url()}/${path}.git`)
    url.username = 'git'
    url.password = as
    return url.href
  }
  await client.run('.', 'clone', '-q', remote(token), 'app')

  async function commit(files: Record<string, string | null>, message = 'change'): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      const file = join(client.home, 'app', path)
      await mkdir(dirname(file), { recursive: true })
      if (content === null) await rm(file)
      else await writeFile(file, content)
    }
    await client.run('app', 'add', '-A', '-f')
    await client.run('app', 'commit', '-q', '-m', message)
  }
  return {
    kernel,
    git,
    checks,
    pulls,
    guardian,
    projects,
    project,
    address,
    alice,
    token,
    withoutBypass,
    agentToken,
    client,
    costs,
    commit,
    branch: (name: string) => client.run('app', 'checkout', '-q', '-B', name, 'origin/main'),
    push: (ref: string, as = token) => client.attempt('app', 'push', remote(as), `HEAD:${ref}`),
    remote,
    interventions: () =>
      kernel.db.as(alice, (tx) => kernel.events.before(tx, undefined, 50, { names: ['guardian.intervened'] })),
    async guardianCheck(pull: { head: { sha: string } }) {
      const found = async () => (await kernel.db.system((tx) => checks.forSha(tx, project.id, pull.head.sha)))[0]
      await expect.poll(async () => (await found())?.status, { timeout: 15_000 }).toBe('completed')
      return (await found())!
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await server.close()
      await kernel.stop()
      await place.remove()
    },
  }
}

test('a push with a secret is refused with rule, file and line, and never shows the secret', async () => {
  await using kit = await guarded()
  await kit.branch('feature')
  await kit.commit({ 'src/config.ts': `export const a = 1\nexport const token = '${SECRET}'\n` })
  const refused = await kit.push('refs/heads/feature')
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('src/config.ts:2')
  expect(refused.stderr).toContain('rule guardian.secret')
  expect(refused.stderr).not.toContain(SECRET.slice(4, 20))
  expect(await kit.git.resolve(kit.project.id, 'feature')).toBeUndefined()
  await expect.poll(kit.interventions).toHaveLength(1)
  const [event] = await kit.interventions()
  expect(event).toMatchObject({ actor: { name: 'alice' }, data: { rule: 'secret', outcome: 'refused' } })
  expect(JSON.stringify(event)).not.toContain(SECRET.slice(4, 20))
})

test('a secret that a later commit takes out again is refused all the same, in a branch and in a tag', async () => {
  await using kit = await guarded()
  await kit.branch('feature')
  await kit.commit({ 'a.ts': `const t = '${SECRET}'\n` })
  await kit.commit({ 'a.ts': 'const t = process.env.T\n' })
  expect((await kit.push('refs/heads/feature')).stderr).toContain('guardian.secret')
  expect((await kit.push('refs/tags/v1')).stderr).toContain('guardian.secret')
})

test('a secret that only a merge commit brings is refused; a merge of what is there already is not', async () => {
  await using kit = await guarded()
  await kit.branch('feature')
  await kit.commit({ 'a.ts': 'a\n' })
  await kit.client.run('app', 'checkout', '-q', '-b', 'other', 'origin/main')
  await kit.commit({ 'b.ts': 'b\n', '.github/workflows/ci.yml': 'on: push\n' })
  expect((await kit.push('refs/heads/other')).code).toBe(0)
  await kit.client.run('app', 'checkout', '-q', 'feature')
  await kit.client.run('app', 'merge', '-q', '--no-ff', '-m', 'merge', 'other')
  // The workflow came from alice; an agent that merges it in has not changed it.
  expect((await kit.push('refs/heads/feature', kit.agentToken)).stderr).not.toContain('refused')
  await kit.client.run('app', 'checkout', '-q', '-b', 'evil', 'origin/main')
  await kit.commit({ 'c.ts': 'c\n' })
  await kit.client.run('app', 'merge', '-q', '--no-ff', '--no-commit', 'other')
  await kit.commit({ 'c.ts': `const t = '${SECRET}'\n` }, 'merge')
  expect((await kit.push('refs/heads/evil')).stderr).toContain('c.ts:1')
})

test('a marked test value of a person passes, of an agent it does not', async () => {
  await using kit = await guarded()
  await kit.branch('feature')
  await kit.commit({ 'a.test.ts': `const t = '${SECRET}' // devflow:allow-secret\n` })
  expect((await kit.push('refs/heads/agent', kit.agentToken)).stderr).toContain('guardian.secret')
  expect((await kit.push('refs/heads/feature')).code).toBe(0)
})

test('forbidden paths: refused from an agent and from a person without the bypass, free for an admin', async () => {
  await using kit = await guarded()
  await kit.branch('feature')
  await kit.commit({ '.github/workflows/ci.yml': 'on: push\n' })
  for (const token of [kit.agentToken, kit.withoutBypass]) {
    const refused = await kit.push('refs/heads/feature', token)
    expect(refused.stderr).toContain('.github/workflows/ci.yml')
    expect(refused.stderr).toContain('rule guardian.forbidden-path')
  }
  expect((await kit.push('refs/heads/feature')).code).toBe(0)
  // What is in the repository already is not blamed on an agent that builds on it.
  await kit.commit({ 'src/a.ts': 'a\n' })
  expect((await kit.push('refs/heads/feature', kit.agentToken)).code).toBe(0)
  await kit.commit({ '.github/workflows/ci.yml': null })
  expect((await kit.push('refs/heads/feature', kit.agentToken)).stderr).toContain('guardian.forbidden-path')
})

test('the first push brings a project as it is, except its secrets', async () => {
  await using kit = await guarded()
  await kit.kernel.call(kit.projects.verbs.create, { owner: 'alice', name: 'second' }, { actor: kit.alice })
  await kit.branch('main')
  await kit.commit({ '.github/workflows/ci.yml': 'on: push\n' })
  const push = (token: string) => kit.client.attempt('app', 'push', kit.remote(token, 'alice/second'), 'HEAD:main')
  expect((await push(kit.agentToken)).stderr).toContain('guardian.forbidden-path')
  expect((await push(kit.withoutBypass)).code).toBe(0)
})

test('a pull request is checked, with annotations, and again when its head moves', async () => {
  await using kit = await guarded()
  await kit.kernel.call(
    kit.projects.verbs.update,
    { ...kit.address, settings: { guardian: { maxDiffLines: 5, maxFiles: 1 } } },
    { actor: kit.alice },
  )
  await kit.branch('feature')
  await kit.commit({ 'a.ts': 'line\n'.repeat(6), 'b.ts': '', '.env': 'A=1\n' })
  await kit.push('refs/heads/feature')
  const open = (head: string, more: object = {}, actor: Actor = kit.alice) =>
    kit.kernel.call(kit.pulls.verbs.create, { ...kit.address, title: 'Feature', head, ...more }, { actor })
  const pull = await open('feature')
  const check = await kit.guardianCheck(pull)
  expect(check).toMatchObject({
    name: 'Guardian',
    source: 'guardian',
    conclusion: 'failure',
    title: expect.stringMatching(/^diff-size: The change has 7 lines.*\(and 1 more\)$/),
  })
  expect(check.summary).toContain('The change has 7 lines and the limit is 5')
  expect(check.annotations).toEqual([expect.objectContaining({ path: '.env', level: 'notice' })])

  await kit.branch('feature')
  await kit.commit({ 'a.ts': 'line\n' })
  await kit.client.run('app', 'push', '-q', '--force', kit.remote(kit.token), 'HEAD:feature')
  const sha = await kit.client.run('app', 'rev-parse', 'HEAD')
  expect(await kit.guardianCheck({ head: { sha } })).toMatchObject({
    conclusion: 'success',
    title: 'No rule is broken',
  })
})

test('the cost of the models of a spec counts, to the cent', async () => {
  await using kit = await guarded()
  kit.costs.set('spec_1', 20.01)
  await kit.branch('feature')
  await kit.commit({ 'a.ts': 'a\n' })
  await kit.push('refs/heads/feature')
  const pull = await kit.kernel.call(
    kit.pulls.verbs.create,
    { ...kit.address, title: 'Feature', head: 'feature', spec: 'spec_1' },
    { actor: kit.alice },
  )
  const check = await kit.guardianCheck(pull)
  expect(check).toMatchObject({ conclusion: 'failure', title: expect.stringMatching(/^cost: /) })
  expect(check.summary).toContain('$20.01')
})

test('a preview tells what would be found, and refuses what is not there', async () => {
  await using kit = await guarded()
  await kit.branch('feature')
  await kit.commit({ '.env': 'A=1\n' })
  await kit.push('refs/heads/feature')
  const preview = (head: string, base?: string) =>
    kit.kernel.call(
      kit.guardian.verbs.preview,
      { ...kit.address, head, ...(base ? { base } : {}) },
      { actor: kit.alice },
    )
  expect((await preview('feature')).items).toMatchObject([{ rule: 'forbidden-path', path: '.env' }])
  expect((await preview('main')).items).toEqual([])
  await expect(preview('nowhere')).rejects.toMatchObject({ kind: 'not_found' })
  await expect(preview('--output=/tmp/x')).rejects.toMatchObject({ kind: 'not_found' })
})

test('an agent is stopped before it acts, and the intervention is on its timeline without secrets', async () => {
  await using kit = await guarded()
  kit.kernel.masks.add(SECRET)
  const context = {
    project: { ...kit.project, org: Object.keys(kit.alice.orgs)[0]! },
    actor: { kind: 'agent' as const, id: 'agt_1', name: 'codex' },
    links: { attempt: 'att_1', task: 'task_1' },
    directory: '/srv/tree',
  }
  expect(await kit.guardian.permit({ kind: 'execute', command: 'npm test' }, context)).toEqual({ answer: 'allow' })
  const denied = await kit.guardian.permit({ kind: 'execute', command: `git push https://x:${SECRET}@h/r` }, context)
  expect(denied).toMatchObject({ answer: 'deny', rule: 'publish', reason: expect.stringContaining('DevFlow pushes') })
  await expect.poll(kit.interventions).toHaveLength(1)
  const [event] = await kit.interventions()
  expect(event).toMatchObject({
    project: kit.project.id,
    actor: context.actor,
    links: context.links,
    data: { rule: 'publish', outcome: 'denied', subject: 'git push https://x:***@h/r' },
  })
})
