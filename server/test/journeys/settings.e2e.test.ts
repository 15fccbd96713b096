import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type TestPlace, testPlace } from '#testing'
import { complaintsOf, systemBrowser } from '../browser.ts'
import { ADMIN_TOKEN, freePort, type Program, startProgram } from '../program.ts'

const BUILT = join(import.meta.dirname, '../../../dashboard/dist/index.html')
const PATIENCE_MS = 30_000
const MOON = '/acme/moon'
const settings = `${MOON}/settings`

/** A public key that nothing is signed with. */
const GPG_KEY = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawXoxBYJKwYBBAHaRw8BAQdAnmzgEYeZg9D9vKTR3cRQP5HUGVXS56gm51J+
8x2eH1+0GUFsaWNlIDxhbGljZUBleGFtcGxlLmNvbT6IkAQTFggAOBYhBO5d8R85
hj0fIJvzB88yEPcsIqs8BQJrBejEAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheA
AAoJEM8yEPcsIqs8d/oBANagzGYVixp53w+Oc4+2PitzZ2Joj5OreLE0Wx5rBlLd
AQDpVyuVO75ER3TZNuKvLoB/0cYS2pYpVwEMenpBq9GMAA==
=7C6H
-----END PGP PUBLIC KEY BLOCK-----
`

// One server and one organisation tell one story, so the tests stand in its order. The admin owns it; alice looks at it as a
// viewer, and bob as a guest who reads one project.
let browser: Browser | { missing: string }
let place: TestPlace
let server: Program
let page: Page
const complaints: string[][] = []
let alice: { page: Page; token: string }
let bob: { page: Page; token: string }

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
  // The first account is made once the server answers.
  await vi.waitFor(() => call('GET', '/me'), { timeout: PATIENCE_MS })
  await call('POST', '/orgs', { slug: 'acme', name: 'Acme Instruments' })
  await call('POST', '/projects', { owner: 'acme', name: 'moon', settings: { protection: [] } })
  const { commit } = await call('POST', '/projects/acme/moon/files', {
    branch: 'main',
    message: 'moon: first light',
    files: [{ path: 'README.md', content: Buffer.from('# Moon\n').toString('base64') }],
  })
  for (const branch of ['release/1', 'release/2'])
    await call('POST', '/projects/acme/moon/refs', { ref: `refs/heads/${branch}`, sha: commit.sha })
  await call('POST', '/projects/acme/moon/checks', { sha: commit.sha, check: 'build', status: 'queued' })
  page = await signedIn(ADMIN_TOKEN)
  alice = await person('alice')
  bob = await person('bob')
  await call('PUT', '/orgs/acme/members/alice', { role: 'viewer' })
  await call('PUT', '/projects/acme/moon/collaborators/bob', { role: 'read' })
}, 180_000)

beforeEach(({ skip }) => {
  if ('missing' in browser) skip(browser.missing)
})

afterAll(async () => {
  if ('missing' in browser) return
  await browser.close()
  await server?.stop()
  await place?.remove()
})

test('a rule says which branches it means before it is made, and is kept as it was said', async () => {
  await page.goto(`${server.url}${settings}?tab=branches`)
  await page.getByText('No branch is protected').waitFor()
  await page.getByRole('link', { name: 'Add a rule', exact: true }).click()
  await page.getByLabel('Branch pattern').fill('release/*')
  const matching = page.getByTestId('matching')
  await matching.getByText('It means 2 of the branches there are').waitFor()
  expect(await matching.getByRole('listitem').allTextContents()).toEqual(['release/1', 'release/2'])
  await page.getByRole('combobox', { name: 'Except' }).fill('release/1')
  await page.keyboard.press('Enter')
  await matching.getByText('It means 1 of the branches there are').waitFor()
  await page.getByLabel('Approvals').fill('2')
  await page.getByLabel('Code owners approve').check()
  await page.getByRole('button', { name: '+ build' }).click()
  await page.getByLabel('With the newest base').check()
  await page.getByLabel('Signed commits').check()
  await page.getByLabel('Only some may change it').check()
  const may = page.getByRole('group', { name: 'Who may change it' })
  await may.getByRole('combobox', { name: 'People' }).fill('admin')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add rule' }).click()
  const row = page.getByRole('list', { name: 'Rules' }).getByRole('listitem')
  await row.getByText('2 approvals').waitFor()
  const { settings: saved } = await call('GET', '/projects/acme/moon')
  expect(saved.protection).toMatchObject([
    {
      pattern: 'release/*',
      exclude: ['release/1'],
      enabled: true,
      requirePull: true,
      requiredApprovals: 2,
      requireCodeOwners: true,
      requiredChecks: ['build'],
      strictChecks: true,
      requireSigned: true,
      pushers: { people: ['admin'], teams: [], apps: [] },
      ruleset: null,
    },
  ])
})

test('a ruleset follows the default branch, is one on GitHub’s API, and is switched off and removed', async () => {
  await page.goto(`${server.url}${settings}?tab=branches`)
  await page.getByRole('link', { name: 'Add a ruleset' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Releases')
  await page.getByRole('combobox', { name: 'Branch pattern' }).fill('release/*')
  await page.keyboard.press('Enter')
  await page.getByTestId('matching').getByText('It means 3 of the branches there are').waitFor()
  const unbound = page.getByRole('group', { name: 'Whom it does not bind' })
  await unbound.getByRole('combobox', { name: 'People' }).fill('admin')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add ruleset' }).click()
  await page.getByText('does not bind admin').waitFor()
  const rulesets = async () => {
    const response = await fetch(`${server.url}/api/v3/repos/acme/moon/rulesets`, { headers: bearer(ADMIN_TOKEN) })
    return (await response.json()) as { id: number; name: string; enforcement: string }[]
  }
  const [made] = await rulesets()
  expect(made).toMatchObject({ name: 'Releases', enforcement: 'active' })

  await page.getByRole('list', { name: 'Rules' }).getByRole('link', { name: 'Releases' }).click()
  await page.getByLabel('In force').uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Switched off', { exact: true }).waitFor()
  expect(await rulesets()).toMatchObject([{ id: made!.id, enforcement: 'disabled' }])
  await page.getByRole('list', { name: 'Rules' }).getByRole('link', { name: 'Releases' }).click()
  await page.getByRole('button', { name: 'Remove this ruleset' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove this ruleset' }).click()
  await page.getByRole('list', { name: 'Rules' }).waitFor()
  expect(await rulesets()).toEqual([])
  expect((await call('GET', '/projects/acme/moon')).settings.protection).toHaveLength(1)
})

test('how pull requests are merged is chosen, and one way always stays', async () => {
  await page.goto(`${server.url}${settings}?tab=merge`)
  await page.getByRole('checkbox', { name: 'Merge commit' }).uncheck()
  await page.getByRole('checkbox', { name: 'Rebase' }).uncheck()
  await page.getByRole('checkbox', { name: 'Fast-forward' }).uncheck()
  expect(await page.getByRole('checkbox', { name: 'Squash' }).isDisabled()).toBe(true)
  await page.getByLabel('Words of a squashed commit').selectOption({ label: 'Title and description' })
  await page.getByLabel('Delete the branch after merging').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved').waitFor()
  expect((await call('GET', '/projects/acme/moon')).settings.merging).toMatchObject({
    methods: ['squash'],
    squashTitle: 'pull_title',
    squashMessage: 'pull_body',
    deleteBranch: true,
    autoMerge: true,
  })
})

test('a secret and a variable are set, changed and removed', async () => {
  await page.goto(`${server.url}${settings}?tab=secrets`)
  await page.getByLabel('Name of the secret').fill('api_key')
  await page.getByLabel('Value of the secret').fill('two\nlines')
  await page.getByRole('button', { name: 'Save secret' }).click()
  await page.getByRole('list', { name: 'Secrets' }).getByText('API_KEY').waitFor()
  await page.getByLabel('Name of the variable').fill('region')
  await page.getByLabel('Value of the variable').fill('north')
  await page.getByRole('button', { name: 'Add variable' }).click()
  const variables = page.getByRole('list', { name: 'Variables' })
  await variables.getByText('north').waitFor()
  await variables.getByRole('button', { name: 'Change' }).click()
  await page.getByRole('dialog').getByLabel('Value').fill('south')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await variables.getByText('south').waitFor()
  expect((await call('GET', '/projects/acme/moon/variables')).items).toMatchObject([{ name: 'REGION', value: 'south' }])
  await page.getByRole('list', { name: 'Secrets' }).getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No secret yet').waitFor()
})

test('who may not change a project reads its settings and finds no control', async () => {
  for (const [who, tabs] of [
    [alice, ['', 'access', 'merge', 'branches', 'keys', 'mirrors', 'secrets']],
    [bob, ['', 'merge', 'branches']],
  ] as const) {
    await who.page.goto(`${server.url}${settings}`)
    const shown = who.page.getByRole('navigation', { name: 'Project settings' }).getByRole('link')
    await expect.poll(() => shown.count()).toBe(tabs.length)
    for (const tab of tabs) {
      await who.page.goto(`${server.url}${settings}${tab && `?tab=${tab}`}`)
      await who.page.getByText('You can read this.').waitFor()
      await settled(who.page)
      expect(await controlsOf(who.page), tab).toEqual([])
    }
  }
  await alice.page.goto(`${server.url}${settings}?tab=branches&rule=branch:release/*`)
  await alice.page.getByRole('list', { name: 'Rules' }).getByText('2 approvals').waitFor()
  expect(await controlsOf(alice.page)).toEqual([])
})

test('who administers one project from outside its organisation changes it, and asks for nothing beside it', async () => {
  await call('PUT', '/projects/acme/moon/collaborators/bob', { role: 'admin' })
  for (const tab of ['', 'access', 'merge', 'branches', 'hooks', 'keys', 'mirrors', 'secrets']) {
    await bob.page.goto(`${server.url}${settings}${tab && `?tab=${tab}`}`)
    await bob.page.getByRole('navigation', { name: 'Project settings' }).waitFor()
    await settled(bob.page)
    expect(await bob.page.getByText('You can read this.').count(), tab).toBe(0)
  }
  await bob.page.goto(`${server.url}${settings}?tab=branches&rule=new`)
  await bob.page.getByLabel('Branch pattern').fill('topic')
  await bob.page.getByRole('button', { name: 'Add rule' }).click()
  await bob.page.getByRole('list', { name: 'Rules' }).getByRole('link', { name: 'topic' }).click()
  await bob.page.getByRole('button', { name: 'Remove this rule' }).click()
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Remove this rule' }).click()
  // The dialog hides what is behind it from roles, so it has to be gone first.
  await bob.page.getByRole('dialog').waitFor({ state: 'detached' })
  await bob.page.getByRole('link', { name: 'topic' }).waitFor({ state: 'detached' })
  await call('PUT', '/projects/acme/moon/collaborators/bob', { role: 'read' })
})

test('a team is made, gets a member and a role in a project', async () => {
  await page.goto(`${server.url}/settings?tab=members`)
  await page.getByRole('link', { name: 'Acme Instruments' }).click()
  await page.getByRole('list', { name: 'Members of Acme Instruments' }).getByText('alice').first().waitFor()
  await page.getByRole('link', { name: 'Teams' }).click()
  await page.getByText('No team yet').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Releasers')
  await page.getByRole('button', { name: 'Create team' }).click()
  await page.getByText('Nobody is in it yet').waitFor()
  await page.getByLabel('Member of the organisation').selectOption('alice')
  await page.getByRole('button', { name: 'Add to the team' }).click()
  await page.getByLabel('Role of alice').selectOption('maintainer')
  await page.getByLabel('Project', { exact: true }).selectOption('moon')
  await page.getByLabel('Role', { exact: true }).selectOption('read')
  await page.getByRole('button', { name: 'Add project' }).click()
  await page.getByRole('list', { name: 'Projects of the team' }).getByText('acme/moon').waitFor()
  expect((await call('GET', '/projects/acme/moon/teams')).items).toMatchObject([{ slug: 'releasers', role: 'read' }])
  await expect
    .poll(async () => (await call('GET', '/orgs/acme/teams/releasers/members')).items)
    .toMatchObject([{ login: 'alice', role: 'maintainer' }])
})

test('a webhook of the organisation shows its delivery, and a secret is shared by its projects', async () => {
  await page.goto(`${server.url}/orgs/acme?tab=hooks`)
  await page.getByRole('link', { name: 'Add a webhook' }).click()
  await page.getByLabel('Address').fill(`${server.url}/readyz`)
  await page.getByRole('button', { name: 'Add webhook' }).click()
  const ping = page.getByTestId('delivery').filter({ hasText: 'ping' })
  await ping.first().getByRole('button').click()
  await ping.getByText('Payload').waitFor()
  await page.getByRole('link', { name: 'Settings', exact: true }).last().click()
  await page.getByLabel('Active').uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await call('GET', '/orgs/acme/hooks')).items).toMatchObject([{ active: false }])

  await page.goto(`${server.url}/orgs/acme?tab=secrets`)
  await page.getByLabel('Name of the secret').fill('SHARED')
  await page.getByLabel('Value of the secret').fill('very quiet indeed')
  await page.getByRole('button', { name: 'Save secret' }).click()
  await page.getByRole('list', { name: 'Secrets' }).getByText('SHARED').waitFor()
})

test('an app is registered, gets a key that is shown once, is installed in one project, suspended and deleted', async () => {
  await page.goto(`${server.url}/orgs/acme?tab=apps`)
  await page.getByRole('link', { name: 'Register an app' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Robo')
  await page.getByLabel('Homepage').fill('https://robo.example')
  await page.getByLabel('Issues', { exact: true }).first().selectOption('write')
  await page.getByRole('checkbox', { name: 'Pushes' }).check()
  await page.getByRole('button', { name: 'Register app' }).click()
  await page.getByRole('button', { name: 'Make a private key' }).click()
  expect(await page.getByTestId('private-key').textContent()).toContain('PRIVATE KEY')
  await page.getByRole('list', { name: 'Private keys' }).getByText('SHA256').waitFor()
  await page.reload()
  await page.getByRole('list', { name: 'Private keys' }).waitFor()
  expect(await page.getByTestId('private-key').count()).toBe(0)

  await page.goto(`${server.url}/orgs/acme?tab=installations`)
  await page.getByLabel('App', { exact: true }).fill('robo')
  await page.getByText('It asks for contents: read, issues: write.').waitFor()
  await page.getByLabel('Only those I choose').check()
  await page.getByRole('checkbox', { name: 'moon' }).check()
  await page.getByRole('button', { name: 'Install', exact: true }).click()
  const row = page.getByRole('list', { name: 'Installed apps' }).getByRole('listitem')
  await row.getByText('in one project').waitFor()
  await row.getByRole('button', { name: 'Suspend' }).click()
  await row.getByText('Suspended').waitFor()
  await row.getByRole('button', { name: 'Choose projects' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('All, those to come included').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await row.getByText('in all projects').waitFor()
  // Another wish than the one that was agreed to.
  await call('PATCH', '/orgs/acme/apps/robo', { permissions: { contents: 'write', issues: 'write' } })
  await page.reload()
  await row.getByText('It asks for something else by now').waitFor()
  await row.getByRole('button', { name: 'Agree' }).click()
  await dialog.getByRole('button', { name: 'Agree' }).click()
  await expect
    .poll(async () => (await call('GET', '/orgs/acme/installations')).items)
    .toMatchObject([{ allProjects: true, permissions: { contents: 'write', issues: 'write' }, outdated: false }])
})

test('a member who is no admin reads an organisation and finds no control, and a guest finds no organisation', async () => {
  for (const tab of ['', 'teams', 'apps', 'installations', 'secrets', 'general']) {
    await alice.page.goto(`${server.url}/orgs/acme${tab && `?tab=${tab}`}`)
    await alice.page.getByRole('navigation', { name: 'Organisation' }).waitFor()
    await settled(alice.page)
    expect(await controlsOf(alice.page), tab).toEqual([])
  }
  for (const path of ['teams/releasers', 'apps/robo', 'apps/new', 'hooks/new', 'hooks/1']) {
    await alice.page.goto(`${server.url}/orgs/acme/${path}`)
    await settled(alice.page)
    expect(await controlsOf(alice.page), path).toEqual([])
  }
  await bob.page.goto(`${server.url}/orgs/acme`)
  await bob.page.getByText('You do not belong to acme').waitFor()
  expect(await controlsOf(bob.page)).toEqual([])
})

test('an app is deleted once its name was typed, and a project goes on under another name', async () => {
  await page.goto(`${server.url}/orgs/acme/apps/robo`)
  await page.getByRole('button', { name: 'Delete app' }).click()
  await page.getByRole('dialog').getByLabel('Type robo to go on').fill('robo')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete app' }).click()
  await page.getByText('No app yet').waitFor()
  expect((await call('GET', '/orgs/acme/installations')).items).toEqual([])

  await page.goto(`${server.url}${settings}`)
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByLabel('New name').fill('luna')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await page.getByText('Called acme/luna.').waitFor()
  expect(new URL(page.url()).pathname).toBe('/acme/luna/settings')
  await call('PATCH', '/projects/acme/luna', { rename: 'moon' })
})

test('a person is called otherwise, and what they say their address is, a server admin confirms', async () => {
  await bob.page.goto(`${server.url}/settings`)
  await bob.page.getByLabel('Name', { exact: true }).fill('Robert')
  await bob.page.getByRole('button', { name: 'Save' }).click()
  await bob.page.getByText('Saved').waitFor()
  await bob.page.getByLabel('Mail address').fill('bob@example.com')
  await bob.page.getByRole('button', { name: 'Add address' }).click()
  await bob.page.getByText('A server admin confirms it').waitFor()
  expect(await bob.page.getByText('Addresses that wait for you').count()).toBe(0)
  await page.goto(`${server.url}/settings`)
  await page.getByText('added by Robert (bob)').waitFor()
  await page.getByRole('button', { name: 'Confirm bob@example.com' }).click()
  await page.getByText('None. What somebody adds is confirmed here').waitFor()
  await bob.page.reload()
  await bob.page.getByText('Confirmed').waitFor()
})

test('a GPG key is added, shown with its fingerprint, and removed', async () => {
  await alice.page.goto(`${server.url}/settings?tab=keys`)
  await alice.page.getByLabel('Public GPG key').fill(GPG_KEY)
  await alice.page.getByRole('button', { name: 'Add GPG key' }).click()
  const list = alice.page.getByRole('list', { name: 'GPG keys' })
  await list.getByText('alice@example.com').first().waitFor()
  await list.getByRole('button', { name: /^Copy [0-9A-F]{40}$/i }).waitFor()
  await list.getByRole('button', { name: 'Remove' }).click()
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await alice.page.getByText('No GPG key yet').waitFor()
})

test('a token may what was chosen for it and nothing else, is shown once, and is revoked', async () => {
  await page.goto(`${server.url}/settings?tab=tokens`)
  await page.getByLabel('What it is for').fill('reader')
  await page.getByLabel('It may').selectOption({ label: 'do what I choose' })
  for (const [noun, level] of [
    ['Code', 'read'],
    ['Issues', 'nothing'],
    ['Pull requests', 'nothing'],
  ] as const)
    await page.getByRole('list', { name: 'Permissions' }).getByLabel(noun).selectOption({ label: level })
  await page.getByRole('combobox', { name: 'Single permissions' }).fill('issues:create')
  await page.keyboard.press('Enter')
  await page.getByLabel('It ends').selectOption({ label: 'in 7 days' })
  await page.getByLabel('Only those I choose').check()
  await page.getByRole('checkbox', { name: 'acme/moon' }).check()
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByText('Copy it now. It is shown once.').waitFor()
  const token = await page.getByRole('textbox', { name: 'token', exact: true }).inputValue()
  const row = page.getByRole('list', { name: 'Tokens' }).getByRole('listitem').filter({ hasText: 'reader' })
  await row.getByText('in acme/moon alone').waitFor()
  for (const permission of ['git:read', 'issues:create', 'projects:read']) await row.getByText(permission).waitFor()
  const asked = async (method: string, path: string, body?: unknown) =>
    (
      await fetch(`${server.url}/api${path}`, {
        method,
        headers: bearer(token),
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    ).status
  expect(await asked('GET', '/projects/acme/moon')).toBe(200)
  expect(await asked('POST', '/projects/acme/moon/issues', { title: 'From a script' })).toBe(201)
  expect(await asked('PATCH', '/projects/acme/moon', { description: 'no' })).toBe(403)
  expect(await asked('GET', '/projects/acme/moon/secrets')).toBe(403)
  await row.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await row.waitFor({ state: 'detached' })
  expect(await asked('GET', '/projects/acme/moon')).toBe(401)
})

test('every page of the settings fits a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  const tooWide: string[] = []
  for (const path of [
    ...['', '?tab=access', '?tab=merge', '?tab=branches', '?tab=secrets', '?tab=branches&rule=new'].map(
      (tab) => settings + tab,
    ),
    `${settings}?tab=branches&rule=new-ruleset`,
    `${settings}?tab=branches&rule=gone`,
    ...['', 'teams', 'hooks', 'apps', 'installations', 'secrets', 'general'].map((tab) => `/orgs/acme?tab=${tab}`),
    ...['teams/releasers', 'apps/new', 'hooks/new', 'hooks/1'].map((at) => `/orgs/acme/${at}`),
    ...['', '?tab=keys', '?tab=tokens', '?tab=members'].map((tab) => `/settings${tab}`),
  ]) {
    await page.goto(server.url + path)
    await settled(page)
    const over = await page.evaluate('document.scrollingElement.scrollWidth - innerWidth')
    if (over !== 0) tooWide.push(`${path}: ${over} px`)
  }
  expect(tooWide).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
})

test('nothing was asked for that is not there, and the console has no word', () => {
  expect(complaints.flat()).toEqual([])
})

/** What can be changed on a page: forms, and buttons that do more than copy a text. */
async function controlsOf(on: Page): Promise<string[]> {
  const main = on.getByRole('main')
  const controls = main.locator('form, select, textarea, input:not([readonly]), button:not([aria-label^="Copy"])')
  return controls.evaluateAll((all) => all.map((each) => each.outerHTML))
}

async function settled(on: Page): Promise<void> {
  await on.locator('main h1, main h2, main form').first().waitFor()
  await expect.poll(() => on.locator('[aria-busy="true"]').count(), { timeout: PATIENCE_MS }).toBe(0)
}

/** A page of somebody's own. */
async function signedIn(token: string): Promise<Page> {
  if ('missing' in browser) throw new Error(browser.missing)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addCookies([{ name: 'devflow_session', value: token, url: server.url }])
  context.setDefaultTimeout(PATIENCE_MS)
  complaints.push(complaintsOf(context))
  return context.newPage()
}

/** Somebody new, and a page of theirs. */
async function person(login: string): Promise<{ page: Page; token: string }> {
  const { code } = await call('POST', '/users', { login })
  const response = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const token = /devflow_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1]
  if (!token) throw new Error(`${login} could not sign in: ${response.status}`)
  return { page: await signedIn(token), token }
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the verb's
async function call(method: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(`${server.url}/api${path}`, {
    method,
    headers: bearer(ADMIN_TOKEN),
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
  })
  const answer = (await response.json()) as { error?: { message: string } }
  if (!response.ok) throw new Error(answer.error?.message)
  return answer
}
