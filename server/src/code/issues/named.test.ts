import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'

const AT = '/projects/alice/app'
let app: TestApp
let sha: string

beforeAll(async () => {
  app = await testApp()
  for (const [name, visibility] of [
    ['app', 'public'],
    ['hidden', 'private'],
    ['other', 'public'],
  ]) {
    await app.api('POST', '/projects', { owner: 'alice', name, visibility })
    await app.api('POST', `/projects/alice/${name}/issues`, { title: `The first of ${name}`, body: '' })
  }
  const { id } = await app.api('GET', AT)
  const author = { name: 'Alice', email: 'alice@example.com' }
  sha = (await app.modules.git.importFiles(id, { branch: 'main', files: { a: '1' }, message: 'begin\n\nwhy', author }))!
}, 60_000)
afterAll(() => app[Symbol.asyncDispose]())

async function find(references: string[], token?: string) {
  const query = new URLSearchParams(references.map((each): [string, string] => ['references', each]))
  const { items } = await app.api('GET', `${AT}/references?${query}`, undefined, token)
  return items as { reference: string; kind: string }[]
}

test('issues, commits and people that a text names are found', async () => {
  expect(await find(['#1', 'alice/other#1', sha, sha.slice(0, 7), `alice/app@${sha}`, '@bob'])).toMatchObject([
    { reference: '#1', kind: 'issue', owner: 'alice', name: 'app', number: 1, title: 'The first of app' },
    { reference: 'alice/other#1', name: 'other', number: 1 },
    { reference: sha, kind: 'commit', sha, title: 'begin' },
    { reference: sha.slice(0, 7), sha },
    { reference: `alice/app@${sha}`, sha },
    { reference: '@bob', kind: 'person', owner: 'bob' },
  ])
})

test('what is not there and what may not be seen are left out alike', async () => {
  const absent = ['#2', '#0', 'alice/none#1', '@nobody', '@', 'f'.repeat(40), 'main', '../x#1', '', 'alice/app@main']
  expect(await find(absent)).toEqual([])
  expect(await find(['alice/hidden#1'])).toHaveLength(1)
  expect(await find(['alice/hidden#1', '#1'], app.bobToken)).toMatchObject([{ reference: '#1' }])
  const nobody = await fetch(`${app.url}/api${AT}/references?references=${encodeURIComponent('alice/hidden#1')}`)
  expect([nobody.status, await nobody.json()]).toEqual([200, { items: [] }])
})

test('a branch with the name of a commit is none', async () => {
  const { id } = await app.api('GET', AT)
  await app.modules.git.createBranch(id, { branch: 'deadbee1', from: 'main' })
  expect(await find(['deadbee1'])).toEqual([])
})

test('a hundred are found at once, and no more', async () => {
  const many = Array.from({ length: 100 }, (_, at) => `#${at + 1}`)
  expect(await find(many)).toHaveLength(1)
  await expect(find([...many, '#101'])).rejects.toMatchObject({ kind: 'invalid' })
})

test('rendered texts lead there, and never to what the reader may not see', async () => {
  const body = `See #1, alice/hidden#1, @bob and ${sha}; not \`#1\`, #9 or <a href="#1">#1</a>.`
  await app.api('POST', `${AT}/issues`, { title: 'Named', body })
  const html = async (token: string) => {
    const headers = { accept: 'application/vnd.github.html+json', authorization: `Bearer ${token}` }
    const answer = await fetch(`${app.url}/api/v3/repos/alice/app/issues/2`, { headers })
    return ((await answer.json()) as { body_html: string }).body_html
  }
  const seen = await html(app.token)
  expect(seen).toContain(`<a href="${app.url}/alice/app/issues/1" title="The first of app">#1</a>`)
  expect(seen).toContain(`${app.url}/alice/hidden/issues/1`)
  expect(seen).toContain(`${app.url}/alice/app/commit/${sha}`)
  expect(seen).toContain(`<a href="${app.url}/bob"`)
  expect(seen).toContain('<code>#1</code>')
  expect(seen.match(/issues\/1"/g)).toHaveLength(2)
  expect(seen).toContain('#9')
  expect(await html(app.bobToken)).not.toContain('hidden/issues')
  const markdown = await fetch(`${app.url}/api/v3/markdown`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text: '#1 <script>', mode: 'gfm', context: 'alice/app' }),
  })
  expect(await markdown.text()).toMatch(/^<p><a href="[^"]+issues\/1"/)
})
