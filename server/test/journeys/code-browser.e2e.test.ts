import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestPlace, testPlace } from '#testing'
import { complaintsOf, systemBrowser } from '../browser.ts'
import { ADMIN_TOKEN, freePort, type Program, startProgram } from '../program.ts'

const BUILT = join(import.meta.dirname, '../../../dashboard/dist/index.html')
const PATIENCE_MS = 30_000
const PROJECT = '/admin/moon'
const TEMPLATE = `name: Bug
description: Something is wrong.
title: "[Bug] "
body:
  - type: textarea
    attributes:
      label: What happens?
    validations:
      required: true
`

// One server with Code alone and one signed-in browser tell one story, so the tests stand in its order.
let browser: Browser | { missing: string }
let place: TestPlace
let server: Program
let context: BrowserContext
let page: Page
let complaints: string[]

beforeAll(async () => {
  if (!existsSync(BUILT))
    throw new Error('The dashboard is not built: run `npm run build`, or the tests by `npm test`.')
  browser = await systemBrowser()
  if ('missing' in browser) return
  place = await testPlace()
  const { dataDir, databaseUrl } = place.config
  server = await startProgram({
    dataDir,
    port: await freePort(),
    env: {
      DATABASE_URL: databaseUrl,
      DEVFLOW_PRODUCTS: 'code',
      DEVFLOW_SSH_PORT: 'off',
      DEVFLOW_EGRESS_ALLOW: '127.0.0.1',
    },
  })
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addCookies([{ name: 'devflow_session', value: ADMIN_TOKEN, url: server.url }])
  context.setDefaultTimeout(PATIENCE_MS)
  complaints = complaintsOf(context)
  page = await context.newPage()
})

beforeEach(({ skip }) => {
  if ('missing' in browser) skip(browser.missing)
})

afterAll(async () => {
  if ('missing' in browser) return
  await browser.close()
  await server?.stop()
  await place?.remove()
})

test('a project begins with a template for issues', async () => {
  // The first account is made once the server answers.
  await expect.poll(() => call('GET', '/me').catch(() => undefined), { timeout: PATIENCE_MS }).toBeDefined()
  await call('POST', '/projects', { owner: 'admin', name: 'moon', settings: { protection: [] } })
  const content = (text: string) => Buffer.from(text).toString('base64')
  await call('POST', `/projects${PROJECT}/files`, {
    branch: 'main',
    message: 'moon: first light',
    files: [
      { path: 'README.md', content: content('# Moon\n') },
      { path: '.github/ISSUE_TEMPLATE/bug.yml', content: content(TEMPLATE) },
    ],
  })
})

test('an issue is opened from a template, labelled and closed', async () => {
  await page.goto(`${server.url}${PROJECT}/issues`)
  await page.getByRole('link', { name: 'New issue' }).click()
  await page.getByRole('link', { name: 'Bug' }).click()
  await page.getByLabel('Title').fill('[Bug] The moon is late')
  await page.getByLabel('What happens?').fill('It was full yesterday.')
  await page.getByRole('button', { name: 'Open issue' }).click()
  await page.getByRole('heading', { name: 'The moon is late', level: 1 }).waitFor()
  await page.getByText('It was full yesterday.').waitFor()
  await page.getByRole('button', { name: 'Change labels' }).click()
  await page.getByRole('menuitem', { name: 'bug', exact: true }).click()
  await page.locator('[data-entry="labeled"]').waitFor()
  await page.getByRole('button', { name: 'Close issue' }).click()
  await page.getByRole('menuitem', { name: 'Close as done' }).click()
  await page.locator('[data-entry="closed"]').waitFor()
  expect(await call('GET', `/projects${PROJECT}/issues/1`)).toMatchObject({
    state: 'closed',
    labels: [{ name: 'bug' }],
  })
})

test('a webhook is added and shows its delivery', async () => {
  await page.goto(`${server.url}${PROJECT}/settings?tab=hooks`)
  await page.getByRole('link', { name: 'Add a webhook' }).click()
  await page.getByLabel('Address').fill(`${server.url}/readyz`)
  await page.getByRole('button', { name: 'Add webhook' }).click()
  const ping = page.getByTestId('delivery').filter({ hasText: 'ping' })
  await ping.first().getByRole('button').click()
  await ping.getByText('Payload').waitFor()
})

