import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Git } from '#git'
import { type Actor, type ByteRange, type Kernel, Problem, systemActor, type Tx, verb } from '#kernel'
import { type Project, ProjectAddress, type Projects } from '#projects'
import type { Settings, StorageLimits } from '#settings'
import { objectStored } from './events.ts'
import {
  endSharing,
  holdsObject,
  insertObject,
  lockLfs,
  type ObjectRow,
  selectObjectPage,
  selectObjects,
  selectUsage,
  takeObjects,
} from './lfs.sql.ts'
import { createSharing } from './sharing.ts'

export interface LfsObject {
  /** Hex SHA-256 of the content. */
  oid: string
  sizeBytes: number
}

interface Deps {
  projects: Projects
  git: Git
  settings: Settings
}

type Address = { owner: string; name: string }

const Oid = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in 64 small hexadecimal digits')

const StoredObject = z
  .object({ oid: z.string(), sizeBytes: z.number(), createdAt: z.string() })
  .meta({ id: 'LfsObject' })

/** A blob that an upload left without a row (the server died in between) is collected this much later. */
const COLLECT_LATER_MS = 3_600_000
/** Rows of a deleted project that are let go in one transaction. */
const TAKEN_AT_ONCE = 500
const LOOKED_UP_AT_ONCE = 5_000

