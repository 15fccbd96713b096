import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../../src/protocols/github/github.kit.ts'

/** What hostile clients put into names, paths, refs, patterns and bodies. None may be a 500, a header of its own or an endless wait. */
let github: TestGithub
let sha: string
beforeAll(async () => {
  github = await testGithub()
  sha = await github.repository(
    'shop',
    { 'README.md': '# shop\n', ':(glob)x': 'x', '-rf': 'x', 'docs/ü "q".md': 'x' },
    'public',
  )
}, 120_000)
afterAll(() => github[Symbol.asyncDispose]())

const R = '/repos/alice/shop'
/** Straight to the door, without what clients mend. */
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${github.app.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `token ${github.app.token}`, ...headers },
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const rest = (method: string, path: string, body?: unknown) => ask(method, `/api/v3${path}`, body)

const HOSTILE = [
  'grün',
  '--upload-pack=touch /tmp/owned',
  '-rf',
  '--output=/tmp/owned',
  '@{-1}',
  'HEAD^{/x}',
  'main..feature',
  'main:../../../etc/passwd',
  ':(glob)**',
  ':(exclude)README.md',
  ':/',
  '../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  'a\r\nSet-Cookie: x=1',
  'a\u0000b',
  '\u202egnp.exe',
  'x'.repeat(5_000),
  '%',
  '$(id)',
  '`id`',
  '; id',
  '|id',
  '*'.repeat(200),
  'refs/heads/main.lock',
  '\ud800',
]
const PLACES = [
  ...[
    'commits/*',
    'commits?sha=*',
    'commits?path=*',
    'commits?author=*',
    'branches/*',
    'git/ref/*',
    'git/ref/heads/*',
    'git/trees/*',
  ],
  ...[
    'git/blobs/*',
    'git/commits/*',
    'git/tags/*',
    'git/matching-refs/*',
    'contents/*',
    'contents/README.md?ref=*',
    'readme/*',
  ],
  ...[
    'compare/main...*',
    'compare/*...main',
    'tarball/*',
    'zipball/*',
    'commits/*/status',
    'commits/*/check-runs',
    'labels/*',
    'milestones/*',
  ],
  ...[
    'releases/tags/*',
    'branches/*/protection',
    'rules/branches/*',
    'collaborators/*',
    'assignees/*',
    'issues?labels=*',
    'issues?assignee=*',
  ],
  ...[
    'issues?milestone=*',
    'issues?since=*',
    'issues?creator=*',
    'pulls?head=*',
    'pulls?base=*',
    'actions/workflows/*',
    'actions/variables/*',
  ],
]

test.each(PLACES)(
  'GET %s of a repository takes hostile names as names',
  async (place) => {
    const found: string[] = []
    for (const name of HOSTILE) {
      const path = place.replace('*', () => encodeURIComponent(name.isWellFormed() ? name : '\ufffd'))
      const { status, headers, text } = await ask('GET', `/api/v3${R}/${path}`)
      if (status >= 500) found.push(`${JSON.stringify(name)}: ${status} ${text}`)
      if (headers.has('set-cookie') || /root:.*:0:0:/.test(text)) found.push(`${JSON.stringify(name)}: got through`)
    }
    expect(found).toEqual([])
  },
  60_000,
)

