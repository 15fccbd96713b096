import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createGit } from '#git'
import { createIdentity } from '#identity'
import { createProjects } from '#projects'
import { testKernel } from '#testing'
import { createGitCommand } from './command.ts'
import { removeLeftovers } from './leftovers.ts'

const author = { name: 'Alice', email: 'alice@example.com' }
const HOUR_MS = 3_600_000

async function repository() {
  const kit = await testKernel()
  const { kernel } = kit
  const identity = createIdentity(kernel)
  const projects = createProjects(kernel, { identity })
  const git = createGit(kernel, { identity, projects })
  await kit.start()
  onTestFinished(() => kit[Symbol.asyncDispose]())
  const secret = await kernel.db.system(async (tx) => {
    const user = await identity.createUser(tx, { login: 'alice', name: 'Alice', serverAdmin: false })
    return (await identity.issueToken(tx, { kind: 'person', subject: user.id, name: 'test', permissions: ['*'] }))
      .secret
  })
  const actor = await identity.authenticate(secret)
  const { id: project } = await kernel.call(projects.verbs.create, { owner: 'alice', name: 'app' }, { actor })
  const commit = (branch: string, files: Record<string, string>) =>
    git.importFiles(project, { branch, files, message: `change ${branch}`, author })
  const command = createGitCommand(join(kernel.config.dataDir, 'git/config'))
  return { kernel, git, project, commit, command, gitDir: git.path(project) }
}

async function age(path: string, ms: number): Promise<void> {
  const at = new Date(Date.now() - ms)
  await utimes(path, at, at)
}

test('upkeep writes a commit-graph with the paths each commit touched, and adds to it when more is pushed', async () => {
  const { git, project, commit, command, gitDir } = await repository()
  await commit('main', { 'src/a.txt': '1' })
  await commit('main', { 'src/b.txt': '2' })
  await git.tidy(project)
  const folder = join(gitDir, 'objects/info/commit-graphs')
  const [layer] = (await readFile(join(folder, 'commit-graph-chain'), 'utf8')).trim().split('\n')
  // BIDX and BDAT are the chunks of the changed-path filters (gitformat-commit-graph).
  const graph = await readFile(join(folder, `graph-${layer}.graph`), 'latin1')
  expect(graph).toContain('BIDX')
  expect(graph).toContain('BDAT')
  const head = await commit('main', { 'src/c.txt': '3' })
  await git.tidy(project)
  await command.run(['commit-graph', 'verify'], { gitDir })
  expect((await git.log(project, { from: head, path: 'src/b.txt' })).map(({ message }) => message)).toEqual([
    'change main',
  ])
})

test('many packs become few, with one index and a bitmap over all of them, and many refs one file', async () => {
  const { git, project, commit, command, gitDir } = await repository()
  for (let i = 0; i < 20; i++) {
    await commit('main', { [`f${i}.txt`]: `${i}` })
    await command.run(['repack', '-d', '-q'], { gitDir })
  }
  const head = await git.resolve(project, 'main')
  const lines = Array.from({ length: 120 }, (_, i) => `create refs/tags/v${i} ${head}\n`).join('')
  await command.run(['update-ref', '--stdin'], { gitDir, input: lines })
  await git.tidy(project)
  const packs = await readdir(join(gitDir, 'objects/pack'))
  expect(packs.filter((name) => name.endsWith('.pack')).length).toBeLessThan(5)
  expect(packs.filter((name) => /^multi-pack-index(-.*\.bitmap)?$/.test(name))).toHaveLength(2)
  expect(await readdir(join(gitDir, 'refs/tags'))).toEqual([])
  expect(await git.resolve(project, 'v119')).toBe(head)
  await command.run(['multi-pack-index', 'verify'], { gitDir })
  await command.run(['fsck', '--full', '--strict'], { gitDir })
})

test('what killed processes left is removed once it is old, and a push under way is left alone', async () => {
  const { git, project, commit, gitDir } = await repository()
  await commit('main', { a: '1' })
  const objects = join(gitDir, 'objects')
  const old = [join(objects, 'tmp_objdir-incoming-dead'), join(objects, 'pack/tmp_pack_dead')]
  const young = [join(objects, 'tmp_objdir-incoming-live'), join(objects, 'pack/tmp_pack_live')]
  for (const folder of [old[0]!, young[0]!]) await mkdir(join(folder, 'pack'), { recursive: true })
  for (const file of [old[1]!, young[1]!]) await writeFile(file, 'PACK')
  const lock = join(gitDir, 'packed-refs.lock')
  await writeFile(lock, '')
  for (const path of old) await age(path, 24 * HOUR_MS + 60_000)
  for (const path of young) await age(path, 24 * HOUR_MS - 60_000)
  await age(lock, HOUR_MS - 60_000)
  expect(await removeLeftovers(gitDir)).toEqual(old)
  await age(lock, HOUR_MS + 60_000)
  expect(await removeLeftovers(gitDir)).toEqual([lock])
  await git.tidy(project)
  expect(await readdir(join(objects, 'pack'))).toContain('tmp_pack_live')
})

test('upkeep that is stopped in the middle leaves a whole repository, and the next one finishes', async () => {
  const { git, project, commit, command, gitDir } = await repository()
  const head = await commit('main', Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`f${i}`, `${i}`])))
  const stop = new AbortController()
  const stopped = expect(git.tidy(project, stop.signal)).rejects.toThrow()
  stop.abort()
  await stopped
  expect((await git.tree(project, head)).length).toBe(1200)
  await git.tidy(project)
  await command.run(['fsck', '--full'], { gitDir })
})

test('a push has the repository looked after within minutes, and a deleted project is no failure', async () => {
  const { kernel, git, project, commit } = await repository()
  await commit('main', { a: '1' })
  const waiting = () =>
    kernel.db.system((tx) =>
      tx.query<{ key: string; queue: string }>(
        `select key, queue_name as queue from graphile_worker.jobs where task_identifier in ('git.tidy', 'git.sweep') order by key`,
      ),
    )
  await expect.poll(waiting).toMatchObject([
    { key: 'git.sweep', queue: null },
    { key: expect.stringContaining(`git.tidy:${project}:`), queue: 'git.upkeep' },
  ])
  await git.tidy('prj_gone')
})
