import { randomBytes, sign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { allEvents } from '../../../code/git/events.kit.ts'
import { gitClient } from '../../git/git.kit.ts'
import { type TestGithub, testGithub } from '../github.kit.ts'
import { type Ask, graphqlAs, octokitGraphql } from './graphql.kit.ts'

let github: TestGithub
let alice: Ask
beforeAll(async () => {
  github = await testGithub()
  if (!('missing' in octokitGraphql)) alice = await graphqlAs(github.app, github.app.token)
}, 60_000)
beforeEach(({ skip }) => {
  if ('missing' in octokitGraphql) skip(octokitGraphql.missing)
})
afterAll(() => github[Symbol.asyncDispose]())

// biome-ignore lint/suspicious/noExplicitAny: as the query asks
type Answer = any

const base64 = (text: string) => Buffer.from(text).toString('base64')
const refused = (error: object) => ({ errors: [expect.objectContaining(error)] })
const MIB = 1024 * 1024
const NOTHING = '0'.repeat(40)

async function repository(name: string, files?: Record<string, string>) {
  const head = await github.repository(name, files)
  const { repository } = await alice<Answer>(
    'query ($name: String!) { repository(owner: "alice", name: $name) { id } }',
    {
      name,
    },
  )
  return { name, head, id: repository.id as string }
}

/** Where the refs of a repository are, by their full names. */
async function refs(name: string): Promise<Record<string, string>> {
  const { items } = await github.app.api('GET', `/projects/alice/${name}/refs`)
  return Object.fromEntries(items.map(({ ref, sha }: { ref: string; sha: string }) => [ref, sha]))
}

const commit = (input: object) =>
  alice<Answer>(
    `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) {
      clientMutationId ref { name target { oid } } commit { oid message messageHeadline author { user { login } } additions } } }`,
    { input },
  )

const mutate = (name: string, input: object, fields = 'clientMutationId') => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  return alice<Answer>(`mutation ($input: ${type}!) { answer: ${name}(input: $input) { ${fields} } }`, { input })
}

test('a commit is made on a branch without a clone, and a clone has it', async () => {
  const { head } = await repository('written', { 'README.md': '# old\n', 'gone.txt': 'x\n', 'deep/er/a.txt': 'a\n' })
  const branch = { repositoryNameWithOwner: 'alice/written', branchName: 'main' }
  const made = await commit({
    branch,
    expectedHeadOid: head,
    clientMutationId: 'first',
    message: { headline: 'Rewrite', body: 'and explain' },
    fileChanges: {
      additions: [
        { path: 'README.md', contents: base64('# new\n') },
        { path: 'a/new file.bin', contents: Buffer.from([0, 255, 10]).toString('base64') },
      ],
      deletions: [{ path: 'gone.txt' }, { path: 'deep/er/a.txt' }],
    },
  })
  const { ref, commit: first, clientMutationId } = made.createCommitOnBranch
  expect(clientMutationId).toBe('first')
  expect(ref).toEqual({ name: 'main', target: { oid: first.oid } })
  expect(first).toMatchObject({ message: 'Rewrite\n\nand explain', author: { user: { login: 'alice' } } })

  const { node } = await alice<Answer>(
    'query { node: repository(owner: "alice", name: "written") { ref(qualifiedName: "refs/heads/main") { id } } }',
  )
  const empty = await commit({
    branch: { id: node.ref.id },
    expectedHeadOid: first.oid,
    message: { headline: 'Wake the checks' },
  })
  expect(empty.createCommitOnBranch.commit).toMatchObject({ message: 'Wake the checks', additions: 0 })

  await using client = await gitClient()
  const url = new URL(`${github.app.url}/alice/written.git`)
  url.username = 'alice'
  url.password = github.app.token
  await client.run('.', 'clone', '--quiet', url.href, 'clone')
  expect(await client.run('clone', 'log', '--format=%H %an %s')).toBe(
    [
      `${empty.createCommitOnBranch.commit.oid} alice Wake the checks`,
      `${first.oid} alice Rewrite`,
      `${head} alice first`,
    ].join('\n'),
  )
  expect(await client.run('clone', 'ls-files')).toBe('README.md\na/new file.bin')
  expect(await client.run('clone', 'show', 'HEAD:README.md')).toBe('# new')
  expect(await client.run('clone', 'cat-file', '-s', 'HEAD:a/new file.bin')).toBe('3')
  expect(await client.run('clone', 'fsck', '--strict')).toBe('')
})

