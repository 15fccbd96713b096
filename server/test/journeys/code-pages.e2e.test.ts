import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { complaintsOf, systemBrowser } from '../browser.ts'

const BUILT = join(import.meta.dirname, '../../../dashboard/dist/index.html')
const PATIENCE_MS = 30_000
const author = { name: 'Alice', email: 'alice@example.com' }
const HOSTILE = [
  '# Samples <script>window.harmed = 1</script>',
  '![own](evil.svg) ![far](https://example.com/track.png) ![data](data:image/svg+xml,x)',
  '[a](javascript:window.harmed=1) [b](JaVa\tScript:window.harmed=1) [c](data:text/html,x)',
  '<img src=x onerror="window.harmed=1"><svg onload="window.harmed=1"></svg>',
  '<iframe src="javascript:parent.harmed=1"></iframe><p style="position:fixed">x</p>',
].join('\n\n')
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="parent.harmed=1"><script>parent.harmed=1;document.title='harmed'</script></svg>`

let browser: Browser | { missing: string }
let app: TestApp
let page: Page
let complaints: string[]
const asked: string[] = []

beforeAll(async () => {
  if (!existsSync(BUILT))
    throw new Error('The dashboard is not built: run `npm run build`, or the tests by `npm test`.')
  browser = await systemBrowser()
  if ('missing' in browser) return
  app = await testApp()
  await app.api('POST', '/projects', { owner: 'alice', name: 'code' })
  const { id } = await app.api('GET', '/projects/alice/code')
  const commit = (branch: string, files: Record<string, string>, message: string) =>
    app.modules.git.importFiles(id, { branch, files, message, author })
  const lines = (suffix: (line: number) => string) =>
    Array.from({ length: 12_000 }, (_, line) => `${line}${suffix(line)}`).join('\n')
  const source = (change: string) =>
    Array.from({ length: 200 }, (_, at) => `export const line${at} = ${at === 99 ? change : at}\n`).join('')
  const shapes = (of: { source: string; data: string; picture: string }) => ({
    'src/long.ts': source(of.source),
    'data.csv': Array.from({ length: 30_000 }, (_, at) => `${at},${of.data}\n`).join(''),
    'moon.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="${of.picture}"/></svg>\n`,
  })
  await commit(
    'main',
    {
      ...shapes({ source: '0', data: 'old', picture: '3' }),
      'README.md': HOSTILE,
      'evil.svg': SVG,
      'src/deep/reader.ts': 'export const a = 1\n',
      'large.txt': lines(() => ''),
    },
    'begin',
  )
  await commit('main', { 'src/deep/reader.ts': 'export const a = 1\nexport const b = 2\n' }, 'say b')
  await app.modules.git.createBranch(id, { branch: 'feature/shapes', from: 'main' })
  await commit('feature/shapes', shapes({ source: "'changed'", data: 'new', picture: '4' }), 'other shapes')
  await app.modules.git.createBranch(id, { branch: 'feature/many', from: 'main' })
  await commit('feature/many', { 'large.txt': lines((line) => (line % 2 ? '' : '!')) }, 'change six thousand lines')

  const { code } = await app.kernel.call(app.modules.identity.verbs.loginLink, {}, { actor: app.alice })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  context.setDefaultTimeout(PATIENCE_MS)
  complaints = complaintsOf(context)
  page = await context.newPage()
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`${app.url}/sign-in#code=${code}`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}, 120_000)

beforeEach(({ skip }) => {
  if ('missing' in browser) skip(browser.missing)
})

afterAll(async () => {
  if ('missing' in browser) return
  await browser.close()
  await app?.[Symbol.asyncDispose]()
})

const open = (path: string) => page.goto(`${app.url}/alice/code${path}`)

test('the home of a repository shows its files with the commits that last changed them', async () => {
  await open('')
  const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'src', exact: true }) })
  await row.getByText('say b').waitFor()
  await page.getByText('TypeScript').waitFor()
  await page.getByRole('link', { name: '2 commits' }).waitFor()
})

test('a hostile README and a hostile picture are shown, and nothing in them runs or reaches out', async () => {
  await open('')
  await page.getByRole('img', { name: 'own' }).waitFor()
  await page.getByText('<script>window.harmed = 1</script>').waitFor()
  expect(await page.evaluate("'harmed' in window")).toBe(false)
  expect(await page.locator('main iframe, main svg[onload], main [style*="fixed"]').count()).toBe(0)
  expect(await page.locator('a[href^="javascript:" i], a[href^="data:" i]').count()).toBe(0)
  // Opened by itself the picture is a document of our own origin: the sandbox must hold there, too.
  const raw = await open('/raw/main/evil.svg')
  expect(raw?.headers()['content-security-policy']).toContain('sandbox')
  expect(await page.title()).not.toBe('harmed')
  expect(asked.filter((url) => !url.startsWith(app.url))).toEqual([])
  complaints.length = 0 // the browser says what the sandbox has refused
})

