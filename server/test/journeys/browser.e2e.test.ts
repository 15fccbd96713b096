import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestPlace, testPlace } from '#testing'
import { complaintsOf, systemBrowser } from '../browser.ts'
import { ADMIN_TOKEN, freePort, type Program, startProgram } from '../program.ts'

const BUILT = join(import.meta.dirname, '../../../dashboard/dist/index.html')
const REHEARSED = 'Show the next full moon'
/** What marks everything a recorded session stands behind. */
const LABEL = 'Rehearsal – recorded session'
const PROJECT = '/examples/moonlight'
/** What a first visit may transfer, in kB of 1000 bytes. */
const FIRST_VIEW_KB = 250
const PATIENCE_MS = 30_000

// One server and one signed-in browser tell one story, so the tests stand in its order.
let browser: Browser | { missing: string }
let place: TestPlace
let server: Program
/** The address the server prints; cookies belong to its name. */
let origin: string
let context: BrowserContext
let page: Page
let complaints: string[]
let spec: { id: string; url: string }

beforeAll(async () => {
  if (!existsSync(BUILT))
    throw new Error('The dashboard is not built: run `npm run build`, or the tests by `npm test`.')
  browser = await systemBrowser()
  if ('missing' in browser) return
  place = await testPlace()
  const { dataDir, databaseUrl } = place.config
  server = await startProgram({ dataDir, port: await freePort(), env: { DATABASE_URL: databaseUrl } })
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
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

describe('the rehearsal, seen in a browser', () => {
  test('the printed link signs in, and not a second time', async () => {
    const link = await signInLink()
    origin = new URL(link).origin
    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Flow', level: 1 }).waitFor()

    const stranger = await newContext()
    const again = await stranger.newPage()
    await again.goto(link)
    await again.getByRole('button', { name: 'Sign in' }).click()
    await again.getByRole('alert').waitFor()
    expect(new URL(again.url()).pathname).toBe('/sign-in')
    await again.goto(`${origin}/specs`)
    await again.getByRole('heading', { name: 'Sign in to DevFlow' }).waitFor()
    await stranger.close()
  })

  test('the board shows its spec arrive in Live without a reload', async () => {
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
    const card = page.getByTestId('column-live').getByRole('link', { name: REHEARSED })
    await card.waitFor()
    expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
    await card.getByText(LABEL).waitFor()
    const found = (await server.get('/specs')).items[0]
    spec = { id: found.id, url: found.url }
  })

  test('the spec’s page has the whole evidence chain, each step a link to its proof', async () => {
    await page.getByTestId('column-live').getByRole('link', { name: REHEARSED }).click()
    await page.getByRole('heading', { name: REHEARSED, level: 1 }).waitFor()
    const steps = page.getByTestId('evidence-chain').locator('[data-step]')
    await expect
      .poll(() => states(steps, 'data-step', 'data-state'))
      .toEqual(
        ['spec', 'tasks', 'changes', 'pull_request', 'checks', 'merge', 'deployment', 'metrics'].map(
          (step) => `${step} done`,
        ),
      )
    expect(await steps.getByRole('link').count()).toBe(8)
    await page.getByText(LABEL).first().waitFor()
    await page.getByTestId('live-url').waitFor()
    for (const figure of ['Lead time', 'Build', 'Deploy']) {
      const value = page.getByLabel('Facts').locator('div', { hasText: figure }).last().locator('dd')
      expect(await value.innerText()).toMatch(/^[\d.]+ (ms|s)$/)
    }
  })

  test('the task shows what the agent did, and an edit unfolds to its diff', async () => {
    await page.getByTestId('task').getByText('Completed').waitFor()
    const edit = page.locator('[data-event="agent.edited_file"]').first()
    await edit.getByRole('button').click()
    await edit
      .getByLabel(/^Diff of /)
      .getByText('nextFullMoon')
      .first()
      .waitFor()
  })

  test('the pull request has its diff and its checks', async () => {
    await step('pull_request').click()
    await page.getByTestId('merged').waitFor()
    await page.getByText(LABEL).first().waitFor()
    expect(await page.getByRole('main').innerText()).not.toContain('[ ]')
    await page.getByRole('link', { name: /^Files/ }).click()
    await page.getByRole('main').getByText('nextFullMoon').first().waitFor()
    await page.getByRole('link', { name: /^Checks \d/ }).click()
    const checks = page.getByTestId('check')
    await checks.filter({ hasText: 'Guardian' }).waitFor()
    expect(await states(checks, 'data-state')).toEqual(Array(await checks.count()).fill('success'))
  })

  test('a run shows its log line by line, and the log can be searched', async () => {
    const runs = (await server.get(`/projects${PROJECT}/runs`)).items as { id: string; pull: number | null }[]
    await page.goto(`${origin}${PROJECT}/actions/runs/${runs.find((run) => run.pull === 1)?.id}`)
    const log = page.getByRole('log')
    await log.getByText('npm test').first().waitFor()
    await page.getByText(LABEL).first().waitFor()
    await page.getByPlaceholder('Search log').fill('full moon')
    await page.getByText(/^1 of \d+$/).waitFor()
    await log.locator('mark').first().waitFor()
    await page.getByPlaceholder('Search log').fill('no such line')
    await page.getByText('no line', { exact: true }).waitFor()
  })

  test('the deployment leads to the running application', async () => {
    await page.goto(`${origin}/specs/${spec.id}`)
    await step('deployment').click()
    await page.getByRole('heading', { name: /^Deployment/, level: 1 }).waitFor()
    await page.getByText(LABEL).first().waitFor()
    const [application] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: 'Open', exact: true }).click({ modifiers: ['ControlOrMeta'] }),
    ])
    await application.getByText('Next full moon').waitFor()
    expect(application.url()).toBe(`${spec.url}/`)
    await application.close()
  })

  test('the timeline shows a new spec without a reload', async () => {
    await page.goto(`${origin}/timeline`)
    await page.getByTestId('event').first().waitFor()
    await call('POST', '/specs', { owner: 'examples', name: 'moonlight', title: 'Show the last full moon too' })
    await page.getByTestId('event').filter({ hasText: 'Show the last full moon too' }).waitFor()
  })
})

