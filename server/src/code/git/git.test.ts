import { execFile } from 'node:child_process'
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { systemActor } from '#kernel'
import { createGitCommand } from './command.ts'
import { ZERO } from './index.ts'
import { createJournal } from './journal.ts'
import { mergeTrees, mergeTreesByCheckout } from './merge.ts'
import { author, repository } from './repository.kit.ts'

const run = promisify(execFile)

test('imported files become a commit that is announced, on top of what the branch has', async () => {
  const { git, project, first, commit, pushes } = await repository()
  const second = await commit('main', { 'src/added "quoted".js': 'x', bin: Buffer.from([0, 255]) })
  expect((await git.log(project, { from: second })).map(({ sha, message }) => [sha, message])).toEqual([
    [second, 'change'],
    [first, 'begin'],
  ])
  expect((await git.tree(project, 'main')).map(({ path, type }) => [path, type])).toEqual([
    ['src', 'tree'],
    ['README.md', 'blob'],
    ['bin', 'blob'],
  ])
  expect(await git.blob(project, 'main', 'bin')).toMatchObject({ binary: true, sizeBytes: 2, truncated: false })
  expect((await git.blob(project, 'main', 'src/added "quoted".js')).content.toString()).toBe('x')
  expect((await git.blob(project, 'main', 'src/main.js', 5)).truncated).toBe(true)
  expect((await pushes()).map(({ data }) => [data.before, data.after])).toEqual([
    [ZERO, first],
    [first, second],
  ])
  await expect(commit('main', { '.git/hooks/x': '' })).rejects.toMatchObject({ code: 'git.path' })
  await expect(commit('main', { '../x': '' })).rejects.toMatchObject({ code: 'git.path' })
  expect(await git.refs(project, 'refs/devflow/')).toEqual([])
})

test('a diff names every kind of change, with counts and bounded patches', async () => {
  const { git, project, kernel, first } = await repository()
  const tree = await git.createWorktree(project, { id: 'att_diff', branch: 'topic', base: 'main' })
  await writeFile(join(tree.path, 'src/main.js'), 'one\n2\nthree\nfour')
  await rm(join(tree.path, 'README.md'))
  await writeFile(join(tree.path, 'new\nline.txt'), 'diff --git a/x b/x\n')
  await symlink('/etc/passwd', join(tree.path, 'link'))
  await writeFile(join(tree.path, 'large.txt'), 'x\n'.repeat(150_000))
  await writeFile(join(tree.path, 'data.bin'), Buffer.from([0, 1, 2]))
  const sha = await tree.commit({ message: 'many kinds', author, trailers: { 'DevFlow-Attempt': 'att_diff' } })
  const files = await git.diff(project, first, sha!)
  expect(
    files.map(({ path, status, additions, deletions, binary, truncated }) => ({
      path,
      status,
      additions,
      deletions,
      binary,
      truncated,
    })),
  ).toEqual([
    { path: 'README.md', status: 'deleted', additions: 0, deletions: 1, binary: false, truncated: false },
    { path: 'data.bin', status: 'added', additions: 0, deletions: 0, binary: true, truncated: false },
    { path: 'large.txt', status: 'added', additions: 150_000, deletions: 0, binary: false, truncated: true },
    { path: 'link', status: 'added', additions: 1, deletions: 0, binary: false, truncated: false },
    { path: 'new\nline.txt', status: 'added', additions: 1, deletions: 0, binary: false, truncated: false },
    { path: 'src/main.js', status: 'modified', additions: 2, deletions: 1, binary: false, truncated: false },
  ])
  expect(files.at(-1)!.patch).toMatch(/^diff --git a\/src\/main.js b\/src\/main.js\n/)
  expect(files.at(-1)!.patch).toContain('\n-two\n+2\n three\n+four\n\\ No newline at end of file')
  expect(files[4]!.patch).toContain('\n+diff --git a/x b/x\n')
  const limited = await git.diff(project, first, sha!, { totalPatchBytes: 10 })
  expect(limited.every(({ patch }) => patch === '')).toBe(true)

  await rename(join(tree.path, 'src/main.js'), join(tree.path, 'src/moved.js'))
  await rm(join(tree.path, 'link'))
  await writeFile(join(tree.path, 'link'), 'now a file\n')
  const next = await tree.commit({ message: 'move', author })
  expect(await git.diff(project, sha!, next!)).toMatchObject([
    { path: 'link', status: 'modified', additions: 1, deletions: 1 },
    { path: 'src/moved.js', oldPath: 'src/main.js', status: 'renamed', additions: 0, deletions: 0 },
  ])
  expect((await git.log(project, { from: sha!, limit: 1 }))[0]!.message).toContain('\n\nDevFlow-Attempt: att_diff')
  await tree.remove()
  expect(await readdir(join(kernel.config.dataDir, 'worktrees'))).toEqual([])
})

