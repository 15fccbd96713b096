import { describe, expect, it } from 'vitest'
import type { Actor } from '#kernel'
import { testPlace } from '#testing'
import { sleeping, testCi, workflow } from './ci.kit.ts'

describe('a job', () => {
  it('whose server died begins once more, and fails when it happens again', async () => {
    await using server = await testCi({ slots: 1 })
    const sha = await server.push(workflow('jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo again }] } }'))
    const [first] = await server.completed(sha)
    const die = (attempt: number) =>
      server.kernel.db.system(async (tx) => {
        await tx.query(`update ci.runs set status = 'in_progress', conclusion = null where id = $1`, [first!.id])
        await tx.query(
          `update ci.jobs set status = 'in_progress', conclusion = null, server_id = 'srv_dead', attempt = $2 where run_id = $1`,
          [first!.id, attempt],
        )
      })
    await die(1)
    await server.ci.recover()
    const [second] = await server.completed(sha)
    expect(second).toMatchObject({ conclusion: 'success' })
    const log = await server.log(second!.jobs[0]!.log)
    expect(log).toContain('begins again (attempt 2)')
    expect(log.match(/^again$/gm)).toHaveLength(2)
    expect(log.split('\n')[second!.jobs[0]!.steps[0]!.firstLine! - 1]).toBe('##[group]Run echo again')

    await die(2)
    await server.kernel.db.system((tx) => tx.query(`update ci.steps set status = 'in_progress', conclusion = null`))
    await server.ci.recover()
    const [third] = await server.completed(sha)
    expect(third!.jobs[0]).toMatchObject({ conclusion: 'failure', reason: expect.stringContaining('runner was lost') })
    expect(third!.jobs[0]!.steps).toMatchObject([{ status: 'completed', conclusion: 'failure' }])
  })

  it('survives a restart of the server: it begins again and the run ends', async () => {
    const place = await testPlace()
    try {
      const before = await testCi({ place })
      const files = workflow(`jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo started; sleep 600
  b: { needs: a, runs-on: ubuntu-latest, steps: [{ run: echo after }] }`)
      const sha = await before.push(files)
      const stopped = await sleeping(before, sha)
      await before[Symbol.asyncDispose]()

      await using after = await testCi({ place })
      const again = await sleeping(after, sha)
      expect(again).toMatchObject({ id: stopped.id, status: 'in_progress' })
      expect(await after.log(again.jobs[0]!.log)).toContain('The server stopped')
      await after.kernel.call(after.ci.verbs.cancel, { ...after.address, run: again.id }, { actor: after.actor })
      const [run] = await after.completed(sha)
      expect(run).toMatchObject({ id: stopped.id, number: 1, conclusion: 'cancelled' })
      expect((await after.events('run.queued')).length).toBe(1)
      expect((await after.events('run.completed')).length).toBe(1)
    } finally {
      await place.remove()
    }
  })

  it('has a token that reads its project only, and loses it at the end', async () => {
    await using server = await testCi()
    const sha = await server.push(
      workflow(
        'jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: "echo $DEVFLOW_TOKEN > /tmp/t; echo started; sleep 600" }] } }',
      ),
    )
    const run = await sleeping(server, sha)
    const tokens = () =>
      server.kernel.db.system((tx) =>
        tx.query(
          `select project_ids as projects, permissions from identity.tokens where kind = 'job' and revoked_at is null`,
        ),
      )
    expect(await tokens()).toEqual([{ projects: [server.project.id], permissions: ['*:read'] }])
    await server.kernel.call(server.ci.verbs.cancel, { ...server.address, run: run.id }, { actor: server.actor })
    await server.completed(sha)
    expect(await tokens()).toEqual([])
  })

  it('of alice is nothing to bob', async () => {
    await using server = await testCi()
    const sha = await server.push(workflow('jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }'))
    const [run] = await server.completed(sha)
    const { verbs } = server.ci
    const input = { ...server.address, run: run!.id }
    for (const call of [
      (actor: Actor) => server.kernel.call(verbs.list, server.address, { actor }),
      (actor: Actor) => server.kernel.call(verbs.get, input, { actor }),
      (actor: Actor) => server.kernel.call(verbs.cancel, input, { actor }),
      (actor: Actor) => server.kernel.call(verbs.rerun, input, { actor }),
      (actor: Actor) => server.kernel.call(verbs.dispatch, { ...server.address, workflow: 'ci.yml' }, { actor }),
    ]) {
      await expect(call(server.bob)).rejects.toMatchObject({ kind: 'not_found' })
    }
    expect(
      await server.kernel.db.as(server.bob, (tx) =>
        tx.query('select id from ci.runs union all select id from ci.jobs'),
      ),
    ).toEqual([])
    const viewer: Actor = {
      ...server.actor,
      orgs: Object.fromEntries(Object.keys(server.actor.orgs).map((org) => [org, ['*:read']])),
    }
    await expect(server.kernel.call(verbs.rerun, input, { actor: viewer })).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