describe('a spec of one’s own', () => {
  const title = 'Answer in Latin'

  test('an agent that is switched off takes nothing', async () => {
    await page.goto(`${origin}/agents`)
    const takes = page.getByRole('switch', { name: 'rehearsal takes tasks' })
    await takes.click()
    await expect.poll(() => takes.getAttribute('aria-checked')).toBe('false')
  })

  test('is written, submitted, sent back, changed, approved, and refused for want of an agent', async () => {
    await page.goto(`${origin}/specs/new?project=examples/moonlight`)
    await page.getByRole('button', { name: 'Create draft' }).click()
    await page.getByText('A spec needs a title.').waitFor()
    await page.getByLabel('Title').fill(title)
    await page.getByLabel('Description').fill('Luna **plena**.\n\n- [ ] quando\n- [x] ubi')
    await page.getByRole('textbox', { name: 'Criterion 1' }).fill('The page greets the moon.')
    await page.getByRole('button', { name: 'Create draft' }).click()
    await page.getByRole('heading', { name: title, level: 1 }).waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1)
    expect(await page.getByRole('main').innerText()).not.toMatch(/\[[ x]\]/)

    await page.getByRole('button', { name: 'Submit for review' }).click()
    await page.getByRole('button', { name: 'Send back' }).click()
    await page.getByLabel('Reason').fill('Which declension?')
    await page.getByRole('dialog').getByRole('button', { name: 'Send back' }).click()
    await page.getByRole('button', { name: 'Submit for review' }).waitFor()

    await page.keyboard.press('e')
    await page.getByLabel('Title').fill(`${title}, first declension`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: `${title}, first declension`, level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Submit for review' }).click()
    await page.getByRole('button', { name: 'Approve' }).waitFor()

    // An approval is of the text that was read.
    await expect(call('POST', `/specs/${id}/approve`, { version: 1 })).rejects.toThrow('changed after you read')
    await page.getByRole('button', { name: 'Approve' }).click()
    // It is accepted, and says at once that nobody can do the work: no agent is on, and no model is set.
    await page.getByText('This spec was refused').waitFor()
    await page.getByText('needs a model').first().waitFor()
    await page.getByRole('button', { name: 'Reopen' }).waitFor()
    expect(await call('GET', `/specs/${id}`)).toMatchObject({ state: 'approved', version: 2, branch: null, pull: null })
  })

  test('shows a viewer no button the server would refuse', async () => {
    const waiting = await call('POST', '/specs', { owner: 'examples', name: 'moonlight', title: 'Hide the clouds' })
    await call('POST', `/specs/${waiting.id}/submit`)
    const { code } = await call('POST', '/users', { login: 'bob' })
    await call('PUT', '/orgs/examples/members/bob', { role: 'viewer' })
    const guest = await newContext()
    const theirs = complaintsOf(guest)
    const bob = await guest.newPage()
    await bob.goto(`${origin}/sign-in#code=${code}`)
    await bob.getByRole('button', { name: 'Sign in' }).click()
    await bob.getByTestId('column-live').getByText(REHEARSED).waitFor()
    await bob.goto(`${origin}/specs/${waiting.id}`)
    await bob.getByText('You can read this').waitFor()
    for (const name of ['Edit', 'Approve', 'Send back']) {
      expect(await bob.getByRole('button', { name, exact: true }).count()).toBe(0)
    }
    expect(theirs).toEqual([])
    await guest.close()
  })
})

