import { onTestFinished } from 'vitest'
import type { z } from 'zod'
import { createChecks } from '#checks'
import { createGit } from '#git'
import { createIdentity } from '#identity'
import { createIssues } from '#issues'
import type { Actor } from '#kernel'
import { createProjects, type ProtectionRule } from '#projects'
import { testKernel } from '#testing'
import { allEvents } from '../git/events.kit.ts'
import { createPulls } from './index.ts'

export const author = { name: 'Alice', email: 'alice@example.com' }
type Rule = z.input<typeof ProtectionRule>

/** alice's project with `main`, a colleague of hers, and bob next door. */
export async function workshop(rule: Partial<Rule> = {}, more: object = {}) {
  const kit = await testKernel()
  const { kernel } = kit
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const git = createGit(kernel, { identity, projects })
  const checks = createChecks(kernel, { projects })
  const issues = createIssues(kernel, { identity, projects, git })
  const pulls = createPulls(kernel, { identity, projects, issues, git, checks })
  await kit.start()
  onTestFinished(() => kit[Symbol.asyncDispose]())

  const person = async (login: string): Promise<Actor> => {
    const secret = await kernel.db.system(async (tx) => {
      const user = await identity.createUser(tx, { login, name: login, serverAdmin: false })
      return (await identity.issueToken(tx, { kind: 'person', subject: user.id, name: 'test', permissions: ['*'] }))
        .secret
    })
    return (await identity.authenticate(secret))!
  }
  const [alice, bob] = [await person('alice'), await person('bob')]
  const address = { owner: 'alice', name: 'app' }
  const settings = { protection: [{ pattern: 'main', ...rule }], ...more }
  const { id: project } = await kernel.call(projects.verbs.create, { ...address, settings }, { actor: alice })
  const org = Object.keys(alice.orgs)[0]!
  const reviewer: Actor = { kind: 'person', id: 'usr_reviewer', name: 'reviewer', orgs: { [org]: ['*'] } }
  const commit = (branch: string, files: Record<string, string>, message = 'change') =>
    git.importFiles(project, { branch, files, message, author, actor: alice })
  await commit('main', { 'a.txt': 'one\n', 'b.txt': 'two\n' }, 'begin')

  const topic = async (branch: string, files: Record<string, string> = { 'a.txt': `${branch}\n` }) => {
    await git.createBranch(project, { branch, from: 'main', actor: alice })
    return commit(branch, files, `on ${branch}`)
  }
  const open = async (head: string, more: object = {}) =>
    kernel.call(pulls.verbs.create, { ...address, title: `Merge ${head}`, head, ...more }, { actor: alice })
  const get = (number: number) => kernel.call(pulls.verbs.get, { ...address, number }, { actor: alice })
  const merge = (number: number, sha: string, method: 'merge' | 'squash' | 'rebase' = 'merge') =>
    kernel.call(pulls.verbs.merge, { ...address, number, sha, method }, { actor: alice })
  const review = (
    number: number,
    verdict: 'approve' | 'request_changes' | 'comment',
    sha: string,
    actor: Actor = reviewer,
  ) => kernel.call(pulls.verbs.review, { ...address, number, verdict, sha, body: 'as I see it' }, { actor })
  const events = (...names: string[]) => allEvents(kernel, { names })
  return {
    kernel,
    identity,
    projects,
    git,
    checks,
    issues,
    pulls,
    alice,
    bob,
    reviewer,
    org,
    project,
    address,
    commit,
    topic,
    open,
    get,
    merge,
    review,
    events,
  }
}
