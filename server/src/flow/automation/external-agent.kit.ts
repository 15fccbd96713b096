import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { type TestApp, testApp } from '#testing'

export const PATIENCE = { timeout: 60_000, interval: 100 }

/** A page whose check wants the words "a cart" on it. */
export const SHOP = {
  'index.html': '<h1>Shop</h1>\n',
  '.github/workflows/ci.yml': `on: pull_request
jobs:
  words:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
          grep -q "a cart" index.html && exit 0
          echo "no cart on the page"
          exit 1
`,
}

interface Claim {
  id: string
  title: string
  description: string
  kind: string
  parent: string | null
  branch: string
  fencingToken: number
}

/** alice's shop, and an agent outside DevFlow that takes its tasks over HTTP and pushes with plain git. */
export async function shopWithAgent(settings: object = {}, files: Record<string, string> = SHOP) {
  const app = await testApp()
  const address = { owner: 'alice', name: 'shop' }
  const project = await app.api('POST', '/projects', { ...address, settings: { merge: 'auto', ...settings } })
  const author = { name: 'alice', email: 'alice@example.com' }
  if (Object.keys(files).length > 0) {
    await app.modules.git.importFiles(project.id, {
      branch: 'main',
      files,
      message: 'A shop',
      author,
      actor: app.alice,
    })
  }
  const driver = { kind: 'external' }
  const agent: { id: string; apiKey: string } = await app.api('POST', '/agents', { name: 'outside', driver })
  const pull = async (spec: string) => {
    const { pull: number } = await app.api('GET', `/specs/${spec}`)
    return app.api('GET', `/projects/alice/shop/pulls/${number}`)
  }
  const approve = async (spec: string): Promise<void> => {
    await app.api('POST', `/specs/${spec}/submit`)
    await app.api('POST', `/specs/${spec}/approve`)
  }
  return {
    ...app,
    agent,
    approve,
    pull,
    /** Write a spec and approve it; answers its id. */
    async begin(spec: object = {}): Promise<string> {
      const { id } = await app.api('POST', '/specs', {
        ...address,
        title: 'Add a cart',
        body: 'People buy.',
        agent: 'outside',
        ...spec,
      })
      await approve(id)
      return id
    },
    /** Take the next task, when there is one. */
    async claim(): Promise<Claim> {
      let claim: Claim | undefined
      const take = () => app.api('POST', `/agents/${agent.id}/claim-task`, {}, agent.apiKey).catch(onlyNothingWaits)
      await expect.poll(async () => (claim = await take()), PATIENCE).toBeDefined()
      return claim!
    },
    /** Push the files to the task's branch as one commit and report the task completed. */
    async deliver(task: Claim, changed: Record<string, string>): Promise<void> {
      if (Object.keys(changed).length > 0) await pushCommit(app, agent.apiKey, task.branch, changed)
      const report = { status: 'completed', fencingToken: task.fencingToken, result: { summary: 'done' } }
      await app.api('PUT', `/tasks/${task.id}/status`, report, agent.apiKey)
    },
    async ended(spec: string) {
      const look = async () => (await app.api('GET', `/specs/${spec}`)).outcome
      await expect.poll(look, PATIENCE).not.toBe('running')
      return app.api('GET', `/specs/${spec}`)
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

function onlyNothingWaits(error: { status?: number }): undefined {
  if (error.status !== 404) throw error
}

async function pushCommit(app: TestApp, token: string, branch: string, files: Record<string, string>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'devflow-outside-'))
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' }
  const clone = join(home, 'shop')
  const git = (cwd: string, ...args: string[]) => promisify(execFile)('git', args, { cwd, env })
  try {
    const remote = new URL(`${app.url}/alice/shop.git`)
    Object.assign(remote, { username: 'agent', password: token })
    await git(home, 'clone', '-q', '-b', branch, remote.href, clone)
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(clone, path)), { recursive: true })
      writeFileSync(join(clone, path), content)
    }
    await git(clone, 'add', '-A')
    await git(clone, '-c', 'user.name=outside', '-c', 'user.email=agent@example.com', 'commit', '-qm', 'Work')
    await git(clone, 'push', '-q', 'origin', branch)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** What stands at an application's address. It is chosen by Host, so no name needs to be resolved. */
export async function readPage(server: string, application: string): Promise<string> {
  const { hostname, port } = new URL(server)
  const asked = request({ host: hostname, port, headers: { host: new URL(application).host } }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return text(response)
}