test('t finds a file by letters, and a line of it can be addressed', async () => {
  await open('')
  await page.getByRole('link', { name: 'README.md' }).first().waitFor()
  await page.keyboard.press('t')
  await page.getByRole('combobox').fill('dprdr')
  await page.getByRole('option', { name: 'src/deep/reader.ts' }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/blob/main/src/deep/reader.ts')
  await page.locator('code .code-keyword').first().waitFor()
  await page.getByRole('link', { name: '1', exact: true }).click()
  await page.getByRole('link', { name: '2', exact: true }).click({ modifiers: ['Shift'] })
  await expect.poll(() => new URL(page.url()).hash).toBe('#L1-L2')
})

test('blame and history of a file name their commits', async () => {
  await open('/blame/main/src/deep/reader.ts')
  await page.getByRole('link', { name: 'say b', exact: true }).waitFor()
  await page.getByRole('link', { name: 'begin', exact: true }).waitFor()
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByRole('heading', { name: 'History of src/deep/reader.ts' }).waitFor()
  await page.getByRole('link', { name: /say b/ }).waitFor()
})

test('a diff of twelve thousand changed lines keeps only what is in sight, in both layouts', async () => {
  await open('/compare/main...feature/many')
  const diff = page.getByTestId('diff')
  await diff.getByText('0!', { exact: true }).waitFor()
  expect(await diff.locator('> div').count()).toBeLessThan(200)
  await page.getByRole('button', { name: 'Split' }).click()
  await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
  await diff.getByText('11998!', { exact: true }).waitFor()
  expect(await diff.locator('> div').count()).toBeLessThan(200)
  await page.getByRole('button', { name: 'Unified' }).click()
})

test('a diff has its colours, shows more around a change, pictures on both sides, and what the list had to cut', async () => {
  await open('/compare/main...feature/shapes')
  const diff = page.getByTestId('diff')
  await page.getByRole('navigation', { name: 'Changed files' }).getByRole('button', { name: 'long.ts' }).click()
  await diff.locator('[data-kind="added"] .code-keyword').first().waitFor()
  await diff.getByText('export const line96 = 96').first().waitFor()
  expect(await diff.getByText('export const line80 = 80').count()).toBe(0)
  await diff.getByRole('button', { name: 'Show 20 lines above those below' }).first().click()
  await diff.getByText('export const line80 = 80').first().waitFor()
  await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
  await diff.getByRole('button', { name: 'Show all 97 lines left out here' }).click()
  await diff.getByText('export const line110 = 110').first().waitFor()
  await page.getByRole('navigation', { name: 'Changed files' }).getByRole('button', { name: 'moon.svg' }).click()
  await diff.getByRole('img', { name: 'Before' }).waitFor()
  await diff.getByRole('img', { name: 'After' }).waitFor()
  // Large files begin folded. The patch of this one was cut; by itself it is whole.
  await page.getByRole('navigation', { name: 'Changed files' }).getByRole('button', { name: 'data.csv' }).click()
  await diff.getByRole('button', { expanded: false }).filter({ hasText: 'data.csv' }).click()
  await diff.getByText('0,old', { exact: true }).waitFor()
  // What follows the file brings its end into sight.
  const toItsEnd = () =>
    page.getByRole('navigation', { name: 'Changed files' }).getByRole('button', { name: 'moon.svg' }).click()
  await toItsEnd()
  const rest = diff.getByRole('button', { name: 'Show all of it' })
  await rest.click()
  await rest.waitFor({ state: 'detached' })
  await toItsEnd()
  await diff.getByText('29999,new', { exact: true }).waitFor({ state: 'attached' })
})

test('a mark says that a file was seen, by the keyboard too, and is there after a reload', async () => {
  await open('/compare/main...feature/shapes')
  const seen = page.getByTestId('diff').getByRole('checkbox', { name: 'Viewed' }).first()
  await seen.waitFor()
  await page.keyboard.press('v')
  await expect.poll(() => seen.isChecked()).toBe(true)
  await page.reload()
  await seen.waitFor()
  expect(await seen.isChecked()).toBe(true)
  await page.keyboard.press('v')
  await expect.poll(() => seen.isChecked()).toBe(false)
})

test('what is not there is said in a sentence, at phone width too', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of ['/blob/main/no/such', '/tree/no-such-branch', '/compare/main...nothing']) {
    await open(path)
    await page.getByText('Nothing is here').waitFor()
  }
  await open('/search?q=const')
  await page.getByRole('link', { name: 'src/deep/reader.ts' }).waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0)
  expect(complaints.filter((each) => !each.includes('404'))).toEqual([])
})

test('a page whose project was renamed goes on at the new name', async () => {
  const { id } = await app.api('POST', '/projects', { owner: 'alice', name: 'before' })
  await app.modules.git.importFiles(id, { branch: 'main', files: { 'a.txt': 'kept\n' }, message: 'begin', author })
  await app.api('PATCH', '/projects/alice/before', { rename: 'after' })
  await page.goto(`${app.url}/alice/before/blob/main/a.txt?plain=1`)
  await page.waitForURL((url) => url.pathname === '/alice/after/blob/main/a.txt')
  await page.getByText('kept').first().waitFor()
})
