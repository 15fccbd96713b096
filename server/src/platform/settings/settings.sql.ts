import type { Tx } from '#kernel'

export interface SettingRow<V> {
  value: V
  sealed: Buffer | null
}

export async function selectSetting<V>(tx: Tx, name: string): Promise<SettingRow<V> | undefined> {
  const [row] = await tx.query<SettingRow<V>>('select value, sealed from settings.settings where name = $1', [name])
  return row
}

/** The same, held until the end of the transaction. */
export async function lockSetting<V>(tx: Tx, name: string): Promise<SettingRow<V> | undefined> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`settings ${name}`])
  return selectSetting<V>(tx, name)
}

export async function upsertSetting(tx: Tx, name: string, row: SettingRow<unknown>): Promise<void> {
  await tx.query(
    `insert into settings.settings (name, value, sealed) values ($1, $2, $3)
     on conflict (name) do update set value = excluded.value, sealed = excluded.sealed, updated_at = now()`,
    [name, JSON.stringify(row.value), row.sealed],
  )
}
