import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { testApp } from '#testing'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
// Without a browser the page can only be read, not used; on CI one must be there.
const skipped = CHROMIUM === undefined && !process.env.CI

async function browse(): Promise<Browser & AsyncDisposable> {
  return chromium.launch({ executablePath: CHROMIUM ?? 'chromium', args: ['--no-sandbox'] }) as Promise<
    Browser & AsyncDisposable
  >
}

test('the page lists every verb, asks no other host and allows no script but its own', async () => {
  await using app = await testApp()
  const response = await fetch(`${app.url}/api/docs`)
  expect(response.status).toBe(200)
  const policy = response.headers.get('content-security-policy')!
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('unsafe')
  const page = await response.text()
  for (const verb of app.kernel.verbs.list()) expect(page, verb.name).toContain(`id="${verb.name}"`)
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  const nonce = /'nonce-([^']+)'/.exec(policy)![1]!
  for (const [, attributes] of page.matchAll(/<(?:script|style)([^>]*)>/g)) expect(attributes).toContain(nonce)
  const again = await fetch(`${app.url}/api/docs`)
  expect(again.headers.get('content-security-policy')).not.toBe(policy)
})

test.skipIf(skipped)('search, keys and links work in a browser, without an error on its console', async () => {
  await using app = await testApp()
  await using browser = await browse()
  const page = await browser.newPage()
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('request', (request) => new URL(request.url()).origin === app.url || problems.push(request.url()))
  await page.goto(`${app.url}/api/docs`)

  await page.keyboard.press('/')
  await page.keyboard.type('post projects.create')
  const visible = page.locator('.operation:visible')
  expect(await visible.count()).toBe(1)
  expect(new URL(page.url()).searchParams.get('q')).toBe('post projects.create')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await visible.first().getAttribute('open')).not.toBeNull()
  expect(await visible.first().locator('pre').textContent()).toContain(`curl -X POST '${app.url}/api/projects'`)

  await page.fill('#search', 'no such thing')
  expect(await page.locator('#none').isVisible()).toBe(true)
  await page.click('#clear')
  expect(await visible.count()).toBe(app.kernel.verbs.list().length)

  await page.goto(`${app.url}/api/docs#projects.get`)
  expect(await page.locator('[id="projects.get"]').getAttribute('open')).not.toBeNull()

  await page.setViewportSize({ width: 390, height: 844 })
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect(overflow).toBeLessThanOrEqual(0)
  expect(problems).toEqual([])
})

test('the example calls work once their words are filled in', async () => {
  await using app = await testApp()
  const page = await (await fetch(`${app.url}/api/docs`)).text()
  const [, example] = /id="projects\.create"[\s\S]*?<pre[^>]*><code>([^<]*)<\/code>/.exec(page)!
  const curl = example!.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  const [, url] = /'(http[^']+)'/.exec(curl)!
  const [, body] = /-d '([^']*)'/.exec(curl)!
  const response = await fetch(url!, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.token}`, 'content-type': 'application/json' },
    body: body!.replace('OWNER', 'alice').replace('NAME', 'from-the-docs'),
  })
  expect(response.status).toBe(201)
})
