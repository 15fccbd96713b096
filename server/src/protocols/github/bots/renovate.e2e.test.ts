import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { npmClient } from '../../../../test/clients.ts'
import { testGithub } from '../github.kit.ts'

const renovate = await npmClient('renovate@44.121.2')
const missing = 'missing' in renovate ? renovate.missing : undefined

/** A registry with one package in two versions, the newer a month old: what an update is about. */
async function smallRegistry() {
  const at = (version: string) => ({
    name: 'left-pad-of-alice',
    version,
    dist: { tarball: `http://127.0.0.1/${version}.tgz`, integrity: `sha512-${'A'.repeat(86)}==` },
  })
  const packument = {
    name: 'left-pad-of-alice',
    'dist-tags': { latest: '1.1.0' },
    versions: { '1.0.0': at('1.0.0'), '1.1.0': at('1.1.0') },
    time: { '1.0.0': '2026-01-01T00:00:00Z', '1.1.0': '2026-02-01T00:00:00Z' },
  }
  const server = createServer((request, response) => {
    const known = request.url?.startsWith('/left-pad-of-alice')
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(known ? packument : { error: 'not found' }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

describe.skipIf(missing)(`Renovate${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('finds what is out of date, pushes a branch and opens a pull request, once', async () => {
    await using github = await testGithub()
    await using registry = await smallRegistry()
    const folder = mkdtempSync(join(tmpdir(), 'devflow-renovate-'))
    try {
      const manifest = { name: 'app', version: '1.0.0', dependencies: { 'left-pad-of-alice': '1.0.0' } }
      await github.repository('app', { 'package.json': `${JSON.stringify(manifest, null, 2)}\n` })
      const run = () =>
        promisify(execFile)(
          process.execPath,
          [join((renovate as { folder: string }).folder, 'node_modules/renovate/dist/renovate.js')],
          {
            cwd: folder,
            timeout: 180_000,
            env: {
              PATH: process.env.PATH,
              HOME: folder,
              LOG_LEVEL: 'info',
              RENOVATE_BASE_DIR: join(folder, 'base'),
              RENOVATE_PLATFORM: 'github',
              RENOVATE_ENDPOINT: `${github.app.url}/api/v3/`,
              RENOVATE_TOKEN: github.app.token,
              RENOVATE_REPOSITORIES: 'alice/app',
              RENOVATE_ONBOARDING: 'false',
              RENOVATE_REQUIRE_CONFIG: 'optional',
              RENOVATE_GIT_AUTHOR: 'Renovate Bot <renovate@example.com>',
              RENOVATE_NPMRC: `registry=${registry.url}`,
              RENOVATE_FETCH_CHANGE_LOGS: 'off',
              RENOVATE_INHERIT_CONFIG: 'false',
            },
          },
        ).then(
          ({ stdout }) => stdout,
          (error: { stdout: string; stderr: string }) => {
            throw new Error(`${error.stdout}${error.stderr}`)
          },
        )
      const said = await run()
      const { data: pulls } = await github.alice.rest.pulls.list({ owner: 'alice', repo: 'app' })
      expect(pulls, said).toHaveLength(1)
      expect(pulls[0]).toMatchObject({ head: { ref: 'renovate/left-pad-of-alice-1.x' }, base: { ref: 'main' } })
      expect(pulls[0]!.title).toMatch(/left-pad-of-alice to v1\.1\.0/i)
      const { body: file } = await github.request(
        'GET',
        `/repos/alice/app/contents/package.json?ref=${pulls[0]!.head.ref}`,
        { headers: { accept: 'application/vnd.github.raw+json' } },
      )
      expect(file).toContain('"left-pad-of-alice": "1.1.0"')
      await run()
      expect((await github.alice.rest.pulls.list({ owner: 'alice', repo: 'app', state: 'all' })).data).toHaveLength(1)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 420_000)
})
