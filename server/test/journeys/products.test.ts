import { expect, test } from 'vitest'
import { testApp } from '#testing'

test('Code works alone: a push, an issue and a run, and nothing of what is switched off', async () => {
  await using app = await testApp({ products: new Set(['code']) })
  expect(await app.api('GET', '/server')).toEqual({ products: ['code'] })
  const { id } = await app.api('POST', '/projects', { owner: 'alice', name: 'alone', settings: { protection: [] } })
  const workflow = 'on: push\njobs:\n  hello:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo hello\n'
  await app.modules.git.importFiles(id, {
    branch: 'main',
    files: { '.github/workflows/hello.yml': workflow },
    message: 'first',
    author: { name: 'alice', email: 'alice@example.com' },
  })
  await expect
    .poll(async () => (await app.api('GET', '/projects/alice/alone/runs')).items[0]?.conclusion, { timeout: 30_000 })
    .toBe('success')
  await app.api('POST', '/projects/alice/alone/issues', { title: 'A first one' })
  for (const path of ['/specs', '/agents', '/tasks', '/projects/alice/alone/deployments'])
    await expect(app.api('GET', path), path).rejects.toMatchObject({ status: 404 })
  const names = app.kernel.verbs.list().map((verb) => verb.name.split('.')[0])
  expect(names).not.toEqual(expect.arrayContaining(['specs']))
  expect(
    (await fetch(`${app.url}/llm/v1/models`, { headers: { authorization: `Bearer ${app.token}` } })).headers.get(
      'content-type',
    ),
  ).not.toContain('json')
})
