import { expect, test } from 'vitest'
import { type Actor, systemActor } from '#kernel'
import { workshop } from './pulls.kit.ts'

type Shop = Awaited<ReturnType<typeof workshop>>

const pass = ({ checks, org, project }: Shop, sha: string, name = 'build') =>
  checks.report(
    { actor: systemActor(org, 'ci') },
    { project, sha, name, source: 'ci', status: 'completed', conclusion: 'success' },
  )

const mergeWith = ({ kernel, pulls, address, alice }: Shop, number: number, order: object, actor: Actor = alice) =>
  kernel.call(pulls.verbs.merge, { ...address, number, ...order } as never, { actor })

test('the words of the commit are said by the settings, or by who merges', async () => {
  const shop = await workshop({}, { merging: { squashTitle: 'pull_title', squashMessage: 'pull_body' } })
  const { topic, open, git, project } = shop
  const [one, two] = [await topic('one', { '1.txt': '1' }), await topic('two', { '2.txt': '2' })]
  await open('one', { body: 'because' })
  await open('two')
  const subjectAt = async () => (await git.log(project, { from: (await git.resolve(project, 'main'))!, limit: 1 }))[0]
  await mergeWith(shop, 1, { sha: one, method: 'squash' })
  expect(await subjectAt()).toMatchObject({ message: 'Merge one (#1)\n\nbecause' })
  await mergeWith(shop, 2, { sha: two, method: 'merge', title: 'My words', body: 'and why' })
  expect(await subjectAt()).toMatchObject({ message: 'My words\n\nand why', author: { name: 'alice' } })
})

test('only the methods that the project and its rules allow are used', async () => {
  const shop = await workshop({ linearHistory: true }, { merging: { methods: ['merge', 'rebase', 'fast_forward'] } })
  const { topic, open, git, project, commit } = shop
  const head = await topic('topic', { 't.txt': 't' })
  await open('topic')
  await expect(mergeWith(shop, 1, { sha: head, method: 'squash' })).rejects.toMatchObject({ code: 'pulls.method' })
  await expect(mergeWith(shop, 1, { sha: head, method: 'merge' })).rejects.toThrow(
    /choose one of: rebase, fast-forward/,
  )
  expect(await mergeWith(shop, 1, { sha: head, method: 'fast_forward' })).toMatchObject({ mergeSha: head })
  expect(await git.resolve(project, 'main')).toBe(head)
  const late = await topic('late', { 'l.txt': 'l' })
  await open('late')
  await commit('main', { 'm.txt': 'm' })
  await expect(mergeWith(shop, 2, { sha: late, method: 'fast_forward' })).rejects.toMatchObject({
    code: 'git.not_fast_forward',
  })
})

test('a pull request merges by itself when the last check passes, and not before', async () => {
  const shop = await workshop({ requiredChecks: ['build'] })
  const { kernel, pulls, alice, address, topic, open, get, events } = shop
  const head = await topic('topic')
  await open('topic')
  const on = { ...address, number: 1 }
  const enable = () => kernel.call(pulls.verbs.enableAutoMerge, { ...on, method: 'squash' }, { actor: alice })
  expect(await enable()).toMatchObject({ autoMerge: { by: { name: 'alice' }, method: 'squash' }, state: 'open' })
  await kernel.call(pulls.verbs.disableAutoMerge, on, { actor: alice })
  expect((await get(1)).autoMerge).toBeNull()
  await enable()
  await pass(shop, head)
  await expect.poll(async () => (await get(1)).state).toBe('merged')
  expect((await events('pull.merged'))[0]).toMatchObject({ actor: { id: alice.id } })
  expect((await events('pull.auto_merge_enabled', 'pull.auto_merge_disabled')).map(({ name }) => name)).toEqual([
    'pull.auto_merge_enabled',
    'pull.auto_merge_disabled',
    'pull.auto_merge_enabled',
  ])
  const clean = await topic('clean', { 'c.txt': 'c' })
  await open('clean')
  await pass(shop, clean)
  await expect(
    kernel.call(pulls.verbs.enableAutoMerge, { ...address, number: 2 }, { actor: alice }),
  ).rejects.toMatchObject({
    code: 'pulls.clean',
  })
})

test('a project may forbid that, and may delete merged branches', async () => {
  const shop = await workshop({ requiredApprovals: 1 }, { merging: { autoMerge: false, deleteBranch: true } })
  const { kernel, pulls, alice, address, topic, open, review, git, project, events } = shop
  const head = await topic('topic')
  await open('topic')
  await expect(
    kernel.call(pulls.verbs.enableAutoMerge, { ...address, number: 1 }, { actor: alice }),
  ).rejects.toMatchObject({
    code: 'pulls.auto_merge_off',
  })
  await review(1, 'approve', head)
  await mergeWith(shop, 1, { sha: head })
  expect(await git.resolve(project, 'topic')).toBeUndefined()
  expect((await events('git.pushed')).at(-1)).toMatchObject({ data: { ref: 'refs/heads/topic' } })
  const kept = await topic('kept', { 'k.txt': 'k' })
  await open('kept')
  await review(2, 'approve', kept)
  await mergeWith(shop, 2, { sha: kept, deleteBranch: false })
  expect(await git.resolve(project, 'kept')).toBe(kept)
})

