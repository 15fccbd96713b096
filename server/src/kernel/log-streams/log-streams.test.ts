import { expect, test } from 'vitest'
import { testKernel } from '#testing'
import { serveStreams } from '../http/stream.kit.ts'

async function logKit() {
  const kit = await testKernel()
  await kit.start()
  const { kernel } = kit
  const create = () => kernel.db.system((tx) => kernel.logStreams.create(tx, { org: kit.org, title: 'build' }))
  const lines = async (log: string) =>
    (await kernel.db.as(kit.alice, (tx) => kernel.logStreams.read(tx, log))).lines.map(({ number, text }) => [
      number,
      text,
    ])
  return { ...kit, streams: kernel.logStreams, create, lines, [Symbol.asyncDispose]: kit[Symbol.asyncDispose] }
}

test.each<[string, string[], string[]]>([
  ['in any pieces', ['on', 'e\ntw', 'o\n', 'three'], ['one', 'two', 'three']],
  ['with empty lines', ['a\n\n\nb\n'], ['a', '', '', 'b']],
  ['with Windows line ends, split in the middle', ['a\r', '\nb\r\n'], ['a', 'b']],
  ['with progress that overwrites itself', ['10%\r50%\r', '100%', '\ndone'], ['100%', 'done']],
  ['with progress that never ends its line', ['10%\r', '50%\r', '100%\r'], ['100%']],
  ['with bytes no database keeps', ['a\0b \ud800 c\n'], ['a\ufffdb \ufffd c']],
  ['with nothing', [''], []],
])('text %s becomes these lines', async (_what, pieces, expected) => {
  await using kit = await logKit()
  const log = await kit.create()
  for (const piece of pieces) kit.streams.append(log, piece)
  await kit.streams.finish(log)
  expect(await kit.lines(log)).toEqual(expected.map((text, i) => [i + 1, text]))
})

test('a secret is masked over the borders of pieces, and at the cut of an endless line', async () => {
  await using kit = await logKit()
  kit.kernel.masks.add('token-of-alice')
  const log = await kit.create()
  kit.streams.append(log, 'key=token-')
  kit.streams.append(log, 'of-alice!\n')
  kit.streams.append(log, `${'x'.repeat(16_380)}token-of-alice${'y'.repeat(100_000)}`)
  kit.streams.append(log, 'token-of-alice'.repeat(10_000))
  kit.streams.append(log, '\nnext\n')
  await kit.streams.finish(log)
  const lines = await kit.lines(log)
  expect(lines[0]).toEqual([1, 'key=***!'])
  expect(lines[1]![1]).toMatch(/^x+\*\*\*y… \(cut\)$/)
  expect(lines[2]).toEqual([3, 'next'])
  expect(JSON.stringify(lines)).not.toMatch(/token-of|of-alice/)
})

test('lines stay in order under many appends, and reading goes page by page', async () => {
  await using kit = await logKit()
  const log = await kit.create()
  for (let i = 1; i <= 3000; i++) kit.streams.append(log, `line ${i}\n`)
  await kit.streams.finish(log)
  const page = await kit.kernel.db.as(kit.alice, (tx) => kit.streams.read(tx, log, { after: 1000, limit: 500 }))
  expect(page.lines.map((l) => l.text)).toEqual(Array.from({ length: 500 }, (_, i) => `line ${1001 + i}`))
  expect(page.finished).toBe(true)
})

test('numbers go on where an earlier server left off', async () => {
  await using kit = await logKit()
  const log = await kit.create()
  kit.streams.append(log, 'one\ntwo\n')
  await kit.streams.finish(log) // forgets what is in memory, as a restart does
  kit.streams.append(log, 'three\n')
  expect(await kit.streams.position(log)).toBe(3)
  expect(await kit.lines(log)).toEqual([
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
  ])
})

test('lines wait while the database refuses them, and none is lost or doubled', async () => {
  await using kit = await logKit()
  const log = await kit.create()
  const ddl = (sql: string) => kit.kernel.db.system((tx) => tx.query(sql))
  await ddl('alter table kernel.log_lines rename to log_lines_away')
  kit.streams.append(log, 'one\n')
  await kit.streams.position(log)
  kit.streams.append(log, 'two\n')
  await ddl('alter table kernel.log_lines_away rename to log_lines')
  await expect
    .poll(() => kit.lines(log), { timeout: 10_000 })
    .toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
})

test('a log of another organisation is not there', async () => {
  await using kit = await logKit()
  const log = await kit.create()
  await expect(kit.kernel.db.as(kit.bob, (tx) => kit.streams.read(tx, log))).rejects.toMatchObject({
    code: 'logs.not_found',
  })
})

test('a reader follows a log live to its end, and resumes after the last line it has', async () => {
  await using kit = await logKit()
  const log = await kit.create()
  await using server = await serveStreams(kit)
  const reader = await server.open(`/logs/${log}/stream`, kit.alice)
  const seen: number[] = []
  const take = async (until: number) => {
    while ((seen.at(-1) ?? 0) < until) {
      const message = await reader.next()
      for (const line of JSON.parse(message.data)) seen.push(line.number)
    }
  }
  for (let i = 1; i <= 40; i++) {
    kit.streams.append(log, `line ${i}\n`)
    if (i % 10 === 0) await take(i)
  }
  await kit.streams.finish(log)
  expect((await reader.next()).event).toBe('end')
  expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))

  const late = await server.open(`/logs/${log}/stream`, kit.alice, { 'last-event-id': '38' })
  expect(JSON.parse((await late.next()).data).map((l: { number: number }) => l.number)).toEqual([39, 40])
  expect((await late.next()).event).toBe('end')
})

test('a log stream refuses strangers and nonsense before it begins', async () => {
  await using kit = await logKit()
  const log = await kit.create()
  await using server = await serveStreams(kit)
  await expect(server.open(`/logs/${log}/stream`, kit.bob)).rejects.toThrow('404 logs.not_found')
  await expect(server.open(`/logs/${log}/stream`, undefined)).rejects.toThrow('401 identity.unauthenticated')
  const narrow = { ...kit.alice, orgs: { org_alice: ['checks:write'] } }
  await expect(server.open(`/logs/${log}/stream`, narrow)).rejects.toThrow('403 kernel.forbidden')
  for (const nonsense of ['-1', '1.5', 'Infinity', '1e9', "1';drop"]) {
    await expect(server.open(`/logs/${log}/stream`, kit.alice, { 'last-event-id': nonsense })).rejects.toThrow(
      '400 logs.line',
    )
  }
})