test('a release is published', async () => {
  await page.goto(`${server.url}${PROJECT}/releases/new`)
  await page.getByLabel('Tag').fill('v1.0.0')
  await page.getByRole('textbox', { name: 'Notes' }).fill('The moon is round.')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('link', { name: 'Show it' }).click()
  await page.getByTestId('release').getByText('The moon is round.').waitFor()
  await page.getByTestId('release').getByText('Latest').waitFor()
})

test('an SSH key is added', async () => {
  await page.goto(`${server.url}/settings?tab=keys`)
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAdrPzbj3QbFcHy4hy9KhB1gB0pkpF3qyo0j0WpP3nQp admin@laptop'
  await page.getByLabel('Public key').first().fill(key)
  await page.getByRole('button', { name: 'Add SSH key' }).click()
  await page.getByRole('list', { name: 'SSH keys' }).getByText('admin@laptop').waitFor()
})

test('a project is made public once its name was typed', async () => {
  await page.goto(`${server.url}${PROJECT}/settings`)
  await page.getByRole('button', { name: 'Make public' }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByRole('button', { name: 'Make public' }).isDisabled()).toBe(true)
  await dialog.getByLabel('Type admin/moon to go on').fill('admin/moon')
  await dialog.getByRole('button', { name: 'Make public' }).click()
  await page.getByRole('main').getByRole('button', { name: 'Make private' }).waitFor()
  expect((await fetch(`${server.url}/api/projects${PROJECT}`)).status).toBe(200)
})

test('a pull request tells everything that happened to it in one conversation', async () => {
  const content = (text: string) => Buffer.from(text).toString('base64')
  const [{ sha }] = (await call('GET', `/projects${PROJECT}/branches`)).items
  await call('POST', `/projects${PROJECT}/refs`, { ref: 'refs/heads/topic', sha })
  await call('POST', `/projects${PROJECT}/files`, {
    branch: 'topic',
    message: 'moon: a second light',
    files: [{ path: 'README.md', content: content('# Moon\n\nTwo lights.\n') }],
  })
  const body = 'Fixes #1 and #99.\n\n- [ ] look at it\n- [x] write it\n\n> [!TIP]\n> Wait for the night.\n'
  const pull = await call('POST', `/projects${PROJECT}/pulls`, { title: 'Two lights', head: 'topic', body })
  expect(pull.number).toBe(2)
  await page.goto(`${server.url}${PROJECT}/pull/2`)
  await page.locator('[data-entry="committed"]').getByRole('link', { name: 'moon: a second light' }).waitFor()
  await page.locator('[data-alert="tip"]').waitFor()
  // What is there is a link, what is not stays words.
  await page.getByRole('link', { name: '#1', exact: true }).waitFor()
  expect(await page.getByRole('link', { name: '#99' }).count()).toBe(0)
  await page.getByRole('checkbox', { name: 'not done' }).click()
  await expect.poll(async () => (await call('GET', `/projects${PROJECT}/pulls/2`)).body).toContain('- [x] look at it')
  await page.getByRole('button', { name: 'Change labels' }).click()
  await page.getByRole('menuitem', { name: 'bug', exact: true }).click()
  await page.keyboard.press('Escape')
  await page.locator('[data-entry="labeled"]').waitFor()
  await page.getByRole('textbox', { name: 'Comment' }).fill('I like it.')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await page.getByRole('article').getByText('I like it.').waitFor()
})

test('lines are written about in the diff, the review is sent, and what it suggests is committed there', async () => {
  await page.goto(`${server.url}${PROJECT}/pull/2?tab=files`)
  const line = page.getByTestId('diff').locator('[data-kind="added"]').filter({ hasText: 'Two lights.' })
  await line.hover()
  await line.getByRole('button', { name: /Comment on line/ }).click()
  await page.getByRole('button', { name: 'Suggest a change' }).click()
  const box = page.getByRole('textbox', { name: /Comment on line/ })
  await box.fill((await box.inputValue()).replace('Two lights.', 'Three lights.'))
  await page.getByRole('button', { name: 'Add to review' }).click()
  await page.getByText('Not sent yet').waitFor()
  await page.reload() // what is not sent yet survives it
  await page.getByText('Not sent yet').waitFor()
  await page.getByRole('button', { name: 'Review (1)' }).click()
  await page.getByRole('button', { name: 'Send review' }).click()
  await page.getByRole('button', { name: 'Commit suggestion' }).click()
  await page.getByTestId('diff').getByText('Three lights.').first().waitFor()
  await page.goto(`${server.url}${PROJECT}/pull/2`)
  await page.locator('[data-entry="reviewed"]').getByText('Outdated').waitFor()
  await expect.poll(() => page.locator('[data-entry="committed"]').count()).toBe(2)
})