test('a file that could be executed still can after it was rewritten', async () => {
  const { head } = await repository('scripts', { 'run.sh': 'one\n' })
  const at = { owner: 'alice', repo: 'scripts' }
  const { git, repos } = github.alice.rest
  const { data } = await repos.getContent({ ...at, path: 'run.sh' })
  const entry = { path: 'run.sh', mode: '100755', type: 'blob', sha: (data as { sha: string }).sha } as const
  const tree = await git.createTree({ ...at, base_tree: head, tree: [entry] })
  const made = await git.createCommit({ ...at, message: 'chmod', tree: tree.data.sha, parents: [head] })
  await git.updateRef({ ...at, ref: 'heads/main', sha: made.data.sha })
  const { createCommitOnBranch } = await commit({
    branch: { repositoryNameWithOwner: 'alice/scripts', branchName: 'main' },
    expectedHeadOid: made.data.sha,
    message: { headline: 'two' },
    fileChanges: { additions: [{ path: 'run.sh', contents: base64('two\n') }] },
  })
  const after = await git.getTree({ ...at, tree_sha: createCommitOnBranch.commit.oid })
  expect(after.data.tree).toMatchObject([{ path: 'run.sh', mode: '100755' }])
})

test('of two who commit on the same head one is told that it has moved, in GitHub’s words', async () => {
  const { head } = await repository('raced')
  const write = (path: string) =>
    commit({
      branch: { repositoryNameWithOwner: 'alice/raced', branchName: 'main' },
      expectedHeadOid: head,
      message: { headline: path },
      fileChanges: { additions: [{ path, contents: base64(path) }] },
    })
  const ended = await Promise.allSettled([write('a'), write('b')])
  const won = ended.filter((end) => end.status === 'fulfilled')
  const lost = ended.filter((end) => end.status === 'rejected')
  expect([won.length, lost.length]).toEqual([1, 1])
  const stale = refused({
    type: 'STALE_DATA',
    path: ['createCommitOnBranch'],
    message: `Expected branch to point to "${head}" but it did not. Pull and try again.`,
  })
  expect(lost[0]!.reason).toMatchObject(stale)
  await expect(write('c')).rejects.toMatchObject(stale)
  const { data } = await github.alice.rest.repos.listCommits({ owner: 'alice', repo: 'raced' })
  expect(data).toHaveLength(2)
})