test('a snapshot is exact and harmless whatever an agent did to the folder', async () => {
  const { git, project, kernel } = await repository()
  const tree = await git.createWorktree(project, { id: 'att_hostile', branch: 'topic', base: 'main' })
  const before = await tree.snapshot()
  expect(await tree.snapshot()).toBe(before)
  expect(await tree.commit({ message: 'nothing', author })).toBeUndefined()

  const proof = join(kernel.config.dataDir, 'executed')
  const hostile = `touch ${proof}`
  // The worktree's own .git becomes a repository whose configuration runs programs.
  await rm(join(tree.path, '.git'))
  await run('git', ['init', '-q', tree.path])
  for (const [key, value] of [
    ['core.fsmonitor', hostile],
    ['filter.evil.clean', hostile],
    ['core.hooksPath', '.hooks'],
    ['diff.external', hostile],
  ]) {
    await run('git', ['-C', tree.path, 'config', key!, value!])
  }
  await writeFile(join(tree.path, '.gitattributes'), '* filter=evil diff=evil\n')
  await mkdir(join(tree.path, '.hooks'))
  for (const hook of ['post-index-change', 'pre-commit', 'post-commit', 'reference-transaction']) {
    await writeFile(join(tree.path, '.hooks', hook), `#!/bin/sh\n${hostile}\n`)
    await chmod(join(tree.path, '.hooks', hook), 0o755)
  }
  // Repositories inside, one with a commit and one without, would become submodules.
  for (const nested of ['vendor/lib', 'vendor/empty']) {
    await mkdir(join(tree.path, nested), { recursive: true })
    await run('git', ['init', '-q', join(tree.path, nested)])
    await writeFile(join(tree.path, nested, 'code.js'), nested)
    await writeFile(join(tree.path, nested, 'noise.log'), 'ignored')
  }
  await run('git', [
    '-C',
    join(tree.path, 'vendor/lib'),
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@b',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'x',
  ])
  await writeFile(join(tree.path, '.gitignore'), '*.log\nnode_modules/\n')
  await mkdir(join(tree.path, 'node_modules/x'), { recursive: true })
  await writeFile(join(tree.path, 'node_modules/x/index.js'), 'ignored')
  await symlink('/etc', join(tree.path, 'etc'))
  await run('mkfifo', [join(tree.path, 'pipe')])
  await rm(join(tree.path, 'README.md'))
  await run('mkfifo', [join(tree.path, 'README.md')])
  // A folder with tracked files is swapped for a symlink to another.
  await rename(join(tree.path, 'src'), join(tree.path, 'moved'))
  await writeFile(join(tree.path, 'moved/main.js'), 'changed behind the link\n')
  await symlink('moved', join(tree.path, 'src'))

  const after = await tree.snapshot()
  const files = await tree.diffTrees(before, after)
  expect(files.map(({ path, status }) => `${status} ${path}`).sort()).toEqual(
    [
      'added .gitattributes',
      'added .gitignore',
      'added .hooks/post-commit',
      'added .hooks/post-index-change',
      'added .hooks/pre-commit',
      'added .hooks/reference-transaction',
      'added etc',
      'added src',
      'added moved/main.js',
      'added vendor/empty/code.js',
      'added vendor/lib/code.js',
      'deleted README.md',
      'deleted src/main.js',
    ].sort(),
  )
  const sha = await tree.commit({ message: 'from a hostile folder', author })
  expect((await git.tree(project, sha!, 'vendor/lib')).map(({ type }) => type)).toEqual(['blob'])
  await expect(lstat(proof)).rejects.toMatchObject({ code: 'ENOENT' })
  await tree.remove()
  expect(await git.resolve(project, 'topic')).toBe(sha)
})

