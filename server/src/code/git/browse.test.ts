import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Verb } from '#kernel'
import { LONGEST_HIGHLIGHTED_TEXT } from './browse-verbs.ts'
import { createGitCommand } from './command.ts'
import { createRemembered } from './remembered.ts'
import { repository } from './repository.kit.ts'
import { searchFiles } from './search.ts'
import { createTurnstile } from './turnstile.ts'

const run = promisify(execFile)

/** A repository, and commits straight into it with what no importer of ours would make. */
async function browsable() {
  const kit = await repository()
  const { kernel, git, actor, address, project } = kit
  const gitDir = git.path(project)
  return {
    ...kit,
    gitDir,
    ask: <I extends Verb>(verb: I, input: object): Promise<Awaited<ReturnType<I['run']>>> =>
      kernel.call(verb as Verb, { ...address, ...input }, { actor }) as never,
    plain: async (...args: string[]) => (await run('git', ['--git-dir', gitDir, ...args])).stdout.trim(),
    async fastImport(text: string) {
      const child = spawn('git', ['fast-import', '--quiet', '--force'], {
        cwd: gitDir,
        stdio: ['pipe', 'inherit', 'inherit'],
      })
      child.stdin.end(text)
      expect((await once(child, 'close'))[0]).toBe(0)
    },
  }
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
const commitOn = (branch: string, at: number, message: string, body: string) =>
  `commit refs/heads/${branch}\ncommitter Alice <alice@example.com> ${1_700_000_000 + at} +0000\n${data(message)}${body}`

test('each entry of a folder has the commit that made it what it is, through merges and in subfolders', async () => {
  const { git, ask, fastImport, plain } = await browsable()
  const file = (path: string, text: string) => `M 100644 inline ${path}\n${data(text)}`
  await fastImport(
    [
      'reset refs/heads/h\n',
      commitOn('h', 1, 'begin', file('old.txt', 'o') + file('dir/a', '1') + file('dir/b', '1') + file('both', '0')),
      'reset refs/heads/side\nfrom refs/heads/h\n',
      commitOn('side', 2, 'on the side', file('dir/a', '2') + file('both', 'side')),
      commitOn('h', 3, 'on the trunk', file('dir/b', '2') + file('both', 'trunk')),
      commitOn(
        'h',
        4,
        'join',
        `merge refs/heads/side\n${file('dir/a', '2')}${file('dir/b', '2')}${file('both', 'trunk')}`,
      ),
      commitOn('h', 5, 'new', file('fresh "q"\\n'.replace('\\n', ''), 'f')),
    ].join(''),
  )
  const subjects = async (path: string) => {
    const { items, commits } = await ask(git.verbs.lastCommits, { ref: 'h', path })
    return Object.fromEntries(
      items.map(({ name, commit }) => [name, commits.find(({ sha }) => sha === commit)?.message]),
    )
  }
  expect(await subjects('')).toEqual({
    dir: 'join',
    both: 'on the trunk',
    'fresh "q"': 'new',
    'old.txt': 'begin',
  })
  expect(await subjects('dir')).toEqual({ a: 'on the side', b: 'on the trunk' })
  expect(await plain('log', '-1', '--format=%s', 'h', '--', 'dir')).toBe('join')
  expect(await ask(git.verbs.overview, { ref: 'h' })).toMatchObject({ commit: { message: 'new' }, commits: 5, tags: 0 })
})

test('a folder of a hundred thousand entries comes in pages, and the last page ends it', async () => {
  const { git, ask, gitDir, plain, first: begin } = await browsable()
  const blob = await plain('rev-parse', `${begin}:README.md`)
  const lines = Array.from({ length: 100_000 }, (_, at) => `100644 blob ${blob}\tf${String(at).padStart(6, '0')}\n`)
  const real = createGitCommand('/dev/null')
  const all = await real.text(['mktree'], { gitDir, input: lines.join('') })
  const tree = await real.text(['mktree'], { gitDir, input: `040000 tree ${all}\tall\n` })
  const commit = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit-tree', tree, '-m', 'wide']
  await plain('update-ref', 'refs/heads/wide', await real.text(commit, { gitDir }))
  const first = await ask(git.verbs.tree, { ref: 'wide', path: 'all' })
  expect([first.total, first.items.length, first.items[0]?.name]).toEqual([100_000, 1000, 'f000000'])
  const last = await ask(git.verbs.tree, { ref: 'wide', path: 'all', page: 100 })
  expect(last.items.at(-1)).toMatchObject({ name: 'f099999', sizeBytes: 6 })
  expect((await ask(git.verbs.tree, { ref: 'wide', path: 'all', page: 101 })).items).toEqual([])
  const { items } = await ask(git.verbs.lastCommits, { ref: 'wide', path: 'all', page: 100 })
  expect(items.every(({ commit }) => commit === first.sha)).toBe(true)
  expect((await ask(git.verbs.files, { ref: 'wide' })).items).toHaveLength(100_000)
  await expect(ask(git.verbs.tree, { ref: 'wide', limit: 1001 })).rejects.toMatchObject({ code: 'kernel.input' })
})

test('names of any bytes, links and submodules are listed and never followed', async () => {
  const { git, project, ask, fastImport } = await browsable()
  await fastImport(
    [
      commitOn('odd', 1, 'odd', ''),
      `M 100644 inline "new\\nline"\n${data('n')}`,
      `M 100644 inline "\\377\\376"\n${data('bytes')}`,
      `M 100644 inline "--output=x"\n${data('dash')}`,
      `M 120000 inline link\n${data('../../../etc/passwd')}`,
      `M 160000 ${'1'.repeat(40)} vendor/lib\n`,
      `M 100644 inline .gitmodules\n${data('[submodule "x"]\n\tpath = vendor/lib\n\turl = --upload-pack=touch /tmp/x\n')}`,
    ].join(''),
  )
  const { items } = await ask(git.verbs.tree, { ref: 'odd' })
  expect(items.map(({ name, type }) => [name, type])).toEqual([
    ['vendor', 'tree'],
    ['--output=x', 'blob'],
    ['.gitmodules', 'blob'],
    ['link', 'symlink'],
    ['new\nline', 'blob'],
    ['\ufffd\ufffd', 'blob'],
  ])
  expect((await git.tree(project, 'odd', 'vendor'))[0]).toMatchObject({ type: 'commit', sizeBytes: null })
  expect((await ask(git.verbs.blob, { ref: 'odd', path: 'link' })).content).toBe('../../../etc/passwd')
  expect((await ask(git.verbs.blob, { ref: 'odd', path: '\ufffd\ufffd' })).content).toBe('bytes')
  expect((await ask(git.verbs.blob, { ref: 'odd', path: '--output=x' })).content).toBe('dash')
  expect((await ask(git.verbs.lastCommits, { ref: 'odd' })).items.filter(({ commit }) => commit === null)).toEqual([])
  for (const path of ['vendor/lib', 'vendor/lib/x', 'link/passwd', 'missing'])
    await expect(ask(git.verbs.blob, { ref: 'odd', path })).rejects.toMatchObject({ code: 'git.path_not_found' })
  for (const path of ['../odd', 'a/../../b', '/etc/passwd', 'a//b', '.'])
    await expect(ask(git.verbs.blob, { ref: 'odd', path })).rejects.toMatchObject({ code: 'git.path' })
  await expect(ask(git.verbs.blob, { ref: 'odd', path: 'a\0b' })).rejects.toMatchObject({ code: 'kernel.text' })
  for (const ref of ['--all', '-1', 'odd~1', 'odd^{tree}', ':/odd', 'refs/devflow/../heads/odd'])
    await expect(ask(git.verbs.tree, { ref })).rejects.toMatchObject({ code: 'git.ref_not_found' })
})

test('blame names the commit of every line, through renames, and passes over commits that only reformat', async () => {
  const { git, ask, commit, first } = await browsable()
  const longer = 'one\ntwo\nthree\nfour\nfive\nsix\n'
  const second = await commit('main', { 'src/main.js': longer })
  const third = await commit('main', { 'src/main.js': longer.replace('two', 'two  ') }, 'reformat')
  const lines = async () => {
    const { commits, ranges } = await ask(git.verbs.blame, { path: 'src/main.js' })
    return ranges.map(({ start, end, commit: at }) => [start, end, commits[at]?.sha])
  }
  expect(await lines()).toEqual([
    [1, 1, first],
    [2, 2, third],
    [3, 3, first],
    [4, 6, second],
  ])
  const { commits } = await ask(git.verbs.blame, { path: 'src/main.js' })
  expect(commits.find(({ sha }) => sha === third)).toMatchObject({
    subject: 'reformat',
    author: { name: 'Alice', email: 'alice@example.com' },
    previous: { sha: second, path: 'src/main.js' },
  })
  await commit('main', { '.git-blame-ignore-revs': `# tidy\n${third} # by the formatter\n--contents=/etc/passwd\n` })
  expect(await lines()).toEqual([
    [1, 3, first],
    [4, 6, second],
  ])
  await expect(ask(git.verbs.blame, { path: 'src' })).rejects.toMatchObject({ code: 'git.path_not_found' })
  await commit('main', { big: Buffer.alloc(4 * 1024 * 1024 + 1, 'a\n') })
  await expect(ask(git.verbs.blame, { path: 'big' })).rejects.toMatchObject({ code: 'git.blame_too_large' })
})

test('search finds text and expressions, groups them by file, and leaves binaries out', async () => {
  const { git, ask, commit } = await browsable()
  await commit('main', {
    'a/one.ts': 'const Needle = 1\nnothing\nneedle(2)\n',
    'a/"odd"\n.ts': 'needle',
    'b.bin': Buffer.from('needle\0needle'),
    'min.js': `${'x'.repeat(5000)}needle`,
  })
  const all = await ask(git.verbs.search, { query: 'needle' })
  expect(all.items.map(({ path, lines }) => [path, lines.map(({ line }) => line)])).toEqual([
    ['a/"odd"\n.ts', [1]],
    ['a/one.ts', [1, 3]],
    ['min.js', [1]],
  ])
  expect(all.items[2]?.lines[0]?.text).toHaveLength(400)
  const exact = await ask(git.verbs.search, { query: 'needle', ignoreCase: false, path: 'a' })
  expect(exact.items.map(({ lines }) => lines.length)).toEqual([1, 1])
  expect((await ask(git.verbs.search, { query: 'n.*\\([0-9]', regex: true })).items).toHaveLength(1)
  expect((await ask(git.verbs.search, { query: 'n.*\\([0-9]' })).items).toEqual([])
  expect((await ask(git.verbs.search, { query: '--help' })).items).toEqual([])
  await expect(ask(git.verbs.search, { query: '(', regex: true })).rejects.toMatchObject({ code: 'git.search_pattern' })
  await expect(ask(git.verbs.search, { query: 'x'.repeat(257) })).rejects.toMatchObject({ code: 'kernel.input' })
})

test('a search that finds too much, or takes too long, answers with what it has and says why', async () => {
  const { git, ask, commit, gitDir } = await browsable()
  const files = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`f${at}`, 'hit\n'.repeat(11)]))
  const head = await commit('main', { ...files, bomb: `${'a'.repeat(50_000)}!\n`.repeat(20) })
  const found = await ask(git.verbs.search, { query: 'hit' })
  expect([found.cut, found.items.length, found.items[0]?.lines.length, found.items[0]?.more]).toEqual([
    'files',
    100,
    10,
    true,
  ])
  const bomb = { pattern: '(a*)*(a*)*(a*)*\\1\\2b', regex: true, ignoreCase: false, path: 'bomb' }
  expect(
    await searchFiles({ git: createGitCommand('/dev/null'), gitDir, commit: head, ...bomb, timeoutMs: 50 }),
  ).toEqual({ items: [], cut: 'time' })
})

