import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Actor, Problem } from '#kernel'
import type { Lfs } from '#lfs'
import type { Door, Protocol } from '../protocol.ts'
import { answerBatch } from './batch.ts'
import { readContent, sendContent } from './transfer.ts'
import {
  BatchRequest,
  LFS_JSON,
  LockPage,
  LockRequest,
  Oid,
  parseLfs,
  printLock,
  readLfs,
  refuseTooMany,
  statusOf,
  UnlockRequest,
  VerifyRequest,
} from './wire.ts'

/** Large files for an unmodified git-lfs. The password is a token; the user name does not matter. */
export function createLfsDoor(door: Door, { lfs }: { lfs: Lfs }): Protocol {
  const routes = new Hono()
  const call = door.kernel.call

  routes.post('/objects/batch', async (c) => {
    const actor = await askerOf(c)
    refuseOtherAnswers(c)
    const request = await readLfs(c, BatchRequest)
    refuseTooMany(request.objects)
    const authorization = c.req.header('authorization')
    return answer(c, await answerBatch(lfs, { actor, address: addressOf(c), authorization }, request))
  })

  routes.post('/objects/verify', async (c) => {
    const actor = await askerOf(c)
    const { oid, size } = await readLfs(c, VerifyRequest)
    const stored = (await lfs.findObjects(actor, addressOf(c), [{ oid, sizeBytes: size }])).get(oid)
    if (stored?.sizeBytes === size) return answer(c, {})
    throw new Problem('not_found', 'lfs.no_object', `The object ${oid.slice(0, 12)}… has not arrived; push again.`)
  })

  routes.put('/objects/:oid/:size', async (c) => {
    const actor = await askerOf(c)
    const { oid, size } = parseLfs(VerifyRequest, { oid: c.req.param('oid'), size: Number(c.req.param('size')) })
    await lfs.store(actor, addressOf(c), { oid, sizeBytes: size, content: readContent(c, size) })
    return c.body(null, 200)
  })

  routes.get('/objects/:oid', async (c) => {
    const actor = await askerOf(c)
    return sendContent(c, await lfs.open(actor, addressOf(c), parseLfs(Oid, c.req.param('oid'))))
  })

  routes.post('/locks', async (c) => {
    const actor = await askerOf(c)
    const { path, ref } = await readLfs(c, LockRequest)
    const lock = await call(lfs.verbs.lock, { ...addressOf(c), path, ref: ref?.name ?? null }, { actor })
    return answer(c, { lock: printLock(lock) }, 201)
  })

  routes.get('/locks', async (c) => {
    const actor = await askerOf(c)
    const { path, id } = c.req.query()
    const { items, next } = await call(
      lfs.verbs.locks,
      {
        ...addressOf(c),
        ...pageOf(parseLfs(LockPage, c.req.query())),
        ...(path ? { path } : {}),
        ...(id ? { lock: id } : {}),
      },
      { actor },
    )
    return answer(c, { locks: items.map(printLock), ...(next ? { next_cursor: next } : {}) })
  })

  routes.post('/locks/verify', async (c) => {
    const actor = await askerOf(c)
    const page = pageOf(await readLfs(c, LockPage))
    const { items, next } = await call(lfs.verbs.locksForPush, { ...addressOf(c), ...page }, { actor })
    return answer(c, {
      ours: items.filter((lock) => lock.mine).map(printLock),
      theirs: items.filter((lock) => !lock.mine).map(printLock),
      ...(next ? { next_cursor: next } : {}),
    })
  })

  routes.post('/locks/:id/unlock', async (c) => {
    const actor = await askerOf(c)
    const { force } = await readLfs(c, UnlockRequest)
    const lock = await call(
      lfs.verbs.unlock,
      { ...addressOf(c), lock: c.req.param('id'), force: force ?? false },
      { actor },
    )
    return answer(c, { lock: printLock(lock) })
  })

  routes.all('*', (c) => {
    throw new Problem('not_found', 'lfs.address', `The Git LFS API has no ${c.req.method} ${c.req.path}.`)
  })

  /** Nobody is somebody here: public projects are read without signing in. */
  const askerOf = (c: Context): Promise<Actor | undefined> => door.authenticate(c.req.raw)

  return {
    name: 'lfs',
    spec: 'https://github.com/git-lfs/git-lfs/tree/main/docs/api',
    path: '/:owner/:repo{[^/]+\\.git}/info/lfs',
    routes,
    refuse(c, problem) {
      const status = statusOf(problem)
      if (status === 401) {
        c.header('WWW-Authenticate', 'Basic realm="DevFlow", charset="UTF-8"')
        c.header('LFS-Authenticate', 'Basic realm="DevFlow", charset="UTF-8"')
      }
      const lock = (problem.details as { lock?: Parameters<typeof printLock>[0] } | undefined)?.lock
      return answer(c, { message: problem.message, ...(lock ? { lock: printLock(lock) } : {}) }, status)
    },
  }
}

function addressOf(c: Context): { owner: string; name: string } {
  return { owner: c.req.param('owner')!, name: c.req.param('repo')!.replace(/\.git$/, '') }
}

function pageOf({ cursor, limit }: { cursor?: string | null | undefined; limit?: number | null | undefined }) {
  return { ...(cursor ? { cursor } : {}), ...(limit ? { limit: Math.min(limit, 1000) } : {}) }
}

function answer(c: Context, body: object, status = 200): Response {
  return c.body(JSON.stringify(body), status as ContentfulStatusCode, { 'Content-Type': LFS_JSON })
}

/** docs/api/batch.md: 406 when the client would not read what this answers. */
function refuseOtherAnswers(c: Context): void {
  const accept = c.req.header('accept')
  if (accept === undefined || /application\/vnd\.git-lfs\+json|application\/json|\*\/\*/.test(accept)) return
  throw new Problem('invalid', 'lfs.accept', `Ask for ${LFS_JSON} in the Accept header.`)
}
