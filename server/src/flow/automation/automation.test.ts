import { expect, test } from 'vitest'
import { PATIENCE, readPage, SHOP, shopWithAgent } from './external-agent.kit.ts'

const WITH_CART = { 'index.html': '<h1>Shop</h1>\n<p>a cart</p>\n' }

test('what a check found goes back to the agent with the end of its log, and the repair goes live', async () => {
  await using shop = await shopWithAgent()
  const spec = await shop.begin()
  const first = await shop.claim()
  expect(first).toMatchObject({ title: 'Add a cart', kind: 'implement', branch: `feature/${spec}`, parent: null })
  await shop.deliver(first, { 'index.html': '<h1>Shop</h1>\n<p>nothing to buy</p>\n' })

  const repair = await shop.claim()
  expect(repair).toMatchObject({ kind: 'fix', branch: first.branch, parent: first.id })
  expect(repair.description).toContain('no cart on the page')
  expect(repair.description).toContain('do not weaken a test')
  await shop.deliver(repair, WITH_CART)

  const done = await shop.ended(spec)
  expect(done).toMatchObject({ outcome: 'live', state: 'implemented', reason: null })
  expect(await readPage(shop.url, done.url)).toContain('a cart')
  const { chain, metrics } = await shop.api('GET', `/specs/${spec}/evidence`)
  expect(chain.map(({ state }: { state: string }) => state)).toEqual(Array(8).fill('done'))
  expect(metrics.leadTimeMs).toBeGreaterThan(0)
  expect(await shop.pull(spec)).toMatchObject({ state: 'merged', labels: [{ name: 'agent' }, { name: 'spec' }], spec })
})

test('checks that fail once more than attempts are allowed end the path with their names', async () => {
  await using shop = await shopWithAgent({ maxAttempts: 1 })
  const spec = await shop.begin()
  await shop.deliver(await shop.claim(), { 'index.html': 'nothing\n' })
  const { outcome, reason } = await shop.ended(spec)
  expect({ outcome, reason }).toEqual({ outcome: 'failed', reason: 'The checks still fail after 1 attempts: words.' })
  expect(await shop.pull(spec)).toMatchObject({ mergedAt: null })
})

test('a repair that changes nothing is an attempt like any other', async () => {
  await using shop = await shopWithAgent({ maxAttempts: 3 })
  const spec = await shop.begin()
  await shop.deliver(await shop.claim(), { 'index.html': 'nothing\n' })
  for (const title of ['Repair: words', 'Repair: words']) {
    const repair = await shop.claim()
    expect(repair.title).toBe(title)
    await shop.deliver(repair, {})
  }
  expect(await shop.ended(spec)).toMatchObject({
    outcome: 'failed',
    reason: 'The checks still fail after 3 attempts: words.',
  })
})

test('nothing is judged while a run waits for its turn, though it has no check yet', async () => {
  const slow = `on: { push: { paths: ['docs/specs/**'] } }
concurrency: one
jobs:
  slow:
    runs-on: ubuntu-latest
    steps:
      - run: sleep 600
`
  const [path, words] = ['.github/workflows/ci.yml', SHOP['.github/workflows/ci.yml']]
  const files = { ...SHOP, [path]: `concurrency: one\n${words}`, '.github/workflows/slow.yml': slow }
  await using shop = await shopWithAgent({}, files)
  const spec = await shop.begin()
  await shop.deliver(await shop.claim(), { 'index.html': 'nothing\n' })
  const judged = async () => (await shop.api('GET', `/specs/${spec}/evidence`)).checks
  await expect.poll(judged, PATIENCE).toMatchObject([{ name: 'Guardian', conclusion: 'success' }])

  const { items: runs } = await shop.api('GET', '/projects/alice/shop/runs')
  const running = runs.find((run: { status: string }) => run.status === 'in_progress')
  await shop.api('POST', `/projects/alice/shop/runs/${running.id}/cancel`)
  expect(await shop.claim()).toMatchObject({ title: 'Repair: words' })
})

test("Guardian's refusal is the end, in its own words, and is not repaired around", async () => {
  await using shop = await shopWithAgent({ guardian: { maxDiffLines: 20 } })
  const spec = await shop.begin()
  await shop.deliver(await shop.claim(), { 'index.html': `a cart\n${'one more line\n'.repeat(40)}` })
  const { outcome, reason } = await shop.ended(spec)
  expect(outcome).toBe('refused')
  expect(reason).toMatch(/^Guardian: .*lines/)
  expect((await shop.api('GET', `/tasks?spec=${spec}`)).items).toHaveLength(1)
})

