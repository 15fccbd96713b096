import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Hono } from 'hono'
import { createGit } from '#git'
import { createIdentity } from '#identity'
import { type Actor, createKernel } from '#kernel'
import { createKeys } from '#keys'
import { createProjects } from '#projects'
import type { Config } from '../../config.ts'
import { serve } from '../../serve.ts'
import { createAuthenticate } from '../credentials.ts'
import { createSshDoor, type SshLimits } from '../ssh/index.ts'
import { createGitDoor } from './git-door.ts'

/** A server of just what git needs, for tests and benchmarks; alice and bob each own an organisation of their name. */
export async function startGitServer(config: Config, limits: Partial<SshLimits> = {}) {
  const { person, ...server } = await openGitServer(config, limits)
  return { ...server, alice: await person('alice'), bob: await person('bob') }
}

/** The same on data that may hold its people already. */
export async function openGitServer(config: Config, limits: Partial<SshLimits> = {}) {
  const kernel = await createKernel(config)
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const git = createGit(kernel, { identity, projects })
  const keys = createKeys(kernel, { identity, projects, git })
  const ssh = createSshDoor(kernel, { git, keys, limits, publicUrl: () => server.url() })
  const server = serve(kernel, createAuthenticate(identity))
  server.mount([createGitDoor(server.door, { git })], new Hono())
  await server.reserve()
  await ssh.reserve()
  await kernel.start()
  await server.open()
  await ssh.open()

  async function person(login: string) {
    const secret = await kernel.db.system(async (tx) => {
      const user = await identity.createUser(tx, { login, name: login, serverAdmin: false })
      return (await identity.issueToken(tx, { kind: 'person', subject: user.id, name: 'test', permissions: ['*'] }))
        .secret
    })
    return { token: secret, actor: (await identity.authenticate(secret))! }
  }

  async function tokenFor(actor: Actor, permissions: string[]): Promise<string> {
    const issued = await kernel.db.system((tx) =>
      identity.issueToken(tx, { kind: 'person', subject: actor.id, name: 'test', permissions }),
    )
    return issued.secret
  }

  return {
    kernel,
    modules: { identity, projects, git, keys },
    ssh,
    person,
    tokenFor,
    url: server.url(),
    /** Where git finds a project, with a token inside. */
    remote(path: string, token: string): string {
      const url = new URL(`${server.url()}/${path}.git`)
      url.username = 'git'
      url.password = token
      return url.href
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([server.close(), ssh.close()])
      await kernel.stop()
    },
  }
}

export type GitServer = Awaited<ReturnType<typeof startGitServer>>

export interface ClientResult {
  code: number
  stdout: string
  stderr: string
}

/** The real git as a person runs it, in a folder of its own, without anybody's configuration. */
export async function gitClient() {
  const home = await mkdtemp(join(tmpdir(), 'devflow-client-'))
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Alice',
    GIT_AUTHOR_EMAIL: 'alice@example.com',
    GIT_COMMITTER_NAME: 'Alice',
    GIT_COMMITTER_EMAIL: 'alice@example.com',
  }
  /** Never throws: tests look at the outcome. */
  async function attempt(folder: string, ...args: string[]): Promise<ClientResult> {
    try {
      const { stdout, stderr } = await promisify(execFile)('git', args, {
        cwd: join(home, folder),
        env,
        maxBuffer: 64 * 1024 * 1024,
      })
      return { code: 0, stdout, stderr }
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
      return { code, stdout, stderr }
    }
  }
  return {
    home,
    env,
    attempt,
    async run(folder: string, ...args: string[]): Promise<string> {
      const result = await attempt(folder, ...args)
      if (result.code !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`)
      return result.stdout.trim()
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}
