import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Kernel, Problem, type Tx } from '#kernel'
import { deriveKey, KEY_BYTES, open, seal } from './envelope.ts'
import { createKeyFile, parseMasterKey, readKeyFile } from './master-key.ts'
import { insertKey, insertProof, type SecretPlace, type SecretRow, selectKey, selectProof } from './secrets.sql.ts'

const PROOF = 'this is the master key of this database'

/** The master key, and the data keys of the organisations that it wraps. Keys exist in memory and sealed; never elsewhere. */
export function createKeyring(kernel: Kernel) {
  let master: Buffer | undefined
  const dataKeys = new Map<string, Buffer>()

  kernel.onStart(async () => {
    master = await findMasterKey(kernel)
    kernel.masks.add(master.toString('base64'))
  })

  const wrapping = (): Buffer => deriveKey(started(master), 'organisation keys')
  const serverKey = (): Buffer => deriveKey(started(master), 'server secrets')

  async function dataKey(tx: Tx, org: string): Promise<Buffer | undefined> {
    const known = dataKeys.get(org)
    if (known) return known
    const wrapped = await selectKey(tx, org)
    if (!wrapped) return undefined
    const key = openOr(() => open(wrapping(), ['key', org], wrapped), `the data key of organisation ${org}`)
    dataKeys.set(org, key)
    return key
  }

  /** Not remembered before it is read back: the transaction that makes it may yet be undone. */
  async function ensureDataKey(tx: Tx, org: string): Promise<Buffer> {
    const known = dataKeys.get(org)
    if (known) return known
    const existing = await selectKey(tx, org)
    if (!existing) await insertKey(tx, org, seal(wrapping(), ['key', org], randomBytes(KEY_BYTES)))
    const wrapped = existing ?? (await selectKey(tx, org))!
    return openOr(() => open(wrapping(), ['key', org], wrapped), `the data key of organisation ${org}`)
  }

  return {
    async seal(tx: Tx, place: SecretPlace, secret: { name: string; value: string }): Promise<Buffer> {
      return seal(await ensureDataKey(tx, place.org), associated(place, secret.name), secret.value)
    },
    async open(tx: Tx, place: SecretPlace, row: SecretRow): Promise<string> {
      const key = await dataKey(tx, place.org)
      return openOr(() => {
        if (!key) throw new Error('the organisation has no data key')
        return open(key, associated(place, row.name), row.sealed)
      }, `the secret ${row.name}`).toString('utf8')
    },
    keyFor: (purpose: string): Buffer => deriveKey(started(master), `for ${purpose}`),
    sealForServer: (name: string, value: string): Buffer => seal(serverKey(), ['server', name], value),
    openForServer: (name: string, sealed: Buffer): string =>
      openOr(() => open(serverKey(), ['server', name], sealed), `the server's ${name}`).toString('utf8'),
  }
}

function associated({ org, project }: SecretPlace, name: string): string[] {
  return project === null ? ['secret', org, name] : ['secret', org, project, name]
}

function started(master: Buffer | undefined): Buffer {
  if (master) return master
  throw new Error('the keyring is used before the kernel has started')
}

function openOr<T>(run: () => T, what: string): T {
  try {
    return run()
  } catch (cause) {
    throw new Problem(
      'unavailable',
      'secrets.sealed',
      `The value of ${what} does not open with this server's key: it was moved or damaged; set it anew.`,
      { cause },
    )
  }
}

/** The configured key or the key file, proven against the database; made on the first start only. */
async function findMasterKey({ config, db }: Kernel): Promise<Buffer> {
  const path = join(config.dataDir, 'keys', 'master.key')
  const configured = config.masterKey === undefined ? undefined : parseMasterKey(config.masterKey, 'DEVFLOW_MASTER_KEY')
  const where = configured ? 'DEVFLOW_MASTER_KEY' : `The key file ${path}`
  return db.system(async (tx) => {
    const proof = await selectProof(tx)
    if (proof && !configured && !existsSync(path)) {
      throw new Problem(
        'unavailable',
        'secrets.master_key',
        `The key file ${path} is missing, but this database holds secrets sealed with it; restore the file from your backup or set DEVFLOW_MASTER_KEY to its content.`,
      )
    }
    const key = configured ?? readKeyFile(path) ?? createKeyFile(path)
    if (!proof) await insertProof(tx, seal(deriveKey(key, 'proof'), ['proof'], PROOF))
    const sealed = (await selectProof(tx))!
    try {
      open(deriveKey(key, 'proof'), ['proof'], sealed)
    } catch (cause) {
      throw new Problem(
        'unavailable',
        'secrets.master_key',
        `${where} is not the key that this database's secrets were sealed with; restore the key that belongs to it.`,
        { cause },
      )
    }
    return key
  })
}
