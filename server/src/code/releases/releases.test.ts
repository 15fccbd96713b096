import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { createChecks } from '#checks'
import { createGit } from '#git'
import { createIdentity } from '#identity'
import { createIssues } from '#issues'
import type { Actor } from '#kernel'
import { createProjects } from '#projects'
import { createPulls } from '#pulls'
import { testKernel } from '#testing'
import { allEvents } from '../git/events.kit.ts'
import { bounded } from './bounded.ts'
import { createReleases } from './index.ts'

const author = { name: 'Alice', email: 'alice@example.com' }
const KIB = 1024

/** alice's project with two commits on main, and bob next door. */
async function workshop({ repositoryLimitBytes = 100 * KIB } = {}) {
  const kit = await testKernel({ repositoryLimitBytes })
  const { kernel } = kit
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const git = createGit(kernel, { identity, projects })
  const checks = createChecks(kernel, { projects })
  const issues = createIssues(kernel, { identity, projects, git })
  const pulls = createPulls(kernel, { identity, projects, issues, git, checks })
  const releases = createReleases(kernel, { projects, git, issues, pulls, publicUrl: () => 'https://forge.example' })
  await kit.start()
  onTestFinished(() => kit[Symbol.asyncDispose]())
  const person = async (login: string): Promise<Actor> => {
    const secret = await kernel.db.system(async (tx) => {
      const user = await identity.createUser(tx, { login, name: login, serverAdmin: false })
      return (await identity.issueToken(tx, { kind: 'person', subject: user.id, name: 'test', permissions: ['*'] }))
        .secret
    })
    return (await identity.authenticate(secret))!
  }
  const [alice, bob] = [await person('alice'), await person('bob')]
  const address = { owner: 'alice', name: 'app' }
  const { id: project } = await kernel.call(projects.verbs.create, { ...address }, { actor: alice })
  const commit = (branch: string, files: Record<string, string>, message = 'change') =>
    git.importFiles(project, { branch, files, message, author, actor: alice })
  const first = await commit('main', { a: '1' }, 'one')
  const head = await commit('main', { a: '2' }, 'two')
  const { verbs } = releases
  const org = Object.keys(alice.orgs)[0]!
  const viewer: Actor = { kind: 'person', id: 'usr_viewer', name: 'viewer', orgs: { [org]: ['*:read'] } }
  const create = (tag: string, more: object = {}, actor = alice) =>
    kernel.call(verbs.create, { ...address, tag, ...more }, { actor })
  const upload = (release: string, name: string, text: string | Buffer, actor: Actor = alice) =>
    releases.upload(actor, address, {
      release,
      name,
      contentType: 'text/plain',
      content: Readable.from([Buffer.from(text)]),
    })
  const latest = async () => (await kernel.call(verbs.latest, address, { actor: viewer })).tag
  const list = async (actor: Actor) => (await kernel.call(verbs.list, address, { actor })).items.map(({ tag }) => tag)
  const events = async () =>
    (await allEvents(kernel, { project })).filter(({ name }) => name.startsWith('release.')).map(({ name }) => name)
  return {
    ...{ kernel, git, projects, pulls, releases, verbs, alice, bob, viewer, address, project },
    ...{ first, head, commit, create, upload, latest, list, events },
  }
}

test('publishing makes the missing tag where it is asked for, and announces both', async () => {
  const { kernel, git, create, project, first, head, verbs, address, viewer, events } = await workshop()
  const release = await create('v1', { target: first, title: 'One', body: 'The first.' })
  expect(release).toMatchObject({ tag: 'v1', name: 'One', draft: false, latest: true, author: { name: 'alice' } })
  expect(release.databaseId).toBeGreaterThan(0)
  expect(await git.resolve(project, 'refs/tags/v1')).toBe(first)
  await create('v2')
  expect(await git.resolve(project, 'refs/tags/v2')).toBe(head)
  expect(await kernel.call(verbs.getByTag, { ...address, tag: 'v1' }, { actor: viewer })).toEqual({
    ...release,
    latest: false,
  })
  expect(await events()).toEqual(['release.published', 'release.published'])
  const pushes = await allEvents(kernel, { names: ['git.pushed'] })
  expect(pushes.map(({ data }) => data.ref)).toEqual([
    'refs/heads/main',
    'refs/heads/main',
    'refs/tags/v1',
    'refs/tags/v2',
  ])
})

test('a tag that is there stays where it is, and has one release', async () => {
  const { git, create, project, first, alice, events } = await workshop()
  await git.updateRef(project, { ref: 'refs/tags/v1', from: undefined, to: first, actor: alice })
  await create('v1', { target: 'main' })
  expect(await git.resolve(project, 'refs/tags/v1')).toBe(first)
  await expect(create('v1')).rejects.toMatchObject({ code: 'releases.tag_taken', kind: 'conflict' })
  const both = await Promise.allSettled([create('v2'), create('v2')])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await events()).toHaveLength(2)
})