test('a branch that lacks commits of its base is brought up to date, by merge or by rebase', async () => {
  const shop = await workshop({ requirePull: false, requiredChecks: ['build'], strictChecks: true })
  const { kernel, pulls, alice, address, topic, open, get, commit, git, project } = shop
  const head = await topic('topic', { 't.txt': 't' })
  await open('topic')
  await pass(shop, head)
  expect((await get(1)).blockedBy).toEqual([])
  await pass(shop, await commit('main', { 'm.txt': 'm' }))
  expect((await get(1)).blockedBy).toEqual([
    'It lacks 1 commits of main, and checks count with those alone; update the branch.',
  ])
  const update = (more: object) =>
    kernel.call(pulls.verbs.updateBranch, { ...address, number: 1, ...more }, { actor: alice })
  await expect(update({ sha: 'f'.repeat(40) })).rejects.toMatchObject({ code: 'pulls.head_moved' })
  const merged = await update({ sha: head })
  expect(merged).toMatchObject({ behind: 0, commits: 2 })
  expect((await git.log(project, { from: merged.head.sha, limit: 1 }))[0]!.message).toBe(
    "Merge branch 'main' into topic",
  )
  await expect(update({})).rejects.toMatchObject({ code: 'pulls.up_to_date' })
  const other = await topic('other', { 'o.txt': 'o' })
  await open('other')
  await commit('main', { 'n.txt': 'n' })
  const rebased = await kernel.call(
    pulls.verbs.updateBranch,
    { ...address, number: 2, sha: other, method: 'rebase' },
    { actor: alice },
  )
  expect(rebased).toMatchObject({ behind: 0, commits: 1 })
})

test('head and base together can be fetched while they do not contradict each other', async () => {
  const { topic, open, git, project, commit } = await workshop({ requirePull: false })
  const head = await topic('topic', { 'a.txt': 'mine\n' })
  await open('topic')
  const testMerge = async () => (await git.refs(project, 'refs/pull/1/merge'))[0]?.sha
  await expect.poll(testMerge).toBeDefined()
  const base = (await git.resolve(project, 'main'))!
  expect((await git.log(project, { from: (await testMerge())!, limit: 1 }))[0]!.parents).toEqual([base, head])
  await commit('main', { 'a.txt': 'theirs\n' })
  await expect.poll(testMerge).toBeUndefined()
})

test('code owners of the base are asked, and their approval can be required', async () => {
  const shop = await workshop({ requireCodeOwners: true, requirePull: false })
  const { kernel, pulls, address, alice, org, commit, topic, open, get, review } = shop
  await commit('main', { CODEOWNERS: '*.md @reviewer @alice/writers\n*.txt @alice\n' })
  // A pull request cannot choose its own owners.
  const head = await topic('topic', { 'x.md': 'x', 'a.txt': 'mine\n', CODEOWNERS: '* @alice\n' })
  expect(await open('topic')).toMatchObject({ reviewers: ['reviewer'], reviewTeams: ['writers'], state: 'review' })
  const blocker = 'It needs an approval of a code owner: @reviewer or @alice/writers.'
  expect((await get(1)).blockedBy).toEqual([blocker])
  const stranger: Actor = { kind: 'person', id: 'usr_other', name: 'other', orgs: { [org]: ['*'] } }
  await review(1, 'approve', head, stranger)
  expect((await get(1)).blockedBy).toEqual([blocker])
  await review(1, 'approve', head)
  expect(await get(1)).toMatchObject({ blockedBy: [], reviewers: [] })
  await topic('draft', { 'y.md': 'y' })
  expect(await open('draft', { draft: true })).toMatchObject({ reviewers: [] })
  expect(await kernel.call(pulls.verbs.ready, { ...address, number: 2 }, { actor: alice })).toMatchObject({
    reviewers: ['reviewer'],
  })
})

test('threads must be resolved, and who pushed last does not approve alone, where rules say so', async () => {
  const shop = await workshop({ requireResolved: true, requireLastPushApproval: true })
  const { kernel, pulls, address, alice, topic, open, get, review, reviewer } = shop
  const head = await topic('topic')
  await open('topic')
  const on = { ...address, number: 1 }
  await kernel.call(pulls.verbs.comment, { ...on, path: 'a.txt', line: 1, body: 'why?' }, { actor: reviewer })
  expect((await get(1)).blockedBy).toEqual([
    'It needs an approval of somebody else than who pushed last.',
    'One thread is not resolved; every conversation has to be before it is merged.',
  ])
  const { items } = await kernel.call(pulls.verbs.threads, on, { actor: alice })
  await kernel.call(pulls.verbs.resolveThread, { ...on, thread: items[0]!.id }, { actor: alice })
  await review(1, 'approve', head)
  expect((await get(1)).blockedBy).toEqual([])
})