test('an address is split where its longest branch or tag ends', async () => {
  const { git, ask, plain, commit } = await browsable()
  const sha = await commit('feature/one', { 'src/a.ts': 'a' })
  await git.createBranch((await ask(git.verbs.locate, { address: 'main' })).project, {
    branch: 'feature/one2',
    from: 'main',
  })
  await plain('tag', 'v1/rc', sha)
  const at = async (address: string) => {
    const { kind, ref, path, entry } = await ask(git.verbs.locate, { address })
    return [kind, ref, path, entry?.type]
  }
  expect(await at('feature/one/src/a.ts')).toEqual(['branch', 'feature/one', 'src/a.ts', 'blob'])
  expect(await at('feature/one/')).toEqual(['branch', 'feature/one', '', 'tree'])
  expect(await at('v1/rc/src')).toEqual(['tag', 'v1/rc', 'src', 'tree'])
  expect(await at(`${sha}/README.md`)).toEqual(['commit', sha, 'README.md', undefined])
  for (const address of ['feature', 'feature/two', 'nothing/x', '--all', '*', ''])
    await expect(ask(git.verbs.locate, { address })).rejects.toMatchObject({ code: 'git.ref_not_found' })
})

test('languages are counted by bytes and follow every change', async () => {
  const { git, ask, commit } = await browsable()
  const names = async () => (await ask(git.verbs.languages, {})).items.map(({ name, sizeBytes }) => [name, sizeBytes])
  expect(await names()).toEqual([['JavaScript', 14]])
  await commit('main', {
    'a.tsx': 'x'.repeat(30),
    'b.ts': 'x'.repeat(20),
    'c.rs': 'x',
    'node_modules/d.py': 'x'.repeat(90),
    'e.json': '{}',
    Dockerfile: 'FROM x',
    'src/main.js': 'x'.repeat(10),
  })
  const expected = [
    ['TypeScript', 50],
    ['JavaScript', 10],
    ['Dockerfile', 6],
    ['Rust', 1],
  ]
  expect(await names()).toEqual(expected)
  await commit('main', { 'c.rs': 'xx', 'README.md': 'prose' })
  expect(await names()).toEqual([...expected.slice(0, 3), ['Rust', 2]])
})