test('what cannot be tagged is not released: a target that is not there, a name that is no tag, a policy that says no', async () => {
  const { git, create, list, alice, events, kernel } = await workshop()
  await expect(create('v1', { target: 'nowhere' })).rejects.toMatchObject({ code: 'releases.no_target' })
  for (const tag of ['a..b', '-x', 'v1.lock', '', 'a b']) {
    await expect(create(tag), tag).rejects.toMatchObject({ code: 'kernel.input' })
  }
  git.addPolicy({
    name: 'no tags',
    async check({ updates }) {
      if (updates.some(({ ref }) => ref.startsWith('refs/tags/'))) throw new Error('never')
    },
  })
  await expect(create('v1')).rejects.toMatchObject({ code: 'git.policy_failed' })
  expect(await list(alice)).toEqual([])
  expect(await events()).toEqual([])
  expect((await allEvents(kernel, { names: ['git.pushed'] })).map(({ data }) => data.ref)).not.toContain('refs/tags/v1')
})

test('a draft is seen by those who write releases, makes no tag, and is published by an edit', async () => {
  const { kernel, git, create, list, alice, viewer, project, verbs, address, head, events } = await workshop()
  const draft = await create('v1', { draft: true })
  await create('v1', { draft: true, title: 'another plan' })
  expect(draft).toMatchObject({ draft: true, publishedAt: null, latest: false })
  expect(await list(alice)).toEqual(['v1', 'v1'])
  expect(await list(viewer)).toEqual([])
  await expect(kernel.call(verbs.get, { ...address, release: draft.id }, { actor: viewer })).rejects.toMatchObject({
    code: 'releases.not_found',
  })
  expect(await git.resolve(project, 'refs/tags/v1')).toBeUndefined()
  const published = await kernel.call(
    verbs.update,
    { ...address, release: String(draft.databaseId), draft: false, title: 'One' },
    { actor: alice },
  )
  expect(published).toMatchObject({ id: draft.id, draft: false, latest: true, name: 'One' })
  expect(published.publishedAt).not.toBeNull()
  expect(await git.resolve(project, 'refs/tags/v1')).toBe(head)
  expect(await list(viewer)).toEqual(['v1'])
  expect(await events()).toEqual(['release.drafted', 'release.drafted', 'release.published'])
})

test('the latest is the one that was last made so, never a prerelease, and a lower version only when asked', async () => {
  const { kernel, create, latest, verbs, address, alice } = await workshop()
  await expect(latest()).rejects.toMatchObject({ code: 'releases.none' })
  const one = await create('v1.0.0')
  await create('v2.0.0-beta', { prerelease: true })
  expect(await latest()).toBe('v1.0.0')
  await create('v2.0.0')
  await create('v1.0.1', { makeLatest: 'legacy' })
  await create('v1.0.2', { makeLatest: 'false' })
  expect(await latest()).toBe('v2.0.0')
  await kernel.call(verbs.update, { ...address, release: one.id, makeLatest: 'true' }, { actor: alice })
  expect(await latest()).toBe('v1.0.0')
  await kernel.call(verbs.update, { ...address, release: one.id, prerelease: true }, { actor: alice })
  expect(await latest()).toBe('v2.0.0')
  await create('v2.1.0', { makeLatest: 'legacy' })
  expect(await latest()).toBe('v2.1.0')
})

test('assets are streamed in, found, counted, renamed and let go of', async () => {
  const { kernel, create, upload, releases, verbs, address, alice, viewer } = await workshop()
  const release = await create('v1')
  const asset = await upload(release.id, 'my tool (linux).txt', 'hello')
  expect(asset).toMatchObject({
    name: 'my.tool.linux.txt',
    sizeBytes: 5,
    sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    downloads: 0,
    uploader: { name: 'alice' },
  })
  await expect(upload(release.id, 'my.tool.linux.txt', 'other')).rejects.toMatchObject({ code: 'releases.asset_taken' })
  const opened = await releases.open(viewer, address, { tag: 'v1', file: asset.name })
  expect(await text(await opened.read())).toBe('hello')
  expect(await text(await opened.read({ first: 1, last: 2 }))).toBe('el')
  const count = async () =>
    (await kernel.call(verbs.asset, { ...address, asset: asset.id }, { actor: viewer })).downloads
  await expect.poll(count).toBe(1)
  const file = { ...address, asset: String(asset.databaseId), file: 'tool.txt', label: 'The tool' }
  expect(await kernel.call(verbs.updateAsset, file, { actor: alice })).toMatchObject({
    name: 'tool.txt',
    label: 'The tool',
  })
  await upload(release.id, 'same-bytes', 'hello')
  await kernel.call(verbs.deleteAsset, { ...address, asset: asset.id }, { actor: alice })
  await expect(releases.open(viewer, address, { tag: 'v1', file: 'tool.txt' })).rejects.toMatchObject({
    code: 'releases.no_asset',
  })
  const same = await releases.open(viewer, address, { latest: true, file: 'same-bytes' })
  expect(await text(await same.read())).toBe('hello')
  await kernel.call(verbs.delete, { ...address, release: release.id }, { actor: alice })
  await expect.poll(() => kernel.blobs.has(asset.sha256)).toBe(false)
})

