import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ghMissing, type TestGh, testGh } from './gh.kit.ts'

const missing = await ghMissing()

describe.skipIf(missing)(`gh release${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let kit: TestGh
  beforeAll(async () => {
    kit = await testGh()
    await kit.github.repository('tool')
  })
  afterAll(() => kit[Symbol.asyncDispose]())

  test('a release is made, listed and shown with its repository', async () => {
    const gh = (...args: string[]) => kit.gh([...args, '-R', 'alice/tool'])
    expect(await gh('release', 'list')).not.toContain('v1.0')
    await gh('release', 'create', 'v1.0', '--title', 'First', '--notes', 'It works.')
    expect(await gh('release', 'list')).toMatch(/^First\tLatest\tv1\.0\t/)
    expect(await gh('release', 'view', 'v1.0')).toContain('It works.')
    const said = JSON.parse(await kit.gh(['repo', 'view', 'alice/tool', '--json', 'latestRelease']))
    expect(said.latestRelease).toMatchObject({ tagName: 'v1.0', name: 'First' })
  })
})
