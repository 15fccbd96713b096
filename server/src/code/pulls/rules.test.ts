import { expect, test } from 'vitest'
import { type Actor, systemActor } from '#kernel'
import { workshop } from './pulls.kit.ts'

type Shop = Awaited<ReturnType<typeof workshop>>

const report = ({ checks, org, project }: Shop, sha: string, result: object, name = 'build') =>
  checks.report({ actor: systemActor(org, 'ci') }, { project, sha, name, source: 'ci', ...result } as never)
const passed = { status: 'completed', conclusion: 'success' }

test('a rule that wants signatures is a blocker before anybody tries to merge', async () => {
  const { topic, open, get } = await workshop({ requireSigned: true })
  const head = await topic('topic')
  await open('topic')
  expect((await get(1)).blockedBy).toEqual([
    `main takes only commits with a verified signature, and ${head.slice(0, 7)} has none (unsigned); sign it and push again.`,
  ])
})

test('where the rules leave no method of the project, that is a blocker, too', async () => {
  const { topic, open, get } = await workshop({ linearHistory: true }, { merging: { methods: ['merge'] } })
  await topic('topic')
  await open('topic')
  expect((await get(1)).blockedBy).toEqual([
    'main takes no merge commits, and the project allows no method that keeps to it; allow squash, rebase or fast-forward in its settings.',
  ])
})

test('a commit is pushed to a branch only after the checks that the branch requires have passed', async () => {
  const shop = await workshop({ requirePull: false, requiredChecks: ['build', 'lint'] })
  const { git, project, alice, topic } = shop
  const head = await topic('topic')
  const from = await git.resolve(project, 'main')
  const move = (actor: Actor = alice) =>
    git.updateRef(project, { ref: 'refs/heads/main', from, to: head, actor, via: 'push' })
  await report(shop, head, { status: 'in_progress' })
  await expect(move()).rejects.toMatchObject({
    code: 'protection.required_checks',
    message: `Required status check "build" is in progress. Required status check "lint" is expected. Push ${head.slice(0, 7)} to another branch first, and to main once its checks have passed.`,
  })
  await report(shop, head, { status: 'completed', conclusion: 'failure' })
  await report(shop, head, passed, 'lint')
  await expect(move()).rejects.toThrow('Required status check "build" is failing. Push')
  expect(await git.resolve(project, 'main')).toBe(from)
  await report(shop, head, passed)
  await move()
  expect(await git.resolve(project, 'main')).toBe(head)
})

test('who a rule does not bind pushes past the checks', async () => {
  const shop = await workshop({ requirePull: false, requiredChecks: ['build'], bypass: { people: ['alice'] } })
  const { git, project, alice, topic } = shop
  const [head, from] = [await topic('topic'), await git.resolve(project, 'main')]
  await git.updateRef(project, { ref: 'refs/heads/main', from, to: head, actor: alice, via: 'push' })
  expect(await git.resolve(project, 'main')).toBe(head)
})

test('a pull request whose base was merged and deleted goes to where that went', async () => {
  const { kernel, pulls, alice, address, topic, open, git, project, commit, get, merge, events } = await workshop()
  const first = await topic('first', { 'f.txt': 'f' })
  await open('first')
  await git.createBranch(project, { branch: 'second', from: 'first', actor: alice })
  await commit('second', { 's.txt': 's' })
  await open('second', { base: 'first' })
  await git.createBranch(project, { branch: 'third', from: 'first', actor: alice })
  await commit('third', { 't.txt': 't' })
  await open('third', { base: 'first' })
  await open('third', { base: 'main' }) // the place is taken
  await merge(1, first)
  await git.deleteBranch(project, { branch: 'first', actor: alice })
  await expect.poll(async () => (await get(2)).base.branch).toBe('main')
  expect(await get(2)).toMatchObject({ state: 'open', commits: 1, changedFiles: 1, mergeable: true })
  expect((await events('pull.edited')).map(({ data }) => data)).toMatchObject([
    { number: 2, fields: ['base'], before: { branch: 'first', sha: first } },
  ])
  await expect.poll(async () => (await get(3)).state).toBe('closed')
  // A base that was deleted without having been merged leaves nowhere to go.
  await topic('lost', { 'l.txt': 'l' })
  await git.createBranch(project, { branch: 'child', from: 'lost', actor: alice })
  await commit('child', { 'c.txt': 'c' })
  await open('child', { base: 'lost' })
  await git.deleteBranch(project, { branch: 'lost', actor: alice })
  await expect.poll(async () => (await get(5)).state).toBe('closed')
  await expect(kernel.call(pulls.verbs.reopen, { ...address, number: 5 }, { actor: alice })).rejects.toMatchObject({
    code: 'pulls.no_branch',
  })
})

test('it merges by itself only while who said so may still merge', async () => {
  const shop = await workshop({ requiredChecks: ['build'] })
  const { kernel, projects, pulls, alice, bob, address, topic, open, get, events } = shop
  const collaborate = (role: 'write' | 'read') =>
    kernel.call(projects.verbs.setCollaborator, { ...address, user: 'bob', role }, { actor: alice })
  await collaborate('write')
  const head = await topic('topic')
  await open('topic')
  await kernel.call(pulls.verbs.enableAutoMerge, { ...address, number: 1 }, { actor: bob })
  await collaborate('read')
  await report(shop, head, passed)
  await expect.poll(async () => (await get(1)).autoMerge).toBeNull()
  expect((await get(1)).state).toBe('open')
  expect(await events('pull.auto_merge_disabled')).toHaveLength(1)
  await collaborate('write')
  await report(shop, head, { status: 'in_progress' })
  await kernel.call(pulls.verbs.enableAutoMerge, { ...address, number: 1 }, { actor: bob })
  await report(shop, head, passed)
  await expect.poll(async () => (await get(1)).state).toBe('merged')
  expect((await get(1)).mergedBy).toMatchObject({ name: 'bob' })
})
