import type { Socket } from 'node:net'
import pg from 'pg'
import type { Actor } from '../actor.ts'
import type { Logger } from '../log.ts'
import { Problem } from '../problem.ts'

/** One open transaction. `query` answers the rows. */
export interface Tx {
  // biome-ignore lint/suspicious/noExplicitAny: the caller names the row type; the driver cannot know it
  query<R = any>(text: string, values?: readonly unknown[]): Promise<R[]>
  /** A statement whose answer nobody needs: it travels together with the commit, and its failure is the transaction's. */
  last(text: string, values: readonly unknown[]): void
}

export interface Database {
  /** One transaction as the server itself, which sees every tenant: jobs, subscribers, reconciliation, authentication. */
  system<T>(run: (tx: Tx) => Promise<T>): Promise<T>
  /** One transaction as the role `devflow_app` under row-level security of the actor's organisations and project. */
  as<T>(actor: Actor, run: (tx: Tx) => Promise<T>): Promise<T>
  readonly pool: pg.Pool
  readonly url: string
  close(): Promise<void>
}

/** Connections at most. A PostgreSQL back end costs some 5 to 10 MB, so idle ones are given back. */
const MAX_CONNECTIONS = 16
const IDLE_MS = 10_000
const CONNECT_TIMEOUT_MS = 10_000
/** A verb that takes longer has lost its way; it must not hold back the event horizon for everybody. */
const STATEMENT_TIMEOUT_MS = 60_000
/** Attempts at a transaction that was aborted through no fault of its own. */
const MAX_TRIES = 4
const SERIALIZATION_FAILURE = '40001'
const RETRYABLE = new Set([SERIALIZATION_FAILURE, '40P01'])

/** What the transaction was decided on is no longer so: it is undone and tried again. */
export class Outdated extends Error {
  readonly code = SERIALIZATION_FAILURE
}

// bigint columns hold counters far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)

export function connectDatabase(url: string, log: Logger): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    idleTimeoutMillis: IDLE_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'devflow',
    // Statements are sent without waiting for the answer to the one before, where the code does not wait either.
    pipeline: true,
  })
  // A connection that dies is replaced at the next use; without a listener it would end the process.
  const onLost = (error: Error): void => log.warn({ err: error }, 'a database connection was lost')
  pool.on('error', onLost)
  pool.on('connect', (client) => client.on('error', onLost))

  async function transaction<T>(begin: string, run: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const client = await connect(pool)
      let broken: Error | undefined
      try {
        const tx = txOn(client)
        // Not waited for: the first statement follows at once. If this one fails, all that follow fail with it.
        together(client)
        const begun = client.query(begin)
        begun.catch(() => undefined)
        const result = await run(tx)
        together(client)
        await Promise.all([begun, ...tx.sendLast(), client.query('commit')])
        return result
      } catch (error) {
        await client.query('rollback').catch((lost: Error) => {
          broken = lost
        })
        if (attempt >= MAX_TRIES || !RETRYABLE.has((error as { code?: string }).code ?? '')) throw error
      } finally {
        client.release(broken)
      }
    }
  }

  return {
    pool,
    url,
    system: (run) => transaction('begin', run),
    as: (actor, run) => transaction(beginAs(actor), run),
    close: () => pool.end(),
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw new Problem('unavailable', 'kernel.database', 'The database does not answer; try again in a moment.', {
      cause: error,
    })
  }
}

function txOn(client: pg.PoolClient): Tx & { sendLast(): Promise<unknown>[] } {
  const last: { text: string; values: readonly unknown[] }[] = []
  return {
    last: (text, values) => last.push({ text, values }),
    sendLast: () => last.map(({ text, values }) => client.query(prepare(text, values))),
    async query(text, values) {
      const result = await client.query(values ? prepare(text, values) : text)
      return result.rows
    },
  }
}

/** One round trip: open the transaction, drop to the unprivileged role, say whose rows may be seen. */
function beginAs(actor: Actor): string {
  const orgs = printArray(Object.keys(actor.orgs))
  // What is not set is nothing: settings of a transaction end with it.
  const projects = actor.projects ? `; set local devflow.projects = ${literal(printArray(actor.projects))}` : ''
  const guest = actor.guest ? `; set local devflow.guest = ${literal(actor.guest.project)}` : ''
  const server = actor.server?.includes('*') ? `; set local devflow.server = 'on'` : ''
  return `begin; set local role devflow_app; set local devflow.orgs = ${literal(orgs)}; set local devflow.actor = ${literal(actor.id)}${projects}${guest}${server}`
}

function printArray(ids: readonly string[]): string {
  return `{${ids.map((id) => JSON.stringify(id)).join(',')}}`
}

function literal(value: string): string {
  return pg.escapeLiteral(value)
}

function prepare(text: string, values: readonly unknown[]): pg.QueryConfig {
  const name = nameOf(text)
  return { text, values: values as unknown[], ...(name ? { name } : {}) }
}

/** Texts of statements are written in the code, so there are few; a limit all the same, for each costs every connection memory. */
const MAX_PREPARED = 1_000
const prepared = new Map<string, string>()

/** The name under which a connection keeps the plan of a statement; undefined: it is planned each time. */
function nameOf(text: string): string | undefined {
  const known = prepared.get(text)
  if (known || prepared.size >= MAX_PREPARED) return known
  const name = `devflow_${prepared.size}`
  prepared.set(text, name)
  return name
}

/** What is asked of the client until the next turn of the loop leaves in one write: on a busy machine each write costs more than its statement. */
function together(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}
