import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createKernel } from '#kernel'
import { testPlace } from '#testing'

/** Starts a kernel with these migration files of a module "probe", asks, and stops. */
async function withMigrations<T>(
  place: Awaited<ReturnType<typeof testPlace>>,
  files: Record<string, string>,
  ask: (tables: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'devflow-migrations-'))
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(directory, name), sql)
  const kernel = await createKernel(place.config)
  kernel.migrations('probe', directory)
  try {
    await kernel.start()
    return await ask((sql) => kernel.db.system((tx) => tx.query(sql)))
  } finally {
    await kernel.stop()
    rmSync(directory, { recursive: true })
  }
}

const ONE = 'create schema probe; create table probe.one (id text primary key);'
const TWO = 'create table probe.two (id text primary key);'

test('migrations run once, in order, and new ones are added to existing data', async () => {
  const place = await testPlace()
  await withMigrations(place, { '0001_one.sql': ONE }, (sql) => sql(`insert into probe.one values ('kept')`))
  await withMigrations(place, { '0002_two.sql': TWO, '0001_one.sql': ONE, 'README.md': 'no sql' }, async (sql) => {
    expect(await sql('select id from probe.one')).toEqual([{ id: 'kept' }])
    expect(await sql(`select name from kernel.migrations where module = 'probe' order by at, name`)).toEqual([
      { name: '0001_one' },
      { name: '0002_two' },
    ])
  })
  await place.remove()
})

test('data of a newer version is refused, says so, and nothing changes', async () => {
  const place = await testPlace()
  await withMigrations(place, { '0001_one.sql': ONE, '0002_two.sql': TWO }, async () => undefined)
  await expect(withMigrations(place, { '0001_one.sql': ONE }, async () => undefined)).rejects.toMatchObject({
    code: 'kernel.newer_data',
    message: expect.stringMatching(/written by a newer DevFlow .*probe\/0002_two.*start that version/),
  })
  await withMigrations(place, { '0001_one.sql': ONE, '0002_two.sql': TWO }, (sql) => sql('select from probe.two'))
  await place.remove()
})

test('a migration that was changed after it ran is refused', async () => {
  const place = await testPlace()
  await withMigrations(place, { '0001_one.sql': ONE }, async () => undefined)
  await expect(
    withMigrations(place, { '0001_one.sql': `${ONE} -- harmless?` }, async () => undefined),
  ).rejects.toMatchObject({ code: 'kernel.changed_migration' })
  await place.remove()
})

test('a migration that fails leaves nothing, also of those before it', async () => {
  const place = await testPlace()
  const broken = { '0001_one.sql': ONE, '0002_broken.sql': `${TWO} select nonsense;` }
  await expect(withMigrations(place, broken, async () => undefined)).rejects.toThrow('nonsense')
  await withMigrations(place, { '0001_one.sql': ONE }, async (sql) => {
    expect(await sql(`select to_regclass('probe.two') as two`)).toEqual([{ two: null }])
    expect(await sql('select * from probe.one')).toEqual([])
  })
  await place.remove()
})

test('two servers that start together migrate once', async () => {
  const place = await testPlace()
  const second = await testPlace()
  const both = [place, { ...second, config: { ...second.config, databaseUrl: place.config.databaseUrl } }]
  await Promise.all(both.map((one) => withMigrations(one, { '0001_one.sql': ONE }, async () => undefined)))
  await second.remove()
  await place.remove()
})
