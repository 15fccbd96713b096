import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createChecks } from '#checks'
import { createForks } from '#forks'
import { createGit } from '#git'
import { createIdentity } from '#identity'
import { createIssues } from '#issues'
import { type Actor, createKernel } from '#kernel'
import { createProjects } from '#projects'
import { createPulls } from '#pulls'
import { createSandbox } from '#sandbox'
import { bob, type TestPlace, testPlace } from '#testing'
import { createCi } from './ci.ts'
import type { Run } from './shapes.ts'

export const SECRET = 'correct-horse-battery'

const tokens = new WeakMap<TestPlace, string>()

/** A server with one project of alice's: a new one, or the next start of one whose `place` is given. */
export async function testCi({ slots = 2, place }: { slots?: number; place?: TestPlace } = {}) {
  const own = place ?? (await testPlace())
  const kernel = await createKernel(own.config)
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const sandbox = createSandbox(kernel, { environment: { PATH: process.env.PATH ?? '' } })
  const git = createGit(kernel, { identity, projects })
  const checks = createChecks(kernel, { projects })
  const issues = createIssues(kernel, { identity, projects, git })
  const forks = createForks(kernel, { identity, projects, git })
  const pulls = createPulls(kernel, { identity, projects, issues, git, checks })
  const publicUrl = () => 'http://localhost:4700'
  const secrets = async () => ({ KEY: SECRET })
  const ci = createCi(kernel, { projects, identity, sandbox, git, checks, pulls, publicUrl, secrets }, { slots })
  await kernel.start()
  const actor = await signIn()
  const address = { owner: 'alice', name: 'app' }
  const project =
    (await kernel.db.system((tx) => projects.find(tx, address))) ??
    (await kernel.call(projects.verbs.create, address, { actor }))
  const author = { name: 'alice', email: 'alice@example.com' }
  const call = { actor }

  async function signIn(): Promise<Actor> {
    const known = tokens.get(own)
    if (known) return (await identity.authenticate(known))!
    const { secret } = await kernel.db.system(async (tx) => {
      const user = await identity.createUser(tx, { login: 'alice', name: 'Alice', serverAdmin: false })
      return identity.issueToken(tx, { kind: 'person', subject: user.id, name: 'test', permissions: ['*'] })
    })
    tokens.set(own, secret)
    return (await identity.authenticate(secret))!
  }

  const server = {
    kernel,
    git,
    ci,
    forks,
    pulls,
    checks,
    identity,
    projects,
    project,
    address,
    actor,
    bob,
    async push(files: Record<string, string>, { branch = 'main', message = 'change' } = {}): Promise<string> {
      return git.importFiles(project.id, { branch, files, message, author, actor })
    },
    runs: async (): Promise<Run[]> => (await kernel.call(ci.verbs.list, { ...address }, call)).items,
    run: (run: string) => kernel.call(ci.verbs.get, { ...address, run }, call),
    /** Waits for a fact about the runs; reads again whenever something happened. */
    async until<T>(read: () => Promise<T | undefined | false>): Promise<T> {
      for (;;) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const off = kernel.events.tail({ project: project.id }, () => resolve())
        try {
          const value = await read()
          if (value) return value
          await Promise.race([promise, new Promise((wake) => setTimeout(wake, 200))])
        } finally {
          off()
        }
      }
    },
    completed: (sha: string, count = 1): Promise<Run[]> =>
      server.until(async () => {
        const runs = (await server.runs()).filter((run) => run.sha === sha)
        return runs.length >= count && runs.every((run) => run.status === 'completed') && runs
      }),
    async log(id: string | null): Promise<string> {
      const { lines } = await kernel.db.system((tx) => kernel.logStreams.read(tx, id!))
      return lines.map((line) => line.text).join('\n')
    },
    events: (name: string) =>
      kernel.db.system((tx) => kernel.events.before(tx, undefined, 1000, { names: [name], project: project.id })),
    checksOf: (sha: string) => kernel.db.system((tx) => checks.forSha(tx, project.id, sha)),
    workFolders: () => readdir(join(kernel.config.dataDir, 'ci')),
    async [Symbol.asyncDispose]() {
      await kernel.stop()
      if (!place) await own.remove()
    },
  }
  return server
}

export const workflow = (body: string, on = 'push') => ({ '.github/workflows/ci.yml': `name: CI\non: ${on}\n${body}` })
export const states = (run: Run) => Object.fromEntries(run.jobs.map((job) => [job.name, job.conclusion]))

/** A job that sleeps, one that needs it, and one that runs whatever happens. */
export const sleeper = (extra = '') => `
${extra}
jobs:
  long:
    runs-on: ubuntu-latest
    steps:
      - run: echo started; sleep 600
      - { if: always(), run: echo tidied }
  next: { needs: long, runs-on: ubuntu-latest, steps: [{ run: echo never }] }
  final: { needs: next, if: always(), runs-on: ubuntu-latest, steps: [{ run: echo final }] }
`

type Server = Awaited<ReturnType<typeof testCi>>
/** Waits until the sleeper sleeps. */
export const sleeping = (server: Server, sha: string) =>
  server.until(async () => {
    const run = (await server.runs()).find((one) => one.sha === sha)
    const log = run?.jobs[0]?.log
    return run && log && (await server.log(log)).split('\n').includes('started') ? run : undefined
  })
