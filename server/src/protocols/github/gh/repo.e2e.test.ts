import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ghMissing, type TestGh, testGh } from './gh.kit.ts'

const missing = await ghMissing()

describe.skipIf(missing)(`gh repo${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let kit: TestGh
  beforeAll(async () => {
    kit = await testGh()
  })
  afterAll(() => kit[Symbol.asyncDispose]())

  test('auth status knows who it is and what the token may do', async () => {
    const said = await kit.gh(['auth', 'status', '-h', 'github.localhost'])
    expect(said).toContain('Logged in to github.localhost as alice')
    expect(said).toMatch(/Token scopes: .*repo/)
  })

  test('a repository is created, viewed, listed and cloned', async () => {
    expect(await kit.gh(['repo', 'create', 'tools', '--private', '--description', 'Small tools'])).toContain(
      'github.localhost/alice/tools',
    )
    await kit.github.repository('filled', { 'README.md': '# filled\n\nwith words\n' })
    const view = await kit.gh(['repo', 'view', 'alice/filled'])
    expect(view).toContain('with words')
    const json = JSON.parse(
      await kit.gh([
        'repo',
        'view',
        'alice/filled',
        '--json',
        'name,owner,isPrivate,defaultBranchRef,viewerPermission,url',
      ]),
    )
    expect(json).toMatchObject({
      name: 'filled',
      owner: { login: 'alice' },
      isPrivate: true,
      defaultBranchRef: { name: 'main' },
      viewerPermission: 'ADMIN',
    })
    const list = await kit.gh(['repo', 'list', 'alice'])
    expect(list).toContain('alice/tools')
    expect(list).toContain('Small tools')
    await kit.gh(['repo', 'clone', 'alice/filled'])
    expect(existsSync(join(kit.folder, 'filled/README.md'))).toBe(true)
  })

  test('what is not there, or is a neighbour’s, is told as gh expects it', async () => {
    await expect(kit.gh(['repo', 'view', 'alice/nothing'])).rejects.toThrow(
      /Could not resolve to a Repository with the name 'alice\/nothing'/,
    )
    await kit.github.repository('secret')
    await expect(kit.gh(['repo', 'view', 'alice/secret'], { token: kit.github.app.bobToken })).rejects.toThrow(
      /Could not resolve to a Repository/,
    )
  })

  test('a repository is renamed, and gh still finds it by the name it had', async () => {
    await kit.github.repository('before')
    await kit.gh(['repo', 'rename', 'after', '-R', 'alice/before', '--yes'])
    const name = async (of: string) =>
      JSON.parse(await kit.gh(['repo', 'view', of, '--json', 'nameWithOwner'])).nameWithOwner
    expect(await name('alice/after')).toBe('alice/after')
    expect(await name('alice/before')).toBe('alice/after')
    expect(await kit.gh(['api', 'repos/alice/before', '--jq', '.full_name'])).toBe('alice/after\n')
  })

  test('gh api runs GraphQL and pages through it', async () => {
    const query = `query($endCursor: String) { viewer { repositories(first: 1, after: $endCursor) { nodes { name } pageInfo { hasNextPage endCursor } } } }`
    const pages = await kit.gh([
      'api',
      'graphql',
      '--paginate',
      '-f',
      `query=${query}`,
      '--jq',
      '.data.viewer.repositories.nodes[].name',
    ])
    expect(pages.trim().split('\n').length).toBeGreaterThan(1)
  })

  test('a folder becomes a repository, and one that is made is cloned', async () => {
    const cwd = join(kit.folder, 'homemade')
    await kit.git(['init', '-q', cwd])
    await writeFile(join(cwd, 'README.md'), '# homemade\n')
    await kit.git(['add', '.'], { cwd })
    await kit.git(['commit', '-q', '-m', 'first'], { cwd })
    await kit.gh(['repo', 'create', 'homemade', '--public', '--source', '.', '--push'], { cwd })
    expect(await kit.gh(['repo', 'view', 'alice/homemade'])).toContain('# homemade')
    await kit.gh(['repo', 'create', 'fresh', '--private', '--add-readme', '--clone'])
    expect(existsSync(join(kit.folder, 'fresh/.git'))).toBe(true)
  })

  test('a repository is edited, listed by what it is about, archived and deleted', async () => {
    const topics = ['--add-topic', 'small,useful', '--description', 'Made at home', '--homepage', 'https://example.com']
    await kit.gh(['repo', 'edit', 'alice/homemade', ...topics, '--delete-branch-on-merge', '--enable-auto-merge'])
    expect(await kit.json(['repo', 'view', 'alice/homemade'], ['description', 'deleteBranchOnMerge'])).toEqual({
      description: 'Made at home',
      deleteBranchOnMerge: true,
    })
    const listed = (...args: string[]) => kit.gh(['repo', 'list', ...args])
    expect(await listed('--topic', 'useful')).toContain('alice/homemade')
    expect(await listed('--topic', 'useless')).not.toContain('alice/homemade')
    expect(await listed('--visibility', 'public')).not.toContain('alice/fresh')
    await kit.gh(['repo', 'archive', 'alice/homemade', '--yes'])
    expect(await listed('--archived')).toContain('alice/homemade')
    expect(await listed('--no-archived')).not.toContain('alice/homemade')
    await kit.gh(['repo', 'delete', 'alice/fresh', '--yes'])
    await expect(kit.gh(['repo', 'view', 'alice/fresh'])).rejects.toThrow(/Could not resolve to a Repository/)
  })

  test('a fork is cloned with its upstream and follows it', async () => {
    const { bob } = kit
    await kit.github.repository('origin', { 'README.md': 'one\n' }, 'public')
    await bob.gh(['repo', 'fork', 'alice/origin', '--clone'])
    const cwd = join(bob.folder, 'origin')
    expect(await bob.git(['remote', '-v'], { cwd })).toMatch(/origin\s.*bob\/origin[\s\S]*upstream\s.*alice\/origin/)
    await kit.gh(['repo', 'clone', 'alice/origin'])
    await kit.push('origin', 'main', { 'README.md': 'two\n' })
    await bob.gh(['repo', 'sync', 'bob/origin'])
    await bob.git(['pull', '-q', 'origin', 'main'], { cwd })
    expect(await readFile(join(cwd, 'README.md'), 'utf8')).toBe('two\n')
    await expect(kit.gh(['repo', 'sync', 'alice/origin'])).rejects.toThrow(/not.* fork/)
  })

  test('pages are named as the browser would open them', async () => {
    const cwd = join(kit.folder, 'filled')
    await kit.gh(['repo', 'set-default', 'alice/filled'], { cwd })
    expect(await kit.gh(['browse', '-n'], { cwd })).toBe('http://github.localhost/alice/filled\n')
    expect(await kit.gh(['browse', '-n', 'README.md'], { cwd })).toMatch(/\/tree\/main\/README\.md\n$/)
    expect(await kit.gh(['browse', '-n', '--settings'], { cwd })).toMatch(/\/alice\/filled\/settings\n$/)
  })

  test('the first page of gh, what it searches, and what is not here', async () => {
    expect(await kit.gh(['status'])).toContain('Assigned Issues')
    expect(await kit.gh(['search', 'repos', 'home', '--owner', 'alice'])).toContain('alice/homemade')
    expect(await kit.gh(['search', 'commits', 'first', '--repo', 'alice/homemade'])).toContain('alice/homemade')
    expect(await kit.gh(['gist', 'list'])).toBe('')
    await expect(kit.gh(['gist', 'create', '-'], { input: 'words' })).rejects.toThrow(/keeps no gists; put the files/)
  })

  test('gh api reads and writes with fields, pages, headers and a cache', async () => {
    const names = await kit.gh(['api', 'user/repos?per_page=2', '--paginate', '--jq', '.[].name'])
    expect(names.trim().split('\n').length).toBeGreaterThan(2)
    const made = ['api', 'repos/alice/filled/issues', '-f', 'title=By hand', '-F', 'labels[]=bug', '--jq', '.number']
    expect(await kit.gh(made)).toBe('1\n')
    const shown = await kit.gh(['api', '-X', 'PATCH', 'repos/alice/filled/issues/1', '-F', 'state=closed', '--include'])
    expect(shown).toMatch(/^HTTP\/1\.1 200[\s\S]*X-Github-Request-Id|^HTTP\/1\.1 200[\s\S]*Etag/)
    for (const _ of [1, 2]) expect(await kit.gh(['api', 'user', '--cache', '1h', '--jq', '.login'])).toBe('alice\n')
    const query = 'query($login: String!) { user(login: $login) { login } }'
    const variables = ['-F', 'login=alice', '-f', `query=${query}`, '--jq', '.data.user.login']
    expect(await kit.gh(['api', 'graphql', ...variables])).toBe('alice\n')
    await expect(kit.gh(['api', 'repos/alice/nothing'])).rejects.toThrow(/HTTP 404/)
  })

  test('signing in with a token lends it to git, and a wrong one is refused', async () => {
    const signedOut = { token: null }
    const host = ['-h', 'github.localhost']
    await expect(
      kit.gh(['auth', 'login', '--with-token', ...host], { ...signedOut, input: 'dfl_nonsense\n' }),
    ).rejects.toThrow(/token is not valid/)
    await kit.gh(['auth', 'login', '--with-token', ...host], { ...signedOut, input: `${kit.github.app.token}\n` })
    expect(await kit.gh(['auth', 'status', ...host], signedOut)).toContain('as alice')
    expect((await kit.gh(['auth', 'token', ...host], signedOut)).trim()).toBe(kit.github.app.token)
    const asked = { ...signedOut, input: 'protocol=https\nhost=github.localhost\n' }
    expect(await kit.gh(['auth', 'git-credential', 'get'], asked)).toContain(`password=${kit.github.app.token}`)
    await kit.gh(['auth', 'setup-git', ...host], signedOut)
    expect(await readFile(join(kit.folder, '.gitconfig'), 'utf8')).toMatch(
      /github\.localhost"\][\s\S]*auth git-credential/,
    )
  })
})