test('a checkout has plain files only, and no symlink leads out of it', async () => {
  const { git, project, kernel, first } = await repository()
  const tree = await git.createWorktree(project, { id: 'att_links', branch: 'links', base: 'main' })
  await mkdir(join(tree.path, 'sub/deep'), { recursive: true })
  for (const [path, target] of [
    ['absolute', '/etc/passwd'],
    ['up', '../../secret'],
    ['inside', 'src/main.js'],
    ['sub/near', '../README.md'],
    ['hop', 'sub/deep'],
    ['sub/deep/far', '../../../x'],
  ]) {
    await symlink(target!, join(tree.path, path!))
  }
  const sha = await tree.commit({ message: 'links', author })
  const directory = await mkdtemp(join(kernel.config.dataDir, 'checkout-'))
  await git.checkout(project, sha!, directory)
  const isLink = async (path: string) => (await lstat(join(directory, path))).isSymbolicLink()
  expect(await Promise.all(['absolute', 'up', 'sub/deep/far', 'inside', 'sub/near', 'hop'].map(isLink))).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
  ])
  expect(await readFile(join(directory, 'absolute'), 'utf8')).toBe('/etc/passwd')
  expect(await readFile(join(directory, 'src/main.js'), 'utf8')).toBe('one\ntwo\nthree\n')
  expect(await readdir(directory)).not.toContain('.git')
  await expect(git.checkout(project, first, directory)).rejects.toMatchObject({ code: 'git.checkout_not_empty' })
})

test('merging makes a commit, squash and rebase too, and conflicts are named', async () => {
  const { git, project, first, commit } = await repository()
  await git.createBranch(project, { branch: 'topic', from: 'main' })
  await commit('topic', { 'a.txt': 'a' }, 'first on topic')
  const head = await commit('topic', { 'b.txt': 'b' }, 'second on topic\n\nwith a body')
  const base = await commit('main', { 'c.txt': 'c' })
  const merge = async (method: 'merge' | 'squash' | 'rebase', theirs = head) => {
    const merged = await git.merge(project, { base, head: theirs, method, message: `by ${method}`, author })
    return 'sha' in merged ? git.log(project, { from: merged.sha }) : merged.conflicts
  }
  const merged = (await merge('merge')) as { sha: string; parents: string[]; tree: string; message: string }[]
  expect(merged[0]).toMatchObject({ parents: [base, head], message: 'by merge' })
  const squashed = (await merge('squash')) as typeof merged
  expect(squashed.map(({ message }) => message)).toEqual(['by squash', 'change', 'begin'])
  const rebased = (await merge('rebase')) as typeof merged
  expect(rebased.map(({ message }) => message)).toEqual([
    'second on topic\n\nwith a body',
    'first on topic',
    'change',
    'begin',
  ])
  expect(new Set([merged, squashed, rebased].map(([tip]) => tip!.tree)).size).toBe(1)
  expect(await git.resolve(project, 'main')).toBe(base)
  expect(await git.merge(project, { base: head, head: first, method: 'merge', message: '', author })).toEqual({
    sha: head,
  })

  await git.createBranch(project, { branch: 'clash', from: first })
  const clash = await commit('clash', { 'c.txt': 'mine', 'src/main.js': 'mine' })
  expect(await merge('merge', clash)).toEqual(['c.txt'])
  expect(await merge('rebase', clash)).toEqual(['c.txt'])
  expect(await git.conflicts(project, { base, head })).toEqual([])
  await expect(
    git.merge(project, { base: first, head: merged[0]!.sha, method: 'rebase', message: '', author }),
  ).rejects.toMatchObject({ code: 'git.rebase_of_merge' })
})

test('merging without merge-tree, as before git 2.38, has the same outcome', async () => {
  const { kernel, git, project, first, commit } = await repository()
  await git.createBranch(project, { branch: 'topic', from: 'main' })
  const theirs = await commit('topic', { 'src/main.js': 'one\ntwo\n3\n', 'new.txt': 'n' })
  const ours = await commit('main', { 'README.md': '# changed\n' })
  const clash = await commit('main', { 'src/main.js': 'uno\ntwo\ndrei\n', 'new.txt': 'other' })
  const command = createGitCommand(join(kernel.config.dataDir, 'git/config'))
  const at = { gitDir: git.path(project), theirs }
  for (const side of [first, ours, clash]) {
    expect(await mergeTreesByCheckout(command, { ...at, ours: side })).toEqual(
      await mergeTrees(command, { ...at, ours: side }),
    )
  }
  expect(await mergeTrees(command, { ...at, ours: clash })).toEqual({ conflicts: ['new.txt', 'src/main.js'] })
  expect((await readdir(git.path(project))).filter((name) => name.startsWith('merge-'))).toEqual([])
})

