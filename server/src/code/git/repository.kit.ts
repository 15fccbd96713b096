import { onTestFinished } from 'vitest'
import { createIdentity } from '#identity'
import { createProjects } from '#projects'
import { testKernel } from '#testing'
import { allEvents } from './events.kit.ts'
import { createGit } from './index.ts'

export const author = { name: 'Alice', email: 'alice@example.com' }

/** A started kernel with one project of alice's, holding two files. */
export async function repository(settings: object = {}) {
  const kit = await testKernel()
  const identity = createIdentity(kit.kernel)
  const projects = createProjects(kit.kernel, { identity })
  const git = createGit(kit.kernel, { identity, projects })
  await kit.start()
  onTestFinished(() => kit[Symbol.asyncDispose]())
  const alice = await kit.kernel.db.system(async (tx) => {
    const user = await identity.createUser(tx, { login: 'alice', name: 'Alice', serverAdmin: false })
    const { secret } = await identity.issueToken(tx, {
      kind: 'person',
      subject: user.id,
      name: 'test',
      permissions: ['*'],
    })
    return secret
  })
  const actor = (await identity.authenticate(alice))!
  const project = await kit.kernel.call(projects.verbs.create, { owner: 'alice', name: 'app', settings }, { actor })
  const first = await git.importFiles(project.id, {
    branch: 'main',
    files: { 'README.md': '# app\n', 'src/main.js': 'one\ntwo\nthree\n' },
    message: 'begin',
    author,
    actor,
  })
  const commit = (branch: string, files: Record<string, string | Buffer>, message = 'change') =>
    git.importFiles(project.id, { branch, files, message, author, actor })
  const pushes = () => allEvents(kit.kernel, { names: ['git.pushed'] })
  return {
    ...kit,
    identity,
    projects,
    git,
    actor,
    project: project.id,
    first,
    commit,
    pushes,
    address: { owner: 'alice', name: 'app' },
  }
}