test('a commit that cannot be made, or that a rule refuses, leaves the branch where it is', async () => {
  const { head } = await repository('kept', { 'a.txt': 'a\n' })
  const before = await refs('kept')
  const branch = { repositoryNameWithOwner: 'alice/kept', branchName: 'main' }
  const good = { path: 'good.txt', contents: base64('good') }
  const attempt = (change: object) =>
    commit({
      branch,
      expectedHeadOid: head,
      message: { headline: 'x' },
      fileChanges: { additions: [good] },
      ...change,
    })
  for (const [what, change, message] of [
    [
      'a file to remove that is not there',
      { fileChanges: { additions: [good], deletions: [{ path: 'no' }] } },
      /no file "no"/,
    ],
    ['content that is no base64', { fileChanges: { additions: [good, { path: 'b', contents: '%%' }] } }, /Base64/],
    ['a path out of the repository', { fileChanges: { additions: [good, { path: '../b', contents: '' }] } }, /\.\.\/b/],
    [
      'git’s own folder',
      { fileChanges: { additions: [good, { path: '.GIT/config', contents: '' }] } },
      /cannot be stored/,
    ],
    ['the same path twice', { fileChanges: { additions: [good, good] } }, /named twice/],
    [
      'written and removed',
      { fileChanges: { additions: [{ ...good, path: 'a.txt' }], deletions: [{ path: 'a.txt' }] } },
      /named twice/,
    ],
    ['a branch that is not there', { branch: { ...branch, branchName: 'nowhere' } }, /nowhere/],
    ['a repository that is not there', { branch: { ...branch, repositoryNameWithOwner: 'alice/nothing' } }, /nothing/],
    ['no branch', { branch: {} }, /Name the branch/],
    ['no words', { message: { headline: '' } }, /message/],
    ['a head that is no id', { expectedHeadOid: 'main' }, /expectedHead/],
    [
      'a secret',
      {
        fileChanges: {
          additions: [
            good,
            { path: 'key', contents: base64(`token = "${'ghp'}_${'q7Rk2ZtLw9XvB4nM'.repeat(3).slice(0, 36)}"\n`) },
          ],
        },
      },
      /secret/i,
    ],
  ] as const)
    await expect(attempt(change), what).rejects.toMatchObject(refused({ message: expect.stringMatching(message) }))
  expect(await refs('kept')).toEqual(before)

  await github.app.api('PATCH', '/projects/alice/kept', {
    settings: { protection: [{ pattern: 'main', requirePullRequest: true }] },
  })
  await expect(attempt({})).rejects.toMatchObject(
    refused({ type: 'FORBIDDEN', message: expect.stringContaining('pull request') }),
  )
  expect(await refs('kept')).toEqual(before)
})

test('a ref is made, found, moved and deleted', async () => {
  const { id, head } = await repository('refs')
  const fields = 'ref { id name prefix target { oid } }'
  const made = await mutate('createRef', { repositoryId: id, name: 'refs/heads/topic', oid: head }, fields)
  const { ref } = made.answer
  expect(ref).toMatchObject({ name: 'topic', prefix: 'refs/heads/', target: { oid: head } })
  const taken = { repositoryId: id, name: 'refs/heads/topic', oid: head }
  await expect(mutate('createRef', taken)).rejects.toMatchObject(
    refused({ message: expect.stringContaining('already exists') }),
  )
  const branch = { id: ref.id }
  const { createCommitOnBranch } = await commit({ branch, expectedHeadOid: head, message: { headline: 'on' } })
  const next = createCommitOnBranch.commit.oid
  await expect(mutate('updateRef', { refId: ref.id, oid: head })).rejects.toMatchObject(
    refused({ message: expect.stringContaining('fast forward') }),
  )
  const back = await mutate('updateRef', { refId: ref.id, oid: head, force: true }, fields)
  expect(back.answer.ref).toMatchObject({ id: ref.id, target: { oid: head } })
  const on = await mutate('updateRef', { refId: ref.id, oid: next }, fields)
  expect(on.answer.ref).toMatchObject({ target: { oid: next } })
  await mutate('deleteRef', { refId: ref.id })
  await expect(mutate('deleteRef', { refId: ref.id })).rejects.toMatchObject(refused({ type: 'NOT_FOUND' }))
  expect(await refs('refs')).toEqual({ 'refs/heads/main': head })
  for (const name of ['topic', 'refs/heads/..', 'refs/heads/-x', 'refs/pull/1/head', 'refs/devflow/x'])
    await expect(mutate('createRef', { repositoryId: id, name, oid: head }), name).rejects.toMatchObject(refused({}))
  await expect(mutate('createRef', { repositoryId: id, name: 'refs/heads/x', oid: NOTHING })).rejects.toMatchObject(
    refused({}),
  )
})

