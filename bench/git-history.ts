import { spawn } from 'node:child_process'
import { once } from 'node:events'

export const FILES = 2000
export const COMMITS = 500

/** A history with folders and small edits, by `git fast-import`; the same bytes every time. */
export async function generateHistory(repository: string): Promise<void> {
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