test('a source file has colours, and what is none or too large stays plain', async () => {
  const { git, ask, commit } = await browsable()
  const kinds = async (path: string) => {
    const { language, lines } = await ask(git.verbs.highlight, { path })
    return [language, lines?.length]
  }
  await commit('main', { 'big.ts': Buffer.alloc(512 * 1024 + 1, '//\n'), 'no.zzz': 'x', 'bin.ts': Buffer.from('\0') })
  expect(await kinds('src/main.js')).toEqual(['JavaScript', 4])
  expect(await kinds('big.ts')).toEqual(['TypeScript', undefined])
  expect(await kinds('no.zzz')).toEqual([null, undefined])
  expect(await kinds('bin.ts')).toEqual(['TypeScript', undefined])
  await expect(kinds('missing.ts')).rejects.toMatchObject({ code: 'git.path_not_found' })
})

test('a block of source in a text has colours up to its limit, and not in a language nobody knows', async () => {
  const { git, ask } = await browsable()
  const colour = (language: string, text: string) => ask(git.verbs.highlightText, { language, text })
  const { lines, kinds } = await colour('TS', 'const a = 1\n// b')
  expect(kinds[lines![0]![1]!]).toBe('keyword')
  expect(lines).toHaveLength(2)
  expect((await colour('nonsense', 'x')).lines).toBeNull()
  expect((await colour('md', 'x'.repeat(LONGEST_HIGHLIGHTED_TEXT))).lines).toHaveLength(1)
  await expect(colour('md', 'x'.repeat(LONGEST_HIGHLIGHTED_TEXT + 1))).rejects.toMatchObject({ kind: 'invalid' })
})

