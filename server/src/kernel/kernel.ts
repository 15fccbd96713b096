import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { BlobStore } from './blobs/blobs.ts'
import { createFileBlobs } from './blobs/file-blobs.ts'
import { type BlobKeeping, createBlobKeeping } from './blobs/keeping.ts'
import { checkDatabase } from './database/check.sql.ts'
import { connectDatabase, type Database } from './database/database.ts'
import { startEmbeddedPostgres } from './database/embedded.ts'
import { lockMigrations } from './database/migrate.sql.ts'
import { type MigrationSource, migrate } from './database/migrate.ts'
import { createEvents, type Events } from './events/events.ts'
import { registerHistory } from './history.ts'
import { newId } from './ids.ts'
import { openJobs } from './jobs/jobs.sql.ts'
import { createJobs, type Jobs } from './jobs/jobs.ts'
import { lockDataDir } from './lock.ts'
import { createLog, createMasks, type Logger, type Masks } from './log.ts'
import { createLogStreams, type LogStreams } from './log-streams/log-streams.ts'
import { buryServers, deleteServer, insertServer, selectLiveServers, touchServer } from './servers.sql.ts'
import { type Call, type CallDeps, createCall } from './verbs/call.ts'
import { createVerbRegistry, type VerbRegistry } from './verbs/registry.ts'

/** What every module is built on; it knows no noun of the product. */
export interface Kernel {
  readonly config: Config
  readonly log: Logger
  readonly masks: Masks
  /** This process among the servers of one database. */
  readonly serverId: string
  readonly db: Database
  readonly verbs: VerbRegistry
  readonly events: Events
  readonly jobs: Jobs
  readonly blobs: BlobStore
  readonly blobKeeping: BlobKeeping
  readonly logStreams: LogStreams
  readonly servers: { alive(): Promise<string[]> }
  readonly call: Call
  /** Who decides what somebody may do in a project from outside its organisation. Without it, nobody may do anything. */
  admitBy(admit: CallDeps['admit']): void
  migrations(module: string, directory: string): void
  /** Runs at start after all migrations, in the order of registration. */
  onStart(run: () => Promise<void>): void
  /** Runs at stop, backwards. */
  onStop(run: () => Promise<void>): void
  start(): Promise<void>
  stop(): Promise<void>
}

const HEARTBEAT_MS = 4_000

export async function createKernel(config: Config): Promise<Kernel> {
  mkdirSync(config.dataDir, { recursive: true })
  const unlock = lockDataDir(config.dataDir)
  const masks = createMasks()
  if (config.model.apiKey) masks.add(config.model.apiKey)
  if (config.adminToken) masks.add(config.adminToken)
  const log = createLog({ dataDir: config.dataDir, level: config.logLevel, masks })
  try {
    const embedded = config.databaseUrl ? undefined : await startEmbeddedPostgres(config.dataDir)
    const db = connectDatabase(config.databaseUrl ?? embedded!.url, log)
    return assemble({ config, log, masks, db }, async () => {
      await db.close()
      await embedded?.stop()
      unlock()
    })
  } catch (error) {
    unlock()
    throw error
  }
}

function assemble(
  base: { config: Config; log: Logger; masks: Masks; db: Database },
  release: () => Promise<void>,
): Kernel {
  const { config, log, masks, db } = base
  const serverId = newId('srv')
  const self = { id: serverId, place: `${hostname()}:${config.dataDir}` }
  const migrations: MigrationSource[] = [
    { module: 'kernel', directory: join(import.meta.dirname, 'database/migrations') },
  ]
  const starts: (() => Promise<void>)[] = []
  const stops: (() => Promise<void>)[] = []
  const events = createEvents(db, log)
  const jobs = createJobs(db, log)
  const logStreams = createLogStreams(db, masks, log)
  const blobs = createFileBlobs(join(config.dataDir, 'blobs'))
  let workers: string[] = []
  let admit: CallDeps['admit'] = async (actor) => actor
  let heartbeat: NodeJS.Timeout | undefined

  /** Says that this server lives, and takes over the jobs of those that no longer do. */
  async function beat(): Promise<void> {
    const dead = await db.system(async (tx) => {
      await touchServer(tx, serverId, workers)
      return buryServers(tx, self)
    })
    await jobs.unlock(dead)
  }

  const kernel: Kernel = {
    config,
    log,
    masks,
    serverId,
    db,
    verbs: createVerbRegistry(),
    events,
    jobs,
    blobs,
    blobKeeping: createBlobKeeping(db, blobs),
    logStreams,
    servers: { alive: () => db.system(selectLiveServers) },
    call: createCall(db, {
      afterCommit: (appended) => {
        if (appended > 0) events.appended()
      },
      admit: (actor, project, permission) => admit(actor, project, permission),
    }),
    admitBy: (decide) => {
      admit = decide
    },
    migrations: (module, directory) => migrations.push({ module, directory }),
    onStart: (run) => starts.push(run),
    onStop: (run) => stops.push(run),

    async start() {
      await checkDatabase(db)
      await jobs.migrate()
      await migrate(db, migrations)
      const dead = await db.system(async (tx) => {
        await lockMigrations(tx)
        await openJobs(tx)
        await insertServer(tx, serverId, self.place)
        return buryServers(tx, self)
      })
      heartbeat = setInterval(() => {
        beat().catch((error) => log.warn({ err: error }, 'the heartbeat failed'))
      }, HEARTBEAT_MS)
      for (const start of starts) await start()
      await events.start()
      await jobs.start(dead, async (ids) => {
        workers = ids
        await db.system((tx) => touchServer(tx, serverId, workers))
      })
    },

    async stop() {
      await jobs.stop()
      for (const stop of stops.toReversed())
        await stop().catch((error) => log.error({ err: error }, 'a part did not stop cleanly'))
      await events.stop()
      await logStreams.stop()
      clearInterval(heartbeat)
      await db.system((tx) => deleteServer(tx, serverId)).catch(() => undefined)
      await release()
    },
  }
  registerHistory(kernel)
  return kernel
}