test('many small pushes are packed, and nothing is lost by it, snapshots included', async () => {
  const { git, project, commit } = await repository()
  const files = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f${i}.txt`, `${i}`]))
  const tree = await git.createWorktree(project, { id: 'att_many', branch: 'topic', base: 'main' })
  for (const [path, content] of Object.entries(files)) await writeFile(join(tree.path, path), content)
  const snapshot = await tree.snapshot()
  for (const [path, content] of Object.entries(files)) await writeFile(join(tree.path, path), `${content}!`)
  const sha = await tree.commit({ message: 'many', author })
  const main = await commit('main', { x: '1' })
  await git.tidy(project)
  const { stdout } = await run('git', ['--git-dir', git.path(project), 'count-objects', '-v'])
  expect(Number(/^in-pack: (\d+)$/m.exec(stdout)![1])).toBeGreaterThan(600)
  expect(await git.diff(project, snapshot, sha!, { totalPatchBytes: 0 })).toHaveLength(600)
  expect(await git.resolve(project, 'main')).toBe(main)
})

test('a ref moves only from where it was thought to be, and protection holds for verbs too', async () => {
  const { kernel, git, project, actor, first, address, commit } = await repository()
  const second = await commit('main', { x: '1' })
  await expect(
    git.updateRef(project, { ref: 'refs/heads/main', from: second, to: first, actor, via: 'merge' }),
  ).rejects.toMatchObject({ code: 'protection.force_push' })
  await expect(
    git.updateRef(project, { ref: 'refs/heads/main', from: second, to: second, actor }),
  ).rejects.toMatchObject({ code: 'protection.require_pull' })
  await git.createBranch(project, { branch: 'topic', from: first })
  await expect(
    git.updateRef(project, { ref: 'refs/heads/topic', from: second, to: second, actor }),
  ).rejects.toMatchObject({ code: 'git.ref_moved' })
  await expect(
    git.updateRef(project, { ref: 'refs/heads/topic/sub', from: undefined, to: second, actor }),
  ).rejects.toMatchObject({ code: 'git.ref_moved' })
  await expect(
    git.updateRef(project, { ref: 'refs/pull/1/head', from: undefined, to: second, actor }),
  ).rejects.toMatchObject({ code: 'git.ref_name' })
  const { createBranch, deleteBranch, branches } = git.verbs
  await expect(kernel.call(createBranch, { ...address, branch: '--force' }, { actor })).rejects.toMatchObject({
    code: 'git.branch_name',
  })
  await expect(kernel.call(createBranch, { ...address, branch: 'topic' }, { actor })).rejects.toMatchObject({
    code: 'git.branch_exists',
  })
  await expect(kernel.call(deleteBranch, { ...address, branch: 'main' }, { actor })).rejects.toMatchObject({
    code: 'protection.default_branch',
  })
  await kernel.call(createBranch, { ...address, branch: 'made', from: 'topic' }, { actor })
  await kernel.call(deleteBranch, { ...address, branch: 'topic' }, { actor })
  const { items } = await kernel.call(branches, address, { actor })
  expect(items).toEqual([
    { name: 'main', sha: second, default: true, protected: true },
    { name: 'made', sha: first, default: false, protected: false },
  ])
})

test('reads answer in sentences for what is not there, and never compute with input', async () => {
  const { kernel, git, actor, address, first } = await repository()
  const { tree, blob, commits, commit, compare } = git.verbs
  for (const ref of ['nothing', 'main~1', ':/begin', '--output=/tmp/x', '@{u}', 'main:README.md', 'refs/heads/../x']) {
    await expect(kernel.call(tree, { ...address, ref }, { actor }), ref).rejects.toMatchObject({
      code: 'git.ref_not_found',
    })
  }
  for (const path of ['../x', '/etc/passwd', 'a/../../b']) {
    await expect(kernel.call(blob, { ...address, path }, { actor }), path).rejects.toMatchObject({ code: 'git.path' })
  }
  await expect(kernel.call(blob, { ...address, path: 'src' }, { actor })).rejects.toMatchObject({
    code: 'git.path_not_found',
  })
  await expect(kernel.call(tree, { ...address, path: 'README.md' }, { actor })).rejects.toMatchObject({
    code: 'git.path_not_found',
  })
  await expect(kernel.call(tree, { ...address, path: '*' }, { actor })).rejects.toMatchObject({
    code: 'git.path_not_found',
  })
  expect(await kernel.call(commits, { ...address, path: ':(glob)**' }, { actor })).toEqual({ items: [] })
  expect((await kernel.call(commit, { ...address, sha: first.slice(0, 10) }, { actor })).files).toMatchObject([
    { path: 'README.md', status: 'added' },
    { path: 'src/main.js', status: 'added', additions: 3 },
  ])
  expect(await kernel.call(compare, { ...address, base: 'main', head: 'main' }, { actor })).toMatchObject({
    ahead: 0,
    behind: 0,
    files: [],
    commits: [],
  })
})

test('what a dead server moved and did not announce is announced once at the next look', async () => {
  const { kernel, git, project, pushes, first, commit } = await repository()
  const second = await commit('topic', { x: '1' })
  // As if the server had died between git's ref update and the record of it.
  await run('git', ['--git-dir', git.path(project), 'update-ref', 'refs/heads/topic', first])
  await run('git', ['--git-dir', git.path(project), 'update-ref', 'refs/heads/lost', second])
  const count = (await pushes()).length
  expect(await git.reconcile(project)).toBe(2)
  expect(await git.reconcile(project)).toBe(0)
  const told = (await pushes()).slice(count)
  expect(told.map(({ data }) => [data.ref, data.forced]).sort()).toEqual([
    ['refs/heads/lost', false],
    ['refs/heads/topic', true],
  ])
  expect(told[0]!.actor).toMatchObject({ kind: 'system', name: 'git' })

  // The same from the journal, which also remembers who it was.
  await run('git', ['--git-dir', git.path(project), 'update-ref', '-d', 'refs/heads/lost'])
  const journal = createJournal(join(kernel.config.dataDir, 'git/pushes'))
  const { org } = (await pushes())[0]!
  await journal.write({
    org: org!,
    project,
    owner: 'alice',
    name: 'app',
    actor: { kind: 'agent', id: 'agt_1', name: 'robot' },
    links: { attempt: 'att_1' },
    refs: ['refs/heads/lost'],
  })
  await git.settleJournal()
  await git.settleJournal()
  const last = (await pushes()).slice(count + 2)
  expect(last).toHaveLength(1)
  expect(last[0]).toMatchObject({
    actor: { kind: 'agent', name: 'robot' },
    links: { attempt: 'att_1' },
    data: { ref: 'refs/heads/lost', after: ZERO },
  })
  expect(await journal.list()).toEqual([])
})

test('worktrees of a dead server are removed at the next start, those of the living stay', async () => {
  const { kernel, git, project } = await repository()
  const orphan = await git.createWorktree(project, { id: 'att_orphan', branch: 'one', base: 'main' })
  const own = await git.createWorktree(project, { id: 'att_own', branch: 'two', base: 'main' })
  await kernel.db.system((tx) => tx.query(`update git.worktrees set server_id = 'srv_dead' where id = 'att_orphan'`))
  expect(await git.removeOrphans()).toBe(1)
  await expect(lstat(orphan.path)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await own.snapshot()).toMatch(/^[0-9a-f]{40}$/)
  const again = await git.createWorktree(project, {
    id: 'att_again',
    branch: 'one',
    base: 'main',
    actor: systemActor('org_x', 'test'),
  })
  expect(await again.snapshot()).toBe(await own.snapshot())
})

test('a deleted project takes its repository along', async () => {
  const { kernel, projects, git, project, actor, address } = await repository()
  await kernel.call(projects.verbs.delete, { ...address, confirm: 'alice/app' }, { actor })
  await expect.poll(() => lstat(git.path(project)).catch(() => 'gone')).toBe('gone')
})
