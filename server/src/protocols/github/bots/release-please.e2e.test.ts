import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { npmClient } from '../../../../test/clients.ts'
import { testGithub } from '../github.kit.ts'

const releasePlease = await npmClient('release-please@17.11.2')
const missing = 'missing' in releasePlease ? releasePlease.missing : undefined

describe.skipIf(missing)(`release-please${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('opens its pull request, follows what is pushed, and releases what was merged, once', async () => {
    await using github = await testGithub()
    const folder = mkdtempSync(join(tmpdir(), 'devflow-release-please-'))
    const at = { owner: 'alice', repo: 'lamp' }
    const { alice } = github
    try {
      await github.repository('lamp', {
        'package.json': `${JSON.stringify({ name: 'lamp', version: '1.0.0' }, null, 2)}\n`,
      })
      const commit = (path: string, message: string) =>
        alice.rest.repos.createOrUpdateFileContents({
          ...at,
          path,
          message,
          branch: 'main',
          content: Buffer.from(`${path}\n`).toString('base64'),
        })
      const run = (command: string) =>
        promisify(execFile)(
          process.execPath,
          [
            (releasePlease as { program(path: string): string }).program(
              'release-please/build/src/bin/release-please.js',
            ),
            command,
            `--token=${github.app.token}`,
            `--api-url=${github.app.url}/api/v3`,
            `--graphql-url=${github.app.url}/api`,
            '--repo-url=alice/lamp',
            '--release-type=node',
            '--target-branch=main',
          ],
          { cwd: folder, timeout: 180_000, env: { PATH: process.env.PATH, HOME: folder } },
        ).then(
          ({ stdout, stderr }) => stdout + stderr,
          (error: { stdout: string; stderr: string }) => {
            throw new Error(`${error.stdout}${error.stderr}`)
          },
        )
      const pulls = async (state: 'open' | 'all') => (await alice.rest.pulls.list({ ...at, state })).data

      // The first release says from where on commits count.
      await alice.rest.repos.createRelease({ ...at, tag_name: 'v1.0.0', name: 'v1.0.0', target_commitish: 'main' })
      await commit('switch.txt', 'feat: a switch')
      const said = await run('release-pr')
      const [pull] = await pulls('open')
      expect(pull, said).toMatchObject({ title: 'chore(main): release 1.1.0', base: { ref: 'main' } })
      expect(pull!.labels.map(({ name }) => name)).toEqual(['autorelease: pending'])
      expect(pull!.body).toContain('a switch')

      await commit('bulb.txt', 'fix: the bulb')
      await run('release-pr')
      expect(await pulls('all')).toHaveLength(1)
      expect((await pulls('open'))[0]!.body).toContain('the bulb')

      const { data: tip } = await alice.rest.repos.getBranch({ ...at, branch: pull!.head.ref })
      await expect
        .poll(async () => (await pulls('open'))[0]?.head.sha, { timeout: 30_000, interval: 100 })
        .toBe(tip.commit.sha)
      await alice.rest.pulls.merge({ ...at, pull_number: pull!.number, merge_method: 'squash' })
      await run('github-release')
      const { data: release } = await alice.rest.repos.getLatestRelease(at)
      expect(release).toMatchObject({ tag_name: 'v1.1.0', draft: false, body: expect.stringContaining('the bulb') })
      const { data: labelled } = await alice.rest.issues.get({ ...at, issue_number: pull!.number })
      expect(labelled.labels).toMatchObject([{ name: 'autorelease: tagged' }])
      await run('github-release')
      await run('release-pr')
      expect((await alice.rest.repos.listReleases(at)).data).toHaveLength(2)
      expect(await pulls('all')).toHaveLength(1)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 420_000)
})