test('several refs move together or not at all', async () => {
  const { id, head } = await repository('many')
  const branch = { repositoryNameWithOwner: 'alice/many', branchName: 'main' }
  const { createCommitOnBranch } = await commit({ branch, expectedHeadOid: head, message: { headline: 'two' } })
  const next = createCommitOnBranch.commit.oid
  const move = (...refUpdates: object[]) => mutate('updateRefs', { repositoryId: id, refUpdates })

  await move(
    { name: 'refs/heads/one', beforeOid: NOTHING, afterOid: head },
    { name: 'refs/tags/v1', afterOid: next },
    { name: 'refs/heads/two', afterOid: head },
  )
  const all = { 'refs/heads/main': next, 'refs/heads/one': head, 'refs/heads/two': head, 'refs/tags/v1': next }
  expect(await refs('many')).toEqual(all)

  const good = { name: 'refs/heads/one', beforeOid: head, afterOid: next }
  for (const [what, bad] of [
    ['is elsewhere', { name: 'refs/heads/two', beforeOid: next, afterOid: next }],
    ['is there', { name: 'refs/heads/two', beforeOid: NOTHING, afterOid: next }],
    ['is not there', { name: 'refs/heads/three', beforeOid: head, afterOid: next }],
    ['has nothing to delete', { name: 'refs/heads/three', afterOid: NOTHING }],
    ['would lose commits', { name: 'refs/heads/main', afterOid: head }],
    ['names nothing', { name: 'refs/heads/two', afterOid: '1'.repeat(40) }],
    ['is the server’s own', { name: 'refs/pull/1/head', afterOid: next }],
    ['is named twice', { name: 'refs/heads/one', afterOid: head }],
    ['collides', { name: 'refs/heads/two/more', afterOid: next }],
  ] as const)
    await expect(move(good, bad), what).rejects.toMatchObject(refused({ path: ['answer'] }))
  expect(await refs('many')).toEqual(all)

  await move(
    good,
    { name: 'refs/heads/main', afterOid: head, force: true },
    { name: 'refs/heads/two', afterOid: NOTHING },
  )
  expect(await refs('many')).toEqual({ 'refs/heads/main': head, 'refs/heads/one': next, 'refs/tags/v1': next })
  const pushes = await allEvents(github.app.kernel, { names: ['git.pushed'] })
  const { id: project } = await github.app.api('GET', '/projects/alice/many')
  const told = pushes.filter((event) => event.project === project)
  expect(told.map(({ data }: Answer) => data.ref).sort()).toEqual([
    'refs/heads/main',
    'refs/heads/main',
    'refs/heads/main',
    'refs/heads/one',
    'refs/heads/one',
    'refs/heads/two',
    'refs/heads/two',
    'refs/tags/v1',
  ])
})

test('a branch is merged into another', async () => {
  const { id, head } = await repository('merged')
  await mutate('createRef', { repositoryId: id, name: 'refs/heads/topic', oid: head })
  const write = (branchName: string, contents: string) =>
    commit({
      branch: { repositoryNameWithOwner: 'alice/merged', branchName },
      expectedHeadOid: head,
      message: { headline: branchName },
      fileChanges: { additions: [{ path: `${branchName}.txt`, contents: base64(contents) }] },
    })
  await write('topic', 't')
  await write('main', 'm')
  const order = { repositoryId: id, base: 'main', head: 'topic' }
  const merged = await mutate(
    'mergeBranch',
    { ...order, commitMessage: 'both' },
    'mergeCommit { message parents(first: 2) { totalCount } }',
  )
  expect(merged.answer.mergeCommit).toEqual({ message: 'both', parents: { totalCount: 2 } })
  expect((await mutate('mergeBranch', order, 'mergeCommit { oid }')).answer.mergeCommit).toBeNull()
  await expect(mutate('mergeBranch', { ...order, head: 'nowhere' })).rejects.toMatchObject(
    refused({ type: 'NOT_FOUND' }),
  )
})

test('a label is made, changed and deleted', async () => {
  const { id } = await repository('labels')
  const fields = 'label { id name color description }'
  const made = await mutate(
    'createLabel',
    { repositoryId: id, name: 'soon', color: 'AABBCC', description: 'soon' },
    fields,
  )
  const { label } = made.answer
  expect(label).toMatchObject({ name: 'soon', color: 'aabbcc', description: 'soon' })
  await expect(mutate('createLabel', { repositoryId: id, name: 'SOON', color: '000000' })).rejects.toMatchObject(
    refused({}),
  )
  await expect(mutate('createLabel', { repositoryId: id, name: 'x', color: 'blue' })).rejects.toMatchObject(refused({}))
  const changed = await mutate('updateLabel', { id: label.id, name: 'later' }, fields)
  expect(changed.answer.label).toEqual({ ...label, name: 'later' })
  await mutate('deleteLabel', { id: label.id })
  await expect(mutate('deleteLabel', { id: label.id })).rejects.toMatchObject(refused({ type: 'NOT_FOUND' }))
})

