import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Egress } from '#egress'
import type { Git, Remote, RemoteOptions } from '#git'
import { Problem } from '#kernel'
import type { LfsObject } from '#lfs'

/** docs/api/server-discovery.md */
const LFS_JSON = 'application/vnd.git-lfs+json'
const ANSWER_TIMEOUT_MS = 60_000
/** Of a hundred objects with signed addresses. */
const MOST_ANSWER_BYTES = 4 * 1024 * 1024
const IDLE_MS = 60_000

const Action = z.object({ href: z.string(), header: z.record(z.string(), z.string()).nullish() })
export type Action = z.infer<typeof Action>
const Batch = z.object({
  objects: z.array(
    z.object({
      oid: z.string(),
      size: z.number(),
      actions: z.object({ download: Action.nullish(), upload: Action.nullish(), verify: Action.nullish() }).nullish(),
      error: z.object({ message: z.string().max(500).catch('it gave no reason') }).nullish(),
    }),
  ),
})
export type Answer = z.infer<typeof Batch>['objects'][number]
const Access = z.object({ href: z.string(), header: z.record(z.string(), z.string()).nullish() })

type Operation = 'download' | 'upload'

/** The LFS API of another server, as a client: every address it names is judged before it is reached. */
export function createLfsClient({ egress, git }: { egress: Egress; git: Git }) {
  async function accessOf(remote: Remote, operation: Operation, options: RemoteOptions): Promise<Action> {
    const { ssh } = remote
    if (ssh) {
      const said = await git.lfsAccessOf({ ...remote, ssh }, operation, options)
      const access = Access.safeParse(parseJson(said))
      if (access.success) return access.data
      throw noApi(remote.pinned.host)
    }
    const { protocol, host } = new URL(remote.url)
    if (protocol === 'git:') throw noApi(host)
    const href = `${remote.url.replace(/\/+$/, '').replace(/\.git$/, '')}.git/info/lfs`
    const { credentials } = remote
    if (!credentials) return { href }
    const basic = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')
    return { href, header: { Authorization: `Basic ${basic}` } }
  }

  async function post(action: Action, body: object, signal: AbortSignal) {
    return egress.fetch(action.href, {
      method: 'POST',
      headers: { ...action.header, accept: LFS_JSON, 'content-type': LFS_JSON },
      body: JSON.stringify(body),
      timeoutMs: ANSWER_TIMEOUT_MS,
      maxBytes: MOST_ANSWER_BYTES,
      signal,
    })
  }

  return {
    /** Asks for many objects at once, in parts as large as `git-lfs` makes them. */
    async open(remote: Remote, operation: Operation, options: RemoteOptions) {
      const access = await accessOf(remote, operation, options)
      return async (objects: readonly LfsObject[]): Promise<Answer[]> => {
        const asked = objects.map(({ oid, sizeBytes: size }) => ({ oid, size }))
        const body = { operation, transfers: ['basic'], objects: asked, hash_algo: 'sha256' }
        const answer = await post({ ...access, href: `${access.href}/objects/batch` }, body, options.signal)
        const { host } = new URL(access.href)
        if (answer.status === 401 || answer.status === 403) throw refused(host, operation)
        const batch = answer.status === 200 ? Batch.safeParse(parseJson(answer.body.toString('utf8'))) : undefined
        if (!batch?.success) throw noApi(host)
        // One that brings no header of its own is opened as the question was, when it is of the same server.
        const fill = (action: Action | null | undefined) =>
          action && !action.header && sameOrigin(action.href, access.href)
            ? { ...action, header: access.header }
            : (action ?? undefined)
        return batch.data.objects.map(({ actions, ...object }) => ({
          ...object,
          actions: actions && {
            download: fill(actions.download),
            upload: fill(actions.upload),
            verify: fill(actions.verify),
          },
        }))
      }
    },

    async download({ href, header }: Action, signal: AbortSignal): Promise<Readable> {
      const headers = header ? { headers: header } : {}
      const { status, body } = await egress.stream(href, { method: 'GET', ...headers, idleMs: IDLE_MS, signal })
      if (status === 200) return body
      body.destroy()
      throw answered(href, status)
    },

    async upload(
      { upload, verify }: { upload: Action; verify?: Action | null | undefined },
      { oid, sizeBytes, content }: LfsObject & { content: Readable },
      signal: AbortSignal,
    ): Promise<void> {
      const headers = {
        'content-type': 'application/octet-stream',
        ...upload.header,
        'content-length': String(sizeBytes),
      }
      const { status, body } = await egress.stream(upload.href, {
        method: 'PUT',
        headers,
        body: sizeBytes === 0 ? Readable.from([]) : content,
        idleMs: IDLE_MS,
        signal,
      })
      body.destroy()
      if (status < 200 || status > 299) throw answered(upload.href, status)
      if (!verify) return
      const proof = await post(verify, { oid, size: sizeBytes }, signal)
      if (proof.status !== 200) throw answered(verify.href, proof.status)
    },
  }
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && new URL(a).origin === new URL(b).origin
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function noApi(host: string): Problem {
  return new Problem('unavailable', 'mirrors.no_lfs', `${host} does not answer for large files at this address.`)
}

function refused(host: string, operation: Operation): Problem {
  const act = operation === 'download' ? 'read' : 'write'
  const sentence = `${host} does not let this mirror ${act} large files; give it a token that may.`
  return new Problem('forbidden', 'mirrors.lfs_access', sentence)
}

function answered(href: string, status: number): Problem {
  return new Problem('unavailable', 'mirrors.lfs_transfer', `${new URL(href).host} answered with ${status}.`)
}