test('bob and a reader add nothing, and what is refused is not kept', async () => {
  const { kernel, create, upload, bob, viewer, verbs, address } = await workshop()
  const release = await create('v1')
  await expect(upload(release.id, 'a', 'x', viewer)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(upload(release.id, 'a', 'x', bob)).rejects.toMatchObject({ code: 'projects.not_found' })
  await expect(upload('rel_none', 'a', 'x')).rejects.toMatchObject({ code: 'releases.not_found' })
  await expect(upload(release.id, '///', 'x')).rejects.toMatchObject({ code: 'kernel.input' })
  await expect(create('v2', {}, bob)).rejects.toMatchObject({ code: 'projects.not_found' })
  await expect(create('v2', {}, viewer)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await kernel.call(verbs.get, { ...address, release: release.id }, { actor: viewer })).toMatchObject({
    assets: [],
  })
})

test('the assets of a project together stay within the limit, to the byte', async () => {
  const { create, upload } = await workshop({ repositoryLimitBytes: 10 * KIB })
  const release = await create('v1')
  await upload(release.id, 'half', Buffer.alloc(5 * KIB))
  await expect(upload(release.id, 'more', Buffer.alloc(5 * KIB + 1, 1))).rejects.toMatchObject({
    code: 'releases.quota',
    message: expect.stringContaining('10 KiB is the most here'),
  })
  await upload(release.id, 'other half', Buffer.alloc(5 * KIB, 2))
})

test('a file past its limit ends while it streams', async () => {
  const parts = () => Readable.from([Buffer.alloc(6), Buffer.alloc(4)])
  expect((await bounded(parts(), { file: 'f', limitBytes: 10 }).toArray()).length).toBe(2)
  await expect(bounded(parts(), { file: 'f', limitBytes: 9 }).toArray()).rejects.toMatchObject({
    code: 'releases.asset_size',
  })
})

test('notes are written from what was merged since the release before', async () => {
  const { kernel, git, pulls, verbs, address, alice, viewer, project, create, commit } = await workshop()
  await create('v1')
  const merge = async (branch: string, labels: string[]) => {
    await git.createBranch(project, { branch, from: 'main', actor: alice })
    const sha = await commit(branch, { [branch]: branch })
    const open = { ...address, title: `Add ${branch}`, head: branch, labels }
    const { number } = await kernel.call(pulls.verbs.create, open, { actor: alice })
    await kernel.call(pulls.verbs.merge, { ...address, number, sha }, { actor: alice })
    return number
  }
  const number = await merge('login', ['feature'])
  await commit('main', { '.github/release.yml': 'changelog: { categories: [{ title: New, labels: [feature] }] }' })
  const note = (input: object) => kernel.call(verbs.notes, { ...address, tag: 'v2', ...input }, { actor: viewer })
  expect(await note({})).toEqual({
    name: 'v2',
    previousTag: 'v1',
    body: [
      "## What's Changed",
      '### New',
      `* Add login by @alice in https://forge.example/alice/app/pull/${number}`,
      '',
      '## New Contributors',
      `* @alice made their first contribution in https://forge.example/alice/app/pull/${number}`,
      '',
      '',
      '**Full Changelog**: https://forge.example/alice/app/compare/v1...v2',
    ].join('\n'),
  })
  await create('v2')
  const next = await merge('logout', [])
  expect((await note({ tag: 'v3' })).body).toBe(
    [
      "## What's Changed",
      '### Other Changes',
      `* Add logout by @alice in https://forge.example/alice/app/pull/${next}`,
      '',
      '',
      '**Full Changelog**: https://forge.example/alice/app/compare/v2...v3',
    ].join('\n'),
  )
  expect((await note({ tag: 'v3', previousTag: 'v1' })).body).toContain('Add login')
  await expect(note({ previousTag: 'v0' })).rejects.toMatchObject({ code: 'releases.no_tag' })
  await commit('main', { '.github/release.yml': 'changelog: [' })
  await expect(note({ tag: 'v3' })).rejects.toMatchObject({ code: 'releases.notes_config' })
})

test('a deleted project lets go of its releases and their bytes', async () => {
  const { kernel, projects, create, upload, address, alice, project } = await workshop()
  const release = await create('v1')
  const { sha256 } = await upload(release.id, 'a', 'only here')
  await kernel.call(projects.verbs.delete, { ...address, confirm: 'alice/app' }, { actor: alice })
  await expect.poll(() => kernel.blobs.has(sha256)).toBe(false)
  const rows = await kernel.db.system((tx) =>
    tx.query('select from releases.releases where project_id = $1', [project]),
  )
  expect(rows).toEqual([])
})

async function text(stream: Readable): Promise<string> {
  return Buffer.concat(await stream.toArray()).toString()
}
