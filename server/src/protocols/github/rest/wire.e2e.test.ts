import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
const at = { owner: 'alice', repo: 'wire' }
beforeAll(async () => {
  github = await testGithub()
  await github.repository('wire', { 'README.md': '# Wire\n\n[x](javascript:alert(1))\n', 'a.txt': '<b>\n' })
  for (const title of ['one', 'two', 'three', 'four', 'five']) await github.alice.rest.issues.create({ ...at, title })
}, 120_000)
afterAll(() => github[Symbol.asyncDispose]())

interface Shown {
  body_html: string
  body_text: string
  items: Shown[]
}

const issues = '/repos/alice/wire/issues'
const links = (headers: Headers) =>
  Object.fromEntries(
    [...(headers.get('link') ?? '').matchAll(/[?&]page=(\d+)[^>]*>; rel="(\w+)"/g)].map(([, page, rel]) => [
      rel,
      Number(page),
    ]),
  )
const raw = (path: string, init: RequestInit = {}) =>
  fetch(`${github.app.url}/api/v3${path}`, {
    ...init,
    headers: { authorization: `token ${github.app.token}`, ...init.headers },
  })

test('a list says where its other pages are, in all four directions, and a page behind the last is empty', async () => {
  const page = async (query: string) => {
    const { body, headers } = await github.request('GET', `${issues}?${query}`)
    return { count: (body as unknown[]).length, links: links(headers) }
  }
  expect(await page('per_page=2')).toEqual({ count: 2, links: { next: 2, last: 3 } })
  expect(await page('per_page=2&page=2')).toEqual({ count: 2, links: { prev: 1, next: 3, last: 3, first: 1 } })
  expect(await page('per_page=2&page=3')).toEqual({ count: 1, links: { prev: 2, first: 1 } })
  expect(await page('per_page=2&page=9')).toEqual({ count: 0, links: { prev: 3, first: 1 } })
  // GitHub gives a hundred to whoever asks for more.
  expect(await page('per_page=5000')).toEqual({ count: 5, links: {} })
  expect((await github.request('GET', `${issues}?per_page=x`)).status).toBe(422)
  const linked = (await github.request('GET', `${issues}?per_page=2&state=all`)).headers.get('link')
  expect(linked).toContain(`<${github.app.url}/api/v3${issues}?per_page=2&state=all&page=2>; rel="next"`)
})

test('what a client has already is not sent again: by its tag, by its moment, and the tag is believed first', async () => {
  const first = await github.request('GET', `${issues}/1`)
  const [etag, modified] = [first.headers.get('etag')!, first.headers.get('last-modified')!]
  expect(new Date(modified).getTime()).toBe(
    Math.floor(Date.parse((first.body as { updated_at: string }).updated_at) / 1000) * 1000,
  )
  const status = async (headers: Record<string, string>) =>
    (await github.request('GET', `${issues}/1`, { headers })).status
  expect(await status({ 'if-none-match': etag })).toBe(304)
  expect(await status({ 'if-none-match': `"other", ${etag.replace('W/', '')}` })).toBe(304)
  expect(await status({ 'if-modified-since': modified })).toBe(304)
  expect(await status({ 'if-modified-since': new Date(Date.parse(modified) - 1000).toUTCString() })).toBe(200)
  expect(await status({ 'if-modified-since': 'yesterday' })).toBe(200)
  expect(await status({ 'if-none-match': '"other"', 'if-modified-since': modified })).toBe(200)
  const again = await raw(`${issues}/1`, { headers: { 'if-none-match': etag } })
  expect([await again.text(), again.headers.get('etag')]).toEqual(['', etag])
})

