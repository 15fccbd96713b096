import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { testApp } from '#testing'

export const oidOf = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex')

/** Below the LFS address of a project of alice. */
export const api = (name: string, rest: string): string => `alice/${name}.git/info/lfs/${rest}`

/** The whole server, and requests as git-lfs makes them, for what a well-behaved client never sends. */
export async function testLfs() {
  const app = await testApp()
  const blobs = join(app.kernel.config.dataDir, 'blobs')

  async function project(name: string, owner = 'alice', token = app.token): Promise<void> {
    await app.api('POST', '/projects', { owner, name, settings: { protection: [] } }, token)
  }

  async function lfs(
    method: string,
    path: string,
    options: { body?: unknown; token?: string | undefined; accept?: string } = {},
  ) {
    const token = 'token' in options ? options.token : app.token
    const response = await fetch(`${app.url}/${path}`, {
      method,
      headers: {
        accept: options.accept ?? 'application/vnd.git-lfs+json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        'content-type': 'application/vnd.git-lfs+json',
      },
      ...(options.body === undefined
        ? {}
        : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
    })
    const text = await response.text()
    // biome-ignore lint/suspicious/noExplicitAny: the wire's own shape
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as any }
  }

  async function put(name: string, oid: string, content: Buffer, options: { size?: number; token?: string } = {}) {
    const response = await fetch(`${app.url}/${api(name, `objects/${oid}/${options.size ?? content.length}`)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${options.token ?? app.token}` },
      body: content,
    })
    return { status: response.status, text: await response.text() }
  }

  return {
    app,
    project,
    lfs,
    put,
    blobPath: (oid: string): string => join(blobs, oid.slice(0, 2), oid),
    /** Uploads that have begun. */
    incoming: (): Promise<string[]> => readdir(join(blobs, 'incoming')).catch(() => []),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}
