import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type TestGithub, testGithub } from '../github.kit.ts'

export interface TestGh extends AsyncDisposable {
  github: TestGithub
  /** Where `gh` and `git` are started; emptied at the end. */
  folder: string
  /** Runs the system's gh as alice, or with another token. Answers what it printed; throws with what it said. */
  gh(args: readonly string[], options?: RunOptions): Promise<string>
  git(args: readonly string[], options?: RunOptions): Promise<string>
}

interface RunOptions {
  token?: string
  cwd?: string
  input?: string
}

/** Why the tests of gh cannot run here; undefined where they can. An error where CI promises that they do. */
export async function ghMissing(): Promise<string | undefined> {
  try {
    await promisify(execFile)('gh', ['--version'])
    return undefined
  } catch (cause) {
    const reason = 'gh is not installed (Debian: apt-get install gh)'
    if (process.env.CI === 'true') throw new Error(reason, { cause })
    return reason
  }
}

/**
 * The server with an unmodified gh, which is told of the host `github.localhost` and of the server as its HTTP proxy: so it
 * finds any port without TLS.
 */
export async function testGh(): Promise<TestGh> {
  const github = await testGithub()
  const folder = mkdtempSync(join(tmpdir(), 'devflow-gh-'))
  const proxy = `http://127.0.0.1:${new URL(github.app.url).port}`

  // gh lends its token to git for https alone, and takes other credential helpers away.
  const basic = Buffer.from(`alice:${github.app.token}`).toString('base64')
  await writeFile(
    join(folder, '.gitconfig'),
    `[http "http://github.localhost/"]\n\textraHeader = Authorization: Basic ${basic}\n`,
  )

  async function run(
    program: string,
    args: readonly string[],
    { token, cwd, input }: RunOptions = {},
  ): Promise<string> {
    const environment = {
      PATH: process.env.PATH,
      HOME: folder,
      GH_HOST: 'github.localhost',
      GH_ENTERPRISE_TOKEN: token ?? github.app.token,
      GH_TOKEN: token ?? github.app.token,
      GH_CONFIG_DIR: join(folder, '.gh'),
      GH_PROMPT_DISABLED: '1',
      GH_NO_UPDATE_NOTIFIER: '1',
      HTTP_PROXY: proxy,
      http_proxy: proxy,
      NO_COLOR: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'alice',
      GIT_AUTHOR_EMAIL: 'alice@example.com',
      GIT_COMMITTER_NAME: 'alice',
      GIT_COMMITTER_EMAIL: 'alice@example.com',
    }
    const child = promisify(execFile)(program, args, { cwd: cwd ?? folder, env: environment, timeout: 60_000 })
    child.child.stdin?.end(input ?? '')
    try {
      const { stdout, stderr } = await child
      return `${stdout}${stderr}`
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string }
      throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error })
    }
  }

  return {
    github,
    folder,
    gh: (args, options) => run('gh', args, options),
    git: (args, options) => run('git', args, options),
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
