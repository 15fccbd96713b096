import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createKernel, type Kernel } from '#kernel'
import { testKernel, testPlace } from '#testing'

const Payload = z.object({ text: z.string() })

/** What graphile-worker still holds. */
const held = (kernel: Kernel) =>
  kernel.db.system((tx) =>
    tx.query<{ attempts: number; max: number; key: string | null; runAt: Date }>(
      'select attempts, max_attempts as max, key, run_at as "runAt" from graphile_worker.jobs order by id',
    ),
  )
const makeDue = (kernel: Kernel) =>
  kernel.db.system((tx) => tx.query('update graphile_worker._private_jobs set run_at = now()'))

test('a job of a transaction that is rolled back never runs', async () => {
  await using kit = await testKernel()
  const ran: string[] = []
  const job = kit.kernel.jobs.define('probe.run', Payload, async ({ text }) => void ran.push(text))
  await kit.start()
  await expect(
    kit.kernel.db.as(kit.alice, async (tx) => {
      await job.add(tx, { text: 'undone' })
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await kit.kernel.db.as(kit.alice, (tx) => job.add(tx, { text: 'done' }))
  await expect.poll(() => ran).toEqual(['done'])
})

test('a failing job is tried again later each time, and buried once', async () => {
  await using kit = await testKernel()
  const attempts: [number, boolean][] = []
  const dead: string[] = []
  const job = kit.kernel.jobs.define(
    'probe.fail',
    Payload,
    async (_payload, { attempt, lastAttempt }) => {
      attempts.push([attempt, lastAttempt])
      throw new Error(`failure ${attempt}`)
    },
    { maxAttempts: 3, onDead: async ({ text }, error) => void dead.push(`${text}: ${error.message}`) },
  )
  await kit.start()
  await kit.kernel.db.system((tx) => job.add(tx, { text: 'x' }))
  const waits: number[] = []
  for (const done of [1, 2]) {
    await expect.poll(() => attempts.length, { timeout: 15_000 }).toBe(done)
    const failed = async () => (await held(kit.kernel))[0]!.runAt.getTime() - Date.now()
    await expect.poll(failed).toBeGreaterThan(0)
    waits.push(await failed())
    await makeDue(kit.kernel)
  }
  await expect.poll(() => dead, { timeout: 15_000 }).toEqual(['x: failure 3'])
  expect(attempts).toEqual([
    [1, false],
    [2, false],
    [3, true],
  ])
  expect(waits[1]).toBeGreaterThan(waits[0]!)
  await makeDue(kit.kernel)
  await kit.kernel.db.system((tx) => job.add(tx, { text: 'y' }))
  await makeDue(kit.kernel)
  await expect.poll(() => attempts.length, { timeout: 15_000 }).toBeGreaterThan(3)
  expect(dead).toEqual(['x: failure 3'])
})

test('a key replaces the job that waits, not one that runs', async () => {
  await using kit = await testKernel()
  const ran: string[] = []
  let release = (): void => undefined
  const job = kit.kernel.jobs.define('probe.key', Payload, async ({ text }) => {
    ran.push(text)
    if (text === 'running') await new Promise<void>((done) => (release = done))
  })
  await kit.start()
  const add = (text: string, runAt?: Date) =>
    kit.kernel.db.system((tx) => job.add(tx, { text }, { key: 'one', ...(runAt ? { runAt } : {}) }))
  const later = new Date(Date.now() + 3_600_000)
  await add('early', later)
  await add('late', later)
  expect(await held(kit.kernel)).toHaveLength(1)
  await add('running')
  await expect.poll(() => ran).toEqual(['running'])
  await add('after')
  await expect.poll(() => ran).toEqual(['running', 'after'])
  release()
  await expect.poll(() => held(kit.kernel)).toEqual([])
})

test('a job that is interrupted by a stop runs again after the next start, and the attempt does not count', async () => {
  const place = await testPlace()
  const seen: number[] = []
  const dead: string[] = []
  const begin = async (work: (signal: AbortSignal) => Promise<void>) => {
    const kernel = await createKernel(place.config)
    const job = kernel.jobs.define(
      'probe.stop',
      Payload,
      async (_payload, { attempt, signal }) => {
        seen.push(attempt)
        await work(signal)
      },
      { maxAttempts: 1, onDead: async () => void dead.push('dead') },
    )
    await kernel.start()
    return { kernel, job }
  }
  const first = await begin(
    (signal) => new Promise((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
  )
  await first.kernel.db.system((tx) => first.job.add(tx, { text: 'x' }))
  await expect.poll(() => seen).toEqual([1])
  await first.kernel.stop()

  const second = await begin(async () => undefined)
  await expect.poll(() => seen, { timeout: 15_000 }).toEqual([1, 1])
  await expect.poll(() => held(second.kernel)).toEqual([])
  expect(dead).toEqual([])
  await second.kernel.stop()
  await place.remove()
})

test('a job of a killed server runs again after the next start, even when it was its last attempt', async () => {
  const place = await testPlace()
  const script = `
    import { z } from 'zod'
    import { createKernel } from '#kernel'
    const config = JSON.parse(process.argv[1])
    const kernel = await createKernel(config)
    const job = kernel.jobs.define('probe.killed', z.object({ text: z.string() }), async () => {
      console.log('working')
      await new Promise(() => {})
    }, { maxAttempts: 1 })
    await kernel.start()
    await kernel.db.system((tx) => job.add(tx, { text: 'x' }))`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, JSON.stringify(place.config)], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(createInterface({ input: child.stdout }), 'line')
  child.kill('SIGKILL')
  await once(child, 'exit')

  const kernel = await createKernel(place.config)
  const ran: string[] = []
  kernel.jobs.define('probe.killed', Payload, async ({ text }) => void ran.push(text), { maxAttempts: 1 })
  await kernel.start()
  expect(await kernel.servers.alive()).toEqual([kernel.serverId])
  await expect.poll(() => ran, { timeout: 15_000 }).toEqual(['x'])
  await expect.poll(() => held(kernel)).toEqual([])
  await kernel.stop()
  await place.remove()
})
