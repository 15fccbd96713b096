import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { npmClient } from '../../../../test/clients.ts'
import { freePort } from '../../../../test/program.ts'
import { testGithub } from '../github.kit.ts'

const client = await npmClient('probot@14.3.2')

/** As the first page of Probot's documentation has it. */
const BOT = `export default (app) => {
  app.on('issues.opened', async (context) => {
    await context.octokit.rest.issues.createComment(context.issue({ body: 'Thanks for opening this issue!' }))
  })
}
`

test.skipIf('missing' in client)(
  'an unmodified Probot app is told of an issue and answers it',
  async () => {
    if ('missing' in client) return
    await using github = await testGithub({ egressAllow: ['127.0.0.1'] })
    const { api, url } = github.app
    const port = await freePort()
    const secret = 'the secret of the bot'
    await github.repository('welcomed')
    const app = await api('POST', '/orgs/alice/apps', {
      name: 'Welcome',
      homepage: 'https://welcome.example.com',
      permissions: { issues: 'write' },
      events: ['issues'],
      hookUrl: `http://127.0.0.1:${port}/api/github/webhooks`,
      hookSecret: secret,
    })
    const { privateKey } = await api('POST', '/orgs/alice/apps/welcome/keys')

    const folder = await mkdtemp(join(tmpdir(), 'devflow-probot-'))
    await writeFile(join(folder, 'bot.mjs'), BOT)
    const bot = spawn(process.execPath, [client.program('probot/bin/probot.js'), 'run', './bot.mjs'], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        APP_ID: String(app.databaseId),
        PRIVATE_KEY: privateKey,
        WEBHOOK_SECRET: secret,
        PORT: String(port),
        GHE_HOST: new URL(url).host,
        GHE_PROTOCOL: 'http',
        LOG_LEVEL: 'debug',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
    try {
      const answers = () =>
        fetch(`http://127.0.0.1:${port}/`).then(
          () => true,
          () => bot.exitCode ?? false,
        )
      await expect.poll(answers, { timeout: 30_000, message: output }).toBe(true)
      await api('POST', '/orgs/alice/installations', { app: 'welcome' })
      const at = { owner: 'alice', repo: 'welcomed' }
      const { data: issue } = await github.alice.rest.issues.create({ ...at, title: 'Hello' })
      const comments = async () =>
        (await github.alice.rest.issues.listComments({ ...at, issue_number: issue.number })).data.map((comment) => [
          comment.user?.login,
          comment.body,
        ])
      await expect
        .poll(comments, { timeout: 30_000 })
        .toEqual([['welcome[bot]', 'Thanks for opening this issue!']])
        .catch((error) => {
          throw new Error(`${error.message}\n${output}`)
        })
    } finally {
      bot.kill('SIGKILL')
      if (bot.exitCode === null && bot.signalCode === null) await once(bot, 'exit')
      await rm(folder, { recursive: true, force: true })
    }
  },
  120_000,
)