test('HEAD answers what GET answers, without the content', async () => {
  const get = await raw(`${issues}/1`)
  const head = await raw(`${issues}/1`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  for (const name of ['etag', 'last-modified', 'content-type', 'x-ratelimit-limit'])
    expect(head.headers.get(name), name).toBe(get.headers.get(name))
  expect((await raw(`${issues}/99`, { method: 'HEAD' })).status).toBe(404)
})

test('an address or a method that is not there is 404 in GitHub’s shape', async () => {
  for (const [method, path] of [
    ['GET', '/no/such'],
    ['PUT', issues],
    ['DELETE', '/rate_limit'],
    ['PROPFIND', '/user'],
  ] as const) {
    const { status, body } = await github.request(method, path)
    expect({ status, body }, path).toMatchObject({
      status: 404,
      body: { message: expect.stringMatching(/^Not Found/), status: '404' },
    })
  }
})

test('a body that is no JSON is 400, one that lacks a field is 422 and names it, and neither leaves anything behind', async () => {
  const post = (body: string) => github.request('POST', issues, { body })
  for (const body of ['{"title": ', 'title=x', '{"title":"x"} and more'])
    expect(await post(body), body).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^Problems parsing JSON/) },
    })
  for (const body of ['"text"', '[]', '7'])
    expect(await post(body), body).toMatchObject({ status: 400, body: { message: 'Body should be a JSON object.' } })
  expect(await post('{}')).toMatchObject({
    status: 422,
    body: {
      message: expect.stringMatching(/^Validation failed/),
      errors: [{ resource: 'Issue', field: 'title', code: 'missing_field' }],
    },
  })
  expect(await post('{"title": {}}')).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'title', code: 'invalid' }] },
  })
  expect((await github.alice.rest.issues.listForRepo({ ...at, state: 'all' })).data).toHaveLength(5)
})

test('what is there already is told by the resource and the field, so that a client can go on', async () => {
  const label = { ...at, name: 'twice', color: 'ffffff' }
  await github.alice.rest.issues.createLabel(label)
  await expect(github.alice.rest.issues.createLabel(label)).rejects.toMatchObject({
    status: 422,
    response: { data: { errors: [{ resource: 'Label', field: 'name', code: 'already_exists' }] } },
  })
})

test('texts come as they were written, as safe HTML, without marks, or in all forms', async () => {
  const body = 'Some **bold** <script>alert(1)</script> words\nand [a link](javascript:alert(1)) &lt;3'
  await github.alice.rest.issues.update({ ...at, issue_number: 1, body })
  await github.alice.rest.issues.createComment({ ...at, issue_number: 1, body: '`code`' })
  await github.alice.rest.repos.createRelease({ ...at, tag_name: 'v1', body: '- one' })
  const shown = async (path: string, form: string): Promise<[Shown, string | null]> => {
    const answer = await raw(path, { headers: { accept: `application/vnd.github.${form}+json` } })
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    return [(await answer.json()) as Shown, answer.headers.get('x-github-media-type')]
  }
  const [html, type] = await shown(`${issues}/1`, 'html')
  expect(type).toBe('github.v3; param=html; format=json')
  expect(html).not.toHaveProperty('body')
  expect(html.body_html).toContain('<strong>bold</strong>')
  expect(html.body_html).toContain('<br>')
  expect(html.body_html).not.toMatch(/script/)
  const [text] = await shown(`${issues}/1`, 'v3.text')
  expect(text.body_text).toMatch(/^Some bold .*words\nand a link <3$/)
  expect(text).not.toHaveProperty('body_html')
  const [full] = await shown(`${issues}/1`, 'full')
  expect(full).toMatchObject({ body, body_html: html.body_html, body_text: text.body_text })
  expect((await shown(`${issues}/1`, 'raw'))[0]).toEqual((await shown(`${issues}/1`, 'v3'))[0])
  expect((await shown(`${issues}/1/comments`, 'html'))[0]).toMatchObject([{ body_html: '<p><code>code</code></p>' }])
  expect((await shown('/repos/alice/wire/releases/tags/v1', 'full'))[0]).toMatchObject({
    body: '- one',
    body_text: 'one',
  })
  const [found] = await shown('/search/issues?q=repo:alice/wire+bold', 'text')
  expect(found.items).toMatchObject([{ body_text: text.body_text }])
  // One without a text has an empty one in each form.
  expect((await shown(`${issues}/2`, 'full'))[0]).toMatchObject({ body: null, body_html: '', body_text: '' })
})

test('a file is shown as it reads, and nothing in it runs', async () => {
  const page = async (path: string) => {
    const answer = await raw(path, { headers: { accept: 'application/vnd.github.html' } })
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    return answer.text()
  }
  for (const path of ['/repos/alice/wire/readme', '/repos/alice/wire/contents/README.md']) {
    expect(await page(path)).toMatch(/<h1[^>]*>Wire<\/h1>/)
    expect(await page(path)).not.toContain('javascript:')
  }
  expect(await page('/repos/alice/wire/contents/a.txt')).toContain('<pre>&#60;b&#62;\n</pre>')
})