test('tags, branches and contributors come in pages, newest or busiest first', async () => {
  const { git, ask, plain, commit, first } = await browsable()
  const second = await commit('main', { a: '1' })
  await commit('topic', { b: '1' })
  await plain('tag', 'light', first)
  await plain(
    '-c',
    'user.name=Bob',
    '-c',
    'user.email=bob@example.com',
    'tag',
    '-a',
    'v1',
    '-m',
    'One\n\nwith a body',
    second,
  )
  await plain('tag', 'blob', await plain('rev-parse', `${first}:README.md`))
  const { items, total } = await ask(git.verbs.tags, {})
  expect(total).toBe(3)
  expect(items.find(({ name }) => name === 'v1')).toMatchObject({
    sha: second,
    object: expect.stringMatching(/^[0-9a-f]{40}$/),
    message: 'One\n\nwith a body',
    tagger: { name: 'Bob', email: 'bob@example.com' },
  })
  expect(items.find(({ name }) => name === 'light')).toMatchObject({
    sha: first,
    object: null,
    message: '',
    tagger: null,
  })
  expect(items.find(({ name }) => name === 'blob')).toBeUndefined()
  expect((await ask(git.verbs.tags, { limit: 1, page: 4 })).items).toEqual([])
  const branches = await ask(git.verbs.listBranches, {})
  expect(
    branches.items.map(({ name, ahead, behind, default: is, protected: kept }) => [name, ahead, behind, is, kept]),
  ).toEqual([
    ['main', 0, 0, true, true],
    ['topic', 1, 2, false, false],
  ])
  expect((await ask(git.verbs.listBranches, { query: 'TOP' })).total).toBe(1)
  expect(await ask(git.verbs.contributors, {})).toEqual({
    items: [{ name: 'Alice', email: 'alice@example.com', commits: 2 }],
    total: 1,
  })
})

