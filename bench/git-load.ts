/**
 * The clients of the git benchmarks, in a process of their own, so that their work is not the server's: started with a kind of load and
 * its options as JSON; sends what it has measured and ends.
 */
import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const CLIENT_NICENESS = 10

export interface Polls {
  kind: 'polls'
  url: string
  token: string
  connections: number
  durationMs: number
}
export interface Clones {
  kind: 'clones'
  remote: string
  folder: string
  env: Record<string, string>
  count: number
}

export async function load(options: Polls): Promise<{ perSecond: number }>
export async function load(options: Clones): Promise<{ failures: number; ms: number }>
export async function load(options: Polls | Clones): Promise<unknown> {
  const child = fork(import.meta.filename, [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let result: unknown
  child.on('message', (message) => (result = message))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`the clients ended with ${code}`)
  return result
}

/** What `git ls-remote` and every fetch begin with, on connections that are kept, one request after the other on each. */
async function poll({ url, token, connections, durationMs }: Polls) {
  const { hostname, port, pathname } = new URL(url)
  const body = '0014command=ls-refs\n0001000csymrefs\n0000'
  const head = [
    `POST ${pathname}/git-upload-pack HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Authorization: Basic ${Buffer.from(`git:${token}`).toString('base64')}`,
    'Content-Type: application/x-git-upload-pack-request',
    'Git-Protocol: version=2',
    `Content-Length: ${body.length}`,
  ]
  const request = `${head.join('\r\n')}\r\n\r\n${body}`
  const end = performance.now() + durationMs
  let answered = 0
  const lines = Array.from({ length: connections }, async () => {
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    let expected = 0
    let received = ''
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.setEncoding('latin1').on('error', reject)
    socket.on('data', (chunk: string) => {
      received += chunk
      if (expected === 0) {
        const headEnd = received.indexOf('\r\n\r\n')
        if (headEnd < 0) return
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1])
        if (!received.startsWith('HTTP/1.1 200') || !length) return reject(new Error(received.slice(0, 500)))
        expected = headEnd + 4 + length
      }
      if (received.length < expected) return
      answered++
      received = ''
      expected = 0
      if (performance.now() < end) socket.write(request)
      else resolve()
    })
    socket.write(request)
    await promise
    socket.destroy()
  })
  const started = performance.now()
  await Promise.all(lines)
  return { perSecond: answered / ((performance.now() - started) / 1000) }
}

async function clone({ remote, folder, env, count }: Clones) {
  // Real clients are other machines; here they must not take the cores that the server waits for.
  setPriority(CLIENT_NICENESS)
  const started = performance.now()
  const done = await Promise.allSettled(
    Array.from({ length: count }, (_, i) =>
      promisify(execFile)('git', ['clone', '-q', '--bare', remote, join(folder, `clone-${i}`)], { env }),
    ),
  )
  const failed = done.filter(({ status }) => status === 'rejected')
  for (const failure of failed.slice(0, 3)) process.stderr.write(`${(failure as PromiseRejectedResult).reason}\n`)
  return { failures: failed.length, ms: performance.now() - started }
}

if (process.argv[1] === import.meta.filename) {
  const options = JSON.parse(process.argv[2]!) as Polls | Clones
  const result = options.kind === 'polls' ? await poll(options) : await clone(options)
  process.send!(result, () => process.disconnect())
}
