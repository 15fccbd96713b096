import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ghMissing, type TestGh, testGh } from './gh.kit.ts'

const missing = await ghMissing()

describe.skipIf(missing)(`gh release${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let kit: TestGh
  beforeAll(async () => {
    kit = await testGh()
    await kit.github.repository('tool')
    await writeFile(join(kit.folder, 'tool.txt'), 'the tool\n')
    await writeFile(join(kit.folder, 'tool.bin'), Buffer.from([0, 1, 2, 255]))
  })
  afterAll(() => kit[Symbol.asyncDispose]())

  const gh = (...args: string[]) => kit.gh([...args, '-R', 'alice/tool'])

  test('a release is made, listed and shown with its repository', async () => {
    expect(await gh('release', 'list')).not.toContain('v1.0')
    await gh('release', 'create', 'v1.0', '--title', 'First', '--notes', 'It works.', '--target', 'main')
    expect(await gh('release', 'list')).toMatch(/^First\tLatest\tv1\.0\t/)
    expect(await gh('release', 'view', 'v1.0')).toContain('It works.')
    const said = JSON.parse(await kit.gh(['repo', 'view', 'alice/tool', '--json', 'latestRelease']))
    expect(said.latestRelease).toMatchObject({ tagName: 'v1.0', name: 'First' })
    await expect(gh('release', 'create', 'v1.0', '--notes', 'again')).rejects.toThrow(/has a release already/)
  })

  test('assets go up with it, come down unchanged, are replaced and taken away', async () => {
    await gh('release', 'create', 'v1.1', 'tool.txt', 'tool.bin#The tool', '--prerelease', '--generate-notes')
    expect(await kit.json(['release', 'view', 'v1.1', '-R', 'alice/tool'])).toMatchObject({
      isPrerelease: true,
      assets: expect.arrayContaining([expect.objectContaining({ name: 'tool.bin', label: 'The tool', size: 4 })]),
    })
    await gh('release', 'download', 'v1.1', '--dir', 'down', '--pattern', '*.bin')
    expect(await readFile(join(kit.folder, 'down/tool.bin'))).toEqual(Buffer.from([0, 1, 2, 255]))
    await gh('release', 'download', 'v1.1', '--dir', 'down', '--archive', 'tar.gz')
    const upload = ['release', 'upload', 'v1.1', 'tool.txt']
    await expect(gh(...upload)).rejects.toThrow(/already exists/)
    await gh(...upload, '--clobber')
    await gh('release', 'delete-asset', 'v1.1', 'tool.bin', '--yes')
    const { assets } = JSON.parse(await gh('release', 'view', 'v1.1', '--json', 'assets'))
    expect(assets.map(({ name }: { name: string }) => name)).toEqual(['tool.txt'])
  })

  test('a draft is found by its tag, published and deleted with the tag', async () => {
    await gh('release', 'create', 'v2.0', '--draft', '--notes', 'Soon.')
    expect(await gh('release', 'list')).toMatch(/\tDraft\tv2\.0\t/)
    await expect(gh('release', 'list', '--exclude-drafts')).resolves.not.toContain('v2.0')
    await gh('release', 'edit', 'v2.0', '--draft=false', '--title', 'Second', '--notes', 'Now.')
    expect(await gh('release', 'view', 'v2.0')).toMatch(/draft:\s+false[\s\S]*Now\./)
    await gh('release', 'delete', 'v2.0', '--yes', '--cleanup-tag')
    await expect(gh('release', 'view', 'v2.0')).rejects.toThrow('release not found')
    const tags = await kit.github.alice.rest.repos.listTags({ owner: 'alice', repo: 'tool' })
    expect(tags.data.map(({ name }) => name)).not.toContain('v2.0')
  })

  test('a neighbour finds none of them, and a guest no draft', async () => {
    const bob = { token: kit.github.app.bobToken }
    await expect(kit.gh(['release', 'view', 'v1.0', '-R', 'alice/tool'], bob)).rejects.toThrow(/not found|resolve/)
    await kit.github.repository('shared', { 'README.md': 'shared\n' }, 'public')
    await kit.gh(['release', 'create', 'v3', '--draft', '--notes', 'Soon.', '-R', 'alice/shared'])
    await expect(kit.gh(['release', 'view', 'v3', '-R', 'alice/shared'], bob)).rejects.toThrow('release not found')
    expect(await kit.gh(['release', 'list', '-R', 'alice/shared'], bob)).not.toContain('v3')
  })
})
