import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readConfig } from '../server/src/config.ts'
import { gitClient, startGitServer } from '../server/src/protocols/git/git.kit.ts'
import type { BenchRow } from './row.ts'

const FILES = 2000
const COMMITS = 500
const RUNS = 9
const MOST_RATIO = 1.1

/** A clone over HTTP beside a clone of the same repository by `file://`, in turns, in one run. */
export default async function benchGitClone(): Promise<BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'devflow-bench-git-'))
  await using client = await gitClient()
  try {
    await using server = await startGitServer(
      readConfig({ PORT: '0', DEVFLOW_DATA: dataDir, DEVFLOW_REHEARSAL: 'off' }),
    )
    const { alice, kernel, modules } = server
    await mkdir(join(client.home, 'origin'))
    await client.run('origin', 'init', '-q', '--bare', '-b', 'main')
    await generateHistory(join(client.home, 'origin'))
    const remote = server.remote('alice/bench', alice.token)
    await client.run('origin', 'push', '-q', remote, 'main')
    const project = await kernel.db.system((tx) => modules.projects.get(tx, { owner: 'alice', name: 'bench' }))
    const reference = `file://${modules.git.path(project.id)}`

    const clone = async (from: string): Promise<number> => {
      const started = performance.now()
      await promisify(execFile)('git', ['clone', '-q', '--no-local', from, 'clone'], {
        cwd: client.home,
        env: client.env,
      })
      const ms = performance.now() - started
      await rm(join(client.home, 'clone'), { recursive: true })
      return ms
    }
    const ours: number[] = []
    const theirs: number[] = []
    for (let i = 0; i <= RUNS; i++) {
      const pair = [await clone(remote), await clone(reference)] as const
      if (i === 0) continue // the first warms the file system's cache
      ours.push(pair[0])
      theirs.push(pair[1])
    }
    const ratio = median(ours) / median(theirs)
    return [
      {
        claim: `git clone over HTTP against file:// (${FILES} files, ${COMMITS} commits, median of ${RUNS})`,
        value: `${ratio.toFixed(2)} × (${Math.round(median(ours))} ms / ${Math.round(median(theirs))} ms)`,
        target: `≤ ${MOST_RATIO} ×`,
        met: ratio <= MOST_RATIO,
      },
    ]
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** A history with folders and small edits, by `git fast-import`; the same bytes every time. */
async function generateHistory(repository: string): Promise<void> {
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: repository, stdio: ['pipe', 'inherit', 'inherit'] })
  let seed = 42
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed % below
  }
  const text = (file: number) =>
    Array.from({ length: 60 }, (_, line) => `line ${line} of ${file} ${random(1_000_000)}\n`).join('')
  const data = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`
  const write = (file: number) => `M 100644 inline src/${file % 40}/${file % 7}/file-${file}.ts\n${data(text(file))}`
  const out: string[] = []
  for (let commit = 0; commit < COMMITS; commit++) {
    out.push(
      `commit refs/heads/main\ncommitter Alice <alice@example.com> ${1_700_000_000 + commit} +0000\n${data(`commit ${commit}`)}`,
    )
    const added = FILES / COMMITS
    for (let i = 0; i < added; i++) out.push(write(commit * added + i))
    for (let i = 0; i < 6; i++) out.push(write(random((commit + 1) * added)))
  }
  child.stdin.end(out.join(''))
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
