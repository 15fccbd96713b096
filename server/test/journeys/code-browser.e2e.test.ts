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
  await page.getByRole('button', { name: 'Make private' }).waitFor()
  expect((await fetch(`${server.url}/api/projects${PROJECT}`)).status).toBe(200)
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
    ...['issues', 'issues/1', 'issues/new', 'issues/new/choose', 'labels', 'milestones'].map(
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