test('the palette finds files, issues and pull requests of the project, and what the page offers', async () => {
  await page.goto(`${server.url}${PROJECT}/issues/1`)
  await page.getByRole('heading', { name: 'The moon is late', level: 1 }).waitFor()
  const found = (name: string | RegExp) => page.getByRole('dialog').getByRole('option', { name })
  await page.keyboard.press('Control+k')
  await found('Edit').waitFor()
  await page.keyboard.type('rdme')
  await found('README.md').waitFor()
  await page.getByRole('dialog').getByRole('combobox').fill('#2')
  await found(/Two lights/).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**${PROJECT}/pull/2`)
})

test('whoever passes by reads a public project, is offered the sign-in, and finds nothing of a private one', async () => {
  const passing = await (browser as Browser).newContext({ viewport: { width: 1440, height: 900 } })
  passing.setDefaultTimeout(PATIENCE_MS)
  const visit = await passing.newPage()
  const crashes: string[] = []
  visit.on('crash', () => crashes.push(visit.url()))
  await visit.goto(`${server.url}${PROJECT}/pull/2`)
  await visit.getByText('I like it.').waitFor()
  await visit.getByText('to review it or to comment').waitFor()
  const offered = await visit.getByRole('main').getByRole('button').allTextContents()
  expect(offered.filter((each) => /Close|Review|Merge|Answer|Resolve|Edit|Comment|draft/.test(each))).toEqual([])
  await visit.goto(`${server.url}${PROJECT}/pull/2?tab=files`)
  await visit.getByTestId('diff').getByText('Three lights.').first().waitFor()
  expect(await visit.getByRole('navigation', { name: 'Main' }).first().getByRole('link').allTextContents()).toEqual([
    'Repository',
    'Pull requests',
    'Issues',
    'Releases',
    'Runs',
  ])
  await visit.goto(`${server.url}${PROJECT}/issues/1`)
  await visit.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await visit.waitForURL((url) => url.pathname === '/sign-in' && url.searchParams.get('back') === `${PROJECT}/issues/1`)
  await call('POST', '/projects', { owner: 'admin', name: 'dark' })
  for (const path of ['/admin/dark/pull/1', '/admin/none/pull/1']) {
    await visit.goto(server.url + path)
    await visit.waitForURL((url) => url.pathname === '/sign-in' && url.searchParams.get('back') === path)
  }
  expect(crashes).toEqual([])
  await passing.close()
})

test('every page fits a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  const tabs = [
    '',
    '?tab=access',
    '?tab=merge',
    '?tab=branches',
    '?tab=hooks',
    '?tab=keys',
    '?tab=mirrors',
    '?tab=secrets',
  ]
  const tooWide: string[] = []
  for (const path of [
    ...['issues', 'issues/1', 'issues/new', 'issues/new/choose', 'labels', 'milestones', 'pulls', 'pull/2'].map(
      (at) => `${PROJECT}/${at}`,
    ),
    ...['releases', 'releases/new', 'releases/tag/v1.0.0'].map((at) => `${PROJECT}/${at}`),
    ...tabs.map((tab) => `${PROJECT}/settings${tab}`),
    ...['new', '1', '1?tab=settings'].map((at) => `${PROJECT}/settings/hooks/${at}`),
    ...['', '?tab=keys', '?tab=tokens', '?tab=members'].map((tab) => `/settings${tab}`),
  ]) {
    await page.goto(server.url + path)
    await page.locator('main h1, main h2, main form').first().waitFor()
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0)
    const over = await page.evaluate('document.scrollingElement.scrollWidth - innerWidth')
    if (over !== 0) tooWide.push(`${path}: ${over} px`)
  }
  expect(tooWide).toEqual([])
})

test('nothing was asked for that is not there, and the console has no word', () => {
  expect(complaints).toEqual([])
})

// biome-ignore lint/suspicious/noExplicitAny: the shape is the verb's
async function call(method: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(`${server.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
  })
  const answer = (await response.json()) as { error?: { message: string } }
  if (!response.ok) throw new Error(answer.error?.message)
  return answer
}
