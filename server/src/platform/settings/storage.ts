import { z } from 'zod'
import { event, type Kernel, type Tx, verb } from '#kernel'
import { lockSetting, selectSetting, upsertSetting } from './settings.sql.ts'

const GIB = 1024 ** 3
/** As GitHub lets its largest customers have. */
const DEFAULT_LFS_OBJECT_BYTES = 5 * GIB
/** Large enough not to be met by accident, small enough that one project does not fill an ordinary disk. */
const DEFAULT_LFS_PROJECT_BYTES = 50 * GIB
/** What the columns and the programs that count bytes hold exactly. */
const MOST_BYTES = 2 ** 50

const Bytes = z.number().int().min(0).max(MOST_BYTES)
const StorageLimits = z
  .object({
    lfsObjectBytes: Bytes.describe('The largest single LFS object.'),
    lfsProjectBytes: Bytes.describe('All LFS objects of one project together.'),
  })
  .meta({ id: 'StorageLimits' })
export type StorageLimits = z.infer<typeof StorageLimits>

const storageChanged = event('settings.storage_changed', StorageLimits)

const STORAGE = 'storage'

/** How much projects may store, decided by the server's admin for all of them. */
export function createStorageSettings(kernel: Kernel) {
  async function limits(tx: Tx): Promise<StorageLimits> {
    const stored = await selectSetting<Partial<StorageLimits>>(tx, STORAGE)
    return {
      lfsObjectBytes: DEFAULT_LFS_OBJECT_BYTES,
      lfsProjectBytes: DEFAULT_LFS_PROJECT_BYTES,
      ...stored?.value,
    }
  }

  const verbs = {
    getStorage: verb({
      name: 'settings.getStorage',
      http: 'GET /settings/storage',
      summary: 'Show how much projects may store',
      input: z.object({}),
      output: StorageLimits,
      needs: 'settings:read',
      scope: 'server',
      run: ({ tx }) => limits(tx),
    }),
    setStorage: verb({
      name: 'settings.setStorage',
      http: 'PATCH /settings/storage',
      summary: 'Limit how much projects may store; what is stored already stays',
      input: StorageLimits.partial(),
      output: StorageLimits,
      needs: 'settings:write',
      scope: 'server',
      emits: [storageChanged.name],
      async run({ tx, emit }, change) {
        await lockSetting(tx, STORAGE)
        const value = { ...(await limits(tx)), ...change }
        await upsertSetting(tx, STORAGE, { value, sealed: null })
        emit(storageChanged, { data: value })
        return value
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return { verbs, limits }
}
