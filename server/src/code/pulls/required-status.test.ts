import { expect, test } from 'vitest'
import { workshop } from './pulls.kit.ts'

test('a required check may be a commit status, and one of the same name as a check run has to pass with it', async () => {
  const { kernel, checks, topic, open, get, merge, project, address, alice } = await workshop({
    requiredChecks: ['deploy/preview'],
  })
  const sha = await topic('topic')
  await open('topic')
  const status = (state: 'pending' | 'failure' | 'success') =>
    kernel.call(checks.verbs.reportStatus, { ...address, sha, context: 'deploy/preview', state }, { actor: alice })
  const blockers = async () => (await get(1)).blockedBy
  expect(await blockers()).toEqual([`The required check deploy/preview has not reported on ${sha.slice(0, 7)} yet.`])
  await status('pending')
  expect(await blockers()).toEqual(['The required check deploy/preview is still running.'])
  await status('failure')
  expect(await blockers()).toEqual(['The required check deploy/preview ended with failure.'])
  await expect(merge(1, sha)).rejects.toMatchObject({ code: 'pulls.blocked' })
  await status('success')
  expect(await blockers()).toEqual([])
  const run = { project, sha, name: 'deploy/preview', status: 'completed' } as const
  await checks.report({ actor: alice }, { ...run, conclusion: 'cancelled' })
  expect(await blockers()).toEqual(['The required check deploy/preview ended with cancelled.'])
  await checks.report({ actor: alice }, { ...run, conclusion: 'success' })
  await merge(1, sha)
})
