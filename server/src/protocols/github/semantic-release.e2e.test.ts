import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { npmClient } from '../../../test/clients.ts'
import { type TestGithub, testGithub } from './github.kit.ts'

const client = await npmClient('semantic-release@24.2.9', '@semantic-release/git@10.0.1')
const missing = 'missing' in client ? client.missing : undefined
const repo = { owner: 'alice', repo: 'package' }
let github: TestGithub
let folder: string

beforeAll(async () => {
  github = await testGithub()
  folder = mkdtempSync(join(tmpdir(), 'devflow-semantic-release-'))
}, 120_000)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await github[Symbol.asyncDispose]()
})

const files = (url: string) => ({
  'package.json': JSON.stringify({ name: 'package', version: '0.0.0', private: true }),
  '.gitignore': 'node_modules\n',
  '.releaserc.json': JSON.stringify({
    repositoryUrl: `${url}/alice/package.git`,
    branches: ['main'],
    plugins: [
      '@semantic-release/commit-analyzer',
      '@semantic-release/release-notes-generator',
      ['@semantic-release/npm', { npmPublish: false }],
      ['@semantic-release/git', { assets: ['package.json'] }],
      [
        '@semantic-release/github',
        {
          githubUrl: url,
          githubApiPathPrefix: '/api/v3',
          assets: ['tool.txt'],
          successComment: false,
          failComment: false,
        },
      ],
    ],
  }),
  'tool.txt': 'a tool\n',
})

/** bob is the robot: a collaborator who may write, and whom the rule of main binds or not. */
async function protect(people: string[]): Promise<void> {
  await github.app.api('PATCH', '/projects/alice/package', {
    settings: { protection: [{ pattern: 'main', requirePull: true, bypass: { people } }] },
  })
}

async function release(): Promise<{ code: number; output: string }> {
  const { app } = github
  if ('missing' in client) throw new Error(client.missing)
  await rm(join(folder, 'work'), { recursive: true, force: true })
  const environment = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'bob',
    GIT_AUTHOR_EMAIL: 'bob@example.com',
    GIT_COMMITTER_NAME: 'bob',
    GIT_COMMITTER_EMAIL: 'bob@example.com',
    GH_TOKEN: app.bobToken,
    GIT_CREDENTIALS: `bob:${app.bobToken}`,
    NO_PROXY: '*',
  }
  const remote = `${app.url.replace('://', `://bob:${app.bobToken}@`)}/alice/package.git`
  await promisify(execFile)('git', ['clone', '-q', remote, 'work'], { cwd: folder, env: environment })
  const program = client.program('semantic-release/bin/semantic-release.js')
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, '--no-ci'], {
      cwd: join(folder, 'work'),
      env: { ...environment, NODE_PATH: join(client.folder, 'node_modules') },
    })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}

test.skipIf(missing !== undefined)(
  'semantic-release publishes to a protected branch where the rule lets it, and is told so where it does not',
  { timeout: 240_000 },
  async () => {
    const { app, alice } = github
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, '.npmrc'), 'audit=false\nfund=false\nupdate-notifier=false\n')
    await github.repository('package', files(app.url))
    await app.api('PUT', '/projects/alice/package/collaborators/bob', { role: 'write' })
    const { id } = await app.api('GET', '/projects/alice/package')
    const author = { name: 'Alice', email: 'alice@example.com' }
    const commit = (message: string, content: string) =>
      app.modules.git.importFiles(id, { branch: 'main', files: { 'tool.txt': content }, message, author })

    await commit('feat: a tool', 'first\n')
    await protect([])
    const refused = await release()
    expect(refused.code, refused.output).not.toBe(0)
    expect(refused.output).toContain('main changes only through pull requests')
    expect((await alice.rest.repos.listReleases(repo)).data).toEqual([])

    await protect(['bob'])
    const first = await release()
    expect(first.code, first.output).toBe(0)
    const { data: one } = await alice.rest.repos.getLatestRelease(repo)
    expect(one).toMatchObject({ tag_name: 'v1.0.0', draft: false, author: { login: 'bob' } })
    expect(one.body).toContain('a tool')
    expect(one.assets).toMatchObject([{ name: 'tool.txt', size: 6 }])
    const written = await app.modules.git.blob(id, 'main', 'package.json')
    expect(JSON.parse(written.content.toString())).toMatchObject({ version: '1.0.0' })
    expect(await app.modules.git.resolve(id, 'v1.0.0')).toBe(await app.modules.git.resolve(id, 'main'))

    await commit('fix: the tool', 'second\n')
    const second = await release()
    expect(second.code, second.output).toBe(0)
    expect((await alice.rest.repos.getLatestRelease(repo)).data.tag_name).toBe('v1.0.1')
  },
)