test('a repository is made whole or not at all, renamed, and given topics', async () => {
  const make = (homepageUrl: string) =>
    mutate('createRepository', { name: 'house', visibility: 'PRIVATE', homepageUrl }, 'repository { id homepageUrl }')
  await expect(make('javascript:alert(1)')).rejects.toMatchObject(refused({ type: 'UNPROCESSABLE' }))
  const { answer } = await make('https://house.example.com')
  expect(answer.repository).toMatchObject({ homepageUrl: 'https://house.example.com' })
  const { id } = answer.repository
  const renamed = await mutate(
    'updateRepository',
    { repositoryId: id, name: 'home' },
    'repository { id nameWithOwner }',
  )
  expect(renamed.answer.repository).toEqual({ id, nameWithOwner: 'alice/home' })
  const fields = 'repository { repositoryTopics(first: 5) { nodes { topic { name } } } }'
  const told = await mutate('updateTopics', { repositoryId: id, topicNames: ['roof', 'door'] }, fields)
  const names = told.answer.repository.repositoryTopics.nodes.map(({ topic }: Answer) => topic.name)
  expect(names.sort()).toEqual(['door', 'roof'])
  const shouted = { repositoryId: id, topicNames: ['Not A Topic'] }
  await expect(mutate('updateTopics', shouted)).rejects.toMatchObject(refused({ type: 'UNPROCESSABLE' }))
})

/** An app of alice's that is installed on one of her repositories, and its token. */
async function robotOn(project: string): Promise<{ slug: string; token: string }> {
  const { api } = github.app
  const permissions = { contents: 'write' }
  const { slug, databaseId } = await api('POST', '/orgs/alice/apps', {
    name: 'Robot',
    homepage: 'https://robot.example.com',
    permissions,
  })
  const { privateKey } = await api('POST', `/orgs/alice/apps/${slug}/keys`)
  const { databaseId: installation } = await api('POST', '/orgs/alice/installations', {
    app: slug,
    projects: [project],
  })
  const now = Math.floor(Date.now() / 1000)
  const claims = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: now - 60, exp: now + 300, iss: String(databaseId) },
  ]
  const head = claims.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const jwt = `${head}.${sign('sha256', Buffer.from(head), privateKey).toString('base64url')}`
  const path = `/app/installations/${installation}/access_tokens`
  const { body } = await github.request('POST', path, { headers: { authorization: `Bearer ${jwt}` }, token: undefined })
  return { slug, token: (body as { token: string }).token }
}

test('an app commits a file of several MiB where it is installed, in its own name, and nowhere else', async () => {
  const { head } = await repository('served')
  const { head: other } = await repository('unserved')
  const { slug, token } = await robotOn('served')
  const robot = await graphqlAs(github.app, token)
  const write = (name: string, expectedHeadOid: string) =>
    robot<Answer>(
      `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) {
        commit { message author { name } file(path: "big.bin") { size } } } }`,
      {
        input: {
          branch: { repositoryNameWithOwner: `alice/${name}`, branchName: 'main' },
          expectedHeadOid,
          message: { headline: 'big' },
          fileChanges: { additions: [{ path: 'big.bin', contents: randomBytes(4 * MIB).toString('base64') }] },
        },
      },
    )
  const { createCommitOnBranch } = await write('served', head)
  expect(createCommitOnBranch.commit).toEqual({
    message: 'big',
    author: { name: `${slug}[bot]` },
    file: { size: 4 * MIB },
  })
  await expect(write('unserved', other)).rejects.toMatchObject(refused({ path: ['createCommitOnBranch'] }))
  expect(await refs('unserved')).toEqual({ 'refs/heads/main': other })
})