test.each([
  ['POST', `${R}/git/refs`, (name: string) => ({ ref: `refs/heads/${name}`, sha })],
  ['POST', `${R}/git/refs`, (name: string) => ({ ref: name, sha })],
  ['POST', `${R}/git/tags`, (name: string) => ({ tag: name, message: name, object: sha, type: 'commit' })],
  [
    'POST',
    `${R}/git/trees`,
    (name: string) => ({ tree: [{ path: name, mode: '100644', type: 'blob', content: 'x' }] }),
  ],
  ['POST', `${R}/labels`, (name: string) => ({ name, color: 'ff0000' })],
  ['POST', `${R}/releases`, (name: string) => ({ tag_name: name, target_commitish: name })],
  ['POST', `${R}/pulls`, (name: string) => ({ title: 'x', head: name, base: name })],
  ['POST', `${R}/merges`, (name: string) => ({ head: name, base: 'main' })],
  ['POST', `${R}/branches/main/rename`, (name: string) => ({ new_name: name })],
  ['PATCH', R, (name: string) => ({ description: name, homepage: name, default_branch: name })],
  ['PUT', `${R}/topics`, (name: string) => ({ names: [name] })],
  ['POST', `${R}/issues`, (name: string) => ({ title: name, assignees: [name], labels: [name], milestone: name })],
  ['POST', `${R}/statuses/main`, (name: string) => ({ state: 'success', context: name, target_url: name })],
  ['POST', `${R}/hooks`, (name: string) => ({ config: { url: name } })],
  ['POST', `${R}/hooks`, (name: string) => ({ config: { url: `https://example.com/${name}` }, active: false })],
  ['POST', `${R}/forks`, (name: string) => ({ organization: name, name })],
  ['POST', '/user/repos', (name: string) => ({ name })],
  ['POST', '/user/emails', (name: string) => ({ emails: [name] })],
  ['POST', '/user/keys', (name: string) => ({ key: name, title: name })],
  [
    'POST',
    `${R}/rulesets`,
    (name: string) => ({
      name,
      enforcement: 'active',
      rules: [{ type: 'deletion' }],
      conditions: { ref_name: { include: [name], exclude: [] } },
    }),
  ],
  ['POST', '/markdown', (name: string) => ({ text: name, context: name, mode: 'gfm' })],
] as const)(
  '%s %s takes hostile text as text, or refuses it in a sentence',
  async (method, path, body) => {
    const found: string[] = []
    for (const name of HOSTILE) {
      const { status, headers, text } = await rest(method, path, body(name))
      if (status >= 500) found.push(`${JSON.stringify(name)}: ${status} ${text}`)
      if (headers.has('set-cookie')) found.push(`${JSON.stringify(name)}: set a header`)
      if (status >= 400 && !/"message":"[^"]/.test(text)) found.push(`${JSON.stringify(name)}: ${text}`)
    }
    expect(found).toEqual([])
  },
  60_000,
)

const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

test.each([
  ['a title of a mebibyte', 'POST', `${R}/issues`, { title: 'x'.repeat(2 ** 20) }],
  [
    'five thousand assignees',
    'POST',
    `${R}/issues`,
    { title: 'x', assignees: Array.from({ length: 5_000 }, (_, n) => `a${n}`) },
  ],
  [
    'ten thousand labels',
    'POST',
    `${R}/issues/1/labels`,
    { labels: Array.from({ length: 10_000 }, (_, n) => `l${n}`) },
  ],
  ['JSON nested a hundred thousand deep', 'POST', `${R}/issues`, `{"title":"x","labels":${deep(100_000)}}`],
  [
    'a deep body for GraphQL',
    'POST',
    '/graphql',
    `{"query":"{ viewer { login } }","variables":{"x":${deep(100_000)}}}`,
  ],
  [
    'a deep selection',
    'POST',
    '/graphql',
    { query: `${'{ viewer { repositories(first: 1) { nodes { owner '.repeat(500)}` },
  ],
  ['a selection one bracket deeper than is parsed', 'POST', '/graphql', { query: '{ a '.repeat(201) }],
  [
    'a prototype in the body',
    'POST',
    `${R}/issues`,
    '{"title":"x","__proto__":{"admin":true},"constructor":{"prototype":{}}}',
  ],
  [
    'a tree of a hundred thousand files',
    'POST',
    `${R}/git/trees`,
    {
      tree: Array.from({ length: 100_000 }, (_, n) => ({
        path: `f${n}`,
        mode: '100644',
        type: 'blob',
        sha: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
      })),
    },
  ],
  ['a search of a thousand words', 'GET', `/search/issues?q=${'a+'.repeat(1_000)}`, undefined],
  [
    'a search of quotes and brackets',
    'GET',
    `/search/issues?q=${encodeURIComponent(`"${'('.repeat(500)}`)}`,
    undefined,
  ],
  ['page nine million', 'GET', `${R}/issues?page=9000000&per_page=100`, undefined],
  ['a page that is no number', 'GET', `${R}/issues?page=1e99&per_page=-1`, undefined],
] as const)(
  '%s is answered or refused, never a failure',
  async (_what, method, path, body) => {
    const { status, text } = await rest(method, path, body)
    expect(status, text.slice(0, 300)).toBeLessThan(500)
    expect((await rest('GET', R)).status).toBe(200)
  },
  60_000,
)

test.each([
  ['/api/projects', 'application/json'],
  ['/api/v3/markdown', 'application/json'],
  ['/alice/shop.git/git-upload-pack', 'application/x-git-upload-pack-request'],
  ['/alice/shop.git/git-receive-pack', 'application/x-git-receive-pack-request'],
  ['/alice/shop.git/info/lfs/objects/batch', 'application/vnd.git-lfs+json'],
])(
  'a bomb of gzip at %s does not go off',
  async (path, type) => {
    const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20))
    const before = process.memoryUsage.rss()
    const { status } = await ask('POST', path, bomb, { 'content-type': type, 'content-encoding': 'gzip' })
    expect(status).toBeGreaterThanOrEqual(200)
    expect(status).not.toBe(500)
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 2 ** 20)
  },
  60_000,
)