describe('every page', () => {
  const pages = async (): Promise<string[]> => {
    const [run] = (await server.get(`/projects${PROJECT}/runs`)).items
    const [deployment] = (await server.get(`/projects${PROJECT}/deployments`)).items
    const [commit] = (await server.get(`/projects${PROJECT}/commits`)).items
    return [
      '/',
      '/specs',
      '/specs/new',
      ...['', '?tab=text', '?tab=comments', '?tab=versions'].map((tab) => `/specs/${spec.id}${tab}`),
      '/timeline',
      '/agents',
      '/tasks',
      '/projects',
      '/projects/new',
      ...['', '?tab=tokens', '?tab=members', '?tab=model', '?tab=appearance'].map((tab) => `/settings${tab}`),
      PROJECT,
      `${PROJECT}/tree/main/src`,
      `${PROJECT}/blob/main/src/moon.js`,
      `${PROJECT}/commits`,
      `${PROJECT}/commit/${commit.sha}`,
      `${PROJECT}/pulls`,
      ...['', '?tab=files', '?tab=checks'].map((tab) => `${PROJECT}/pull/1${tab}`),
      `${PROJECT}/actions`,
      `${PROJECT}/actions/runs/${run.id}`,
      `${PROJECT}/deployments`,
      `${PROJECT}/deployments/${deployment.id}`,
      ...['', '?tab=merge', '?tab=guardian', '?tab=branches', '?tab=secrets', '?tab=deploy'].map(
        (tab) => `${PROJECT}/settings${tab}`,
      ),
    ]
  }

  test('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    const tooWide: string[] = []
    for (const path of await pages()) {
      await page.goto(origin + path)
      await page.locator('main h1, main h2, main table, main [data-row], main form').first().waitFor()
      await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0)
      const over = await page.evaluate('document.scrollingElement.scrollWidth - innerWidth')
      if (over !== 0) tooWide.push(`${path}: ${over} px`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    expect(tooWide).toEqual([])
  })

  test('is found by keyboard', async () => {
    await page.goto(origin)
    await page.getByRole('heading', { name: 'Flow', level: 1 }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox').fill('next full')
    await page.getByRole('option', { name: REHEARSED }).first().waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: REHEARSED, level: 1 }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/specs/${spec.id}`)
  })

  test('works without a word in the console', () => {
    // The rehearsed application has no icon and is not ours to judge.
    expect(complaints.filter((complaint) => !complaint.startsWith(spec.url))).toEqual([])
  })

  test(`is light: a first visit transfers at most ${FIRST_VIEW_KB} kB`, async () => {
    const fresh = await newContext({ storageState: await context.storageState() })
    const first = await fresh.newPage()
    const session = await fresh.newCDPSession(first)
    let bytes = 0
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await session.send('Network.enable')
    await first.goto(origin)
    await first.getByTestId('column-live').getByText(REHEARSED).waitFor()
    expect(bytes).toBeGreaterThan(50_000) // measured at all
    expect(bytes / 1000).toBeLessThanOrEqual(FIRST_VIEW_KB)
    await fresh.close()
  })
})

/** The server prints it once it listens, which may be a moment after it is ready. */
async function signInLink(): Promise<string> {
  const link = () => /http:\S+\/sign-in#code=\S+/.exec(server.output())?.[0]
  await expect.poll(link, { timeout: PATIENCE_MS }).toBeDefined()
  return link()!
}

function newContext(options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
  return context.browser()!.newContext(options)
}

function step(key: string) {
  return page.getByTestId('evidence-chain').locator(`[data-step="${key}"]`).getByRole('link')
}

/** The named attributes of every element, as words. */
async function states(elements: Locator, ...attributes: string[]): Promise<string[]> {
  const all = await elements.all()
  const read = all.map((one) => Promise.all(attributes.map((attribute) => one.getAttribute(attribute))))
  return (await Promise.all(read)).map((words) => words.join(' '))
}

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