test('patterns are tried out on the branches and tags there are, and by those alone who may make a rule', async () => {
  const { ask, plain, first, git, kernel, address } = await browsable()
  for (const name of ['release/1', 'release/2', 'release/next/3', 'topic']) await plain('branch', name, first)
  await plain('tag', 'v1.0', first)
  const tried = (input: object) => ask(git.verbs.matching, input)
  expect(await tried({ patterns: ['release/*'] })).toEqual({ items: ['release/1', 'release/2'], total: 2 })
  expect(await tried({ patterns: ['main', 'release/**'], exclude: ['release/1'] })).toEqual({
    items: ['main', 'release/2', 'release/next/3'],
    total: 3,
  })
  expect(await tried({ patterns: ['{main,topic}'] })).toMatchObject({ items: ['main', 'topic'] })
  expect(await tried({ target: 'tag', patterns: ['**'] })).toEqual({ items: ['v1.0'], total: 1 })
  await expect(tried({ patterns: [] })).rejects.toMatchObject({ kind: 'invalid' })
  await expect(tried({ patterns: ['x'.repeat(201)] })).rejects.toMatchObject({ kind: 'invalid' })
  const bob = { kind: 'person', id: 'usr_bob', name: 'bob', orgs: {}, server: [] } as const
  await expect(
    kernel.call(git.verbs.matching as Verb, { ...address, patterns: ['main'] }, { actor: bob }),
  ).rejects.toMatchObject({ kind: 'not_found' })
  // However many there are, so many are shown.
  for (let n = 0; n < 101; n += 1) await plain('tag', `n${n}`, first)
  const many = await tried({ target: 'tag', patterns: ['n*'] })
  expect([many.items.length, many.total]).toEqual([100, 101])
})

test('the history of a file goes on under the name it had before', async () => {
  const { git, ask, commit, project } = await browsable()
  await commit('topic', { 'old.txt': 'a\nb\nc\nd\ne\n' }, 'as old')
  const tree = await git.createWorktree(project, { id: 'att_move', branch: 'move', base: 'topic' })
  await run('mv', [`${tree.path}/old.txt`, `${tree.path}/new.txt`])
  const moved = await tree.commit({ message: 'move', author: { name: 'Alice', email: 'alice@example.com' } })
  const subjects = async (follow: boolean) =>
    (await ask(git.verbs.commits, { ref: moved, path: 'new.txt', follow })).items.map(({ message }) => message)
  expect(await subjects(false)).toEqual(['move'])
  expect(await subjects(true)).toEqual(['move', 'as old'])
})

test('an empty repository is browsed without a failure', async () => {
  const { kernel, projects, git, actor } = await browsable()
  const empty = { owner: 'alice', name: 'empty' }
  await kernel.call(projects.verbs.create, empty, { actor })
  const overview = await kernel.call(git.verbs.overview, empty, { actor })
  expect(overview).toMatchObject({ commit: null, commits: 0, branches: 0, tags: 0 })
  expect(await kernel.call(git.verbs.languages, empty, { actor })).toEqual({ items: [] })
  expect(await kernel.call(git.verbs.contributors, empty, { actor })).toEqual({ items: [], total: 0 })
})

test('a turnstile lets so many through at a time and turns away what would wait too long', async () => {
  const turnstile = createTurnstile({ atOnce: 1, mostWaiting: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = turnstile.pass(() => promise)
  const second = turnstile.pass(async () => 'second')
  await expect(turnstile.pass(async () => 'third')).rejects.toMatchObject({ code: 'git.busy' })
  resolve()
  expect(await Promise.all([first, second])).toEqual([undefined, 'second'])
  await expect(turnstile.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turnstile.pass(async () => 'open again')).toBe('open again')
})

test('what is remembered is asked once, what failed is asked again, and the longest unused goes', async () => {
  const asked: string[] = []
  const remembered = createRemembered<string>({ most: 2 })
  const ask = (question: string) =>
    remembered.get(question, async () => {
      asked.push(question)
      if (question === 'bad') throw new Error('bad')
      return question
    })
  await Promise.all([ask('a'), ask('a'), ask('b')])
  await ask('a')
  await ask('c')
  await ask('b')
  expect(asked).toEqual(['a', 'b', 'c', 'b'])
  await expect(ask('bad')).rejects.toThrow()
  await expect(ask('bad')).rejects.toThrow()
  expect(asked).toHaveLength(6)
})
