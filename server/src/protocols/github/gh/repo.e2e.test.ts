import { existsSync } from 'node:fs'
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
})
