import { expect, test } from 'vitest'
import { MOST_NOTED_COMMITS } from './chronicle.ts'
import { workshop } from './pulls.kit.ts'

type Shop = Awaited<ReturnType<typeof workshop>>

async function entries({ kernel, issues, address, alice }: Shop, number = 1) {
  const { items } = await kernel.call(
    issues.verbs.timeline,
    { ...address, number, page: 1, limit: 100 },
    { actor: alice },
  )
  return items
}
const names = async (shop: Shop) => (await entries(shop)).map(({ name }) => name)

test('what happens to a pull request stands in its timeline in order', async () => {
  const shop = await workshop()
  const { kernel, pulls, address, alice, bob, topic, open, review, commit, merge, get, issues } = shop
  await topic('topic')
  await open('topic', { draft: true })
  const on = { ...address, number: 1 }
  await kernel.call(pulls.verbs.ready, on, { actor: alice })
  await kernel.call(pulls.verbs.update, { ...on, reviewers: ['reviewer', 'bob'] }, { actor: alice })
  await kernel.call(pulls.verbs.update, { ...on, reviewers: ['reviewer'] }, { actor: alice })
  const { head } = await get(1)
  const { id } = await review(1, 'approve', head.sha)
  await kernel.call(issues.verbs.comment, { ...on, body: 'well' }, { actor: alice })
  await kernel.call(pulls.verbs.dismissReview, { ...on, review: id, message: 'too early' }, { actor: alice })
  await commit('topic', { 'c.txt': 'more\n' }, 'more\n\nand why')
  await expect.poll(async () => (await get(1)).commits).toBe(2)
  await merge(1, (await get(1)).head.sha)
  expect(await names(shop)).toEqual([
    'committed',
    'ready_for_review',
    'review_requested',
    'review_requested',
    'review_request_removed',
    'reviewed',
    'commented',
    'review_dismissed',
    'committed',
    'merged',
    'closed',
  ])
  const all = await entries(shop)
  expect(all[0]).toMatchObject({ data: { commit: head.sha, message: 'on topic', author: { name: 'Alice' } } })
  expect(all[2]).toMatchObject({ actor: { name: 'alice' }, data: { requested: 'reviewer' } })
  expect(all[5]).toMatchObject({ actor: { name: 'reviewer' }, data: { review: id, verdict: 'approve' } })
  expect(all[8]).toMatchObject({ data: { message: 'more' } })
  // In the list of events, as GitHub has it, commits and reviews are none.
  const { items } = await kernel.call(issues.verbs.events, { ...on, page: 1, limit: 100 }, { actor: alice })
  expect(items.map(({ name }) => name)).not.toContain('committed')
  await expect(
    kernel.call(issues.verbs.timeline, { ...on, page: 1, limit: 100 }, { actor: bob }),
  ).rejects.toMatchObject({ kind: 'not_found' })
})

test('a push by force is told once, with the commits that are new', async () => {
  const shop = await workshop()
  const { kernel, address, git, project, topic, open, get, alice, commit } = shop
  const first = await topic('topic')
  await open('topic')
  await git.createBranch(project, { branch: 'other', from: 'main', actor: alice })
  const rewritten = await commit('other', { 'd.txt': 'other\n' }, 'written anew')
  const move = { ...address, ref: 'refs/heads/topic', sha: rewritten!, force: true }
  await kernel.call(git.verbs.updateRef, move, { actor: alice })
  await expect.poll(async () => (await get(1)).head.sha).toBe(rewritten)
  expect(await names(shop)).toEqual(['committed', 'head_ref_force_pushed', 'committed'])
  expect((await entries(shop))[1]).toMatchObject({ data: { before: first, commit: rewritten } })
})

test('what comes in with the base is not told as new, and of a long push only the newest commits', async () => {
  const shop = await workshop()
  const { kernel, pulls, address, alice, topic, open, get, commit } = shop
  await topic('topic', { 'c.txt': '0\n' })
  await commit('main', { 'm.txt': 'm\n' }, 'on main')
  await open('topic')
  const { head } = await get(1)
  await kernel.call(pulls.verbs.updateBranch, { ...address, number: 1, sha: head.sha }, { actor: alice })
  expect((await entries(shop)).map(({ data }) => data.message)).toEqual(['on topic', "Merge branch 'main' into topic"])
})

test('of a long push only the newest commits are told', async () => {
  const shop = await workshop()
  const { kernel, git, address, alice, topic, open } = shop
  let sha = await topic('topic')
  const { tree } = await kernel.call(git.verbs.commitById, { ...address, sha }, { actor: alice })
  for (let at = 0; at < MOST_NOTED_COMMITS; at++) {
    const made = { ...address, message: `number ${at}`, tree, parents: [sha] }
    sha = (await kernel.call(git.verbs.createCommit, made, { actor: alice })).sha
  }
  await kernel.call(git.verbs.updateRef, { ...address, ref: 'refs/heads/topic', sha }, { actor: alice })
  await open('topic')
  const told = (await entries(shop)).map(({ data }) => data.message)
  expect(told).toHaveLength(MOST_NOTED_COMMITS)
  expect([told[0], told.at(-1)]).toEqual(['number 0', `number ${MOST_NOTED_COMMITS - 1}`])
}, 60_000)
