import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { createGit } from '#git'
import { createIdentity } from '#identity'
import { type Actor, type VerbContext, verb } from '#kernel'
import { createProjects, ProjectAddress } from '#projects'
import { testKernel } from '#testing'
import { allEvents } from '../git/events.kit.ts'
import { createIssues, type IssueRow, type OpenIssue } from './index.ts'

/** alice's project `alice/app` with a colleague who may only read and open issues, and bob next door. */
export async function tracker() {
  const kit = await testKernel()
  const { kernel } = kit
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const git = createGit(kernel, { identity, projects })
  const issues = createIssues(kernel, { identity, projects, git })
  const inside = createInside(projects.scope)
  kernel.verbs.register(inside)
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
  const org = Object.keys(alice.orgs)[0]!
  /** bob, invited by alice as one who may read and open issues. */
  const guest: Actor = { ...bob, orgs: { ...bob.orgs, [org]: ['*:read', 'issues:create'] } }
  const address = { owner: 'alice', name: 'app' }
  const { id: project } = await kernel.call(projects.verbs.create, address, { actor: alice })

  const create = (title: string, more: object = {}, actor = alice) =>
    kernel.call(issues.verbs.create, { ...address, title, ...more }, { actor })
  const get = (number: number) => kernel.call(issues.verbs.get, { ...address, number }, { actor: alice })
  const update = (number: number, change: object, actor = alice) =>
    kernel.call(issues.verbs.update, { ...address, number, ...change }, { actor })
  const list = (filter: object = {}) => kernel.call(issues.verbs.list, { ...address, ...filter }, { actor: alice })
  const comment = (number: number, body: string, actor = alice) =>
    kernel.call(issues.verbs.comment, { ...address, number, body }, { actor })
  /** Any verb by its name. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the verb's
  const call = (name: string, input: object, actor = alice): Promise<any> =>
    kernel.call(kernel.verbs.find(name)!, input as never, { actor })
  const events = (...names: string[]) => allEvents(kernel, { names })

  /** What `#pulls` does: functions of the module inside a verb of its own. */
  const within = async <T>(run: (context: VerbContext) => Promise<T>, actor = alice): Promise<T> => {
    let answer: T
    steps.push(async (context) => {
      answer = await run(context)
    })
    await kernel.call(inside, { ...address, step: steps.length - 1 }, { actor })
    return answer!
  }
  const openPull = (title: string, more: Partial<OpenIssue> = {}): Promise<IssueRow> =>
    within(async (context) =>
      issues.open(context, { project: await projects.get(context.tx, address), kind: 'pull', title, ...more }),
    )
  return {
    kernel,
    identity,
    projects,
    git,
    issues,
    alice,
    bob,
    guest,
    org,
    project,
    address,
    create,
    get,
    update,
    list,
    comment,
    call,
    events,
    within,
    openPull,
  }
}

const steps: ((context: VerbContext) => Promise<void>)[] = []

function createInside(scope: ReturnType<typeof createProjects>['scope']) {
  return verb({
    name: 'test.inside',
    http: 'POST /projects/:owner/:name/test',
    summary: 'Run a step of a test',
    input: ProjectAddress.extend({ step: z.number() }),
    output: z.object({}),
    needs: 'pulls:write',
    scope,
    async run(context, { step }) {
      await steps[step]!(context)
      return {}
    },
  })
}