test('a bot that a rule names pushes and merges past it, and nobody else does', async () => {
  const rule = {
    requiredApprovals: 1,
    bypass: { apps: ['release'] },
    pushers: { people: ['alice'], apps: ['release'] },
  }
  const shop = await workshop(rule)
  const { git, project, org, topic, open, alice, reviewer } = shop
  const bot: Actor = { kind: 'system', id: 'app:1', name: 'release[bot]', orgs: { [org]: ['*'] } }
  const head = await topic('topic')
  const main = (await git.resolve(project, 'main'))!
  const push = (actor: Actor) =>
    git.updateRef(project, { ref: 'refs/heads/main', from: main, to: head, actor, via: 'push' })
  await expect(push(alice)).rejects.toMatchObject({ code: 'protection.require_pull' })
  await expect(push(reviewer)).rejects.toMatchObject({ code: 'protection.pushers' })
  await expect(push({ ...bot, kind: 'agent' })).rejects.toMatchObject({ code: 'protection.pushers' })
  await push(bot)
  const second = await topic('second', { 's.txt': 's' })
  await open('second')
  await expect(mergeWith(shop, 1, { sha: second })).rejects.toMatchObject({ code: 'pulls.blocked' })
  expect(await mergeWith(shop, 1, { sha: second }, bot)).toMatchObject({
    state: 'merged',
    mergedBy: { name: 'release[bot]' },
  })
})

test('suggestions are committed together, in the names of those who made them', async () => {
  const shop = await workshop()
  const { kernel, pulls, address, alice, reviewer, git, project, get } = shop
  const on = { ...address, number: 1 }
  const head = await shop.topic('topic', { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'B\n' })
  await shop.open('topic')
  const suggest = async (place: object, line: string) => {
    const body = `Better:\n\`\`\`suggestion\n${line}\n\`\`\``
    const input = { ...on, path: 'a.txt', body, ...place }
    return (await kernel.call(pulls.verbs.comment, input, { actor: reviewer })).id
  }
  const comments = [await suggest({ line: 2, startLine: 1 }, 'ONE TWO'), await suggest({ path: 'b.txt', line: 1 }, 'b')]
  const words = await kernel.call(
    pulls.verbs.comment,
    { ...on, path: 'a.txt', line: 3, body: 'hm' },
    { actor: reviewer },
  )
  const apply = (ids: string[], actor = alice) =>
    kernel.call(pulls.verbs.applySuggestions, { ...on, comments: ids }, { actor })
  await expect(apply([words.id])).rejects.toMatchObject({ code: 'pulls.no_suggestion' })
  expect(await git.resolve(project, 'topic')).toBe(head)
  const { sha } = await apply(comments)
  const [commit] = await git.log(project, { from: sha, limit: 1 })
  expect(commit!.message).toMatch(/^Apply suggestions from code review\n\nCo-authored-by: reviewer <[^>]+>$/)
  expect((await git.blob(project, sha, 'a.txt')).content.toString()).toBe('ONE TWO\nthree\n')
  await expect.poll(async () => (await get(1)).head.sha).toBe(sha)
  await expect(apply(comments.slice(0, 1))).rejects.toMatchObject({ code: 'pulls.suggestion_outdated' })
})

test('tags and locked branches are kept as their rules say', async () => {
  const { kernel, projects, git, project, address, alice, commit } = await workshop()
  const protection = [
    { pattern: 'v*', target: 'tag', exclude: ['v0*'], requirePull: false },
    { pattern: 'old', locked: true, requirePull: false },
    { pattern: 'new', allowCreation: false },
    { pattern: 'off', enabled: false },
  ] as const
  await kernel.call(
    projects.verbs.update,
    { ...address, settings: { protection: [...protection] as never } },
    { actor: alice },
  )
  const sha = await commit('topic', { 'c.txt': 'c' })
  const main = (await git.resolve(project, 'main'))!
  const move = (ref: string, from: string | undefined, to: string | undefined) =>
    git.updateRef(project, { ref, from, to, actor: alice, via: 'push' })
  await move('refs/tags/v1', undefined, sha)
  await expect(move('refs/tags/v1', sha, undefined)).rejects.toMatchObject({ code: 'protection.deletion' })
  await expect(move('refs/tags/v1', sha, main)).rejects.toMatchObject({ code: 'protection.force_push' })
  await move('refs/tags/v0.1', undefined, sha)
  await move('refs/tags/v0.1', sha, undefined)
  await move('refs/heads/old', undefined, main)
  await expect(move('refs/heads/old', main, sha)).rejects.toMatchObject({ code: 'protection.locked' })
  await expect(move('refs/heads/new', undefined, main)).rejects.toMatchObject({ code: 'protection.creation' })
  await move('refs/heads/off', undefined, sha)
  await move('refs/heads/off', sha, undefined)
})
