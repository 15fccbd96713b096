import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createGitCommand, type GitCommand } from './command.ts'
import { EMPTY_TREE, ZERO } from './names.ts'
import { createObjectReader } from './object-reader.ts'

const run = promisify(execFile)

/** The real git, remembering which processes it started, and repositories with one blob each. */
async function repositories(...contents: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'devflow-objects-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const real = createGitCommand('/dev/null')
  const children: ReturnType<GitCommand['spawn']>[] = []
  const git: GitCommand = {
    ...real,
    spawn(args, options) {
      const child = real.spawn(args, options)
      children.push(child)
      return child
    },
  }
  const places = []
  for (const [index, content] of contents.entries()) {
    const gitDir = join(folder, `${index}.git`)
    await run('git', ['init', '-q', '--bare', gitDir])
    places.push({ gitDir, sha: await git.text(['hash-object', '-w', '--stdin'], { gitDir, input: content }) })
  }
  return { git, children, places }
}

test('many questions at once are answered in their order by one process', async () => {
  const large = `${'line\n'.repeat(100_000)}end`
  const { git, children, places } = await repositories(large)
  const [{ gitDir, sha }] = places as [{ gitDir: string; sha: string }]
  const objects = createObjectReader(git)
  onTestFinished(() => objects.stop())
  const infos = objects.info(gitDir, [sha, ZERO, EMPTY_TREE, sha])
  const blobs = Array.from({ length: 20 }, () => objects.read(gitDir, sha))
  const missing = objects.read(gitDir, ZERO)
  expect(await infos).toEqual([
    { sha, type: 'blob', sizeBytes: large.length },
    undefined,
    { sha: EMPTY_TREE, type: 'tree', sizeBytes: 0 },
    { sha, type: 'blob', sizeBytes: large.length },
  ])
  for (const blob of await Promise.all(blobs)) expect(blob?.content.equals(Buffer.from(large))).toBe(true)
  expect(await missing).toBeUndefined()
  expect(children).toHaveLength(1)
})

test('a process that is killed in the middle is replaced, and whoever asked does not notice', async () => {
  const { git, children, places } = await repositories('x'.repeat(5_000_000))
  const [{ gitDir, sha }] = places as [{ gitDir: string; sha: string }]
  const objects = createObjectReader(git)
  onTestFinished(() => objects.stop())
  await objects.info(gitDir, [sha])
  const answer = objects.read(gitDir, sha)
  process.kill(children[0]!.pid!, 'SIGKILL')
  expect((await answer)?.sizeBytes).toBe(5_000_000)
  expect(children).toHaveLength(2)
})

test('there are never more processes than the limit, and a closed repository has none', async () => {
  const { git, children, places } = await repositories('a', 'b', 'c')
  const objects = createObjectReader(git, { mostProcesses: 2 })
  onTestFinished(() => objects.stop())
  for (const { gitDir, sha } of places) expect((await objects.read(gitDir, sha))?.type).toBe('blob')
  expect(objects.running()).toEqual([places[1]!.gitDir, places[2]!.gitDir])
  objects.close(places[2]!.gitDir)
  await expect.poll(() => children[2]!.signalCode).toBe('SIGKILL')
  expect(objects.running()).toEqual([places[1]!.gitDir])
  // While both are busy, a third repository is read without a process that stays.
  const busy = places.slice(0, 2).map(({ gitDir, sha }) => objects.read(gitDir, sha))
  expect((await objects.read(places[2]!.gitDir, places[2]!.sha))?.content.toString()).toBe('c')
  await Promise.all(busy)
  expect(objects.running()).toHaveLength(2)
})

test('an idle process goes by itself and comes back with the next question', async () => {
  const { git, children, places } = await repositories('a')
  const [{ gitDir, sha }] = places as [{ gitDir: string; sha: string }]
  const objects = createObjectReader(git, { idleMs: 1 })
  onTestFinished(() => objects.stop())
  await objects.read(gitDir, sha)
  await expect.poll(() => objects.running()).toEqual([])
  expect((await objects.read(gitDir, sha))?.content.toString()).toBe('a')
  expect(children).toHaveLength(2)
})

test('with a git that has no --batch-command every question is answered by a process of its own', async () => {
  const { git, places } = await repositories('a')
  const [{ gitDir, sha }] = places as [{ gitDir: string; sha: string }]
  const old: GitCommand = {
    ...git,
    spawn: (args, options) => git.spawn(args.includes('--batch-command') ? ['cat-file', '--no-such'] : args, options),
  }
  const objects = createObjectReader(old)
  onTestFinished(() => objects.stop())
  expect((await objects.read(gitDir, sha))?.content.toString()).toBe('a')
  expect(await objects.info(gitDir, [ZERO, sha])).toMatchObject([undefined, { sha, type: 'blob' }])
  expect(objects.running()).toEqual([])
})
