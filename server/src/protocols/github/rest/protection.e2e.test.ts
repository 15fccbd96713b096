import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub
beforeAll(async () => {
  github = await testGithub()
}, 120_000)
afterAll(() => github[Symbol.asyncDispose]())

test('a branch is protected, read, changed in parts and freed by Octokit', async () => {
  await github.repository('kept', { 'a.txt': 'a\n' }, 'public')
  const { alice, bob } = github
  const on = { owner: 'alice', repo: 'kept', branch: 'main' }
  await expect(alice.rest.repos.getBranchProtection(on)).rejects.toMatchObject({ status: 404 })
  const { data: set } = await alice.rest.repos.updateBranchProtection({
    ...on,
    required_status_checks: { strict: true, contexts: ['build'] },
    enforce_admins: true,
    required_pull_request_reviews: { required_approving_review_count: 1, require_code_owner_reviews: true },
    restrictions: { users: ['alice'], teams: [], apps: ['release'] },
    required_linear_history: true,
    required_conversation_resolution: true,
  })
  expect(set).toMatchObject({ required_linear_history: { enabled: true }, allow_force_pushes: { enabled: false } })
  const { data: read } = await alice.rest.repos.getBranchProtection(on)
  expect(read).toMatchObject({
    required_status_checks: { strict: true, contexts: ['build'] },
    required_pull_request_reviews: { required_approving_review_count: 1, require_code_owner_reviews: true },
    restrictions: { users: [{ login: 'alice' }], apps: [{ slug: 'release' }] },
    required_conversation_resolution: { enabled: true },
  })
  expect((await alice.rest.repos.getBranch(on)).data.protected).toBe(true)
  expect((await alice.rest.repos.addStatusCheckContexts({ ...on, contexts: ['lint', 'build'] })).data).toEqual([
    'build',
    'lint',
  ])
  expect((await alice.rest.repos.removeStatusCheckContexts({ ...on, contexts: ['build'] })).data).toEqual(['lint'])
  expect((await alice.rest.repos.updateStatusCheckProtection({ ...on, strict: false })).data).toMatchObject({
    strict: false,
    contexts: ['lint'],
  })
  expect(
    (await alice.rest.repos.updatePullRequestReviewProtection({ ...on, required_approving_review_count: 2 })).data,
  ).toMatchObject({
    required_approving_review_count: 2,
    require_code_owner_reviews: true,
  })
  await expect(
    bob.rest.repos.updateBranchProtection({
      ...on,
      required_status_checks: null,
      enforce_admins: null,
      required_pull_request_reviews: null,
      restrictions: null,
    }),
  ).rejects.toMatchObject({ status: 403 })
  expect((await alice.rest.repos.getStatusChecksProtection(on)).data.contexts).toEqual(['lint'])
  await alice.rest.repos.deleteBranchProtection(on)
  await expect(alice.rest.repos.getBranchProtection(on)).rejects.toMatchObject({ status: 404 })
  await expect(alice.rest.repos.getBranchProtection({ ...on, branch: 'none' })).rejects.toMatchObject({ status: 404 })
})

test('signatures are demanded and no longer demanded at the address of their own, and a new protection keeps the demand', async () => {
  await github.repository('signed')
  const { alice, bob } = github
  const on = { owner: 'alice', repo: 'signed', branch: 'main' }
  const open = {
    ...on,
    required_status_checks: null,
    enforce_admins: null,
    required_pull_request_reviews: null,
    restrictions: null,
  }
  await expect(alice.rest.repos.createCommitSignatureProtection(on)).rejects.toMatchObject({ status: 404 })
  await alice.rest.repos.updateBranchProtection(open)
  expect((await alice.rest.repos.getCommitSignatureProtection(on)).data.enabled).toBe(false)
  expect((await alice.rest.repos.createCommitSignatureProtection(on)).data.enabled).toBe(true)
  const { data: again } = await alice.rest.repos.updateBranchProtection({ ...open, required_linear_history: true })
  expect(again).toMatchObject({ required_signatures: { enabled: true }, required_linear_history: { enabled: true } })
  await expect(bob.rest.repos.deleteCommitSignatureProtection(on)).rejects.toMatchObject({ status: 404 })
  await alice.rest.repos.deleteCommitSignatureProtection(on)
  expect((await alice.rest.repos.getCommitSignatureProtection(on)).data.enabled).toBe(false)
})
