import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { SESSION_COOKIE } from '../../src/protocols/credentials.ts'
import { complaintsOf, systemBrowser } from '../browser.ts'

/** What a reviewer says on lines is read, answered and applied in the dashboard, at a desk and on a phone. */
let app: TestApp
beforeAll(async () => {
  app = await testApp()
}, 120_000)
afterAll(() => app[Symbol.asyncDispose]())

const author = { name: 'alice', email: 'alice@example.com' }

async function pullWithSuggestion(): Promise<void> {
  const { kernel, modules, alice } = app
  const address = { owner: 'alice', name: 'shop' }
  const protection = [{ pattern: 'main', requiredChecks: ['build'] }]
  const { id } = await app.api('POST', '/projects', { ...address, settings: { protection } })
  const commit = (branch: string, files: Record<string, string>) =>
    modules.git.importFiles(id, { branch, files, message: `on ${branch}`, author, actor: alice })
  await commit('main', { 'list.txt': 'one\ntwo\nthree\n' })
  await modules.git.createBranch(id, { branch: 'topic', from: 'main', actor: alice })
  await commit('topic', { 'list.txt': 'one\nTWO\nthree\n' })
  await app.api('POST', '/projects/alice/shop/pulls', { title: 'Shout', body: 'Louder.', head: 'topic' })
  await app.api('POST', '/projects/alice/shop/issues/1/comments', { body: 'What is this for?' })
  const body = 'Rather:\n```suggestion\nTwo\n```'
  const org = Object.keys(alice.orgs)[0]!
  const reviewer = { kind: 'person' as const, id: 'usr_reviewer', name: 'reviewer', orgs: { [org]: ['*'] } }
  const comments = [{ path: 'list.txt', line: 2, body }]
  const review = { ...address, number: 1, verdict: 'request_changes' as const, body: 'One thing.', comments }
  await kernel.call(modules.pulls.verbs.review, review, { actor: reviewer })
}

test('a suggestion is committed, its thread resolved, and the rest left to merge by itself', async (context) => {
  const browser = await systemBrowser()
  if ('missing' in browser) return context.skip(browser.missing)
  try {
    await pullWithSuggestion()
    const desk = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const complaints = complaintsOf(desk)
    await desk.addCookies([{ name: SESSION_COOKIE, value: app.token, url: app.url }])
    const page = await desk.newPage()
    await page.goto(`${app.url}/alice/shop/pull/1`)
    const thread = page.getByRole('article', { name: 'Thread on list.txt:2' })
    await thread.getByText('Rather:').waitFor()
    await thread.getByRole('button', { name: 'Commit suggestion' }).click()
    await thread.getByText('Outdated').waitFor()
    await thread.getByRole('button', { name: 'Resolve' }).click()
    await thread.getByText('Resolved by alice').waitFor()
    await page.getByRole('button', { name: 'Merge when ready' }).click()
    await page.getByText('alice has it merge once nothing blocks it.').waitFor()
    await page.getByRole('link', { name: /^Commits/ }).click()
    await page.getByText('Apply suggestion from code review').waitFor()

    const phone = await browser.newContext({
      viewport: { width: 390, height: 844 },
      storageState: await desk.storageState(),
    })
    const small = await phone.newPage()
    await small.goto(`${app.url}/alice/shop/pull/1`)
    await small.getByRole('article', { name: 'Thread on list.txt:2' }).waitFor()
    expect(await small.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    expect(complaints).toEqual([])
    const { autoMerge } = await app.api('GET', '/projects/alice/shop/pulls/1')
    expect(autoMerge).toMatchObject({ by: { name: 'alice' }, method: 'squash' })
  } finally {
    await browser.close()
  }
}, 120_000)
