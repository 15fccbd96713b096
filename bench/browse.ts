import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createApp } from '../server/src/app.ts'
import { readConfig } from '../server/src/config.ts'
import { dataFolder } from './data-folder.ts'
import type { BenchRow } from './row.ts'

const FILES = 50_000
const COMMITS = 20_000
/** The rest comes with the commits, so that the history creates files, too. */
const FILES_AT_FIRST = 30_001
const FOLDERS_ASKED = 100
const LINES_BLAMED = 5000
const MOST_HOME_MS = 300
const MOST_BLAME_MS = 1000
const MOST_GROWTH_MIB = 32

/** What people wait for while they read a large repository. */
export default async function benchBrowse(): Promise<BenchRow[]> {
  using folder = dataFolder()
  const config = readConfig({ PORT: '0', DEVFLOW_DATA: folder.path, DEVFLOW_REHEARSAL: 'off' })
  const app = await createApp(config)
  await app.start()
  try {
    return await measure(app)
  } finally {
    await app.stop()
  }
}

async function measure({ kernel, modules, url }: Awaited<ReturnType<typeof createApp>>): Promise<BenchRow[]> {
  const secret = await kernel.db.system(async (tx) => {
    const user = await modules.identity.createUser(tx, { login: 'alice', name: 'Alice', serverAdmin: true })
    const token = { kind: 'person', subject: user.id, name: 'bench', permissions: ['*'] } as const
    return (await modules.identity.issueToken(tx, { ...token, permissions: [...token.permissions] })).secret
  })
  const actor = (await modules.identity.authenticate(secret))!
  const project = await kernel.call(modules.projects.verbs.create, { owner: 'alice', name: 'large' }, { actor })
  await modules.git.create(project.id)
  const gitDir = modules.git.path(project.id)
  await generateHistory(gitDir)
  await modules.git.tidy(project.id)
  const get = async (path: string): Promise<void> => {
    const answer = await fetch(`${url}/api/projects/alice/large${path}`, {
      headers: { authorization: `Bearer ${secret}` },
    })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    await answer.arrayBuffer()
  }

  const home = async (path: string): Promise<number> => {
    const started = performance.now()
    const at = `ref=main&path=${encodeURIComponent(path)}`
    const calls = [`?`, `/branches`, `/overview?ref=main`, `/tree?${at}`, `/tree/commits?${at}`, `/languages`]
    await Promise.all([...calls, '/contributors?limit=12', '/blob?ref=main&path=README.md'].map(get))
    return performance.now() - started
  }
  await home('tools/module-0/part-0') // the process, its connections and its tables of languages are warm; no folder measured below is
  const folders = ['', 'packages', 'apps', 'libs', 'tools']
  for (let at = 0; folders.length < FOLDERS_ASKED; at++) {
    const module = `${['packages', 'apps', 'libs', 'tools'][at % 4]}/module-${at % 40}`
    folders.push(at % 2 === 0 ? module : `${module}/part-${at % 12}`)
  }
  const times: number[] = []
  for (const path of new Set(folders)) times.push(await home(path))
  const p95 = times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1]!

  const started = performance.now()
  await get('/blame?ref=main&path=long.ts')
  const blameMs = performance.now() - started

  const { sizeBytes, growth } = await watchArchive(`${url}/alice/large/archive/main.tar.gz`, secret)

  return [
    {
      claim: `home page and folders of ${FILES} files and ${COMMITS} commits, all calls together, each folder cold (p95 of ${times.length})`,
      value: `${Math.round(p95)} ms (slowest ${Math.round(Math.max(...times))} ms)`,
      target: `< ${MOST_HOME_MS} ms`,
      met: p95 < MOST_HOME_MS,
    },
    {
      claim: `blame of a file of ${LINES_BLAMED} lines in a history of ${COMMITS} commits`,
      value: `${Math.round(blameMs)} ms`,
      target: `< ${MOST_BLAME_MS} ms`,
      met: blameMs < MOST_BLAME_MS,
    },
    {
      claim: `memory of the server while an archive of ${Math.round(sizeBytes / 2 ** 20)} MiB is sent`,
      value: `+${Math.round(growth)} MiB`,
      target: `≤ ${MOST_GROWTH_MIB} MiB`,
      met: growth <= MOST_GROWTH_MIB,
    },
  ]
}

/** The most the process grew while the archive went through it. */
async function watchArchive(address: string, secret: string): Promise<{ sizeBytes: number; growth: number }> {
  const before = process.memoryUsage().rss
  let most = before
  let sizeBytes = 0
  const answer = await fetch(address, { headers: { authorization: `Bearer ${secret}` } })
  for await (const chunk of answer.body!) {
    sizeBytes += (chunk as Uint8Array).length
    most = Math.max(most, process.memoryUsage().rss)
  }
  return { sizeBytes, growth: (most - before) / 2 ** 20 }
}

/** Folders three deep, small edits all over, files at the root that hardly change, and one long file; the same bytes every time. */
async function generateHistory(repository: string): Promise<void> {
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: repository, stdio: ['pipe', 'inherit', 'inherit'] })
  const closed = once(child, 'close')
  let seed = 42
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed % below
  }
  const data = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`
  const text = (file: number) =>
    Array.from({ length: 20 }, (_, line) => `export const value${line}of${file} = ${random(1_000_000)}\n`).join('')
  const folderOf = (file: number) =>
    `${['packages', 'apps', 'libs', 'tools'][file % 4]}/module-${(file >> 2) % 40}/part-${(file >> 8) % 12}`
  const write = (file: number) => `M 100644 inline ${folderOf(file)}/file-${file}.ts\n${data(text(file))}`
  const long = Array.from({ length: LINES_BLAMED }, (_, line) => `line ${line}`)
  const put = async (part: string) => {
    if (!child.stdin.write(part)) await once(child.stdin, 'drain')
  }
  for (let commit = 0; commit < COMMITS; commit++) {
    const when = 1_600_000_000 + commit * 600
    await put(`commit refs/heads/main\ncommitter Alice <alice@example.com> ${when} +0000\n${data(`change ${commit}`)}`)
    if (commit === 0) {
      for (const name of ['README.md', 'LICENSE', '.gitignore', '.editorconfig', 'package.json', 'tools/README.md'])
        await put(`M 100644 inline ${name}\n${data(`# ${name}\n`)}`)
      for (let file = 0; file < FILES_AT_FIRST; file++) await put(write(file))
    } else await put(write(FILES_AT_FIRST + commit - 1) + write(random(FILES_AT_FIRST)) + write(random(FILES_AT_FIRST)))
    if (commit % 3000 === 2999) await put(`M 100644 inline package.json\n${data(`{"version":${commit}}\n`)}`)
    if (commit % 50 === 0) {
      for (let edit = 0; edit < 20; edit++) long[random(LINES_BLAMED)] = `line ${random(1_000_000)} since ${commit}`
      await put(`M 100644 inline long.ts\n${data(`${long.join('\n')}\n`)}`)
    }
  }
  child.stdin.end()
  const [code] = (await closed) as [number]
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
}