/** Contents of large files: what a project has, and the two streams that bring them in and out. */
export function createObjects(kernel: Kernel, { projects, git, settings }: Deps) {
  const sharing = createSharing(kernel, { projects, git })
  kernel.blobKeeping.heldBy(holdsObject)

  const collect = kernel.jobs.define('lfs.collect', z.object({ oid: z.string() }), async ({ oid }) => {
    await kernel.blobKeeping.collect(oid)
  })

  const verbs = {
    objects: verb({
      name: 'lfs.objects',
      http: 'GET /projects/:owner/:name/lfs/objects',
      summary: 'List the large files that a project stores, and how much they take',
      input: ProjectAddress.extend({
        page: z.number().int().min(1).default(1),
        limit: z.number().int().min(1).max(100).default(30),
      }),
      output: z.object({
        items: z.array(StoredObject),
        total: z.number(),
        usedBytes: z.number(),
        quotaBytes: z.number(),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run({ tx }, { page, limit, ...address }) {
        const project = await projects.get(tx, address)
        const rows = await selectObjectPage(tx, project.id, { limit, offset: (page - 1) * limit })
        const { objects, sizeBytes } = await selectUsage(tx, project.id)
        const { lfsProjectBytes } = await settings.storageLimits(tx)
        return {
          items: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })),
          total: objects,
          usedBytes: sizeBytes,
          quotaBytes: lfsProjectBytes,
        }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  /** Has no door: what it records is true only at the end of the stream that was just hashed. */
  const record = verb({
    name: 'lfs.recordObject',
    http: 'POST /projects/:owner/:name/lfs/objects',
    summary: 'Record an object that was uploaded',
    input: ProjectAddress.extend({ oid: Oid, sizeBytes: z.number().int().min(0) }),
    output: z.object({}),
    needs: 'git:push',
    scope: projects.scope,
    emits: [objectStored.name],
    async run({ tx, emit }, { oid, sizeBytes, ...address }) {
      const project = await projects.get(tx, address)
      await lockLfs(tx, project.id)
      await refuseTooMuch(tx, project, [{ oid, sizeBytes }])
      if (!(await kernel.blobKeeping.claim(tx, oid))) {
        throw new Problem('unavailable', 'lfs.collected', 'The object was removed while it was uploaded; push again.')
      }
      if (await insertObject(tx, { org: project.org, project: project.id, oid, sizeBytes })) {
        emit(objectStored, { project: project.id, data: { oid, sizeBytes } })
      }
      return {}
    },
  })

  async function find(tx: Tx, project: Project, objects: readonly LfsObject[]): Promise<Map<string, ObjectRow>> {
    const rows = await selectObjects(
      tx,
      project.id,
      objects.map(({ oid }) => oid),
    )
    return new Map(rows.map((row) => [row.oid, row]))
  }

  /** Throws when the objects that the project does not have yet would be more than it may store. */
  async function refuseTooMuch(tx: Tx, project: Project, objects: readonly LfsObject[]): Promise<void> {
    const had = await find(tx, project, objects)
    const added = new Map(objects.filter(({ oid }) => !had.has(oid)).map(({ oid, sizeBytes }) => [oid, sizeBytes]))
    if (added.size === 0) return
    const limits = await settings.storageLimits(tx)
    for (const sizeBytes of added.values()) {
      const refusal = tooLarge(sizeBytes, limits)
      if (refusal) throw refusal
    }
    const { sizeBytes: used } = await selectUsage(tx, project.id)
    const sum = [...added.values()].reduce((total, sizeBytes) => total + sizeBytes, 0)
    if (used + sum <= limits.lfsProjectBytes) return
    throw new Problem(
      'too_large',
      'lfs.quota',
      `${project.owner}/${project.name} stores ${printBytes(used)} of large files and may store ${printBytes(limits.lfsProjectBytes)}, so ${printBytes(sum)} more do not fit; an admin of the server can raise the limit.`,
    )
  }

  /** Takes the content in. Nothing is kept unless every byte was as announced and the project may have it. */
  async function keep(
    actor: Actor,
    project: Project,
    { content, ...object }: LfsObject & { content: Readable },
  ): Promise<void> {
    await kernel.db.as(sightOf(project), (tx) => refuseTooMuch(tx, project, [object]))
    const payload = { oid: object.oid }
    const later = new Date(Date.now() + COLLECT_LATER_MS)
    await kernel.db.system((tx) => collect.add(tx, payload, { key: `lfs.upload:${object.oid}`, runAt: later }))
    await kernel.blobs.put(content, { sha256: object.oid, sizeBytes: object.sizeBytes })
    try {
      await kernel.call(record, { owner: project.owner, name: project.name, ...object }, { actor })
    } catch (error) {
      await kernel.db.system((tx) => collect.add(tx, payload, { key: `lfs.collect:${object.oid}` }))
      throw error
    }
  }

  return {
    verbs,

    /** For the server itself: what of these the project does not have. */
    async lacking(project: Project, objects: readonly LfsObject[]): Promise<LfsObject[]> {
      const lacking: LfsObject[] = []
      for (let at = 0; at < objects.length; at += LOOKED_UP_AT_ONCE) {
        const some = objects.slice(at, at + LOOKED_UP_AT_ONCE)
        const had = await kernel.db.as(sightOf(project), (tx) => find(tx, project, some))
        lacking.push(...some.filter(({ oid }) => !had.has(oid)))
      }
      return lacking
    },

    /** For the server itself: takes in what another server sends. */
    take: (project: Project, object: LfsObject & { content: Readable }): Promise<void> =>
      keep(systemActor(project.org, 'lfs'), project, object),

    /** For the server itself: the content of an object of the project. */
    async read(project: Project, oid: string): Promise<Readable> {
      const [object] = await kernel.db.as(sightOf(project), (tx) => selectObjects(tx, project.id, [oid]))
      if (!object) throw new Problem('not_found', 'lfs.no_object', `The large file ${oid.slice(0, 12)}… is not here.`)
      return kernel.blobs.get(oid)
    },

    /** What of these the project has, for somebody who may read it. */
    async findObjects(
      actor: Actor | undefined,
      address: Address,
      objects: readonly LfsObject[],
    ): Promise<Map<string, ObjectRow>> {
      const project = await git.access(actor, address, 'git:read')
      return kernel.db.as(sightOf(project), (tx) => find(tx, project, objects))
    },

    /**
     * Which of these the project has and which single ones it can never take. Throws `lfs.quota` when those that are
     * missing do not fit together.
     */
    async planUpload(actor: Actor | undefined, address: Address, objects: readonly LfsObject[]) {
      const project = await git.access(actor, address, 'git:push')
      await sharing.fromParents(actor!, project, objects)
      return kernel.db.as(sightOf(project), async (tx) => {
        const limits = await settings.storageLimits(tx)
        const had = await find(tx, project, objects)
        const refused = new Map<string, Problem>()
        for (const { oid, sizeBytes } of objects) {
          const refusal = had.has(oid) ? undefined : tooLarge(sizeBytes, limits)
          if (refusal) refused.set(oid, refusal)
        }
        const wanted = objects.filter(({ oid }) => !refused.has(oid))
        await refuseTooMuch(tx, project, wanted)
        return { had, refused }
      })
    },

    async store(actor: Actor | undefined, address: Address, object: LfsObject & { content: Readable }): Promise<void> {
      await keep(actor!, await git.access(actor, address, 'git:push'), object)
    },

    /** The content, or a part of it. */
    async open(actor: Actor | undefined, address: Address, oid: string) {
      const project = await git.access(actor, address, 'git:read')
      const [object] = await kernel.db.as(sightOf(project), (tx) => selectObjects(tx, project.id, [oid]))
      if (!object)
        throw new Problem(
          'not_found',
          'lfs.no_object',
          `${project.owner}/${project.name} has no large file ${oid.slice(0, 12)}…; push it from a clone that has it with \`git lfs push --all\`.`,
        )
      return { ...object, read: (range?: ByteRange): Promise<Readable> => kernel.blobs.get(oid, range) }
    },

    /** Lets go of everything the deleted project held. */
    async release(project: string): Promise<void> {
      for (;;) {
        const taken = await kernel.db.system(async (tx) => {
          const oids = await takeObjects(tx, project, TAKEN_AT_ONCE)
          for (const oid of oids) await collect.add(tx, { oid }, { key: `lfs.collect:${oid}` })
          if (oids.length < TAKEN_AT_ONCE) await endSharing(tx, project)
          return oids.length
        })
        if (taken < TAKEN_AT_ONCE) return
      }
    },
  }
}

/** The streams have asked for access already; row-level security still keeps them to this one project. */
function sightOf(project: Project): Actor {
  return { ...systemActor(project.org, 'lfs'), projects: [project.id] }
}

function tooLarge(sizeBytes: number, limits: StorageLimits): Problem | undefined {
  if (sizeBytes <= limits.lfsObjectBytes) return undefined
  return new Problem(
    'too_large',
    'lfs.object_size',
    `A large file may have ${printBytes(limits.lfsObjectBytes)} here and this one has ${printBytes(sizeBytes)}; an admin of the server can raise the limit.`,
  )
}

/** Exact, because a limit that is missed by a few bytes must not read as if it had been kept. */
function printBytes(bytes: number): string {
  for (const [unit, size] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size} ${unit}`
  }
  return bytes === 1 ? '1 byte' : `${bytes} bytes`
}
