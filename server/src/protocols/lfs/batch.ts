import type { Actor, Problem } from '#kernel'
import type { Lfs } from '#lfs'
import { type BatchRequest, Oid } from './wire.ts'

interface Asked {
  actor: Actor | undefined
  address: { owner: string; name: string }
  /** Sent again with every transfer: what was good for the question is good for them. */
  authorization: string | undefined
}

type WireObject = { oid: string; size: number }

/** docs/api/batch.md: what is to be done with each object, in the order in which they were asked for. */
export async function answerBatch(lfs: Lfs, asked: Asked, request: BatchRequest): Promise<object> {
  const good = request.objects.filter(isObject).map(({ oid, size }) => ({ oid, sizeBytes: size }))
  const answer =
    request.operation === 'upload' ? await planUploads(lfs, asked, good) : await planDownloads(lfs, asked, good)
  const objects = request.objects.map((object) => {
    if (request.hash_algo !== undefined && request.hash_algo !== 'sha256') {
      return {
        ...object,
        error: { code: 409, message: `Objects are named by sha256 here, not by ${request.hash_algo}.` },
      }
    }
    if (isObject(object)) return { ...object, ...answer(object) }
    return {
      ...object,
      error: { code: 422, message: 'An object is named by its SHA-256 in hexadecimal and has a size.' },
    }
  })
  return { transfer: 'basic', objects, hash_algo: 'sha256' }
}

async function planDownloads(lfs: Lfs, { actor, address, authorization }: Asked, objects: LfsObjects) {
  const found = await lfs.findObjects(actor, address, objects)
  return ({ oid, size }: WireObject): object => {
    const had = found.get(oid)
    if (!had) return { error: { code: 404, message: `The project has no object ${oid.slice(0, 12)}….` } }
    if (had.sizeBytes !== size)
      return { error: { code: 422, message: `The object has ${had.sizeBytes} bytes, not ${size}.` } }
    return withActions(authorization, { download: `${lfs.address(address)}/objects/${oid}` })
  }
}

async function planUploads(lfs: Lfs, { actor, address, authorization }: Asked, objects: LfsObjects) {
  const { had, refused } = await lfs.planUpload(actor, address, objects)
  return ({ oid, size }: WireObject): object => {
    const refusal: Problem | undefined = refused.get(oid)
    if (refusal) return { error: { code: 422, message: refusal.message } }
    const stored = had.get(oid)
    // Without actions the client knows that the object is there.
    if (stored?.sizeBytes === size) return {}
    if (stored) return { error: { code: 422, message: `The object has ${stored.sizeBytes} bytes, not ${size}.` } }
    const base = lfs.address(address)
    return withActions(authorization, { upload: `${base}/objects/${oid}/${size}`, verify: `${base}/objects/verify` })
  }
}

type LfsObjects = readonly { oid: string; sizeBytes: number }[]

function withActions(authorization: string | undefined, addresses: Record<string, string>): object {
  const header = authorization ? { header: { Authorization: authorization } } : {}
  const actions = Object.entries(addresses).map(([action, href]) => [action, { href, ...header }])
  return { authenticated: true, actions: Object.fromEntries(actions) }
}

function isObject({ oid, size }: WireObject): boolean {
  return Oid.safeParse(oid).success && Number.isSafeInteger(size) && size >= 0
}
