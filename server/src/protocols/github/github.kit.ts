import { Octokit } from '@octokit/rest'
import { expect } from 'vitest'
import { type TestApp, testApp } from '#testing'
import type { Config } from '../../config.ts'
import { githubDescription, type OpenApi } from './openapi.kit.ts'

export interface TestGithub extends AsyncDisposable {
  app: TestApp
  /** Unmodified clients. Each of their answers is held against GitHub's description as it arrives. */
  alice: Octokit
  bob: Octokit
  nobody: Octokit
  /** For tokens of one's own. */
  octokit(token: string | undefined): Octokit
  /** A raw request below the API, held against the description too. */
  request(
    method: string,
    path: string,
    options?: RequestOptions,
  ): Promise<{ status: number; body: unknown; headers: Headers }>
  /** A repository of alice with these files on main. Answers the commit. */
  repository(name: string, files?: Record<string, string>, visibility?: 'public' | 'private'): Promise<string>
}

interface RequestOptions {
  token?: string | undefined
  body?: unknown
  headers?: Record<string, string>
}

/** The whole server with GitHub's clients. Fails at the first answer that GitHub would not give. */
export async function testGithub(overrides: Partial<Config> = {}): Promise<TestGithub> {
  const app = await testApp(overrides)
  const description = await githubDescription()
  const api: OpenApi | undefined = 'missing' in description ? undefined : description
  const base = `${app.url}/api/v3`

  function hold(method: string, url: string, status: number, body: unknown): void {
    // The description knows repositories by their names alone; their numbers are where a former name leads.
    const path = decodeURI(new URL(url).pathname)
      .replace(/^\/api\/(v3|uploads)/, '')
      .replace(/^\/repositories\/\d+/, '/repos/by/number')
    // A refusal is described only for some statuses; its shape is the same everywhere.
    if (status >= 400) {
      expect(body, `${method} ${path} ${status}`).toMatchObject({
        message: expect.any(String),
        documentation_url: expect.any(String),
      })
      return
    }
    // GraphQL has a schema of its own.
    if (status === 304 || path === '/api/graphql') return
    expect(api?.check(method, path, status, body) ?? []).toEqual([])
  }

  function octokit(token: string | undefined): Octokit {
    const client = new Octokit({
      baseUrl: base,
      ...(token ? { auth: token } : {}),
      log: { debug() {}, info() {}, warn() {}, error() {} },
    })
    client.hook.after('request', (response, options) =>
      hold(options.method, response.url, response.status, response.data),
    )
    return client
  }

  return {
    app,
    octokit,
    alice: octokit(app.token),
    bob: octokit(app.bobToken),
    nobody: octokit(undefined),

    async request(method, path, options = {}) {
      const { body, headers = {} } = options
      // Undefined, but said: nobody.
      const token = 'token' in options ? options.token : app.token
      const response = await fetch(base + path, {
        method,
        headers: { ...(token ? { authorization: `token ${token}` } : {}), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        redirect: 'manual',
      })
      const text = await response.text()
      const json = response.headers.get('content-type')?.includes('json') && text ? (JSON.parse(text) as unknown) : text
      if (typeof json !== 'string') hold(method, base + path, response.status, json)
      return { status: response.status, body: json, headers: response.headers }
    },

    async repository(name, files = { 'README.md': `# ${name}\n` }, visibility = 'private') {
      const { id } = await app.api('POST', '/projects', {
        owner: 'alice',
        name,
        visibility,
        settings: { protection: [] },
      })
      const author = { name: 'alice', email: 'alice@example.com' }
      return app.modules.git.importFiles(id, { branch: 'main', files, message: 'first', author })
    },

    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
    },
  }
}
