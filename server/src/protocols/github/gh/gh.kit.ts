import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type TestGithub, testGithub } from '../github.kit.ts'

/** Somebody at a machine of their own, with gh and git. Commands answer what they printed, and throw with what they said. */
export interface GhPerson {
  /** Their home, and where commands are run. */
  folder: string
  gh(args: readonly string[], options?: RunOptions): Promise<string>
  /** With `--json` of these fields, or of all that this command offers. */
  json(args: readonly string[], fields?: readonly string[]): Promise<unknown>
  git(args: readonly string[], options?: RunOptions): Promise<string>
  /** Writes files on a new branch of a clone, commits and pushes them. */
  push(clone: string, branch: string, files: Record<string, string>, message?: string): Promise<void>
}

export interface TestGh extends AsyncDisposable, GhPerson {
  github: TestGithub
  bob: GhPerson
}

interface RunOptions {
  /** Null: none in the environment, so that gh has only what it was told by `gh auth login`. */
  token?: string | null
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
export async function testGh(program = 'gh'): Promise<TestGh> {
  const github = await testGithub()
  const root = mkdtempSync(join(tmpdir(), 'devflow-gh-'))
  const { app } = github
  const alice = await createPerson('alice', app.token)
  const bob = await createPerson('bob', app.bobToken)

  async function createPerson(login: string, token: string): Promise<GhPerson> {
    const folder = join(root, login)
    mkdirSync(folder)
    // gh lends its token to git for https alone, and takes other credential helpers away.
    const basic = Buffer.from(`${login}:${token}`).toString('base64')
    await writeFile(
      join(folder, '.gitconfig'),
      [
        `[http "http://github.localhost/"]\n\textraHeader = Authorization: Basic ${basic}`,
        `[user]\n\tname = ${login}\n\temail = ${login}@example.com`,
        '[init]\n\tdefaultBranch = main',
        '[push]\n\tautoSetupRemote = true\n',
      ].join('\n'),
    )

    async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
      const proxy = `http://127.0.0.1:${new URL(app.url).port}`
      const environment = {
        PATH: process.env.PATH,
        HOME: folder,
        GH_HOST: 'github.localhost',
        ...(options.token === null ? {} : { GH_TOKEN: options.token ?? token }),
        GH_CONFIG_DIR: join(folder, '.gh'),
        GH_PROMPT_DISABLED: '1',
        GH_NO_UPDATE_NOTIFIER: '1',
        HTTP_PROXY: proxy,
        http_proxy: proxy,
        NO_COLOR: '1',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
      }
      const child = promisify(execFile)(command, args, {
        cwd: options.cwd ?? folder,
        env: environment,
        timeout: 60_000,
      })
      // Who does not read what it is given may be gone by now.
      child.child.stdin?.on('error', () => {})
      child.child.stdin?.end(options.input ?? '')
      try {
        const { stdout, stderr } = await child
        return `${stdout}${stderr}`
      } catch (error) {
        const { stdout, stderr } = error as { stdout: string; stderr: string }
        throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error })
      }
    }

    const person: GhPerson = {
      folder,
      gh: (args, options) => run(program, args, options),
      git: (args, options) => run('git', args, options),

      async json(args, fields) {
        const all = fields ?? (await offered([...args, '--json']))
        return JSON.parse(await person.gh([...args, '--json', all.join(',')]))
      },

      async push(clone, branch, files, message = `about ${branch}`) {
        const cwd = join(folder, clone)
        await person.git(['checkout', '-q', '-B', branch], { cwd })
        for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text)
        await person.git(['add', '.'], { cwd })
        await person.git(['commit', '-q', '-m', message], { cwd })
        await person.git(['push', '-q', 'origin', branch], { cwd })
      },
    }
    return person

    /** gh names the fields it knows when it is asked for none. */
    async function offered(args: readonly string[]): Promise<string[]> {
      const said = await person.gh(args).catch((error: Error) => error.message)
      return [...said.matchAll(/^ {2}(\w+)$/gm)].map(([, name]) => name!)
    }
  }

  return {
    ...alice,
    github,
    bob,
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}