test('under the review policy a person has the last word, and the path goes on after it', async () => {
  await using shop = await shopWithAgent({ merge: 'review' })
  const spec = await shop.begin()
  await shop.deliver(await shop.claim(), WITH_CART)
  const merging = async () =>
    (await shop.api('GET', `/specs/${spec}/evidence`)).chain.find((step: { key: string }) => step.key === 'merge')
  await expect.poll(merging, PATIENCE).toMatchObject({ state: 'needs_person', detail: 'waits for review' })

  const { number, head } = await shop.pull(spec)
  await shop.api('POST', `/projects/alice/shop/pulls/${number}/reviews`, { verdict: 'approve', sha: head.sha })
  expect(await shop.ended(spec)).toMatchObject({ outcome: 'live' })
})

test('a spec may ask for a review where the project merges by itself', async () => {
  await using shop = await shopWithAgent()
  const spec = await shop.begin({ merge: 'review' })
  await shop.deliver(await shop.claim(), WITH_CART)
  const chain = async () => (await shop.api('GET', `/specs/${spec}/evidence`)).chain
  await expect.poll(chain, PATIENCE).toContainEqual(expect.objectContaining({ key: 'merge', state: 'needs_person' }))
})

test('closing the pull request ends the path; the next approval works on a branch of its own', async () => {
  await using shop = await shopWithAgent({ merge: 'review' })
  const spec = await shop.begin()
  await shop.deliver(await shop.claim(), WITH_CART)
  await expect.poll(async () => (await shop.api('GET', `/specs/${spec}`)).pull, PATIENCE).not.toBeNull()
  const closed = await shop.pull(spec)
  await shop.api('POST', `/projects/alice/shop/pulls/${closed.number}/close`)
  expect(await shop.ended(spec)).toMatchObject({
    outcome: 'failed',
    reason: 'The pull request was closed without being merged.',
  })

  await shop.api('POST', `/specs/${spec}/reopen`)
  await shop.api('PATCH', `/specs/${spec}`, { merge: 'auto' })
  await shop.approve(spec)
  const again = await shop.claim()
  expect(again.branch).toBe(`feature/${spec}-2`)
  await shop.deliver(again, WITH_CART)
  expect(await shop.ended(spec)).toMatchObject({ outcome: 'live', run: 2 })
  expect((await shop.pull(spec)).number).not.toBe(closed.number)
})

test('a task that fails ends the path with its reason', async () => {
  await using shop = await shopWithAgent()
  const spec = await shop.begin()
  const { id, fencingToken } = await shop.claim()
  const report = { status: 'failed', fencingToken, reason: 'The spec contradicts itself.' }
  await shop.api('PUT', `/tasks/${id}/status`, report, shop.agent.apiKey)
  expect(await shop.ended(spec)).toMatchObject({ outcome: 'failed', reason: 'The spec contradicts itself.' })
})

test('where deployments are switched off, merged is live, without an address', async () => {
  await using shop = await shopWithAgent({ deploy: { enabled: false } })
  const spec = await shop.begin()
  await shop.deliver(await shop.claim(), WITH_CART)
  expect(await shop.ended(spec)).toMatchObject({ outcome: 'live', url: null })
  expect((await shop.api('GET', '/projects/alice/shop/deployments')).items).toEqual([])
})

test.each<[string, object, Record<string, string>, RegExp]>([
  ['an agent nobody knows', { agent: 'nobody' }, SHOP, /nobody/],
  ['an agent without a model', { agent: 'builtin' }, SHOP, /needs a model, and none is set.*Settings → Model/],
  ['an empty repository', {}, {}, /alice\/shop has no commit on main yet; push your code first/],
])('%s is refused with the way out, and no branch is left', async (_, spec, files, reason) => {
  await using shop = await shopWithAgent({}, files)
  const ended = await shop.ended(await shop.begin(spec))
  expect(ended).toMatchObject({ outcome: 'refused', branch: null, pull: null })
  expect(ended.reason).toMatch(reason)
  const branches = (await shop.api('GET', '/projects/alice/shop/branches')).items
  expect(branches.filter(({ name }: { name: string }) => name.startsWith('feature/'))).toEqual([])
})

test('a deactivated agent is refused until it is switched on', async () => {
  await using shop = await shopWithAgent()
  await shop.api('POST', `/agents/${shop.agent.id}/toggle`)
  expect(await shop.ended(await shop.begin())).toMatchObject({
    outcome: 'refused',
    reason: 'The agent "outside" is deactivated; switch it on or choose another.',
  })
})
